// The sources' format, and clang-tidy over every source of core and native. All of them are looked at folder by folder, so that
// headers are read once and not in each of some hundred files; only unused `using` declarations and namespace aliases are not
// seen that way. Files that are named are looked at one by one. What passed is remembered by the text that the compiler would
// see, comments and all.
//
//   ./dev lint [FILE...]    all of them, or these
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const asked = process.argv.slice(2);
const byFolder = asked.length === 0;
const build = join(root, byFolder ? 'build/tidy-folders' : 'build/tidy');
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
  const checked = await run(`clang-tidy -p ${build} --quiet ${byFolder ? '--checks=-bugprone-suspicious-include' : ''} '${file}'`);
  if (!checked.good) return `${checked.output}${checked.told}`;
  if (good) writeFileSync(join(passed, key), file);
  return '';
}

const sources = byFolder ? must('git', 'ls-files', '-co', '--exclude-standard', '*.cpp', '*.h').trim().split('\n').filter((file) => existsSync(join(root, file))) : asked;
must('clang-format', '--dry-run', '--Werror', ...sources);
must('cmake', '--preset', 'tidy', '-B', build, `-DKELVIN_BY_FOLDER=${byFolder ? 'ON' : 'OFF'}`);
mkdirSync(passed, { recursive: true });
/** The files that a compiled file stands for: a folder's includes all of its own. */
const members = ({ file }) => (file.endsWith('.cxx') ? [...readFileSync(file, 'utf8').matchAll(/^#include "(.*)"$/gm)].map(([, name]) => name) : [file]);
const commands = new Map(JSON.parse(readFileSync(join(build, 'compile_commands.json'), 'utf8')).flatMap((one) => members(one).map((file) => [file, one])));
const rules = must('clang-tidy', '--version') + readFileSync(join(root, '.clang-tidy'));
const compiled = sources.filter((file) => /^(core|native)\/.*\.cpp$/.test(file)).map((file) => commands.get(join(root, file)) ?? { file, command: 'false' });
const waiting = [...new Set(compiled)];
const worker = async (wrong) => {
  for (let next; (next = waiting.pop()); ) wrong.push(await tidy(next, rules));
};
const wrong = [];
await Promise.all(Array.from({ length: availableParallelism() }, () => worker(wrong)));
const told = wrong.filter(Boolean);
for (const text of told) console.log(text);
console.log(`clang-tidy: ${compiled.length} files${byFolder ? ` in ${wrong.length} pieces` : ''}, ${told.length} with findings`);
process.exitCode = told.length ? 1 : 0;
