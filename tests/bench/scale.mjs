// What the plan of docs/scale/README.md is made of: parting a log beside copying it, a day on states beside the whole log and
// beside the least that a day can cost, bytes of states, memory. One log, of which the last 365th is the day.
//
//   ./dev bench scale [EVENTS] [VISITORS]
import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { makeLog } from './log.mjs';
import { inFolder, native, root, run } from './measure.mjs';

const [events = 10_000_000, visitors = 1_000_000] = process.argv.slice(2).map(Number);
const model = join(root, 'tests/scale/kelvin.model.json');
const kRounds = 3;
const kDay = Math.ceil(events / 365);

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const mega = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const row = (name, ...cells) => console.log(name.padEnd(58), ...cells.map((cell) => String(cell).padStart(12)));

/** What a command took: seconds of the processor and of the clock, most bytes in memory. GNU time tells. */
function measure(script) {
  const { stderr } = run('/usr/bin/time', ['-f', '%U %S %e %M', 'bash', '-euc', script]);
  const [user, system, wall, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { cpu: user + system, wall, memory: kilobytes * 1024 };
}

function repeated(scripts) {
  const seen = scripts.map(() => []);
  for (let round = 0; round < kRounds; ++round) for (const [i, script] of scripts.entries()) seen[i].push(measure(script));
  return seen.map((all) => ({ cpu: median(all.map(({ cpu }) => cpu)), wall: median(all.map(({ wall }) => wall)), memory: Math.max(...all.map(({ memory }) => memory)) }));
}

const told = (name, { cpu, wall, memory }, ...more) => row(name, `${cpu.toFixed(2)} s`, `${wall.toFixed(2)} s`, mega(memory), ...more);

/** The log without its last day, and that day. */
function makeLogs(folder) {
  const year = makeLog(join(folder, 'year.ndjson'), { events: events + kDay, visitors });
  const day = join(folder, 'day.ndjson');
  run('bash', ['-c', `tail -n ${kDay} ${year} > ${day}`]);
  truncateSync(year, statSync(year).size - statSync(day).size);
  return { year, day };
}

/** The same costs, so many times: what ten billion events of a billion visitors take. */
function tellPlan({ bytes, size, scores, parted, whole, merging, changed }) {
  const times = 1e10 / events;
  const hours = (seconds) => `${((seconds * times) / 3600).toFixed(1)} h`;
  const terabytes = (some) => `${((some * times) / 1e12).toFixed(2)} TB`;
  console.log(`\nTen billion events of ${((visitors * times) / 1e6).toFixed(0)} million visitors: hours of one processor, and bytes`);
  row('the log', '', terabytes(bytes));
  row('parted', hours(parted.cpu));
  row('scored', hours(whole.cpu));
  row('scores, merged by one process', hours(merging.cpu), terabytes(scores));
  row('states', '', terabytes(size));
  row(`each day, ${((kDay * times) / 1e6).toFixed(1)} million events`, hours(changed.cpu));
  row('parts for 1 GB of memory each', Math.ceil((times * whole.memory) / 1e9));
}

inFolder((folder) => {
  const { year, day } = makeLogs(folder);
  const file = (name) => join(folder, name);
  const score = (more, threads = 1) => `${native} score --threads ${threads} --model ${model} ${more} > ${file('scores')}`;
  const bytes = statSync(year).size;
  console.log(`${events} events of ${visitors} visitors, ${mega(bytes)}; a day of ${kDay} events, ${mega(statSync(day).size)}\n`);
  row('', 'processor', 'clock', 'memory', 'rate');
  const rate = ({ cpu }) => `${(bytes / 1e6 / cpu).toFixed(0)} MB/s`;

  const copied = measure(`cat ${year} > ${file('copy')}; rm ${file('copy')}`);
  told('the log copied', copied, rate(copied));
  const parted = measure(`${native} partition -n 64 --out ${file('parts')} ${year} > ${file('told')}; rm -r ${file('parts')}`);
  told('parted into 64', parted, rate(parted));
  const whole = measure(score(`--state-out ${file('states')} ${year}`));
  told('scored, states written, one thread', whole, rate(whole));
  const scores = statSync(file('scores')).size;
  const merged = measure(`cd ${folder}; split -n r/8 scores eighth-; ${native} merge eighth-* > merged; cmp scores merged; rm eighth-* merged`);
  const split = measure(`cd ${folder}; split -n r/8 scores eighth-; cmp scores scores; rm eighth-*`);
  const merging = { ...merged, cpu: merged.cpu - split.cpu, wall: merged.wall - split.wall };
  told(`${mega(scores)} of scores merged from eight`, merging, `${(scores / 1e6 / merging.cpu).toFixed(0)} MB/s`);
  const both = measure(score(year, 2));
  told('scored, two threads', both, rate(both));
  const size = statSync(file('states')).size;
  const { visitors: kept } = JSON.parse(run(native, ['states', '--info', file('states')]).stdout);

  console.log('\nA day, medians of three');
  copyFileSync(file('states'), file('before'));
  const onStates = `--state-in ${file('before')} --state-out ${file('after')}`;
  const [copy, alone, changed, all] = repeated([
    `cat ${file('before')} > ${file('copy')}; sync ${file('copy')}`,
    score(day),
    score(`${onStates} --changed ${day}`),
    score(`${onStates} ${day}`),
  ]);
  told('the states copied', copy);
  told('the day scored alone', alone);
  told('the day on states, who changed', changed);
  told('the day on states, all visitors printed', all);

  const times = (a, b) => `${(a / b).toFixed(2)} x`;
  console.log('');
  row('parting, of the bare copy (processor)', times(parted.cpu, copied.cpu));
  row('a day on states, of copying them and the day alone (clock)', times(changed.wall, copy.wall + alone.wall), 'at most 1.5');
  row('  (processor)', times(changed.cpu, copy.cpu + alone.cpu));
  row('a day on states, of the whole log (processor)', `1 / ${(whole.cpu / changed.cpu).toFixed(0)}`);
  row('states, bytes a visitor', (size / kept).toFixed(0));
  row('most memory, scoring the whole log', mega(whole.memory), 'under 1 GB');
  const fits = whole.memory < 1e9 && changed.wall < 1.5 * (copy.wall + alone.wall);
  tellPlan({ bytes, size, scores, parted, whole, merging, changed });
  console.log(fits ? '\nAll within bounds' : '\nNOT WITHIN BOUNDS');
});
