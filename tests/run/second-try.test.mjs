// Which failures have a second try, and what comes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kMostRetried, tryAgain } from './second-try.mjs';

const failures = (count) => Array.from({ length: count }, (_, i) => ({ name: `t${i}`, file: `/f${i % 2}` }));
const stage = (failed, more = {}) => ({ title: 'S', passed: 7, failed, failures: failures(failed), again: (files) => files.join(' '), ...more });

/** What became of the stages, and which commands ran; the second try counts `failed`. */
async function tried(stages, failed = 0) {
  const ran = [];
  const late = await tryAgain(stages, async ({ commands }) => (ran.push(...commands), { failed }));
  return { ran, late, counts: stages.map(({ passed, failed }) => [passed, failed]) };
}

test('what passes at the second try counts as passed, and is named; its files run once', async () => {
  assert.deepEqual(await tried([stage(0), stage(3)]), { ran: ['/f0 /f1'], late: ['t0  (S)', 't1  (S)', 't2  (S)'], counts: [[7, 0], [10, 0]] });
});

test('what fails twice has failed', async () => {
  assert.deepEqual(await tried([stage(1)], 1), { ran: ['/f0'], late: [], counts: [[7, 1]] });
});

test('no second try: other stages, failures without a name, too many of them', async () => {
  for (const stages of [[stage(1, { again: undefined })], [stage(2, { failures: failures(1) })], [stage(kMostRetried), stage(1)]]) {
    const { ran, counts } = await tried(stages);
    assert.deepEqual(ran, []);
    assert.ok(counts.every(([, failed]) => failed > 0));
  }
});
