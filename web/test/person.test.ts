/** Another person at the same device: what goes, what stays, and whose the events are that wait. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kSignOut } from '../src/event';
import { memoryValues, type KeyValueStore } from '../src/storage/key-value';
import { storeOn, type Store } from '../src/storage/store';
import type { Visitor } from '../src/storage/visitor';
import type { Fields } from '../kelvin';
import { fakeDoor, model, moment, openedSlowly, page } from './pages';

const identify = (userId: unknown, traits: Fields = {}): Fields => ({ type: 'identify', userId, traits });
const visitorIn = (values: KeyValueStore) => JSON.parse(values.get('id')!) as Visitor;
const messagesIn = (values: KeyValueStore) => values.keys().filter((key) => key.startsWith('out.')).sort();
const idsIn = async ({ log }: ReturnType<typeof page>) =>
  [...new Set((await log.read()).split('\n').filter(Boolean).map((line) => (JSON.parse(line) as Fields)['anonymousId']))];

/** A page on which b was met, who is hot and has fired. */
async function withB(values = memoryValues(), local = memoryValues(), store: Store = storeOn(values)) {
  const one = page(values, local, store);
  const core = fakeDoor();
  await one.pipeline.open(core, model);
  one.push(identify('b'));
  one.track('b2');
  one.track('b3');
  await one.pipeline.settled();
  return { values, local, one, core };
}

test('another person: state and log go and a new id comes in one step; what waits to be sent, and what is not the visitor\'s, stays', async () => {
  const values = memoryValues();
  const steps: string[][] = [];
  const store = storeOn(values);
  const watched: Store = {
    ...store,
    step: (keys, work) => store.step(keys, (values) => {
      const writes = work(values);
      if (Object.keys(writes).length) steps.push(Object.keys(writes).map((key) => key.replace(/(?<=^(log|out)\.)[^*].*/, '1')));
      return writes;
    }),
  };
  const { one, core } = await withB(values, memoryValues(), watched);
  const b = visitorIn(values);
  const [sent] = messagesIn(values);
  assert.ok(sent && b.user === 'b');
  values.set('consent', 'granted');
  steps.length = 0;
  one.push(identify('c'));
  one.track('c2');
  await one.pipeline.settled();
  const c = visitorIn(values);
  assert.notEqual(c.id, b.id);
  assert.equal(c.user, 'c');
  assert.deepEqual([core.names, core.user, core.visitor], [['identify c', 'c2'], 'c', c.id]);
  assert.deepEqual(await one.logged(), [undefined, 'c2']);
  assert.deepEqual(await idsIn(one), [c.id]);
  assert.deepEqual([messagesIn(values), values.get('consent')], [[sent], 'granted']);
  assert.deepEqual(steps[0], ['log.*', 'log.1', 'id', 'state'], 'what goes stands before what comes');
  assert.equal(one.others(), 1, 'what was shown goes too');
});

test('another person: no leave is told, the view is theirs; what was scored in the same step is told as the former\'s', async () => {
  const values = memoryValues();
  const one = page(values);
  const told: unknown[] = [];
  one.bus.on('leave', ({ segment }) => told.push(['leave', segment]));
  one.bus.on('enter', ({ segment, view }) => told.push(['enter', segment, view.visitor === visitorIn(values).id]));
  one.bus.on('message', ({ id }) => told.push(id.replace(/-.*/, '')));
  one.bus.on('view', ({ visitor, segments }) => told.push([visitor === visitorIn(values).id, segments]));
  one.push(identify('b'));
  for (const name of ['b2', 'b3']) one.track(name);
  one.push(identify('c'));
  await one.pipeline.open(fakeDoor(), model);
  assert.deepEqual(told, [['enter', 'hot', false], 'm3', [true, []]]);
  assert.deepEqual(await one.logged(), [undefined]);
  assert.equal(messagesIn(values).length, 1, 'their message is sent all the same');
});

