// What scoring costs, here and now: `kelvin score` over a generated log, and one event through the
// WebAssembly door in Node. Numbers to look at, beside each other in one run; nothing is judged.
//
//   ./dev bench [EVENTS]
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateLog } from '../wasm/generate-log.mjs';
import { load, root } from '../wasm/load.mjs';
import { vocabularyOf } from '../wasm/vocabulary.mjs';

const events = Number(process.argv[2] ?? 500_000);
const native = join(root, 'build/release/native/kelvin');
const model = join(root, 'web/demo/kelvin.model.json');
const words = vocabularyOf(JSON.parse(readFileSync(model, 'utf8')));

/** A log of one day's shape repeated with other visitors, so that a long one is quick to make. */
function writeLog(path) {
  const lines = [...generateLog({ events: 20_000, visitors: 5000, seed: 7, words })];
  const file = openSync(path, 'w');
  for (let written = 0, copy = 0; written < events; written += lines.length, ++copy) {
    const text = lines.slice(0, events - written).join('\n') + '\n';
    writeSync(file, text.replaceAll('"anonymousId":"v', `"anonymousId":"${copy}-`));
  }
  closeSync(file);
}

function scoreLog(log, threads) {
  const began = performance.now();
  const run = spawnSync(native, ['score', '--threads', threads, '--model', model, log], { stdio: 'ignore' });
  const seconds = (performance.now() - began) / 1000;
  if (run.status !== 0) throw new Error(`kelvin score: exit ${run.status}`);
  const megabytes = statSync(log).size / 1e6;
  console.log(`kelvin score, ${threads} thread(s)  ${(megabytes / seconds).toFixed(0).padStart(6)} MB/s ${(events / seconds / 1e6).toFixed(2).padStart(6)} M events/s`);
}

/** Median and 99th percentile of one call, in microseconds. */
function quantiles(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return [0.5, 0.99].map((q) => (sorted[Math.floor(sorted.length * q)] * 1000).toFixed(1).padStart(8));
}

async function applyEvents() {
  const kelvin = await load();
  kelvin.compile(readFileSync(model, 'utf8'));
  const lines = [...generateLog({ events: 20_000, visitors: 1, seed: 11, words })];
  const time = (work) => {
    const began = performance.now();
    work();
    return performance.now() - began;
  };
  const [median, late] = quantiles(lines.map((line) => time(() => kelvin.apply(line))));
  console.log(`apply through the door   median ${median} us, 99 % ${late} us`);
  const [saved, savedLate] = quantiles(lines.slice(0, 2000).map(() => time(() => kelvin.save())));
  console.log(`save through the door    median ${saved} us, 99 % ${savedLate} us`);
}

const folder = mkdtempSync(join(tmpdir(), 'kelvin-bench-'));
try {
  const log = join(folder, 'log.ndjson');
  writeLog(log);
  for (const threads of [1, 2]) scoreLog(log, threads);
  await applyEvents();
} finally {
  rmSync(folder, { recursive: true });
}
