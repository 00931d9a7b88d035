/**
 * `node build.mjs` writes dist/: the script tag (kelvin.js), the ES module (kelvin.mjs), the core alone (core.mjs), and what these
 * open: the wasm and the optional bundles, whose names carry the build's hash, so that no cache can mix two releases. The wasm
 * is there under its plain name, too, for Node and for `wasmUrl`. integrity.json has all hashes. Beside them the packages for
 * frameworks and other tools (packages/build.mjs). The same sources give the same bytes.
 * Where kelvin_studio was built, studio.mjs and kelvin-studio.wasm as well: nothing of a page changes by that.
 * `node build.mjs test [name]` bundles and runs the unit tests. KELVIN_CORE names the folder with the core's
 * glue (default: ../build/wasm/wasm, where the CMake preset "wasm" puts it).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';
import { toJavaScript } from '../wasm/to-javascript.mjs';
import { packages } from './packages/build.mjs';
import { robotsPattern } from './robots.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const core = resolve(process.env.KELVIN_CORE ?? join(here, '../build/wasm/wasm'));
const wasm = join(core, 'kelvin-core.wasm');
/** The core that reads packed models only; the same glue opens it. */
const leanWasm = join(core, 'kelvin-lean.wasm');
/** The core for those who write models, and its own glue; there only where kelvin_studio was built. */
const [studioWasm, studioGlue] = ['kelvin-studio.wasm', 'kelvin-studio.js'].map((name) => join(core, name));
const dist = join(here, 'dist');
/** Brotli bytes that the first part of the shell may take, without glue and wasm. */
const kShellBudget = 20.95 * 1024;
/** Hashes for the measuring of the shell: with those of a build its size differs by some thirty bytes, whatever part was changed. */
const kNoHashes = ['01234567', 'sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb'];

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const row = (name, bytes, hash = '') =>
  console.log(`${name.padEnd(34)}${bytes.length} B, gzip ${gzipSync(bytes, { level: 9 }).length}, brotli ${brotli(bytes)}  ${hash}`);
