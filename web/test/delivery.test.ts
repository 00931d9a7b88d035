/** Retry rules, and an outbox under faults with a virtual clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutbox, kOut, type Parcel } from '../src/delivery/outbox';
import { backoff, fate, retryAfter } from '../src/delivery/retry';
import { memoryShelf } from '../src/storage/shelf';
import { shelfStore } from '../src/storage/store';
import type { Message } from '../src/door';

test('fate: 2xx is sent, a final 4xx is set aside, the rest is tried again', () => {
  for (const status of [200, 201, 204, 299]) assert.equal(fate(status), 'sent');
  for (const status of [400, 401, 403, 404, 410, 413, 422]) assert.equal(fate(status), 'aside');
  for (const status of [0, 302, 408, 425, 429, 500, 503, 599]) assert.equal(fate(status), 'again');
});

test('Retry-After: seconds and dates, within six hours, nothing from rubbish', () => {
  const now = Date.parse('2026-03-01T10:00:00Z');
  assert.equal(retryAfter('120', now), 120_000);
  assert.equal(retryAfter('Sun, 01 Mar 2026 10:01:00 GMT', now), 60_000);
  assert.equal(retryAfter('1000000000000', now), 6 * 3_600_000);
  for (const header of [null, '', 'soon', '-5', '0', 'Sun, 01 Mar 2020 10:01:00 GMT']) assert.equal(retryAfter(header, now), 0);
});

test('backoff doubles from 2 s to 30 min, spread, and respects the wish', () => {
  assert.equal(backoff(1, 0.5), 2000);
  assert.equal(backoff(4, 0.5), 16_000);
  assert.equal(backoff(50, 0.5), 30 * 60_000);
  assert.equal(backoff(1, 0), 1000);
  assert.ok(backoff(1, 0.9, 60_000) >= 60_000);
});

/** A window with a virtual clock, and a receiver that answers from a script: a status, or null for no answer. */
function world(answers: (number | null)[], { send = true } = {}) {
  let time = 1_000_000;
  let timers: { at: number; work: () => void; id: number }[] = [];
  let ids = 0;
  const posts: { url: string; body: string; init: RequestInit }[] = [];
  const stored = new Map<string, string>();
  const permission = { send };
  const win = {
    setTimeout: (work: () => void, ms: number) => (timers.push({ at: time + ms, work, id: ++ids }), ids),
    clearTimeout: (id: number) => void (timers = timers.filter((timer) => timer.id !== id)),
    fetch: async (url: string, init: RequestInit) => {
      const body = String(init.body);
      posts.push({ url, body, init });
      const status = answers.length ? answers.shift()! : 200;
      if (status === null) throw new TypeError('network');
      if (status < 300) stored.set(JSON.parse(body).id, body);
      return { status, headers: new Headers(status === 429 ? { 'retry-after': '3600' } : {}) };
    },
  } as unknown as Window;
  const shelf = memoryShelf();
  const failed: Parcel[] = [];
  const open = () =>
    createOutbox({
      store: shelfStore(shelf),
      win,
      now: () => time,
      mayKeep: () => true,
      maySend: () => permission.send,
      guard: (_, work) => work,
      failed: (parcel) => failed.push(parcel),
    });
  const rest = () => new Promise((done) => setImmediate(done));
  const pass = async (ms: number) => {
    const end = time + ms;
    await rest();
    for (;;) {
      const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      timers = timers.filter((timer) => timer !== next);
      time = next.at;
      next.work();
      await rest();
    }
    time = end;
  };
  return { open, pass, posts, stored, shelf, failed, permission };
}

const make = (id: string, body = JSON.stringify({ id })): Message => ({
  id, trigger: 't', destination: 'crm', url: 'https://crm.test/', method: 'POST',
  contentType: 'text/plain;charset=UTF-8', headers: { 'x-a': 'b' }, body,
});

async function put(outbox: ReturnType<typeof createOutbox>, shelf: ReturnType<typeof memoryShelf>, ...messages: Message[]) {
  const writes = outbox.keep(messages);
  for (const key of Object.keys(writes)) shelf.set(key, writes[key]!);
  outbox.flush();
}

