// The sources' format, and clang-tidy over every source of core and native. A file is looked at again when anything in it or
// in what it includes has changed, or the checks have: what passed is remembered by the text that the compiler would see,
// comments and all.
//
//   ./dev lint [FILE...]    all of them, or these
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = join(root, 'build/tidy');
const passed = join(build, 'passed');

function must(program, ...args) {
  const { status, stdout } = spawnSync(program, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 27 });
  if (status !== 0) throw new Error(`${program}: exit ${status}`);
  return stdout;
}

/** {good, output} */
function run(command) {
  return new Promise((done) => {
    const child = spawn('bash', ['-c', command], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts = [];
    child.stdout.on('data', (part) => parts.push(part));
    const told = [];
    child.stderr.on('data', (part) => told.push(part));
    child.on('close', (status) => done({ good: status === 0, output: Buffer.concat(parts), told: String(Buffer.concat(told)) }));
  });
}

/** What is wrong with a file; nothing where it passes. */
async function tidy({ file, command }, rules) {
  const { good, output } = await run(command.replace(/ -o \S+ -c /, ' -E -CC -c '));
  const key = createHash('sha256').update(rules).update(output).digest('hex');
  if (good && existsSync(join(passed, key))) return '';
  const checked = await run(`clang-tidy -p ${build} --quiet '${file}'`);
  if (!checked.good) return `${checked.output}${checked.told}`;
  if (good) writeFileSync(join(passed, key), file);
  return '';
}

const asked = process.argv.slice(2);
const sources = asked.length ? asked : must('git', 'ls-files', '-co', '--exclude-standard', '*.cpp', '*.h').trim().split('\n').filter((file) => existsSync(join(root, file)));
must('clang-format', '--dry-run', '--Werror', ...sources);
must('cmake', '--preset', 'tidy');
mkdirSync(passed, { recursive: true });
const commands = new Map(JSON.parse(readFileSync(join(build, 'compile_commands.json'), 'utf8')).map((one) => [one.file, one]));
const rules = must('clang-tidy', '--version') + readFileSync(join(root, '.clang-tidy'));
const waiting = sources.filter((file) => /^(core|native)\/.*\.cpp$/.test(file)).map((file) => commands.get(join(root, file)) ?? { file, command: 'false' });
const worker = async (wrong) => {
  for (let next; (next = waiting.pop()); ) wrong.push(await tidy(next, rules));
};
const wrong = [];
await Promise.all(Array.from({ length: availableParallelism() }, () => worker(wrong)));
const told = wrong.filter(Boolean);
for (const text of told) console.log(text);
console.log(`clang-tidy: ${wrong.length} files, ${told.length} with findings`);
process.exitCode = told.length ? 1 : 0;
