// What `kelvin fit` costs on one thread: the search alone, then all of it from a log of a million events.
//
//   ./dev bench fit [EVENTS]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeLog } from './log.mjs';
import { inFolder, native, root, run } from './measure.mjs';

const [events = 1_000_000] = process.argv.slice(2).map(Number);
const kVisitors = 50_000;

/** Who bought: a tenth, more of every third visitor, half a day into the log. */
function labels(count) {
  const lines = ['visitor,converted,converted_at'];
  for (let n = 0; n < count; ++n) {
    const bought = (n * 2654435761) % 100 < (n % 3 === 0 ? 20 : 5);
    lines.push(bought ? `visitor-${n},1,2026-01-12T00:00:00Z` : `visitor-${n},0,`);
  }
  return lines.join('\n') + '\n';
}

console.log(run(join(root, 'build/release/tests/bench/kelvin_fit_search'), []).stdout.trimEnd());
inFolder((folder) => {
  const log = makeLog(join(folder, 'log.ndjson'), { events, visitors: kVisitors });
  const list = join(folder, 'labels.csv');
  writeFileSync(list, labels(kVisitors));
  const script = `TIMEFORMAT='%U %S %R'; time "$@" >/dev/null || true`;
  const { stderr } = run('bash', ['-c', script, 'bash', native, 'fit', '--threads', '1', '--labels', list, log]);
  const [user, system, wall] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  console.log(`${events} events of ${kVisitors} visitors, reading included`.padEnd(64), `${(user + system).toFixed(3).padStart(8)} s (wall ${wall.toFixed(1)} s)`);
});
