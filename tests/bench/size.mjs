// What a page loads: raw, gzip and brotli bytes of each file in web/dist, against the budget.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const kBudget = 38 * 1024; // kelvin.js and kelvin.wasm, brotli -q 11

const dist = join(dirname(fileURLToPath(import.meta.url)), '../../web/dist');
const sizes = (name) => {
  const bytes = readFileSync(join(dist, name));
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  return [bytes.length, gzipSync(bytes, { level: 9 }).length, brotli.length];
};
const row = (name, numbers) => console.log(name.padEnd(22), ...numbers.map((n) => String(n).padStart(9)));

row('', ['raw', 'gzip', 'brotli']);
const loaded = ['kelvin.js', 'kelvin.wasm'].map((name) => [name, sizes(name)]);
for (const [name, numbers] of loaded) row(name, numbers);
const total = [0, 1, 2].map((i) => loaded.reduce((sum, [, numbers]) => sum + numbers[i], 0));
row('a page loads', total);
row('kelvin-debug.js', sizes('kelvin-debug.js'));
console.log(`budget ${kBudget} B brotli: ${total[2] <= kBudget ? 'within' : 'over'} by ${Math.abs(total[2] - kBudget)} B`);
