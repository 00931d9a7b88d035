/**
 * Bundles the page's script. `node build.mjs` writes dist/kelvin.js, dist/kelvin-debug.js and dist/kelvin.wasm and prints
 * their sizes; `node build.mjs test [name]` bundles and runs the unit tests. KELVIN_CORE names the folder with the core's
 * glue (default: ../build/wasm/wasm, where the CMake preset "wasm" puts it).
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';

const here = dirname(fileURLToPath(import.meta.url));
const core = resolve(process.env.KELVIN_CORE ?? join(here, '../build/wasm/wasm'));
const dist = join(here, 'dist');
/** Brotli bytes that the shell may take, without glue and wasm. */
const kShellBudget = 9.25 * 1024;

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const row = (name, bytes) =>
  console.log(`${name.padEnd(28)}${bytes.length} B, gzip ${gzipSync(bytes, { level: 9 }).length}, brotli ${brotli(bytes)}`);

/** Optional bundles, kelvin-NAME.js: src/chunks.ts says who loads them. */
const kChunks = { debug: 'src/debug/entry.ts' };

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
 * Gives `import create from "kelvin-core"` the glue, or nothing when the shell's own size is asked for. The glue ends with
 * its export for Node; in the bundle it is a plain value.
 */
const glue = (file) => ({
  name: 'kelvin-core',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^kelvin-core$/ }, () => ({ path: file ?? 'none', namespace: 'kelvin-core' }));
    onLoad({ filter: /./, namespace: 'kelvin-core' }, () => {
      if (!file) return { contents: 'export default 0' };
      const text = readFileSync(file, 'utf8').replace(/\nif \(typeof module[^]*$/, '\n');
      return { contents: `${text}export default createKelvin;` };
    });
  },
});

/** The bundled script. Terser after esbuild: on glue and shell it saves a tenth more. */
async function script(file) {
  const options = { ...page, minify: false, entryPoints: ['src/entry.ts'], format: 'iife', write: false };
  const { outputFiles } = await build({ ...options, plugins: [glue(file)] });
  const compress = { ecma: 2022, passes: 3, inline: 1, pure_getters: true, unsafe_arrows: true };
  const { code } = await minify(outputFiles[0].text, { ecma: 2022, toplevel: true, compress, format: { ecma: 2022 } });
  return Buffer.from(code);
}

async function bundle() {
  const file = join(core, 'kelvin-core.js');
  if (!existsSync(file)) {
    console.error(`No ${file}. Build the core first: cmake --preset wasm && cmake --build --preset wasm`);
    process.exit(2);
  }
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, 'kelvin.js'), await script(file));
  for (const [name, entry] of Object.entries(kChunks)) {
    await build({ ...page, entryPoints: [entry], format: 'esm', outfile: join(dist, `kelvin-${name}.js`) });
  }
  copyFileSync(join(core, 'kelvin-core.wasm'), join(dist, 'kelvin.wasm'));
  const shell = await script(null);
  row('shell (in kelvin.js)', shell);
  for (const name of ['kelvin.js', 'kelvin.wasm', ...Object.keys(kChunks).map((chunk) => `kelvin-${chunk}.js`)]) row(name, readFileSync(join(dist, name)));
  const both = ['kelvin.js', 'kelvin.wasm'].reduce((sum, name) => sum + brotli(readFileSync(join(dist, name))), 0);
  console.log(`${'kelvin.js + kelvin.wasm'.padEnd(28)}brotli ${both}`);
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
  });
  const tests = readdirSync(out).map((name) => join(out, name));
  const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...tests], { stdio: 'inherit' });
  process.exit(run.status ?? 1);
}

await (process.argv[2] === 'test' ? test(process.argv[3]) : bundle());
