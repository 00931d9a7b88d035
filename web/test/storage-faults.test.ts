/** The gated store on a database whose disk fills up, and beside other tabs: what memory took in meanwhile is not lost, and what is erased goes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGatedStore, kConsent } from '../src/storage/gated-store';
import { memoryValues, type KeyValueStore } from '../src/storage/key-value';
import { createTabs } from '../src/storage/tabs';
import { Disk } from './disk';

const kGrant = '{"score":true}';
const kId = '{"id":"v","born":1}';
const kSaid = { text: kGrant, said: true, declared: false };

/** A tab of a browser with this disk; `done` waits for an answer of it. */
function tabOn(disk: Disk, local: KeyValueStore, name = 1) {
  const heard: string[] = [];
  const win = { ...disk.for(name), setTimeout: () => 0, clearTimeout() {} } as unknown as Window & typeof globalThis;
  const store = createGatedStore({
    win, mirror: local,
    grants: (text) => !!text?.includes('"score":true'),
    found: () => heard.push('found'),
    came: () => heard.push('came'),
    moved: () => heard.push('moved'),
    orphanEvents: (lines) => heard.push(`orphans ${lines}`),
    report: ({ code }) => heard.push(code),
  });
  const done = async <T>(work?: Promise<T>): Promise<T> => {
    for (let calm = 0; calm < 3; ) {
      for (let i = 0; i < 24; i++) await undefined;
      calm = disk.turn() ? 0 : calm + 1;
    }
    return work as Promise<T>;
  };
  return { store, heard, done };
}

/** A tab whose visitor is in the database, and what came since, as the disk is full, in memory. */
async function failed() {
  const disk = new Disk(() => {});
  const tab = tabOn(disk, memoryValues());
  tab.store.persist(kSaid);
  await tab.done(tab.store.write({ id: kId, 'log.1.1.2': 'a\n' }));
  assert.equal(tab.store.lasting(), true);
  disk.failing = true;
  await tab.done(tab.store.write({ 'log.2.1.2': 'b\n' }));
  assert.deepEqual(tab.heard, ['storage_failed']);
  return { disk, ...tab };
}

test('after a failure of the disk a second grant scores anew what memory took in since, and no more', async () => {
  const { disk, store, heard, done } = await failed();
  disk.failing = false;
  store.persist({ ...kSaid, text: '{"score":true,"send":true}' });
  await done();
  assert.deepEqual(heard.filter((what) => what.startsWith('orphans')), ['orphans b\n']);
  assert.equal(store.lasting(), true);
});

test('after a failure of the disk nothing that is written lasts, nor while a second grant has not moved it', async () => {
  const { disk, store, done } = await failed();
  assert.equal(disk.texts!.has('log.2.1.2'), false);
  assert.equal(store.lasting(), false);
  store.persist(kSaid);
  do {
    assert.equal(store.lasting(), false, 'the disk is still full');
    for (let i = 0; i < 24; i++) await undefined;
  } while (disk.turn());
  disk.failing = false;
  store.persist(kSaid);
  await done();
  assert.equal(store.lasting(), true);
});

test('a refusal takes copies of events as well', async () => {
  const local = memoryValues([['late.x', '{}']]);
  const { store, done } = tabOn(new Disk(() => {}), local);
  store.persist(kSaid);
  await done();
  assert.deepEqual(local.keys().sort(), [kConsent, 'late.x']);
  store.erase(null);
  assert.deepEqual(local.keys(), []);
});

test('a page whose storage failed forgets the visitor in the database as well', async () => {
  const { disk, store, done } = await failed();
  await done(store.forget());
  assert.deepEqual([...disk.texts!.keys()], [kConsent]);
  assert.deepEqual(await done(store.list('')), []);
});

test('a page that is left before the database has forgotten the visitor: the next one does it, and nobody else', async () => {
  const disk = new Disk(() => {});
  const local = memoryValues();
  const page = tabOn(disk, local);
  page.store.persist(kSaid);
  await page.done(page.store.write({ id: kId, 'log.1.1.2': 'a\n' }));
  void page.store.forget('v');
  disk.dead.add(1);
  await page.done();
  assert.equal(disk.texts!.get('id'), kId);
  const open = async () => {
    const { store, done } = tabOn(disk, local, 2);
    store.persist({ ...kSaid, said: false });
    await done();
    return { store, done };
  };
  const { store, done } = await open();
  assert.deepEqual([...disk.texts!], [[kConsent, kGrant]]);
  await done(store.write({ id: '{"id":"w","born":2}' }));
  await open();
  assert.equal(disk.texts!.get('id'), '{"id":"w","born":2}');
});

test('a grant that stores what memory held says so: other tabs look', async () => {
  const disk = new Disk(() => {});
  const { store, heard, done } = tabOn(disk, memoryValues());
  await store.write({ id: kId });
  store.persist(kSaid);
  await done();
  assert.equal(disk.texts!.get('id'), kId);
  assert.deepEqual(heard, ['moved']);
});

test('a grant that moves localStorage into the database says so: the page itself looks', async () => {
  const disk = new Disk(() => {});
  const local = memoryValues([['id', kId], [kConsent, kGrant]]);
  const { store, heard, done } = tabOn(disk, local);
  store.persist({ ...kSaid, said: false });
  await done();
  assert.equal(disk.texts!.get('id'), kId);
  assert.equal(local.get('id'), null);
  assert.deepEqual(heard, ['moved', 'orphans ', 'came']);
});

test('what memory took in beside that is scored for the visitor whom localStorage held', async () => {
  const disk = new Disk(() => {});
  const local = memoryValues([['id', kId], ['log.1.1.2', 'a\n'], [kConsent, kGrant]]);
  const { store, heard, done } = tabOn(disk, local);
  await store.write({ id: '{"id":"w","born":2}', 'log.1.1.2': 'b\n' });
  store.persist(kSaid);
  await done();
  assert.equal(disk.texts!.get('log.1.1.2'), 'a\n');
  assert.deepEqual(heard, ['moved', 'orphans b\n', 'came']);
});

test('tabs: a choice that another tab has stored is followed, as it may have stored more', () => {
  const timers: (() => void)[] = [];
  const heard: string[] = [];
  const tabs = createTabs({ setTimeout: (work: () => void) => timers.push(work) } as unknown as Window, memoryValues(), () => true);
  const hear = (key: string) =>
    tabs.hear({ key, newValue: kGrant } as StorageEvent, { follow: () => heard.push('follow'), forget: () => heard.push('forget') }, () => heard.push('chosen'));
  hear('kelvin.consent');
  timers.forEach((work) => work());
  hear('kelvin.gone.0.5');
  assert.deepEqual(heard, ['chosen', 'follow']);
  assert.equal(timers.length, 1);
});

test('a connection that another tab closed is opened anew to read', async () => {
  const disk = new Disk(() => {});
  const { store, done } = tabOn(disk, memoryValues());
  store.persist(kSaid);
  await done(store.write({ id: kId }));
  // Closed as Chromium closes one whose files were taken: without an event, so that the next transaction throws.
  for (const link of disk.connections) link.open = false;
  assert.deepEqual(await done(store.keys('i')), ['id']);
});
