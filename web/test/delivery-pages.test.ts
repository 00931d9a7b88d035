/** Outboxes of several pages over one store: who sends what, and what becomes of it when a page is left. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kOut, unpack } from '../src/delivery/queue';
import { storeOn, type Store } from '../src/storage/store';
import { createWorld, ids, kHour, kReply, makeMessage, script, type Page, type Reply, type World } from './world';

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
  const text = world.values.get(kOut + 'a.crm')!;
  world.values.set(kOut + 'a.crm', text.replace(/"lease":[\d.]+/, '"lease":0'));
  world.open().outbox.flush();
  await world.pass(0);
  assert.equal(answers.length, 2);
  answers[0]!(kReply(500));
  await world.pass(0);
  const { due, tries, last } = unpack('', world.values.get(kOut + 'a.crm'))!;
  assert.deepEqual([due, tries, last], [0, 2, '']);
  answers[1]!(kReply(200));
  await world.pass(0);
  assert.deepEqual(world.values.keys(), ['to.crm']);
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
  await storeOn(world.values).step([], () => page.outbox.keep([makeMessage('a')]));
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

test('a page that is left posts nothing when it is only told to look: another may have claimed it by then', async () => {
  const world = createWorld(script('reset'));
  const store = storeOn(world.values);
  let frozen = false;
  const page = world.open({ store: { ...store, step: (keys, work) => (frozen ? new Promise(() => {}) : store.step(keys, work)) } });
  await page.fire(makeMessage('x'));
  await world.pass(0);
  await page.fire(makeMessage('a'));
  frozen = true;
  page.outbox.leave(true);
  await world.pass(40_000);
  page.outbox.flush();
  await world.pass(0);
  assert.deepEqual(ids(world.posts), ['x']);
});

test('sent on exit: posted before it is kept; what was taken is not sent again when it is', async () => {
  const world = createWorld(script(200, 500));
  const page = world.open();
  const messages = [makeMessage('a'), makeMessage('b')];
  page.outbox.sendOnExit(messages);
  await world.pass(0);
  assert.deepEqual(world.posts.map(({ init }) => init.keepalive), [true, true]);
  assert.deepEqual(world.values.keys(), []);
  await page.fire(...messages);
  await world.pass(kHour);
  assert.deepEqual(ids(world.posts), ['a', 'b', 'b']);
  assert.deepEqual(await page.outbox.list(), { sent: 2, dropped: 0, messages: [] });
});

test('what is sent on exit and under way when its messages are kept is not doubled', async () => {
  const world = createWorld(async () => (await world.sleep(500), kReply(200)));
  const page = world.open();
  page.outbox.sendOnExit([makeMessage('a')]);
  await page.fire(makeMessage('a'));
  await world.pass(kHour);
  assert.equal(world.posts.length, 1);
  assert.deepEqual(await page.outbox.list(), { sent: 1, dropped: 0, messages: [] });
});

for (const [what, end] of [
  ['withdrawn', ({ permission }: Page) => (permission.send = false)],
  ['forgotten', (_: Page, { values }: World) => values.set(`${kOut}a.crm`, null)],
] as const) {
  test(`${what} while a try is being claimed: nothing is posted`, async () => {
    const world = createWorld(() => kReply(200));
    const store = storeOn(world.values);
    // The claim is written, but the page hears of it a while later, as from a database.
    const slow: Store = { ...store, step: async (keys, work) => (await store.step(keys, work), world.sleep(30)) as Promise<void> };
    const page = world.open({ store: slow });
    await store.step([], () => page.outbox.keep([makeMessage('a')]));
    page.outbox.flush([makeMessage('a')]);
    await world.pass(10);
    end(page, world);
    page.outbox.stop();
    await world.pass(1000);
    assert.deepEqual(ids(world.posts), []);
  });
}

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
