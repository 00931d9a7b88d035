/** What an outbox may not do, and what bounds it: permission, age, size, and storage that fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kOut } from '../src/delivery/queue';
import { codes, createWorld, ids, kDay, kHour, kReply, makeMessage, script, waiting } from './world';

test('nothing goes without permission; a withdrawal ends what is under way; what was erased is not written again', async () => {
  const world = createWorld(script('hang', 500));
  const page = world.open();
  page.permission.send = false;
  await page.fire(makeMessage('a'));
  await world.pass(kDay);
  assert.equal(world.posts.length, 0);
  page.permission.send = true;
  page.outbox.flush();
  await world.pass(0);
  const { signal } = world.posts[0]!.init;
  page.permission.send = false;
  await page.outbox.clear();
  assert.ok(signal!.aborted);
  await world.pass(kDay);
  assert.deepEqual(world.values.keys(), []);
  page.permission.keep = false;
  await page.fire(makeMessage('b'));
  assert.deepEqual(world.values.keys(), []);
});

test('after a week and ten tries a message is set aside; who was away for months gets them all the same', async () => {
  const world = createWorld(() => kReply(500));
  const page = world.open();
  await page.fire(makeMessage('a'));
  await world.pass(6.9 * kDay);
  assert.equal((await waiting(page))[0]?.state, 'waiting');
  await world.pass(0.2 * kDay);
  assert.equal((await waiting(page))[0]?.state, 'aside');
  const tries = world.posts.length;
  await world.pass(kDay);
  assert.equal(world.posts.length, tries);

  const away = createWorld(() => kReply(away.posts.length > 5 ? 200 : 503));
  const first = away.open();
  await first.fire(makeMessage('a'));
  await first.die('killed');
  await away.pass(60 * kDay);
  const back = away.open();
  back.outbox.flush();
  await away.pass(kHour);
  assert.equal(away.posts.length, 6);
  assert.equal((await back.outbox.list()).sent, 1);
});

test('a queue is bounded for each destination: the oldest go, are counted, and it is told once', async () => {
  const world = createWorld(({ url }) => (url.includes('crm') ? 'reset' : kReply(200)), { log: false });
  const page = world.open();
  await page.fire(makeMessage('x', { destination: 'other', url: 'https://other.test/' }));
  for (let i = 0; i < 1100; i++) await page.fire(makeMessage(`m${i}`));
  await world.pass(1000);
  const { dropped, messages, sent } = await page.outbox.list();
  assert.deepEqual([dropped, messages.length, sent], [100, 1000, 1]);
  assert.equal(messages[0]!.id, 'm100');
  assert.deepEqual(codes(page), ['outbox_full']);
});

test('what is set aside is bounded as well', async () => {
  const world = createWorld(() => kReply(400), { log: false });
  const page = world.open();
  for (let i = 0; i < 60; i++) await page.fire(makeMessage(`m${i}`));
  await world.pass(kHour);
  const { dropped, messages } = await page.outbox.list();
  assert.deepEqual([dropped, messages.length, messages[0]!.id], [10, 50, 'm10']);
});

test('an endpoint that is blocked for good costs a few tries, however much waits and however many pages come', async () => {
  const world = createWorld(() => 'reset');
  for (let i = 0; i < 20; i++) {
    const page = world.open();
    page.outbox.flush();
    for (let k = 0; k < 20; k++) await page.fire(makeMessage(`m${i}.${k}`));
    await world.pass(30 * 60_000);
    await page.die('pagehide');
  }
  assert.ok(world.posts.length <= 45, `${world.posts.length} requests in ten hours`);
});

test('a clock that was set back does not hold messages for years', async () => {
  const world = createWorld(script(503));
  const page = world.open();
  await page.fire(makeMessage('a'));
  await world.pass(0);
  for (const key of world.values.keys()) {
    world.values.set(key, world.values.get(key)!.replace(/"(due|lease)":[\d.]+/g, `"$1":${world.now() + 3650 * kDay}`));
  }
  await page.die('killed');
  world.open().outbox.flush();
  await world.pass(1000);
  assert.equal(world.posts.length, 2);
});

test('storage that fails, or was tampered with, stops nothing and does not spin', async () => {
  const world = createWorld(script());
  world.values.set(kOut + 'x.crm', 'rubbish');
  world.values.set(kOut + 'y.crm', '{"url":7}\nbody');
  world.values.set('to.crm', '[1,{');
  const page = world.open();
  page.outbox.flush();
  await page.fire(makeMessage('a'));
  await world.pass(1000);
  assert.deepEqual(ids(world.posts), ['a']);

  let steps = 0;
  const failing = world.open({ store: { step: async () => Promise.reject(new Error(`full ${++steps}`)), list: async () => [], keys: async () => [], write: async () => {} } });
  failing.outbox.flush([makeMessage('b')]);
  await world.pass(60_000);
  assert.ok(steps < 5, `${steps} steps`);
  assert.ok(failing.errors.length);
});

test('fired before a choice: kept, and sent when it is granted', async () => {
  const world = createWorld(script());
  const page = world.open();
  page.permission.send = false;
  await page.fire(makeMessage('a'));
  assert.deepEqual((await waiting(page)).map(({ state }) => state), ['waiting']);
  page.permission.send = true;
  page.outbox.flush();
  await world.pass(0);
  assert.equal(world.posts.length, 1);
});
