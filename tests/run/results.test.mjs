// Counting: what runners wrote, and what comes of it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCtest, readTap } from './results.mjs';

test('TAP: subtests by name, suites left out, a timeout is a failure, several runs add up', () => {
  const run = [
    '    ok 1 - a \\# b', '      ---', '      duration_ms: 490.5', '      ...',
    '    not ok 2 - bad', '      ---', '      duration_ms: 1500', "      type: 'test'", "      location: '/a/b.test.mjs:7:1'", '      ...',
    'not ok 1 - a suite', '  ---', '  duration_ms: 2000', "  type: 'suite'", "  location: '/a/b.test.mjs:3:1'", '  ...',
    '# tests 3', '# pass 1', '# fail 1', '# cancelled 1', '# skipped 0', '# duration_ms 1148.3',
  ].join('\n');
  const once = readTap(run);
  assert.deepEqual(once, { passed: 1, failed: 2, tests: [{ name: 'a \\# b', seconds: 0.4905 }, { name: 'bad', seconds: 1.5 }], failures: [{ name: 'bad', file: '/a/b.test.mjs' }] });
  const twice = readTap(`${run}\n${run}`);
  assert.deepEqual([twice.passed, twice.failed], [2, 4]);
});

test('ctest: its own tests, and those of a program that told its own', (t) => {
  const results = mkdtempSync(join(tmpdir(), 'kelvin-results-'));
  t.after(() => rmSync(results, { recursive: true }));
  const told = (name, ...cases) => writeFileSync(join(results, `${name}.json`), JSON.stringify({ testsuites: [{ testsuite: cases }] }));
  const one = (name, more) => ({ classname: 'Suite', name, time: '0.25s', result: 'COMPLETED', ...more });
  told('units', one('A'), one('B', { failures: [{}] }), one('C', { result: 'SUPPRESSED' }));
  told('laws', one('D'), one('E'));
  told('leaky', one('F'), one('G'));
  const output = `
    Start 1: units
1/5 Test #1: units ............................***Failed    1.50 sec
2/5 Test #2: laws .............................   Passed    0.75 sec
3/5 Test #3: leaky ............................***Failed    2.00 sec
4/5 Test  #4: a/long/name ......................   Passed   12.50 sec
5/5 Test  #5: crashed ..........................***Exception: SegFault  0.10 sec
6/8 Test  #6: Cases/Corpus.Holds/a_b  # GetParam() = "a-b" .....   Passed    0.01 sec
7/8 Test  #7: Cases/Corpus.Holds/c  # GetParam() = "c" .........***Failed    0.02 sec
8/8 Test  #8: elsewhere ........................***Skipped   0.00 sec
`;
  const { passed, failed, tests } = readCtest(output, results);
  // A and D, E, the long name and a case; B, the leak, the crash and a case.
  assert.deepEqual([passed, failed], [5, 4]);
  assert.deepEqual(tests.map(({ name, seconds }) => [name, seconds]), [
    ['Suite.A', 0.25], ['Suite.B', 0.25], ['Suite.D', 0.25], ['Suite.E', 0.25], ['leaky', 2], ['a/long/name', 12.5], ['crashed', 0.1],
    ['Cases/Corpus.Holds/a_b', 0.01], ['Cases/Corpus.Holds/c', 0.02],
  ]);
});