test('b, c, b are three visitors; who was anonymous and gets a first userId is one', async () => {
  const values = memoryValues();
  const one = page(values);
  const core = fakeDoor();
  await one.pipeline.open(core, model);
  const met: string[] = [];
  for (const who of [undefined, 'b', 'c', 'b', 'b']) {
    one.push({ type: 'track', event: `by ${who} ${met.length}`, userId: who });
    await one.pipeline.settled();
    met.push(visitorIn(values).id);
  }
  assert.equal(met[0], met[1]);
  assert.equal(met[3], met[4]);
  assert.equal(new Set(met).size, 3);
  assert.deepEqual(core.names, ['by b 3', 'by b 4']);
  assert.equal(new Set(await idsIn(one)).size, 1);
});

test('another tab met the other person first: what waits here of before is nobody\'s, what comes after is theirs', async () => {
  const { values, one } = await withB();
  const two = page(values);
  const core = fakeDoor();
  await two.pipeline.open(core, model);
  const early = moment();
  one.push(identify('c'));
  await one.pipeline.settled();
  const c = visitorIn(values);
  two.push({ type: 'track', event: 'of b' }, early);
  two.push(identify('b'), early); // Said before c came: b is not back.
  two.push(kSignOut, early);
  two.push({ type: 'track', event: 'of c', userId: 'c' }, early); // Says itself whose it is.
  two.track('after');
  two.push({ type: 'track', event: 'c again', userId: 'c' });
  await two.pipeline.settled();
  assert.deepEqual(core.names, ['identify c', 'of c', 'after', 'c again']);
  assert.equal(visitorIn(values).id, c.id);
  assert.equal(visitorIn(values).over, undefined);
  assert.equal(two.pipeline.view()!.visitor, c.id);
  assert.equal(two.pipeline.user(), 'c');
});

test('what a tab made before it heard of the other person was made for the former, unless it says an id', async () => {
  const { values, one } = await withB();
  const two = page(values);
  const core = fakeDoor();
  await two.pipeline.open(core, model);
  one.push(identify('c'));
  await one.pipeline.settled();
  two.track('of b');
  two.push(kSignOut);
  two.pipeline.follow();
  await two.pipeline.settled();
  assert.deepEqual(core.names, ['identify c']);
  two.track('of c');
  two.push(identify('d')); // As from a page that never heard of c.
  two.track('of d');
  await two.pipeline.settled();
  assert.deepEqual(core.names, ['identify d', 'of d']);

  one.pipeline.back(); // Out of the back-forward cache: it knows that it may not know.
  one.track('of d too');
  await one.pipeline.settled();
  assert.deepEqual(await one.logged(), [undefined, 'of d', 'of d too']);
});

test('a moment that lies ahead is a clock\'s that was set back: no event is lost for it', async () => {
  const { values, one, core } = await withB();
  one.push(identify('c'), Date.now() + 3e11);
  one.track('c2');
  await one.pipeline.settled();
  assert.deepEqual(core.names, ['identify c', 'c2']);
  assert.equal(visitorIn(values).user, 'c');
});

test('left before another person was kept: their message goes at once, and the next page makes the same visitor and bytes', async () => {
  const { values, local, store, one } = await openedSlowly();
  one.push(identify('b'));
  await store.go();
  const b = visitorIn(values).id;
  one.track('b2');
  one.push(identify('c'));
  one.track('c2');
  one.track('c3');
  one.pipeline.leave(true);
  assert.equal(one.posted.length, 1, 'the message of the third event of c');
  assert.equal(visitorIn(values).id, b);

  const two = page(values, local);
  const core = fakeDoor();
  await two.pipeline.open(core, model);
  assert.deepEqual(core.names, ['identify c', 'c2', 'c3']);
  assert.deepEqual(await two.logged(), [undefined, 'c2', 'c3']);
  assert.deepEqual(local.keys(), []);
  assert.deepEqual(messagesIn(values), [`out.m3-${visitorIn(values).id}.d`]);
  assert.equal(one.posted[0]!.body, `m3-${visitorIn(values).id}`, 'what was posted is what is kept');
});

