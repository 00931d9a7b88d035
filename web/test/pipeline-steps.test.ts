/** Steps that are undone or break, and those that another store or a new session interrupts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryValues } from '../src/storage/key-value';
import { storeOn, type Store } from '../src/storage/store';
import { fakeDoor, model, openedSlowly, page } from './pages';

/** Four events over a store whose steps are like that: what was scored, kept and told. */
async function fourBy(step: (store: Store) => Store['step']) {
  const values = memoryValues();
  const store = storeOn(values);
  const { pipeline, track, logged, bus } = page(values, memoryValues(), { ...store, step: step(store) });
  const told: string[] = [];
  bus.on('enter', ({ segment }) => told.push(segment));
  bus.on('message', ({ id }) => told.push(id));
  const core = fakeDoor();
  await pipeline.open(core, model);
  for (const name of ['a', 'b', 'c', 'd']) track(name);
  await pipeline.settled();
  return { scored: core.names, logged: await logged(), told };
}
const kOnce = { scored: ['a', 'b', 'c', 'd'], logged: ['a', 'b', 'c', 'd'], told: ['hot', 'm3'] };

test('a step that was undone is done again, each event once', async () => {
  const undone = (store: Store): Store['step'] => async (keys, work) => {
    await store.step(keys, (values) => (work(values), {}));
    await store.step(keys, work);
  };
  assert.deepEqual(await fourBy(undone), kOnce);
});

test('a step that was kept, and whose answer was lost, is done again and finds its own work', async () => {
  const unanswered = (store: Store): Store['step'] => async (keys, work) => {
    await store.step(keys, work);
    await store.step(keys, work);
  };
  assert.deepEqual(await fourBy(unanswered), kOnce);
});

test('an event on which the core dies is reported, and does not come back with the next page', async () => {
  const values = memoryValues();
  const local = memoryValues();
  const { pipeline, track, logged, errors } = page(values, local);
  const core = fakeDoor();
  await pipeline.open(core, model);
  const { apply } = core;
  core.apply = (text) => {
    if (text.includes('"poison"')) throw new Error('unreachable');
    return apply(text);
  };
  track('poison');
  pipeline.leave(false);
  await pipeline.settled();
  track('b');
  await pipeline.settled();
  assert.deepEqual(errors.map(({ code }) => code), ['internal']);
  assert.deepEqual(await logged(), ['b']);
  assert.deepEqual(local.keys(), []);
});

test('the view stands while another store is read, and events that come meanwhile are scored after it', async () => {
  const { store, one } = await openedSlowly();
  one.track('a');
  await store.go();
  const again = one.pipeline.reopen();
  one.track('b');
  assert.deepEqual(one.pipeline.view()?.scores, { s: 1 });
  await store.go();
  await again;
  await store.go();
  assert.deepEqual(one.pipeline.view()?.scores, { s: 2 });
});

test('an event that comes between a step and the reading of another store does not keep it from being read', async () => {
  const { values, store, one } = await openedSlowly();
  one.track('a');
  const ended = one.pipeline.settled().then(() => {
    // What only a reading makes good: from the log.
    values.set('state', '9\ncorrupt');
    one.track('b');
  });
  const reopened = one.pipeline.reopen();
  await store.go();
  await Promise.all([ended, reopened]);
  await store.go();
  assert.deepEqual(one.pipeline.view()?.scores, { s: 2 });
  assert.deepEqual(one.errors.map(({ code }) => code), ['bad_state'], 'and rebuilt');
});

test('a session that ends in the midst of a step tells nothing, and the next begins with what is stored', async () => {
  const { store, one } = await openedSlowly();
  let views = 0;
  one.bus.on('view', () => views++);
  one.track('a');
  await new Promise((turn) => setTimeout(turn));
  one.pipeline.close();
  await store.go();
  assert.equal(views, 0);
  assert.equal(one.pipeline.view(), null);
  const opening = one.pipeline.open(fakeDoor(), model);
  await store.go();
  await opening;
  one.track('b');
  await store.go();
  assert.deepEqual(await one.logged(), ['b']);
  assert.equal(views > 0, true);
});
