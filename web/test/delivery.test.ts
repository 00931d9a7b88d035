/** Retry rules, and the pace at which an outbox tries, with a virtual clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff, fate, retryAfter } from '../src/delivery/retry';
import { createWorld, ids, kHour, kReply, makeMessage, script, waiting, type Receiver, type Reply } from './world';

test('fate: 2xx is sent, a final 4xx is set aside, the rest is tried again', () => {
  for (const status of [200, 201, 204, 299]) assert.equal(fate(status), 'sent');
  for (const status of [400, 401, 403, 404, 410, 413, 422]) assert.equal(fate(status), 'aside');
  for (const status of [0, NaN, 302, 408, 425, 429, 500, 503, 599]) assert.equal(fate(status), 'again');
});

test('Retry-After: seconds and dates, within six hours, nothing from rubbish', () => {
  const now = Date.parse('2026-03-01T10:00:00Z');
  assert.equal(retryAfter('120', null, now), 120_000);
  assert.equal(retryAfter(' 7 ', null, now), 7000);
  assert.equal(retryAfter('Sun, 01 Mar 2026 10:01:00 GMT', null, now), 60_000);
  // The receiver's clock is an hour behind ours: it means a minute.
  assert.equal(retryAfter('Sun, 01 Mar 2026 09:01:00 GMT', 'Sun, 01 Mar 2026 09:00:00 GMT', now), 60_000);
  assert.equal(retryAfter('Sun, 01 Mar 2026 10:01:00 GMT', 'rubbish', now), 60_000);
  assert.equal(retryAfter('Sun, 01 Mar 2099 10:01:00 GMT', null, now), 6 * kHour);
  assert.equal(retryAfter('1000000000000', null, now), 6 * kHour);
  assert.equal(retryAfter('9'.repeat(400), null, now), 6 * kHour);
  for (const header of [null, '', 'soon', '-5', '1e12', '0', '0x10', 'NaN', 'Sun, 01 Mar 2020 10:01:00 GMT']) {
    assert.equal(retryAfter(header, null, now), 0, String(header));
  }
});

test('backoff doubles from 2 s to 30 min, spread, never below the wish', () => {
  assert.equal(backoff(1, 0.5), 2000);
  assert.equal(backoff(4, 0.5), 16_000);
  assert.equal(backoff(5000, 0.5), 30 * 60_000);
  assert.equal(backoff(1, 0), 1000);
  for (const random of [0, 0.3, 0.999]) assert.ok(backoff(1, random, 60_000) >= 60_000);
  assert.ok(backoff(1, 0.999, 60_000) > 80_000);
});

test('kept until a 2xx, the same bytes on every try', async () => {
  const world = createWorld(script(500, 'reset', 503, 'hang'));
  const page = world.open();
  const body = '{"id":"a","text":"l\u00e4uft \ud83d\ude00 \\n"}\n2nd line';
  await page.fire(makeMessage('a', { body }));
  await world.pass(0);
  assert.deepEqual((await waiting(page)).map(({ id, tries, last }) => [id, tries, last]), [['a', 1, 'HTTP 500']]);
  await world.pass(kHour);
  assert.deepEqual(world.posts.map((post) => post.body), Array(5).fill(body));
  assert.deepEqual(await page.outbox.list(), { sent: 1, dropped: 0, messages: [] });
  assert.deepEqual(world.values.keys(), ['to.crm']);
  assert.deepEqual(world.errors(), []);
});

test('a request has the method, headers and content type of its destination, and nothing of the visitor', async () => {
  const world = createWorld(script());
  const contentType = 'application/json';
  await world.open().fire(makeMessage('a', { method: 'PATCH', contentType, headers: { 'X-Write-Key': 'w' }, url: '/leads/7?s=1%2F2' }));
  await world.pass(0);
  const { url, init } = world.posts[0]!;
  assert.equal(url, 'https://site.test/leads/7?s=1%2F2');
  assert.equal(init.method, 'PATCH');
  assert.deepEqual(init.headers, { 'X-Write-Key': 'w', 'content-type': 'application/json' });
  assert.equal(init.credentials, 'omit');
  assert.equal(init.redirect, 'error');
});

test('one firing told to two destinations is two messages; one that is down delays nothing for the other', async () => {
  const down: Receiver = ({ url }) => (url.includes('down') ? 'hang' : kReply(200));
  const world = createWorld(down);
  const page = world.open();
  for (let i = 0; i < 50; i++) {
    await page.fire(...['down', 'up'].map((destination) => makeMessage(`m${i}`, { destination, url: `https://${destination}.test/` })));
  }
  await world.pass(1000);
  const to = (name: string) => world.posts.filter(({ url }) => url.includes(name));
  assert.equal(to('up').length, 50);
  assert.equal(to('down').length, 2, 'no more than its sockets');
  assert.equal((await page.outbox.list()).sent, 50);
});

test('a receiver that says 503 is not tried with every other message before its time', async () => {
  const world = createWorld(() => kReply(503));
  const page = world.open();
  for (let i = 0; i < 100; i++) await page.fire(makeMessage(`m${i}`));
  await world.pass(kHour);
  assert.ok(world.posts.length <= 16, `${world.posts.length} requests in an hour`);
  await world.pass(8 * kHour);
  assert.ok(world.posts.length <= 16 + 40, `${world.posts.length} requests in nine hours`);
});

test('Retry-After is kept to: by this page, by another, by the next, with any message', async () => {
  const world = createWorld(script(kReply(429, { 'retry-after': '3600' })));
  const one = world.open();
  await one.fire(makeMessage('a'));
  await world.pass(1000);
  const two = world.open();
  two.outbox.flush();
  await two.fire(makeMessage('b'));
  await one.fire(makeMessage('c'));
  await one.die('pagehide');
  two.outbox.online();
  await world.pass(3_598_000);
  assert.equal(world.posts.length, 1);
  await two.die('killed');
  const three = world.open();
  three.outbox.flush();
  await world.pass(kHour);
  assert.deepEqual(ids(world.posts).sort(), ['a', 'a', 'b', 'c']);
});

test('a success does not end the pause that another answer asked for', async () => {
  let answer: (reply: Reply) => void = () => {};
  let asked = 0;
  const world = createWorld(() => (asked++ ? kReply(429, { 'retry-after': '60' }) : new Promise((done) => (answer = done))));
  const page = world.open();
  await page.fire(makeMessage('slow'), makeMessage('refused'));
  await world.pass(1000);
  assert.equal(world.posts.length, 2);
  answer(kReply(200));
  await world.pass(58_000);
  assert.equal(world.posts.length, 2);
});

test('oldest first, also by the next page', async () => {
  const world = createWorld(script('reset'));
  const page = world.open();
  page.permission.send = false;
  const order = ['q', 'c', 'x', 'a', 'z', 'b'];
  for (const id of order) await page.fire(makeMessage(id));
  await page.die();
  const next = world.open();
  await world.pass(40_000);
  next.outbox.flush();
  await world.pass(0);
  next.outbox.online();
  await world.pass(kHour);
  assert.deepEqual(ids(world.posts).filter((id) => id !== 'q'), order.slice(1));
});
