// What the figures are measured with: the allocator's calls and bytes, and instructions, of a replay. None of it jumps from run
// to run. Each is the difference of two logs of which the longer begins as the shorter, divided: what starting takes is not in it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeLog } from './log.mjs';

export const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '../..');
export const model = join(here, 'model.json');
const release = join(root, 'build/release');
export const native = join(release, 'native/kelvin');
export const bare = join(release, 'tests/bench/kelvin_bare');
const weight = join(release, 'tests/bench/kelvin_weight');

export function run(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 30, ...options });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error ?? `exit ${status}`}\n${stderr}`);
  return { stdout, stderr };
}

/** Gives `work` a folder that is gone afterwards. */
export function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-bench-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** {events, visitors, calls, bytes, compiler} */
const weigh = (folder, size) => JSON.parse(run(weight, [model, makeLog(join(folder, 'weighed.ndjson'), size)]).stdout);

/** Which compiler built it: instructions are counted of one only. */
export const compiler = () => inFolder((folder) => weigh(folder, { events: 1, visitors: 1 }).compiler);

/** Calls of the allocator for an event of a visitor who has been there for some thirty. */
export function allocatorCalls() {
  return inFolder((folder) => {
    const [warm, longer] = [60_000, 80_000].map((events) => weigh(folder, { events, visitors: 2000 }));
    return (longer.calls - warm.calls) / (longer.events - warm.events);
  });
}

/** Bytes that a visitor of thirty events or so takes: of twice as many visitors, less once. */
export function bytesPerVisitor(visitors) {
  return inFolder((folder) => {
    const [once, twice] = [visitors, 2 * visitors].map((count) => weigh(folder, { events: 30 * count, visitors: count }));
    return (twice.bytes - once.bytes) / (twice.visitors - once.visitors);
  });
}

/** Instructions per event of a program that is given a log; simdjson without the processor's own, so that machines agree. */
export function instructions(program, args) {
  const env = { ...process.env, SIMDJSON_FORCE_IMPLEMENTATION: 'fallback' };
  const valgrind = ['--tool=callgrind', '--callgrind-out-file=/dev/null', program, ...args];
  return inFolder((folder) => {
    const [few, more] = [5000, 10_000].map((events) => {
      const log = makeLog(join(folder, 'sliced.ndjson'), { events, visitors: 250 });
      const { stderr } = run('valgrind', [...valgrind, log], { env });
      return { events, count: Number(/Collected : (\d+)/.exec(stderr)[1]) };
    });
    return (more.count - few.count) / (more.events - few.events);
  });
}
export const scoreArguments = ['score', '--threads', '1', '--model', model];