test('outbox: kept until a 2xx, the same bytes on every try', async () => {
  const { open, pass, posts, stored, shelf } = world([500, null, 503]);
  const outbox = open();
  await put(outbox, shelf, make('a'));
  await pass(0);
  assert.equal((await outbox.list()).length, 1);
  await pass(3_600_000);
  assert.equal(posts.length, 4);
  assert.equal(new Set(posts.map(({ body }) => body)).size, 1);
  assert.deepEqual([...stored.keys()], ['a']);
  assert.deepEqual(shelf.keys(), []);
});

test('outbox: a request has the method, headers and content type of its destination', async () => {
  const { open, pass, posts, shelf } = world([]);
  const contentType = 'application/json';
  await put(open(), shelf, { ...make('a'), method: 'PATCH', contentType, headers: { 'X-Write-Key': 'w' }, url: '/leads/7?s=1%2F2' });
  await pass(0);
  const { url, init } = posts[0]!;
  assert.equal(url, '/leads/7?s=1%2F2');
  assert.equal(init.method, 'PATCH');
  assert.deepEqual(init.headers, { 'X-Write-Key': 'w', 'content-type': 'application/json' });
  assert.equal(init.credentials, 'omit');
});

test('outbox: one firing told to two destinations is two messages', async () => {
  const { open, pass, posts, shelf } = world([500]);
  const to = (destination: string) => ({ ...make('a'), destination, url: `/${destination}` });
  await put(open(), shelf, to('crm'), to('chat'));
  await pass(0);
  assert.deepEqual(posts.map(({ url }) => url).sort(), ['/chat', '/crm']);
  await pass(3_600_000);
  assert.equal(posts.length, 3);
  assert.deepEqual(shelf.keys(), []);
});

test('outbox: Retry-After is respected', async () => {
  const { open, pass, posts, shelf } = world([429]);
  await put(open(), shelf, make('a'));
  await pass(3_599_000);
  assert.equal(posts.length, 1);
  await pass(3_600_000);
  assert.equal(posts.length, 2);
});

test('outbox: a poison message is set aside and the others go', async () => {
  const { open, pass, posts, stored, shelf, failed } = world([400]);
  const outbox = open();
  await put(outbox, shelf, make('bad'), make('good'));
  await pass(86_400_000);
  assert.equal(posts.length, 2);
  assert.deepEqual([...stored.keys()], ['good']);
  assert.deepEqual(failed.map(({ id, aside }) => [id, aside]), [['bad', 'HTTP 400']]);
  assert.deepEqual(shelf.keys(), [kOut + 'bad.crm']);
});

test('outbox: the next page load finds what the last one could not send', async () => {
  const { open, pass, stored, shelf } = world([null]);
  const left = open();
  await put(left, shelf, make('a'));
  await pass(0);
  left.stop();
  await pass(60_000);
  assert.equal(stored.size, 0);
  open().flush();
  await pass(0);
  assert.deepEqual([...stored.keys()], ['a']);
});

test('outbox: nothing goes without permission, and what was erased is not written again', async () => {
  const { open, pass, posts, shelf, permission } = world([500], { send: false });
  const outbox = open();
  await put(outbox, shelf, make('a'));
  await pass(86_400_000);
  assert.equal(posts.length, 0);
  permission.send = true;
  outbox.flush();
  shelf.keys().forEach((key) => shelf.set(key, null));
  await pass(1000);
  assert.deepEqual(shelf.keys(), []);
});

test('outbox: never more than 64 KiB of keepalive at once', async () => {
  const { open, pass, posts, shelf } = world([]);
  const big = (id: string) => make(id, JSON.stringify({ id, pad: 'x'.repeat(29_000) }));
  await put(open(), shelf, big('a'), big('b'), big('c'), make('d', JSON.stringify({ id: 'd', pad: '\u20ac'.repeat(30_000) })));
  await pass(0);
  const bytes = posts.filter(({ init }) => init.keepalive).map(({ body }) => Buffer.byteLength(body));
  assert.equal(posts.length, 4);
  assert.ok(bytes.length === 2 && bytes[0]! + bytes[1]! <= 65_536, String(bytes));
});

test('outbox: a week old is set aside, and what lies aside is bounded', async () => {
  const { open, pass, posts, shelf } = world(Array<number>(5000).fill(500));
  const outbox = open();
  await put(outbox, shelf, make('a'));
  await pass(8 * 86_400_000);
  const tries = posts.length;
  await pass(86_400_000);
  assert.equal(posts.length, tries);
  assert.equal((await outbox.list())[0]?.aside, 'a week old');
});
