// What a page loads: raw, gzip and brotli bytes of each file in web/dist, against the budget. A page whose model is packed
// loads the lean core; with the model's source, as while it is being written, the whole one.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const kBudget = 38 * 1024; // kelvin.js and the core, brotli -q 11

const dist = join(dirname(fileURLToPath(import.meta.url)), '../../web/dist');
const sizes = (name) => {
  const bytes = readFileSync(join(dist, name));
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  return [bytes.length, gzipSync(bytes, { level: 9 }).length, brotli.length];
};
const row = (name, numbers) => console.log(name.padEnd(22), ...numbers.map((n) => String(n).padStart(9)));

row('', ['raw', 'gzip', 'brotli']);
const add = (a, b) => a.map((n, i) => n + b[i]);
const script = sizes('kelvin.js');
const [lean, whole] = ['kelvin-lean.wasm', 'kelvin.wasm'].map(sizes);
row('kelvin.js', script);
row('kelvin-lean.wasm', lean);
row('kelvin.wasm', whole);
row('a page, model packed', add(script, lean));
row('a page, model source', add(script, whole));
row('kelvin-debug.js', sizes('kelvin-debug.js'));
const [, , total] = add(script, lean);
console.log(`budget ${kBudget} B brotli, model packed: ${total <= kBudget ? 'within' : 'over'} by ${Math.abs(total - kBudget)} B`);
