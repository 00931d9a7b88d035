// What scoring costs, here and now. `kelvin score` over a generated log, beside the least that any program can do with it
// (bare.cpp) and beside SQL: the same answers, in turns, medians. Then one event through the WebAssembly door in Node. Numbers
// to look at, beside each other in one run; what is judged is in figures.mjs.
//
//   ./dev bench [EVENTS] [ROUNDS]
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generateLog } from '../wasm/generate-log.mjs';
import { load } from '../wasm/load.mjs';
import { vocabularyOf } from '../wasm/vocabulary.mjs';
import { installDuckdb } from './duckdb.mjs';
import { makeLog } from './log.mjs';
import { allocatorCalls, bare, bytesPerVisitor, here, inFolder, instructions, model, native, root, run, scoreArguments } from './measure.mjs';

const [events = 300_000, rounds = 7] = process.argv.slice(2).map(Number);
const kVisitors = 10_000;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const row = (name, cells) => console.log(name.padEnd(34), ...cells.map((cell) => String(cell).padStart(11)));

/** {cpu, wall} in seconds, and what it wrote. Bash tells what a program computed. */
function timed(program, args) {
  const script = `TIMEFORMAT='%U %S %R'; time "$@"`;
  const { stdout, stderr } = run('bash', ['-c', script, 'bash', program, ...args]);
  const [user, system, wall] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { cpu: user + system, wall, stdout };
}

/** visitor -> [score, events, last], the same of whoever prints it. */
const answers = (text) =>
  new Map(text.trim().split('\n').map((line) => JSON.parse(line)).map((one) => [one.visitor, [one.score ?? one.scores.engagement, one.events, one.last]]));

/** That all say the same of every visitor. `last` is not asked of SQL. */
function compare(programs) {
  const [first, ...others] = programs.map(({ name, stdout }) => ({ name, rows: answers(stdout) }));
  for (const { name, rows } of others) {
    if (rows.size !== first.rows.size) throw new Error(`${name}: ${rows.size} visitors, not ${first.rows.size}`);
    for (const [visitor, [score, count, last]] of rows) {
      const [right, times, end] = first.rows.get(visitor);
      if (score !== right || count !== times || (last && last !== end)) throw new Error(`${name}: ${visitor} ${score}, not ${right}`);
    }
  }
  console.log(`${first.rows.size} visitors: the same answers from ${programs.length} programs`);
}

function scoreLog(log) {
  const threads = (n) => scoreArguments.with(2, n);
  const programs = [
    { name: 'kelvin score, 1 thread', command: [native, [...threads('1'), log]] },
    { name: 'kelvin score, 2 threads', command: [native, [...threads('2'), log]] },
    { name: 'bare simdjson, rules hard-wired', command: [bare, [log]] },
  ];
  if (installDuckdb()) programs.push({ name: 'DuckDB in Node, 1 thread', command: ['node', [join(here, 'duckdb.mjs'), log, '1']] });
  else console.log('(DuckDB could not be installed)');
  const seen = programs.map(() => []);
  for (let round = -1; round < rounds; ++round) {
    for (const [i, program] of programs.entries()) {
      const one = timed(...program.command);
      if (round < 0) program.stdout = one.stdout; // The first warms up, and is checked.
      else seen[i].push(one);
    }
  }
  compare(programs);
  const megabytes = statSync(log).size / 1e6;
  row(`${events} events, ${megabytes.toFixed(0)} MB`, ['CPU s', 'MB/s', 'k events/s', 'CPU / bare']);
  const floor = seen[2];
  for (const [i, { name }] of programs.entries()) {
    const wall = median(seen[i].map((one) => one.wall));
    const ratio = median(seen[i].map(({ cpu }, round) => cpu / floor[round].cpu));
    row(name, [median(seen[i].map((one) => one.cpu)).toFixed(2), (megabytes / wall).toFixed(0), (events / wall / 1000).toFixed(0), ratio.toFixed(2)]);
  }
}

function weighReplay() {
  row('allocator calls per event', [allocatorCalls().toFixed(2)]);
  row('bytes per visitor, of 100,000', [bytesPerVisitor(100_000).toFixed(0)]);
  for (const [name, of] of [['kelvin score', [native, scoreArguments]], ['bare', [bare, []]]]) row(`instructions per event, ${name}`, [instructions(...of).toFixed(0)]);
}

/** Median and 99th percentile of one call, in microseconds. */
function quantiles(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return [0.5, 0.99].map((q) => (sorted[Math.floor(sorted.length * q)] * 1000).toFixed(1));
}

async function applyEvents() {
  const demo = readFileSync(join(root, 'web/demo/kelvin.model.json'), 'utf8');
  const kelvin = await load();
  kelvin.compile(demo);
  const lines = [...generateLog({ events: 20_000, visitors: 1, seed: 11, words: vocabularyOf(JSON.parse(demo)) })];
  const time = (work) => {
    const began = performance.now();
    work();
    return performance.now() - began;
  };
  row('through the door in Node, us', ['median', '99 %']);
  row('apply', quantiles(lines.map((line) => time(() => kelvin.apply(line)))));
  row('save', quantiles(lines.slice(0, 2000).map(() => time(() => kelvin.save()))));
}

inFolder((folder) => scoreLog(makeLog(join(folder, 'log.ndjson'), { events, visitors: kVisitors })));
weighReplay();
await applyEvents();
