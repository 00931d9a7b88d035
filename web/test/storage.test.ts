/** Shelves that fail, the gated, the visitor's id, the log. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Draft } from '../src/event';
import { createUnsavedEvents } from '../src/storage/unsaved-events';
import { createLog, kLog } from '../src/storage/log';
import { createLeftPages } from '../src/storage/left-pages';
import { localValues, memoryValues, ownKey } from '../src/storage/key-value';
import { storeOn } from '../src/storage/store';
import { createGatedStore } from '../src/storage/gated-store';
import { kVisitorLife, readVisitor, visitorExpired } from '../src/storage/visitor';

/** A localStorage whose behaviour a test can break. Keys are own properties, as in a browser. */
function fakeStorage(quota = Infinity) {
  const methods = {
    getItem(this: Record<string, string>, key: string) { return Object.hasOwn(this, key) ? this[key]! : null; },
    setItem(this: Record<string, string>, key: string, value: string) {
      if (value.length > quota) throw new Error('QuotaExceededError');
      this[key] = value;
    },
    removeItem(this: Record<string, string>, key: string) { delete this[key]; },
  };
  return Object.create(methods) as Record<string, string> & Storage;
}
const windowWith = (storage: unknown) => ({ localStorage: storage }) as Window;

test('localValues keeps under its prefix and sees only its own', () => {
  const storage = fakeStorage();
  storage['other'] = 'host';
  const values = localValues(windowWith(storage));
  values.set('a', '1');
  assert.equal(storage['kelvin.a'], '1');
  assert.deepEqual(values.keys(), ['a']);
  values.set('a', null);
  assert.deepEqual(Object.keys(storage), ['other']);
});

test('localValues goes on in memory when storage throws, is null, is full or forgets', () => {
  const throwing = Object.defineProperty({}, 'localStorage', { get() { throw new Error('SecurityError'); } }) as Window;
  const forgetful = Object.assign(fakeStorage(), { setItem() {} });
  Object.defineProperty(forgetful, 'setItem', { enumerable: false });
  for (const win of [throwing, windowWith(null), windowWith(fakeStorage(2)), windowWith(forgetful)]) {
    const values = localValues(win);
    values.set('state', 'long text');
    assert.equal(values.get('state'), 'long text');
    assert.deepEqual(values.keys(), ['state']);
    values.set('state', null);
    assert.equal(values.get('state'), null);
  }
});

test('a write that fails does not bring the older value back', () => {
  const storage = fakeStorage(5);
  const values = localValues(windowWith(storage));
  values.set('state', 'old');
  values.set('state', 'newer and longer');
  assert.equal(values.get('state'), 'newer and longer');
  values.set('state', 'fits');
  assert.equal(storage['kelvin.state'], 'fits');
});

test('ownKey tells our keys from the host\'s', () => {
  assert.equal(ownKey('kelvin.state'), 'state');
  assert.equal(ownKey('cart'), null);
  assert.equal(ownKey(null), '');
});

const granted = '{"score":true}';
/** As localStorage has it where no database knows of it. */
const unconfirmed = granted + ' ';

/** A gated store where there is no database: what is kept lies in `storage`. */
function gatedOn(storage: unknown) {
  const win = { ...windowWith(storage), setTimeout, clearTimeout } as unknown as Window & typeof globalThis;
  const found: (string | null)[] = [];
  const errors: string[] = [];
  const orphans: string[] = [];
  const local = localValues(win);
  const gated = createGatedStore({
    win, mirror: local,
    grants: (text) => !!text?.includes('"score":true'),
    found: (text) => found.push(text),
    came: () => {},
    orphanEvents: (lines) => orphans.push(lines),
    report: ({ code }) => errors.push(code),
  });
  const get = async (key: string) => {
    let value: string | null = null;
    await gated.step([key], (kept) => ((value = kept[key]!), {}));
    return value;
  };
  return { gated, local, found, errors, orphans, get };
}
const said = { text: granted, said: true, declared: false };

