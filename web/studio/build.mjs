/**
 * Builds the studio into web/studio/dist/: a page, its style, two scripts, the text tab's script, the core, the library's models. The names
 * of all but the page carry their hash. And what a site needs, to be given out, where the page was built before. `KELVIN_CORE`: the folder with kelvin-studio.js and kelvin-studio.wasm.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { licencesOf, packagesIn } from '../../release/licences.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const core = resolve(process.env.KELVIN_CORE ?? join(root, 'build/wasm/wasm'));
export const kDist = join(here, 'dist');
/** Brotli bytes of all that the studio loads before its text tab is opened, without the core. */
export const kBudget = 80 * 1024;

export const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const hashed = (name, bytes) => name.replace(/(\.\w+)$/, `.${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}$1`);

/** What the editor reads of the schema: not what other editors need. */
function schemaForForms() {
  const kOthers = new Set(['defaultSnippets', 'patternErrorMessage', 'errorMessage', 'maxLength', 'maxItems', '$schema']);
  // A member of `properties` may have any name.
  const kept = (value, named = false) => {
    if (Array.isArray(value)) return value.map((item) => kept(item));
    if (!value || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (!named && kOthers.has(key) ? [] : [[key, kept(item, key === 'properties' && !named)]])));
  };
  return kept(JSON.parse(readFileSync(join(root, 'core/model.schema.json'), 'utf8')));
}

/** Gives `import schema from "kelvin-schema"` and `import create from "kelvin-studio-core"` what they name. */
export const sources = {
  name: 'sources',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^kelvin-(schema|studio-core)$/ }, ({ path }) => ({ path, namespace: 'kelvin' }));
    onLoad({ filter: /schema$/, namespace: 'kelvin' }, () => ({ loader: 'json', contents: JSON.stringify(schemaForForms()) }));
    onLoad({ filter: /core$/, namespace: 'kelvin' }, () => {
      const glue = readFileSync(join(core, 'kelvin-studio.js'), 'utf8').replace(/\nif \(typeof module[^]*$/, '\n');
      return { contents: `${glue} export default createKelvin;` };
    });
  },
};

/** Folders of the packages whose code is in the scripts. */
const others = new Set([join(here, '../node_modules/uplot')]); // its style

async function script(entry, define = {}) {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(here, entry)], bundle: true, metafile: true, minify: true, write: false, format: 'esm', target: 'es2022', charset: 'utf8', legalComments: 'none',
    absWorkingDir: here, logLevel: 'warning', plugins: [sources], define, external: ['./text-tab.js'],
    jsx: 'automatic', jsxImportSource: 'preact',
  });
  for (const folder of packagesIn(metafile, here)) others.add(folder);
  return Buffer.from(outputFiles[0].contents);
}

/** The library's models: their files, and the first sentence of each one's note. */
function library() {
  const folder = join(root, 'core/models');
  return readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => {
    const bytes = readFileSync(join(folder, name));
    const { note = '' } = JSON.parse(bytes);
    return { name: name.replace('.json', ''), about: note.split('. ')[0], bytes };
  });
}

/** Where the page was built too: its files, and the hash of its script. What a site needs is kelvin.js and what its name has a hash in. */
function sitePage() {
  const folder = join(here, '../dist');
  const hashes = join(folder, 'integrity.json');
  if (!existsSync(hashes)) return { hash: '', files: [] };
  const known = JSON.parse(readFileSync(hashes, 'utf8'));
  const files = Object.keys(known).filter((name) => name === 'kelvin.js' || /\.[0-9a-f]{8}\.(js|wasm)$/.test(name));
  return { hash: known['kelvin.js'], files: files.map((name) => ({ name, bytes: readFileSync(join(folder, name)) })) };
}

async function bundle() {
  if (!existsSync(join(core, 'kelvin-studio.wasm'))) {
    console.error(`No ${core}/kelvin-studio.wasm. Build the core first: cmake --preset wasm && cmake --build --preset wasm --target kelvin_studio`);
    process.exit(2);
  }
  rmSync(kDist, { recursive: true, force: true });
  mkdirSync(join(kDist, 'models'), { recursive: true });
  const files = {};
  const add = (name, bytes) => {
    const full = hashed(name, bytes);
    files[full] = bytes;
    return full;
  };
  const wasm = add('kelvin-studio.wasm', readFileSync(join(core, 'kelvin-studio.wasm')));
  const worker = add('worker.js', await script('worker/worker.ts', { kWasm: JSON.stringify(wasm) }));
  const textTab = add('text-tab.js', await script('text-tab.ts'));
  const models = library();
  const site = sitePage();
  const main = add('studio.js', await script('main.tsx', {
    kWorker: JSON.stringify(worker), kScriptHash: JSON.stringify(site.hash), kSiteFiles: JSON.stringify(site.files.map(({ name }) => name)), kTextTab: JSON.stringify(`./${textTab}`), kLibrary: JSON.stringify(models.map(({ name, about }) => ({ name, about }))),
  }));
  const style = add('studio.css', Buffer.concat([readFileSync(join(here, '../node_modules/uplot/dist/uPlot.min.css')), readFileSync(join(here, 'style.css'))]));
  const page = readFileSync(join(here, 'index.html'), 'utf8').replace('studio.js', main).replace('studio.css', style);
  for (const { name, bytes } of models) writeFileSync(join(kDist, 'models', `${name}.json`), bytes);
  mkdirSync(join(kDist, 'site'));
  for (const { name, bytes } of site.files) writeFileSync(join(kDist, 'site', name), bytes);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(kDist, name), bytes);
  writeFileSync(join(kDist, 'index.html'), page);
  writeFileSync(join(kDist, 'licences.txt'), licencesOf([...others]));
  report([['index.html', Buffer.from(page)], ...[style, main, worker].map((name) => [name, files[name]])], [[textTab, files[textTab]], [wasm, files[wasm]]]);
}

function report(loaded, later) {
  const row = (name, bytes) => console.log(`${name.padEnd(34)}brotli ${bytes}`);
  const total = loaded.reduce((sum, [name, bytes]) => (row(name, brotli(bytes)), sum + brotli(bytes)), 0);
  row('the studio, before its text tab', total);
  for (const [name, bytes] of later) row(name, brotli(bytes));
  if (total > kBudget) {
    console.error(`The studio is over its budget of ${kBudget} B brotli.`);
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