/** What an `integrity` attribute holds. */
const sri = (bytes, algorithm = 'sha384') => `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;

/** A build of kelvin_wasm alone has no lean core: pages then find none for packed models. */
const cores = () => [wasm, leanWasm].filter((path) => existsSync(path));

/** "kelvin.wasm" with the hash of a build: "kelvin.0123abcd.wasm". */
const named = (name, hash) => name.replace('.', `.${hash}.`);

/** Optional bundles, kelvin-NAME.js: src/chunks.ts says who loads them. */
const kChunks = { debug: 'src/debug/entry.ts', integrations: 'src/integrations/entry.ts', consent: 'src/consent/sources/entry.ts', js: 'src/js.ts' };
/** The script's later part, kelvin-later.js: what each page loads when its first score is made. The module has it within. */
const kLater = 'src/later.ts';

/** Gives `import robots from "kelvin-robots"` the pattern of the list that `kelvin import` reads too. */
const vocabulary = {
  name: 'vocabulary',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^kelvin-robots$/ }, ({ path }) => ({ path, namespace: 'vocabulary' }));
    onLoad({ filter: /.*/, namespace: 'vocabulary' }, () => {
      const list = JSON.parse(readFileSync(join(here, '../core/vocabulary/robots.json'), 'utf8'));
      return { contents: `export default /${robotsPattern(list)}/i;` };
    });
  },
};

/** The same options for everything that runs in the page. */
const page = {
  bundle: true,
  minify: true,
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  absWorkingDir: here,
  logLevel: 'warning',
};

/**
 * Gives `import create from "kelvin-core"` the glue, the hashes of which the wasm must have one, and the hash in the names of what is opened; or no
 * glue, when the shell's own size is asked for. The glue ends with its export for Node; in a bundle it is a plain value.
 */
const glue = (file, hash = '', later = '') => ({
  name: 'kelvin-core',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^kelvin-core(-js)?$/ }, ({ path }) => ({ path, namespace: 'kelvin-core' }));
    onLoad({ filter: /-js$/, namespace: 'kelvin-core' }, () => ({ contents: toJavaScript(wasm) }));
    onLoad({ filter: /core$/, namespace: 'kelvin-core' }, () => {
      const text = file && readFileSync(file, 'utf8').replace(/\nif \(typeof module[^]*$/, '\n');
      const integrity = JSON.stringify(file ? cores().map((path) => sri(readFileSync(path), 'sha256')).join(' ') : '');
      const exported = `export const integrity = ${integrity}; export const build = '${hash}'; export const later = '${later}';`;
      return { contents: `${text ?? 'var createKelvin;'} export default createKelvin; ${exported}` };
    });
  },
});

/** The module leaves optional bundles where they are, so that who bundles it gets each as a chunk of its own. */
const chunks = (hash) => ({
  name: 'chunks',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      const entry = relative(here, join(resolveDir, path)) + '.ts';
      const name = kind === 'dynamic-import' && Object.keys(kChunks).find((chunk) => kChunks[chunk] === entry);
      return name ? { path: `./${named(`kelvin-${name}.js`, hash)}`, external: true } : undefined;
    });
  },
});

/**
 * The later part takes what src/shared.ts imports from the script: it is a function of that, and gives its exports. What it imports of those
 * modules and is not there fails the build.
 */
const shared = {
  name: 'shared',
  setup({ onResolve, onLoad }) {
    const text = readFileSync(join(here, 'src/shared.ts'), 'utf8');
    const names = new Map([...text.matchAll(/^import \{ (.+) \} from '(.+)'/gm)].map(([, list, path]) => [join(here, 'src', `${path}.ts`), list]));
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const file = `${join(resolveDir, path)}.ts`;
      return names.has(file) ? { path: file, namespace: 'shared', sideEffects: false } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => ({ contents: names.get(path).split(', ').map((name) => `export const ${name} = kShared.${name};`).join('') }));
  },
};

async function laterPart() {
  const { outputFiles } = await build({ ...page, minify: false, minifySyntax: true, entryPoints: [kLater], format: 'esm', write: false, plugins: [shared, vocabulary] });
  const [, body, exported] = /^([^]*)export \{([^}]*)\};\s*$/.exec(outputFiles[0].text);
  const { code } = await minify(`export default (kShared) => {${body}; return {${exported.replaceAll(/(\w+) as (\w+)/g, '$2: $1')}};}`, kTerser(true));
  return Buffer.from(code);
}

const kTerser = (module) => ({
  ecma: 2022,
  module,
  toplevel: true,
  compress: { ecma: 2022, passes: 3, inline: 1, pure_getters: true, unsafe_arrows: true },
  format: { ecma: 2022 },
});

/** A bundled script that opens the files of this hash. Terser after esbuild: on glue and shell it saves a tenth more, and esbuild's own view of syntax another hundredth. */
async function script(entry, format, hash, later = '', file = join(core, 'kelvin-core.js')) {
  const options = { ...page, minify: false, minifySyntax: true, entryPoints: [entry], format, write: false };
  const { outputFiles } = await build({ ...options, plugins: [glue(file, hash, later), vocabulary, chunks(hash)] });
  const module = format === 'esm';
  // Bundlers look for the address as it stands here.
  const text = outputFiles[0].text.replace(/"\.\/(kelvin(-lean)?\.wasm)"/g, (_, name) => `"./${named(name, hash)}"`);
  const { code } = await minify(text, kTerser(module));
  // On a page that broke the language itself even the first line may throw: the page goes on without us.
  return Buffer.from(module ? code : `try{${code}}catch{}`);
}

/** What the script and the module open: bytes by name. */
async function openedFiles() {
  const opened = { 'kelvin.wasm': readFileSync(wasm) };
  if (existsSync(leanWasm)) opened['kelvin-lean.wasm'] = readFileSync(leanWasm);
  else console.warn(`No ${leanWasm}: packed models will find no core.`);
  for (const [name, entry] of Object.entries(kChunks)) {
    const { outputFiles } = await build({ ...page, entryPoints: [entry], format: 'esm', write: false, plugins: [glue(), vocabulary] });
    opened[`kelvin-${name}.js`] = Buffer.from(outputFiles[0].contents);
  }
  opened['kelvin-later.js'] = await laterPart();
  return opened;
}

async function bundle() {
  if (!existsSync(wasm)) {
    console.error(`No ${wasm}. Build the core first: cmake --preset wasm && cmake --build --preset wasm`);
    process.exit(2);
  }
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const opened = await openedFiles();
  const all = createHash('sha256');
  for (const bytes of Object.values(opened)) all.update(bytes);
  const hash = all.digest('hex').slice(0, 8);
  const later = sri(opened['kelvin-later.js']);
  const files = { 'kelvin.js': await script('src/entry.ts', 'iife', hash, later) };
  for (const [name, bytes] of Object.entries(opened)) {
    files[named(name, hash)] = bytes;
    if (name.endsWith('.wasm')) files[name] = bytes;
  }
  files['kelvin.mjs'] = await script('src/module.ts', 'esm', hash);
  files['core.mjs'] = await script('src/core.ts', 'esm', hash);
  Object.assign(files, await packages(dist));
  if (existsSync(studioWasm)) {
    files['kelvin-studio.wasm'] = readFileSync(studioWasm);
    files['studio.mjs'] = await script('src/studio.ts', 'esm', hash, '', studioGlue);
    // The door's declarations have another name here.
    writeFileSync(join(dist, 'studio.d.ts'), readFileSync(join(here, '../wasm/studio.d.ts'), 'utf8').replaceAll("'./kelvin.js'", "'./door.js'"));
    copyFileSync(join(here, '../wasm/studio-coverage.d.ts'), join(dist, 'studio-coverage.d.ts'));
  }
  const hashes = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sri(bytes)]));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(dist, name), bytes);
  writeFileSync(join(dist, 'integrity.json'), JSON.stringify(hashes, null, 2) + '\n');
  copyFileSync(join(here, '../wasm/kelvin.d.ts'), join(dist, 'door.d.ts'));
  copyFileSync(join(here, '../LICENSE'), join(dist, 'LICENSE'));

  const shell = await script('src/entry.ts', 'iife', ...kNoHashes, null);
  row('shell (in kelvin.js)', shell);
  for (const [name, bytes] of Object.entries(files)) row(name, bytes, hashes[name]);
  for (const name of Object.keys(opened).filter((file) => file.endsWith('.wasm'))) {
    console.log(`${`with ${name}`.padEnd(34)}brotli ${brotli(files['kelvin.js']) + brotli(files[name])}`);
  }
  if (brotli(shell) > kShellBudget) {
    console.error(`The shell is over its budget of ${kShellBudget} B brotli.`);
    process.exit(1);
  }
}

async function test(only = '') {
  const out = join(here, '.build');
  rmSync(out, { recursive: true, force: true });
  const files = readdirSync(join(here, 'test')).filter((name) => name.endsWith('.test.ts') && name.includes(only));
  await build({
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'inline',
    entryPoints: files.map((name) => join(here, 'test', name)),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    plugins: [vocabulary],
  });
  const tests = readdirSync(out).map((name) => join(out, name));
  const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...tests], { stdio: 'inherit' });
  process.exit(run.status ?? 1);
}

await (process.argv[2] === 'test' ? test(process.argv[3]) : bundle());