test('the gated store: memory until allowed; then what memory held is kept, without a database in localStorage; erase leaves nothing', async () => {
  const storage = fakeStorage();
  const { gated, found, errors, get } = gatedOn(storage);
  await gated.write({ id: 'me', state: 's' });
  assert.deepEqual(Object.keys(storage), []);
  assert.equal(gated.keeps(), false);
  gated.persist(said);
  assert.equal(gated.keeps(), true);
  assert.equal(await get('id'), 'me');
  assert.deepEqual({ ...storage }, { 'kelvin.consent': unconfirmed, 'kelvin.id': 'me', 'kelvin.state': 's' });
  await gated.forget();
  assert.deepEqual(Object.keys(storage), ['kelvin.consent']);
  await gated.write({ id: 'again' });
  gated.erase(null);
  assert.deepEqual(Object.keys(storage), []);
  await gated.write({ id: 'later' });
  assert.deepEqual(Object.keys(storage), []);
  assert.deepEqual([found, errors], [[], []]);
});

test('gated: a visitor that is there already stays; events that memory held are handed back', async () => {
  const storage = fakeStorage();
  storage['kelvin.id'] = 'other tab';
  const { gated, orphans, get } = gatedOn(storage);
  await gated.write({ id: 'me', 'log.1.1.2': 'a\n', 'log.2.1.2': 'b\n' });
  gated.persist(said);
  assert.equal(await get('id'), 'other tab');
  assert.deepEqual(orphans, ['a\nb\n']);
});

test('gated: a second grant on a page that keeps things moves nothing', async () => {
  const storage = fakeStorage();
  const { gated, orphans, found, get } = gatedOn(storage);
  await gated.write({ id: 'me', 'log.1.1.2': 'a\n' });
  gated.persist(said);
  assert.equal(await get('id'), 'me');
  gated.persist({ ...said, text: '{"score":true,"send":true}' });
  assert.equal(await get('id'), 'me');
  assert.equal(await get('log.1.1.2'), 'a\n');
  assert.deepEqual([orphans.join(''), found, storage['kelvin.consent']], ['', [], '{"score":true,"send":true} ']);
});

test('gated: what the site declares never overrules a word that is kept', async () => {
  const storage = fakeStorage();
  storage['kelvin.consent'] = '{"score":false}';
  const { gated, found, get } = gatedOn(storage);
  gated.persist({ text: granted, said: false, declared: true });
  await gated.write({ id: 'me' });
  assert.equal(await get('id'), null);
  assert.deepEqual(found, ['{"score":false}']);
  assert.equal(storage['kelvin.id'], undefined);
});

test('gated: once the grant has gone a step writes nothing, and it is told', async () => {
  const storage = fakeStorage();
  const { gated, found } = gatedOn(storage);
  gated.persist(said);
  await gated.write({ id: 'me' });
  delete storage['kelvin.consent'];
  await gated.write({ id: 'you' });
  assert.equal(storage['kelvin.id'], 'me');
  assert.deepEqual(found, [null]);
  assert.equal(gated.keeps(), false);
});

test('gated: a choice outlives what a step removes; work that throws is not the storage\'s fault', async () => {
  const storage = fakeStorage();
  const { gated, errors } = gatedOn(storage);
  gated.persist(said);
  await gated.write({ id: 'me', 'out.1': 'm', 'out.2': 'm' });
  await gated.write({ 'out.*': null });
  assert.deepEqual(Object.keys(storage), ['kelvin.consent', 'kelvin.id']);
  await gated.step(['id'], () => ({ '*': null, state: 's' }));
  assert.deepEqual({ ...storage }, { 'kelvin.consent': unconfirmed, 'kelvin.state': 's' });
  await assert.rejects(gated.step(['id'], () => { throw new Error('ours'); }), /ours/);
  assert.deepEqual(errors, []);
});

