/** How many events a page may make, and what is told of the others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBucket } from '../src/tools/bucket';

function bucket() {
  const later: (() => void)[] = [];
  const told: number[] = [];
  const it = createBucket({ size: 100, perSecond: 10, later: (work) => later.push(work), told: (refused) => told.push(refused) });
  const take = (times: number, now: number) => Array.from({ length: times }, () => it.take(now)).filter(Boolean).length;
  return { take, told, run: () => later.splice(0).forEach((work) => work()) };
}

test('a burst passes, then so many a second', () => {
  const { take } = bucket();
  assert.equal(take(150, 5000), 100);
  assert.equal(take(50, 5099), 0);
  assert.equal(take(50, 5100), 1);
  assert.equal(take(50, 7100), 20);
  assert.equal(take(500, 3_600_000), 100);
});

test('a flood is told once, with what it lost; the next one anew', () => {
  const { take, told, run } = bucket();
  take(1_000_000, 1000);
  run();
  assert.deepEqual(told, [999_900]);
  for (let second = 2; second < 60; second++) take(50, second * 1000); // It goes on: nothing more is told.
  run();
  assert.deepEqual(told.length, 1);
  assert.equal(take(10, 80_000), 10); // Calm, so that half of it is there again.
  take(200, 80_000);
  run();
  assert.equal(told.length, 2);
});

test('a clock that jumps gives no more than a bucket', () => {
  const { take } = bucket();
  take(100, 1_000_000);
  assert.equal(take(10, 0), 0);
  assert.equal(take(10, -5e12), 0);
  assert.equal(take(1000, 5e12), 100);
});
