// What a test runner wrote, as numbers: how many passed and failed, and how long each test took. Node's runner writes TAP;
// ctest writes a line a test, and where a test of ctest's is a whole GoogleTest program, that program wrote a JSON file.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const sum = (numbers) => numbers.reduce((all, n) => all + Number(n), 0);

/** {passed, failed, tests: [{name, seconds}], failures: [{name, file}]} of each `node --test` in the output. */
export function readTap(output) {
  const counted = (what) => sum([...output.matchAll(new RegExp(`^# ${what} (\\d+)$`, 'gm'))].map(([, n]) => n));
  const tests = [];
  const failures = [];
  let name = null;
  let bad = false;
  for (const line of output.split('\n')) {
    const [, not, found] = /^\s*(not )?ok \d+ - (.*)$/.exec(line) ?? [];
    if (found !== undefined) [name, bad] = [found, !!not];
    const milliseconds = /^\s+duration_ms: ([\d.]+)$/.exec(line)?.[1];
    if (name && milliseconds) tests.push({ name, seconds: milliseconds / 1000 });
    const file = /^\s+location: '(.*?):\d+:\d+'$/.exec(line)?.[1];
    if (name && bad && file) failures.push({ name, file });
    // Its tests are told before a suite itself is.
    if (/^\s+type: 'suite'$/.test(line)) [bad] = [false, tests.pop()];
    if (/^\s+\.\.\.$/.test(line)) name = null;
  }
  return { passed: counted('pass'), failed: counted('fail') + counted('cancelled'), tests, failures };
}

/** One GoogleTest program's JSON; nothing where it broke off before it wrote one. */
function readGtest(file) {
  if (!existsSync(file)) return null;
  const cases = JSON.parse(readFileSync(file, 'utf8')).testsuites.flatMap(({ testsuite }) => testsuite);
  const ran = cases.filter(({ result }) => result === 'COMPLETED');
  const failed = ran.filter(({ failures }) => failures).length;
  const tests = ran.map(({ classname, name, time }) => ({ name: `${classname}.${name}`, seconds: parseFloat(time) }));
  return { passed: ran.length - failed, failed, tests };
}

/** A name, perhaps its parameter, dots, a verdict, the time. */
const kOfCtest = /^\s*\d+\/\d+ Test\s+#\d+: (\S+) .*?( {3}Passed|\*\*\*\w.*?) +([\d.]+) sec/gm;

/** Of each ctest in the output. `results`: the folder of the programs' JSON files, each by its test's name. */
export function readCtest(output, results) {
  const all = { passed: 0, failed: 0, tests: [] };
  for (const [, name, verdict, seconds] of output.matchAll(kOfCtest)) {
    if (verdict.startsWith('***Skipped')) continue;
    const good = verdict.trim() === 'Passed';
    const whole = readGtest(join(results, `${name}.json`));
    // A program whose tests passed may still end badly: by a leak, or too late.
    const found = whole && (good || whole.failed) ? whole : { passed: good ? 1 : 0, failed: good ? 0 : 1, tests: [{ name, seconds: Number(seconds) }] };
    all.passed += found.passed;
    all.failed += found.failed;
    all.tests.push(...found.tests);
  }
  return all;
}
