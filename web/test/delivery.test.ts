/** Retry rules, and outboxes under faults with a virtual clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kOut, unpack } from '../src/delivery/parcel';
import { backoff, fate, retryAfter } from '../src/delivery/retry';
import { shelfStore } from '../src/storage/store';
import { createWorld, kReply, makeMessage, type Page, type Receiver, type Reply } from './world';

const kHour = 3_600_000;
const kDay = 24 * kHour;

/** Answers in turn with these, then 200. A number is a status. */
const script = (...replies: (number | Reply)[]): Receiver => () => {
  const next = replies.length ? replies.shift()! : 200;
  return typeof next === 'number' ? kReply(next) : next;
};
const ids = (posts: { body: string }[]) => posts.map(({ body }) => JSON.parse(body).id as string);
const waiting = async ({ outbox }: Page) => (await outbox.list()).messages;
const codes = (page: Page) => page.errors.map(({ code }) => code);

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
  assert.deepEqual(world.shelf.keys(), ['to.crm']);
  assert.deepEqual(world.errors(), []);
});

test('a request has the method, headers and content type of its destination, and nothing of the visitor', async () => {
  const world = createWorld(script());
  const contentType = 'application/json';
  await world.open().fire(makeMessage('a', { method: 'PATCH', contentType, headers: { 'X-Write-Key': 'w' }, url: '/leads/7?s=1%2F2' }));
  await world.pass(0);
  const { url, init } = world.posts[0]!;
  assert.equal(url, '/leads/7?s=1%2F2');
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

test('a poison message is set aside and told; the others go; it can be tried again on request', async () => {
  let repaired = false;
  const world = createWorld(({ body }) => kReply(body.includes('bad') && !repaired ? 422 : 200));
  const page = world.open();
  await page.fire(makeMessage('bad'), makeMessage('good'));
  await world.pass(kDay);
  assert.deepEqual(ids(world.posts).sort(), ['bad', 'good']);
  assert.deepEqual(page.errors.map(({ code, at, found }) => [code, at, found]), [['message_refused', 'crm', 'HTTP 422 from https://crm.test/in']]);
  assert.deepEqual((await waiting(page)).map(({ id, state, last, next }) => [id, state, last, next]), [['bad', 'aside', 'HTTP 422', null]]);
  repaired = true;
  await page.outbox.list(true);
  await world.pass(0);
  assert.deepEqual(await page.outbox.list(), { sent: 2, dropped: 0, messages: [] });
});

test('a message that breaks its receiver every time does not stop those behind it', async () => {
  const world = createWorld(({ body }) => (body.includes('bad') ? 'reset' : kReply(200)));
  const page = world.open();
  await page.fire(makeMessage('bad'));
  for (let i = 0; i < 20; i++) await page.fire(makeMessage(`m${i}`));
  await world.pass(5 * 60_000);
  assert.equal((await page.outbox.list()).sent, 20);
});

test('413: a lone message cannot be split; it is set aside and told', async () => {
  const world = createWorld(script(413));
  const page = world.open();
  await page.fire(makeMessage('big', { body: JSON.stringify({ id: 'big', pad: 'x'.repeat(9000) }) }), makeMessage('b'));
  await world.pass(kDay);
  assert.deepEqual(ids(world.posts), ['big', 'b']);
  assert.deepEqual(codes(page), ['message_refused']);
});

const kHtml = { 'content-type': 'text/html; charset=utf-8' };
/** A response as fetch gives it: with its address, and whether it was led elsewhere. */
const from = (url: string, response: Response, redirected = false) =>
  Object.defineProperties(response, { url: { value: url }, redirected: { value: redirected } });

test('a captive portal swallows nothing; a webhook that says "ok" in HTML is believed; neither loops for ever', async () => {
  const portal = () => from('http://x.test/', kReply(200, kHtml, ' \n<!DOCTYPE html><html>Log in</html>'));
  const world = createWorld(script(portal(), portal()));
  const page = world.open();
  await page.fire(makeMessage('a'));
  await world.pass(kHour);
  assert.equal(world.posts.length, 3);

  const ok = createWorld(() => from('http://x.test/', kReply(200, kHtml, 'ok')));
  await ok.open().fire(makeMessage('a'));
  await ok.pass(kDay);
  assert.equal(ok.posts.length, 1);

  // Nobody can answer for the receiver on https.
  const safe = createWorld(() => from('https://x.test/', kReply(200, kHtml, '<p>Thank you')));
  await safe.open().fire(makeMessage('a'));
  await safe.pass(kDay);
  assert.equal(safe.posts.length, 1);

  const always = createWorld(portal);
  const last = always.open();
  await last.fire(makeMessage('a'));
  await always.pass(3 * kDay);
  assert.equal(always.posts.length, 10);
  assert.deepEqual(last.errors.map(({ found }) => found), ['a web page from https://crm.test/in']);
});

test('a redirect that a stand-in for fetch followed is no answer; an opaque response neither', async () => {
  const followed = from('https://login.test/', kReply(200), true);
  const world = createWorld(script(followed, Response.error()));
  await world.open().fire(makeMessage('a'));
  await world.pass(kHour);
  assert.equal(world.posts.length, 3);
});

const kFetches: Record<string, unknown> = {
  'throws at once': () => {
    throw new Error('hostile');
  },
  'never settles': () => new Promise(() => {}),
  'gives nothing': () => undefined,
  'gives null': async () => null,
  'rejects with nothing': () => Promise.reject(),
  'is missing': {},
};
for (const [name, fetch] of Object.entries(kFetches)) {
  test(`a fetch that ${name}: a try that fails like any other`, async () => {
    const world = createWorld(script());
    const page = world.open({ fetch });
    await page.fire(makeMessage('a'));
    await world.pass(60_000);
    const { last, tries } = (await waiting(page))[0]!;
    assert.ok(tries >= 2, `${tries} tries`);
    assert.match(last, /no answer|HTTP undefined/);
    assert.deepEqual(page.errors, []);
    await page.die();
    world.open().outbox.flush();
    await world.pass(kDay);
    assert.equal(world.posts.length, 1);
  });
}

test('a fetch that brings no headers is believed all the same', async () => {
  const world = createWorld(script());
  const page = world.open({ fetch: async () => ({ status: 204 }) });
  await page.fire(makeMessage('a'));
  await world.pass(0);
  assert.equal((await page.outbox.list()).sent, 1);
});

test('no two pages send one message at once; a page that dies gives it back in half a minute', async () => {
  const world = createWorld(script('hang'));
  const one = world.open();
  const others = [1, 2, 3].map(() => world.open());
  await one.fire(makeMessage('a'));
  for (const { outbox } of others) outbox.flush();
  await world.pass(15_000);
  assert.equal(world.posts.length, 1);
  await one.die('killed');
  await world.pass(14_000);
  assert.equal(world.posts.length, 1);
  await world.pass(5000);
  assert.equal(world.posts.length, 2);
  assert.deepEqual((await others[0]!.outbox.list()).sent, 1);
});

test('pages share the work: each message once', async () => {
  const world = createWorld(async () => (await world.sleep(100), kReply(200)));
  const first = world.open();
  first.permission.send = false;
  for (let i = 0; i < 100; i++) await first.fire(makeMessage(`m${i}`));
  await first.die('pagehide');
  const pages = [1, 2, 3, 4].map(() => world.open());
  for (const { outbox } of pages) outbox.flush();
  await world.pass(60_000);
  assert.equal(world.posts.length, 100);
  assert.equal(new Set(ids(world.posts)).size, 100);
  assert.ok(new Set(world.posts.map(({ page }) => page)).size > 1);
});

test('a page that took too long does not undo what another did meanwhile', async () => {
  const answers: ((reply: Reply) => void)[] = [];
  const world = createWorld(() => new Promise((done) => answers.push(done)));
  const slow = world.open();
  await slow.fire(makeMessage('a'));
  await world.pass(0);
  // Its timers sleep, as a frozen page's do: the lease ends and another page takes over.
  const text = world.shelf.get(kOut + 'a.crm')!;
  world.shelf.set(kOut + 'a.crm', text.replace(/"lease":[\d.]+/, '"lease":0'));
  world.open().outbox.flush();
  await world.pass(0);
  assert.equal(answers.length, 2);
  answers[0]!(kReply(500));
  await world.pass(0);
  const { due, tries, last } = unpack('', world.shelf.get(kOut + 'a.crm'))!;
  assert.deepEqual([due, tries, last], [0, 2, '']);
  answers[1]!(kReply(200));
  await world.pass(0);
  assert.deepEqual(world.shelf.keys(), ['to.crm']);
});

test('leaving: small ones first within the quota, the rest by the next page, at once', async () => {
  const world = createWorld(() => 'hang');
  const page = world.open();
  const sized = (id: string, kb: number) => makeMessage(id, { body: JSON.stringify({ id, pad: 'x'.repeat(kb * 1000) }) });
  const json = makeMessage('json', { contentType: 'application/json' });
  const own = makeMessage('own', { contentType: 'application/json', url: '/in', destination: 'own' });
  await page.fire(makeMessage('x'), makeMessage('y'), { ...own, id: 'o1' }, { ...own, id: 'o2' });
  await world.pass(0);
  await page.fire(sized('big', 50), sized('mid', 30), sized('small', 2), sized('mid2', 20), json, own);
  world.posts.length = 0;
  await page.die('pagehide');
  assert.deepEqual(ids(world.posts), ['own', 'small', 'mid2', 'mid']);
  assert.ok(world.posts.every(({ init }) => init.keepalive));
  world.posts.length = 0;
  const next = world.open();
  next.outbox.flush();
  await world.pass(0);
  assert.deepEqual(ids(world.posts), ['big', 'json']);
  await world.pass(25_000);
});

test('leaving with a request under way: the next page repeats it when it can have arrived', async () => {
  const world = createWorld(script('hang'));
  const page = world.open();
  await page.fire(makeMessage('a'));
  await world.pass(0);
  await page.die('pagehide');
  world.open().outbox.flush();
  await world.pass(2900);
  assert.equal(world.posts.length, 1);
  await world.pass(300);
  assert.equal(world.posts.length, 2);
});

test('kept by a page that has been left already: the next page sends it soon', async () => {
  const world = createWorld(script());
  const page = world.open();
  page.outbox.leave(true);
  await shelfStore(world.shelf).step([], () => page.outbox.keep([makeMessage('a')]));
  await page.die('killed');
  world.open().outbox.flush();
  await world.pass(3500);
  assert.equal(world.posts.length, 1);
});

test('a page that comes back from the cache goes on; what was taken meanwhile is not sent again', async () => {
  let answer: (reply: Reply) => void = () => {};
  const world = createWorld(() => (world.posts.length === 1 ? new Promise((done) => (answer = done)) : kReply(200)));
  const page = world.open();
  await page.fire(makeMessage('a'));
  await world.pass(0);
  page.outbox.leave(true);
  await page.fire(makeMessage('b'));
  await world.pass(1000);
  answer(kReply(200));
  page.outbox.leave(false);
  await world.pass(kHour);
  assert.deepEqual(ids(world.posts), ['a', 'b']);
  assert.equal((await page.outbox.list()).sent, 2);
});

test('a dash: posted before it is kept; what was taken is not sent again when it is', async () => {
  const world = createWorld(script(200, 500));
  const page = world.open();
  const messages = [makeMessage('a'), makeMessage('b')];
  page.outbox.dash(messages);
  await world.pass(0);
  assert.deepEqual(world.posts.map(({ init }) => init.keepalive), [true, true]);
  assert.deepEqual(world.shelf.keys(), []);
  await page.fire(...messages);
  await world.pass(kHour);
  assert.deepEqual(ids(world.posts), ['a', 'b', 'b']);
  assert.deepEqual(await page.outbox.list(), { sent: 2, dropped: 0, messages: [] });
});

test('a dash that is under way when its messages are kept is not doubled', async () => {
  const world = createWorld(async () => (await world.sleep(500), kReply(200)));
  const page = world.open();
  page.outbox.dash([makeMessage('a')]);
  await page.fire(makeMessage('a'));
  await world.pass(kHour);
  assert.equal(world.posts.length, 1);
  assert.deepEqual(await page.outbox.list(), { sent: 1, dropped: 0, messages: [] });
});

test('never more than 64 KiB of keepalive at once; what got no answer goes without', async () => {
  let first = true;
  const world = createWorld(() => (first ? ((first = false), 'reset') : 'hang'));
  const page = world.open();
  const big = (id: string) => makeMessage(id, { destination: id, body: JSON.stringify({ id, pad: '\u20ac'.repeat(9700) }) });
  await page.fire(makeMessage('tiny', { destination: 'tiny' }), big('a'), big('b'), big('c'));
  await world.pass(1);
  const kept = world.posts.filter(({ init }) => init.keepalive).map(({ body }) => Buffer.byteLength(body));
  assert.equal(world.posts.length, 4);
  assert.ok(kept.length === 3 && kept.reduce((a, b) => a + b) <= 65_536, String(kept));
  await world.pass(4000);
  const again = world.posts.slice(4);
  assert.deepEqual(again.map(({ body, init }) => [JSON.parse(body).id, init.keepalive]), [['tiny', false]]);
});

test('offline: the event is a hint both ways; what waits goes at once when it is right, and soon when it is not', async () => {
  let network = false;
  const world = createWorld(() => (network ? kReply(200) : 'reset'));
  const page = world.open();
  await page.fire(makeMessage('a'), makeMessage('b'));
  await world.pass(10 * kHour);
  const tries = world.posts.length;
  assert.ok(tries < 60, `${tries} tries in ten hours`);
  page.outbox.online(); // A lie.
  await world.pass(60_000);
  assert.ok(world.posts.length > tries && world.posts.length <= tries + 2);
  network = true;
  page.outbox.online();
  await world.pass(0);
  assert.equal((await page.outbox.list()).sent, 2);

  network = false;
  await page.fire(makeMessage('c'));
  await world.pass(kHour);
  network = true; // Nobody tells.
  await world.pass(kHour);
  assert.equal((await page.outbox.list()).sent, 3);
});

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
  assert.deepEqual(world.shelf.keys(), []);
  page.permission.keep = false;
  await page.fire(makeMessage('b'));
  assert.deepEqual(world.shelf.keys(), []);
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
  for (const key of world.shelf.keys()) {
    world.shelf.set(key, world.shelf.get(key)!.replace(/"(due|lease)":[\d.]+/g, `"$1":${world.now() + 3650 * kDay}`));
  }
  await page.die('killed');
  world.open().outbox.flush();
  await world.pass(1000);
  assert.equal(world.posts.length, 2);
});

test('storage that fails, or was tampered with, stops nothing and does not spin', async () => {
  const world = createWorld(script());
  world.shelf.set(kOut + 'x.crm', 'rubbish');
  world.shelf.set(kOut + 'y.crm', '{"url":7}\nbody');
  world.shelf.set('to.crm', '[1,{');
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

