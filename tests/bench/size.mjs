// What a page loads: raw, gzip and brotli bytes of each file in web/dist. A page whose model is packed loads the lean core; with
// the model's source, as while it is being written, the whole one. The script's later part comes after the first score.
// figures.mjs holds the brotli bytes to what they were.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../../web/dist');
const sizes = (name, folder = dist) => {
  const bytes = readFileSync(join(folder, name));
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  return [bytes.length, gzipSync(bytes, { level: 9 }).length, brotli.length];
};
/** A built file by its name without the hash of the build. */
const built = (name) => readdirSync(dist).find((file) => file.replace(/\.[0-9a-f]{8}(?=\.js$)/, '') === name);
const [first, later] = [['kelvin.js'], ['kelvin.js', built('kelvin-later.js')]];
/** What a page loads before its first score, and in all: raw, gzip and brotli. */
export const kPages = {
  'packed, before the first score': [...first, 'kelvin-lean.wasm'],
  'source, before the first score': [...first, 'kelvin.wasm'],
  packed: [...later, 'kelvin-lean.wasm'],
  source: [...later, 'kelvin.wasm'],
};
export const sizesOf = (names) => names.map((name) => sizes(name)).reduce((a, b) => a.map((n, i) => n + b[i]));

const row = (name, numbers) => console.log(name.padEnd(46), ...numbers.map((n) => String(n).padStart(9)));

/** The studio, where it was built: all but the core and what its text tab loads. web/studio/build.mjs holds it to its budget. */
function rowsOfStudio() {
  const folder = join(dist, '../studio/dist');
  if (!existsSync(folder)) return;
  const names = readdirSync(folder).filter((name) => /^(index|studio|worker)\b.*\.(html|css|js)$/.test(name));
  row('the studio', names.map((name) => sizes(name, folder)).reduce((a, b) => a.map((n, i) => n + b[i])));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  row('', ['raw', 'gzip', 'brotli']);
  for (const name of ['kelvin.js', 'kelvin-lean.wasm', 'kelvin.wasm']) row(name, sizes(name));
  for (const name of ['kelvin-later.js', 'kelvin-debug.js']) row(name, sizes(built(name)));
  for (const [name, files] of Object.entries(kPages)) row(`a page, model ${name}`, sizesOf(files));
  rowsOfStudio();
}