test('copies of what was not kept, found after another person came, are nobody\'s and go', async () => {
  const { values, local, store, one } = await openedSlowly();
  one.push(identify('b'));
  await store.go();
  one.track('b2');
  one.push(identify('b2'));
  one.pipeline.leave(false);
  assert.equal(local.keys().length, 2);
  const two = page(values);
  await two.pipeline.open(fakeDoor(), model);
  two.push(identify('c'));
  await two.pipeline.settled();
  const c = visitorIn(values).id;

  const three = page(values, local);
  const core = fakeDoor();
  await three.pipeline.open(core, model);
  assert.deepEqual(core.names, ['identify c']);
  assert.equal(visitorIn(values).id, c);
  assert.deepEqual(local.keys(), []);
});

for (const [what, step] of [
  ['undone', (store: Store): Store['step'] => async (keys, work) => {
    await store.step(keys, (values) => (work(values), {}));
    await store.step(keys, work);
  }],
  ['kept, and its answer was lost', (store: Store): Store['step'] => async (keys, work) => {
    await store.step(keys, work);
    await store.step(keys, work);
  }],
] as const) {
  test(`a step in which another person came was ${what}: one visitor, each event once`, async () => {
    const values = memoryValues();
    const store = storeOn(values);
    const { one, core } = await withB(values, memoryValues(), { ...store, step: step(store) });
    const told: string[] = [];
    one.bus.on('outcome', ({ event }) => told.push((event as Fields)['anonymousId'] as string));
    one.push(identify('c'));
    one.track('c2');
    await one.pipeline.settled();
    assert.deepEqual(core.names, ['identify c', 'c2']);
    assert.deepEqual(await one.logged(), [undefined, 'c2']);
    assert.deepEqual(told, [visitorIn(values).id, visitorIn(values).id]);
  });
}

test('signed out: what follows is still counted for them, whoever says an id next is another, the same one too', async () => {
  for (const who of ['c', 'b']) {
    const { values, one } = await withB();
    const b = visitorIn(values).id;
    one.push(kSignOut);
    await one.pipeline.settled();
    assert.deepEqual(await one.logged(), [undefined, 'b2', 'b3'], 'it is no event');
    assert.ok(values.keys().every((key) => !key.endsWith('.0.0')), 'nor a record');
    const two = page(values); // It holds on the next page.
    const core = fakeDoor();
    await two.pipeline.open(core, model);
    two.track('still b');
    two.push({ type: 'track', event: 'bad', userId: who });
    await two.pipeline.settled();
    assert.deepEqual([core.names, visitorIn(values).id], [['identify b', 'b2', 'b3', 'still b'], b], 'a bad event begins nobody');
    two.push({ type: 'track', event: 'next', userId: who });
    two.push(identify(who));
    await two.pipeline.settled();
    assert.deepEqual(core.names, ['next', `identify ${who}`]);
    assert.notEqual(visitorIn(values).id, b);
    assert.deepEqual(await idsIn(two), [visitorIn(values).id]);
  }
});

test('signed out who was anonymous: the next id is another\'s; where nobody was yet nothing is kept', async () => {
  const values = memoryValues();
  const one = page(values);
  const core = fakeDoor();
  await one.pipeline.open(core, model);
  one.push(kSignOut);
  await one.pipeline.settled();
  assert.deepEqual(values.keys(), []);
  one.track('a');
  await one.pipeline.settled();
  const { id } = visitorIn(values);
  one.push(kSignOut);
  one.push(identify('b'));
  await one.pipeline.settled();
  assert.deepEqual(core.names, ['identify b']);
  assert.notEqual(visitorIn(values).id, id);
});

test('a log of two persons, of before they were told apart, makes the last one', async () => {
  const values = memoryValues();
  const lines = [identify('b'), { type: 'track', event: 'b2' }, identify('c'), { type: 'track', event: 'c2' }];
  values.set('log.1.4.1', lines.map((line) => JSON.stringify({ anonymousId: 'v', ...line }) + '\n').join(''));
  values.set('state', '1\ncorrupt');
  const one = page(values);
  const core = fakeDoor();
  await one.pipeline.open(core, model);
  assert.deepEqual([core.names, core.user], [['identify c', 'c2'], 'c']);
});
