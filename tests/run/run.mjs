// Runs the stages of stages.mjs, counts what their tests counted, and says what took long. The output of a stage is in
// build/test/, and shown here when it failed. The last line says how many passed and failed.
//
//   ./dev test | ./dev test quick | ./dev soak
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCtest, readTap } from './results.mjs';
import { tryAgain } from './second-try.mjs';
import { kPlans } from './stages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const kLogs = join(root, 'build/test');
const kSlowest = 10;
const kCpu = /^kelvin-cpu ([\d.]+) ([\d.]+)$/gm;

/** Runs one command to its end; resolves with whether it went well. Bash tells what it and its children computed. */
function runCommand(command, log, { nice }) {
  const timed = `set -euo pipefail; TIMEFORMAT='kelvin-cpu %U %S'; time {\n${command}\n}`;
  const words = [...(nice ? ['nice', '-n', '19'] : []), 'bash', '-c', timed];
  return new Promise((done) => {
    const child = spawn(words[0], words.slice(1), { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.on('error', () => done(false));
    child.on('close', (status) => done(status === 0));
  });
}

/**
 * {title, passed, failed, tests, failures, again, seconds}; without a runner's counts a stage is one. All its commands run, whether they
 * fail or not.
 */
async function runStage({ title, preset, commands, again, isOne }, how = {}) {
  const file = join(kLogs, `${title.replaceAll(/[^a-z0-9]+/gi, '-')}.log`);
  const results = join(root, 'build', preset ?? '', 'tests/results');
  if (preset) rmSync(results, { recursive: true, force: true });
  if (preset) mkdirSync(results, { recursive: true });
  console.log(`   ${title} ...`);
  const began = performance.now();
  const log = createWriteStream(file);
  let good = true;
  for (const command of commands) good = (await runCommand(command, log, how)) && good;
  await new Promise((done) => log.end(done));
  const output = readFileSync(file, 'utf8');
  const tap = readTap(output);
  const counts = [tap, readCtest(output, results)];
  const add = (what) => counts[0][what] + counts[1][what];
  let [passed, failed] = [add('passed'), add('failed')];
  // What broke off has no count at its end, and names no more than some of what is not done.
  const failures = isOne && !good ? [{ name: 'all of it', file: '' }] : tap.failed ? tap.failures : [];
  if (!good && failed === 0) failed = 1;
  if (good && passed === 0) passed = 1;
  const seconds = (performance.now() - began) / 1000;
  const cpu = [...output.matchAll(kCpu)].reduce((all, [, user, system]) => all + Number(user) + Number(system), 0);
  if (failed) console.log(output.replaceAll(kCpu, ''));
  console.log(`== ${title}: ${passed} passed, ${failed} failed; ${seconds.toFixed(0)} s, ${cpu.toFixed(0)} s of CPU`);
  return { title, passed, failed, tests: counts.flatMap(({ tests }) => tests), failures, again, seconds };
}

async function runLane(lane) {
  const done = [];
  for (const stage of lane.stages) done.push(await runStage(stage, lane));
  return done;
}

function tellSlowest(stages) {
  const tests = stages.flatMap(({ title, tests }) => tests.map((test) => ({ ...test, title })));
  const slowest = tests.sort((a, b) => b.seconds - a.seconds).slice(0, kSlowest);
  if (slowest.length === 0) return;
  console.log(`\nThe ${slowest.length} slowest tests, in seconds`);
  for (const { name, seconds, title } of slowest) console.log(`${seconds.toFixed(1).padStart(7)}  ${name}  (${title})`);
}

const plan = kPlans[process.argv[2]];
if (!plan) {
  console.error(`./dev ${Object.keys(kPlans).join(', ./dev ')}`);
  process.exit(2);
}
Object.assign(process.env, plan.environment);
mkdirSync(kLogs, { recursive: true });
const began = performance.now();
const stages = [];
for (const lanes of plan.steps) stages.push(...(await Promise.all(lanes.map(runLane))).flat());
const late = plan.secondTry ? await tryAgain(stages, runStage) : [];
tellSlowest(stages);
const total = (what) => stages.reduce((all, stage) => all + stage[what], 0);
console.log(`\n${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
if (late.length) console.log(`${late.length} of these passed at the second try alone; mend the test, or what it found:\n${late.map((name) => `  ${name}`).join('\n')}`);
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') ? 1 : 0;
