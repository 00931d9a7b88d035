/**
 * `node build.mjs` writes dist/: the script tag (kelvin.js), the ES module (kelvin.mjs), the core alone (core.mjs), the wasm,
 * the optional bundles, and integrity.json; it prints their sizes and hashes, and the same sources give the same bytes.
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

const here = dirname(fileURLToPath(import.meta.url));
const core = resolve(process.env.KELVIN_CORE ?? join(here, '../build/wasm/wasm'));
const wasm = join(core, 'kelvin-core.wasm');
/** The core that reads packed models only; the same glue opens it. */
const leanWasm = join(core, 'kelvin-lean.wasm');
const dist = join(here, 'dist');
/** Brotli bytes that the shell may take, without glue and wasm. */
const kShellBudget = 16.1 * 1024;

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const row = (name, bytes, hash = '') =>
  console.log(`${name.padEnd(25)}${bytes.length} B, gzip ${gzipSync(bytes, { level: 9 }).length}, brotli ${brotli(bytes)}  ${hash}`);
/** What an `integrity` attribute holds. */
const sri = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;

/** A build of kelvin_wasm alone has no lean core: pages then find none for packed models. */
const cores = () => [wasm, leanWasm].filter((path) => existsSync(path));

/** Optional bundles, kelvin-NAME.js: src/chunks.ts says who loads them. */
const kChunks = { debug: 'src/debug/entry.ts', hear: 'src/hear/entry.ts', consent: 'src/consent/sources/entry.ts', js: 'src/js.ts' };

/** The page's pattern of robots, of the list that `kelvin import` reads too: a pattern is fewer bytes than a list. */
function robotsPattern({ engines, parts, telephones, words }) {
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const word = (text) => {
    const names = telephones.filter((name) => name.endsWith(text)).map((name) => `(?<!${escaped(name.slice(0, -text.length))})`);
    return names.join('') + escaped(text);
  };
  return `^(?!.*(${engines.map(escaped).join('|')})\\/)|(${words.map(word).join('|')})s?\\b|${parts.map(escaped).join('|')}`;
}

/** Gives `import robots from "kelvin-robots"` that pattern. */
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
 * Gives `import create from "kelvin-core"` the glue and the hashes of which the wasm must have one; or nothing, when the shell's own size
 * is asked for. The glue ends with its export for Node; in a bundle it is a plain value.
 */
const glue = (file) => ({
  name: 'kelvin-core',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^kelvin-core(-js)?$/ }, ({ path }) => ({ path, namespace: 'kelvin-core' }));
    onLoad({ filter: /-js$/, namespace: 'kelvin-core' }, () => ({ contents: toJavaScript(wasm) }));
    onLoad({ filter: /core$/, namespace: 'kelvin-core' }, () => {
      const text = file && readFileSync(file, 'utf8').replace(/\nif \(typeof module[^]*$/, '\n');
      const integrity = JSON.stringify(file ? cores().map((path) => sri(readFileSync(path))).join(' ') : '');
      return { contents: `${text ?? 'var createKelvin;'} export default createKelvin; export const integrity = ${integrity};` };
    });
  },
});

/** The module leaves optional bundles where they are, so that who bundles it gets each as a chunk of its own. */
const chunks = {
  name: 'chunks',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      const entry = relative(here, join(resolveDir, path)) + '.ts';
      const name = kind === 'dynamic-import' && Object.keys(kChunks).find((chunk) => kChunks[chunk] === entry);
      return name ? { path: `./kelvin-${name}.js`, external: true } : undefined;
    });
  },
};

/** A bundled script. Terser after esbuild: on glue and shell it saves a tenth more. */
async function script(entry, format, file = join(core, 'kelvin-core.js')) {
  const options = { ...page, minify: false, entryPoints: [entry], format, write: false };
  const { outputFiles } = await build({ ...options, plugins: [glue(file), vocabulary, chunks] });
  const compress = { ecma: 2022, passes: 3, inline: 1, pure_getters: true, unsafe_arrows: true };
  const module = format === 'esm';
  const { code } = await minify(outputFiles[0].text, { ecma: 2022, module, toplevel: true, compress, format: { ecma: 2022 } });
  // On a page that broke the language itself even the first line may throw: the page goes on without us.
  return Buffer.from(module ? code : `try{${code}}catch{}`);
}

async function bundle() {
  if (!existsSync(wasm)) {
    console.error(`No ${wasm}. Build the core first: cmake --preset wasm && cmake --build --preset wasm`);
    process.exit(2);
  }
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const files = { 'kelvin.js': await script('src/entry.ts', 'iife'), 'kelvin.wasm': readFileSync(wasm) };
  if (existsSync(leanWasm)) files['kelvin-lean.wasm'] = readFileSync(leanWasm);
  else console.warn(`No ${leanWasm}: packed models will find no core.`);
  for (const [name, entry] of Object.entries(kChunks)) {
    const { outputFiles } = await build({ ...page, entryPoints: [entry], format: 'esm', write: false, plugins: [glue(), vocabulary] });
    files[`kelvin-${name}.js`] = Buffer.from(outputFiles[0].contents);
  }
  files['kelvin.mjs'] = await script('src/module.ts', 'esm');
  files['core.mjs'] = await script('src/core.ts', 'esm');
  const hashes = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sri(bytes)]));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(dist, name), bytes);
  writeFileSync(join(dist, 'integrity.json'), JSON.stringify(hashes, null, 2) + '\n');
  copyFileSync(join(here, '../wasm/kelvin.d.ts'), join(dist, 'door.d.ts'));
  copyFileSync(join(here, '../LICENSE'), join(dist, 'LICENSE'));

  const shell = await script('src/entry.ts', 'iife', null);
  row('shell (in kelvin.js)', shell);
  for (const [name, bytes] of Object.entries(files)) row(name, bytes, hashes[name]);
  for (const name of Object.keys(files).filter((file) => file.endsWith('.wasm'))) {
    console.log(`${`with ${name}`.padEnd(25)}brotli ${brotli(files['kelvin.js']) + brotli(files[name])}`);
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
    logLevel: 'warning',
    plugins: [vocabulary],
  });
  const tests = readdirSync(out).map((name) => join(out, name));
  const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...tests], { stdio: 'inherit' });
  process.exit(run.status ?? 1);
}

await (process.argv[2] === 'test' ? test(process.argv[3]) : bundle());