test('visitor id: 13 months from creation, not renewed', () => {
  const text = '{"id":"v-1","born":1000}';
  const visitor = readVisitor(text)!;
  assert.deepEqual(visitor, { id: 'v-1', born: 1000 });
  assert.equal(visitorExpired(visitor, 1000 + kVisitorLife - 1), false);
  assert.equal(visitorExpired(visitor, 1000 + kVisitorLife), true);
  assert.equal(visitorExpired(visitor, 1000 - kVisitorLife - 1), true);
  for (const rubbish of [null, '', '{"id":7}', '{"id":"a","born":"x"}', 'null', '[]']) assert.equal(readVisitor(rubbish), null);
});

test('log: order of scoring, whoever wrote', async () => {
  const store = storeOn(memoryValues());
  const [mine, theirs] = [createLog(store), createLog(store)];
  await store.write(mine.append(9, ['a', 'b']));
  await store.write(theirs.append(10, ['c']));
  await store.write(mine.append(11, ['d']));
  await store.write(mine.append(100, ['e']));
  assert.equal(await mine.read(), 'a\nb\nc\nd\ne\n');
  assert.equal(await theirs.newest(), 100);
});

test('log: bounded by events and size, oldest first', async () => {
  for (const [limits, least, most] of [[{ events: 40, size: 1e6 }, 38, 40], [{ events: 1e6, size: 40_000 }, 38, 40]] as const) {
    const values = memoryValues();
    const store = storeOn(values);
    const log = createLog(store, limits);
    for (let i = 1; i <= 100; i++) {
      const line = `${i} ${'x'.repeat(1000 - String(i).length - 2)}`;
      await store.write(log.append(i, i % 10 ? [line] : [line, line]));
      await log.prune();
    }
    const lines = (await log.read()).trim().split('\n');
    assert.ok(lines.length >= least && lines.length <= most, `${lines.length}`);
    assert.match(lines.at(-1)!, /^100 /);
    assert.ok(values.keys().every((key) => key.startsWith(kLog)));
  }
});

test('parted: told to the pages that come, taken back by one that returns, forgotten in time', () => {
  const values = memoryValues();
  const parted = createLeftPages(values, () => true);
  assert.equal(parted.at(0.5), Infinity);
  parted.mark(0.5, false);
  assert.deepEqual(values.keys(), []);
  parted.mark(0.5, true);
  assert.ok(Math.abs(createLeftPages(values, () => true).at(0.5) - Date.now()) < 5000);
  parted.mark(0.5, false);
  assert.equal(parted.at(0.5), Infinity);
  values.set('gone.0.1', String(Date.now() - 90_000));
  values.set('gone.0.2', 'rubbish');
  values.set('state', 's');
  parted.mark(0.3, true);
  assert.deepEqual(values.keys(), ['state', 'gone.0.3']);
  createLeftPages(values, () => false).mark(0.7, true);
  assert.equal(values.keys().length, 2);
});

test('late: one key an event, oldest first, bounded, rubbish is thrown away', () => {
  const values = memoryValues();
  const late = createUnsavedEvents(values);
  const page = { path: '/', url: '', title: '', referrer: '', search: '' };
  const draft = (i: number): Draft => ({ id: `d${i}`, made: i, page, fields: { type: 'page' } });
  late.keep([draft(2), draft(1)]);
  late.keep([]);
  values.set('late.x', '{"id":"y"}');
  values.set('late.z', 'rubbish');
  const found = createUnsavedEvents(values).found();
  assert.deepEqual(found.map(({ id }) => id), ['d1', 'd2']);
  assert.deepEqual(values.keys(), ['late.d2', 'late.d1']);
  assert.equal(late.has(draft(1)), true);
  late.drop(found);
  assert.deepEqual(values.keys(), []);
  for (let hour = 0; hour < 10; hour++) late.keep(Array.from({ length: 1000 }, (_, i) => draft(hour * 1000 + i)));
  assert.equal(values.keys().length, 256);
});
