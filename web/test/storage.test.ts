/** Shelves that fail, the vault, the visitor's id, the log. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog, kLog } from '../src/storage/log';
import { localShelf, memoryShelf, shelfKey } from '../src/storage/shelf';
import { shelfStore } from '../src/storage/store';
import { createVault } from '../src/storage/vault';
import { kVisitorLife, visitorExpired, visitorId } from '../src/storage/visitor';

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

test('localShelf keeps under its prefix and sees only its own', () => {
  const storage = fakeStorage();
  storage['other'] = 'host';
  const shelf = localShelf(windowWith(storage));
  shelf.set('a', '1');
  assert.equal(storage['kelvin.a'], '1');
  assert.deepEqual(shelf.keys(), ['a']);
  shelf.set('a', null);
  assert.deepEqual(Object.keys(storage), ['other']);
});

test('localShelf goes on in memory when storage throws, is null, is full or forgets', () => {
  const throwing = Object.defineProperty({}, 'localStorage', { get() { throw new Error('SecurityError'); } }) as Window;
  const forgetful = Object.assign(fakeStorage(), { setItem() {} });
  Object.defineProperty(forgetful, 'setItem', { enumerable: false });
  for (const win of [throwing, windowWith(null), windowWith(fakeStorage(2)), windowWith(forgetful)]) {
    const shelf = localShelf(win);
    shelf.set('state', 'long text');
    assert.equal(shelf.get('state'), 'long text');
    assert.deepEqual(shelf.keys(), ['state']);
    shelf.set('state', null);
    assert.equal(shelf.get('state'), null);
  }
});

test('a write that fails does not bring the older value back', () => {
  const storage = fakeStorage(5);
  const shelf = localShelf(windowWith(storage));
  shelf.set('state', 'old');
  shelf.set('state', 'newer and longer');
  assert.equal(shelf.get('state'), 'newer and longer');
  shelf.set('state', 'fits');
  assert.equal(storage['kelvin.state'], 'fits');
});

test('shelfKey tells our keys from the host\'s', () => {
  assert.equal(shelfKey('kelvin.state'), 'state');
  assert.equal(shelfKey('cart'), null);
  assert.equal(shelfKey(null), '');
});

test('vault: memory until allowed, then the disk; erase leaves nothing', () => {
  const disk = memoryShelf();
  const vault = createVault(disk);
  vault.set('id', 'me');
  vault.set('state', 's');
  assert.deepEqual(disk.keys(), []);
  vault.persist();
  assert.equal(disk.get('id'), 'me');
  vault.set('consent', 'c');
  vault.forget();
  assert.deepEqual(disk.keys(), ['consent']);
  vault.set('id', 'again');
  vault.erase(null);
  assert.deepEqual(disk.keys(), []);
  vault.set('id', 'later');
  assert.deepEqual(disk.keys(), []);
});

test('vault: a visitor that is on disk already is not overwritten', () => {
  const disk = memoryShelf();
  disk.set('id', 'other tab');
  const vault = createVault(disk);
  vault.set('id', 'me');
  vault.persist();
  assert.equal(vault.get('id'), 'other tab');
});

test('visitor id: made once, 13 months from creation, not renewed', () => {
  const shelf = memoryShelf();
  let made = 0;
  const random = () => `v-${++made}`;
  assert.equal(visitorId(shelf, 1000, random), 'v-1');
  assert.equal(visitorId(shelf, 1000 + kVisitorLife - 1, random), 'v-1');
  assert.equal(visitorExpired(shelf, 1000 + kVisitorLife - 1), false);
  assert.equal(visitorExpired(shelf, 1000 + kVisitorLife), true);
  shelf.set('id', '{"id":7}');
  assert.equal(visitorExpired(shelf, 0), false);
  assert.equal(visitorId(shelf, 0, random), 'v-2');
});

test('log: order of scoring, across tabs and chunks', async () => {
  const shelf = memoryShelf();
  const store = shelfStore(shelf);
  const mine = createLog(store);
  const theirs = createLog(store);
  await store.write(mine.append(1, true, ['a', 'b']));
  await store.write(mine.append(2, true, ['c']));
  await store.write(theirs.append(3, false, ['d']));
  await store.write(mine.append(4, false, ['e']));
  await store.write(mine.append(5, true, ['f']));
  assert.equal(await mine.read(), 'a\nb\nc\nd\ne\nf\n');
  assert.equal(await theirs.newest(), 4);
  for (let i = 6; i < 30; i++) await store.write(mine.append(i, true, ['x'.repeat(2000)]));
  const lines = (await mine.read()).split('\n');
  assert.equal(lines.length, 6 + 24 + 1);
  assert.equal(lines[5], 'f');
});

test('log: generations that begin anew (a reset) do not write the old chunk again', async () => {
  const shelf = memoryShelf();
  const store = shelfStore(shelf);
  const log = createLog(store);
  await store.write(log.append(1, true, ['old']));
  await store.write(log.append(2, true, ['old too']));
  shelf.keys().forEach((key) => shelf.set(key, null));
  await store.write(log.append(1, true, ['new']));
  assert.equal(await log.read(), 'new\n');
});

test('log: bounded by events and size, oldest first', async () => {
  const shelf = memoryShelf();
  const store = shelfStore(shelf);
  const log = createLog(store, { events: 40, size: 1e6 });
  for (let i = 1; i <= 100; i++) {
    await store.write(log.append(i, true, [`${i} ${'x'.repeat(3000)}`]));
    await log.prune();
  }
  const lines = (await log.read()).trim().split('\n');
  assert.ok(lines.length <= 40 && lines.length > 30, `${lines.length}`);
  assert.match(lines.at(-1)!, /^100 /);
  assert.equal(parseInt(lines[0]!) + lines.length, 101);
  assert.ok(shelf.keys().every((key) => key.startsWith(kLog)));
});
