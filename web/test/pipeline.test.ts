/** The road from event to outcome, with a small stand-in for the core. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryValues } from '../src/storage/key-value';
import { storeOn } from '../src/storage/store';
import { iso } from '../src/tools/clock';
import type { View } from '../kelvin';
import { fakeDoor, model, openedSlowly, page } from './pages';

test('events wait for the core and are scored in order; the log is what was applied', async () => {
  const values = memoryValues();
  const { pipeline, track, logged, bus } = page(values);
  const crossed: string[] = [];
  bus.on('enter', ({ segment, label, view }) => crossed.push(segment, label, String(view.scores['s'])));
  track('a');
  track('b');
  assert.equal(pipeline.view(), null);
  const core = fakeDoor();
  const first = await pipeline.open(core, model);
  assert.deepEqual(first.scores, { s: 2 });
  track('same');
  track('c');
  await pipeline.settled();
  assert.deepEqual(core.names, ['a', 'b', 'c']);
  assert.deepEqual(await logged(), ['a', 'b', 'c']);
  assert.deepEqual(crossed, ['hot', 'Hot!', '3']);
  const stored = (await storeOn(values).list('')).map(([key]) => key).sort();
  assert.deepEqual(stored.filter((key) => !key.startsWith('to.')).map((key) => key.replace(/\.[\d.]+$/, '')), ['id', 'log', 'log', 'out.m3.d', 'state']);
});

test('an event that is scored is stored before control returns: a page may be left at once', async () => {
  const values = memoryValues();
  const { pipeline, track } = page(values);
  await pipeline.open(fakeDoor(), model);
  track('a');
  assert.equal(values.get('state'), '1\na');
});

test('two tabs take turns on one state', async () => {
  const values = memoryValues();
  const one = page(values);
  const two = page(values);
  const cores = [fakeDoor(), fakeDoor()];
  await one.pipeline.open(cores[0]!, model);
  await two.pipeline.open(cores[1]!, model);
  for (const [tab, name] of [[one, 'a'], [two, 'b'], [two, 'c'], [one, 'd']] as const) {
    tab.track(name);
    await tab.pipeline.settled();
  }
  assert.deepEqual(cores[0]!.names, ['a', 'b', 'c', 'd']);
  assert.deepEqual(await one.logged(), ['a', 'b', 'c', 'd']);
  two.pipeline.stale();
  await two.pipeline.settled();
  assert.deepEqual(cores[1]!.names, ['a', 'b', 'c', 'd']);
});

test('a bad event is reported and stops nothing', async () => {
  const { pipeline, track, logged, errors } = page(memoryValues());
  await pipeline.open(fakeDoor(), model);
  for (const name of ['a', 'bad', 'b']) track(name);
  await pipeline.settled();
  assert.deepEqual(errors.map(({ code }) => code), ['bad_event']);
  assert.deepEqual(await logged(), ['a', 'b']);
});

test('a state that cannot be read is rebuilt from the log, without its messages', async () => {
  const values = memoryValues();
  const before = page(values);
  await before.pipeline.open(fakeDoor(), model);
  for (const name of ['a', 'b', 'c']) before.track(name);
  await before.pipeline.settled();
  values.set('out.m3.d', null);
  values.set('state', '9\ncorrupt');
  const after = page(values);
  const core = fakeDoor();
  await after.pipeline.open(core, model);
  assert.deepEqual(core.names, ['a', 'b', 'c']);
  assert.equal(values.get('out.m3.d'), null);
  after.track('d');
  await after.pipeline.settled();
  assert.deepEqual(await after.logged(), ['a', 'b', 'c', 'd']);
  const again = fakeDoor();
  await page(values).pipeline.open(again, model);
  assert.deepEqual(again.names, ['a', 'b', 'c', 'd']);
});

test('a log that cannot be read keeps no page from scoring', async () => {
  const values = memoryValues([['state', '9\ncorrupt']]);
  const { pipeline, track, errors } = page(values, memoryValues(), { ...storeOn(values), list: () => Promise.reject(new Error('closed')) });
  const core = fakeDoor();
  await pipeline.open(core, model);
  track('a');
  await pipeline.settled();
  assert.deepEqual(core.names, ['a']);
  assert.deepEqual(errors.map(({ code }) => code), ['bad_state']);
});

test('a log without a state is one that another tab erases: it is not scored into the empty store', async () => {
  const values = memoryValues([['log.1.1.30', '{"type":"track","event":"old"}\n']]);
  const { pipeline, track } = page(values);
  const core = fakeDoor();
  await pipeline.open(core, model);
  assert.deepEqual(core.names, []);
  assert.equal(values.get('state'), null);
  track('a');
  await pipeline.settled();
  assert.deepEqual(core.names, ['a']);
});

test('forget: what waits is dropped, the next event begins a new visitor', async () => {
  const values = memoryValues();
  const { pipeline, track, logged } = page(values);
  const core = fakeDoor();
  await pipeline.open(core, model);
  track('a');
  await pipeline.settled();
  values.keys().forEach((key) => values.set(key, null));
  pipeline.forget();
  track('b');
  await pipeline.settled();
  assert.deepEqual(core.names, ['b']);
  assert.deepEqual(await logged(), ['b']);
});

for (const [what, erased, told] of [['forget', '', 'c'], ['renew', 'out.', 'a,b,c']] as const) {
  test(`${what}: a step that began before it takes nothing that is made after it, which would be erased`, async () => {
    const values = memoryValues();
    const store = storeOn(values);
    let erase = false;
    const { pipeline, track, logged } = page(values, memoryValues(), {
      ...store,
      async step(keys, work) {
        await undefined;
        await store.step(keys, work);
        // The erasure was asked for meanwhile, so it comes behind the step.
        if (erase) for (const key of values.keys()) if (key.startsWith(erased)) values.set(key, null);
        erase = false;
      },
    });
    await pipeline.open(fakeDoor(), model);
    for (const name of ['a', 'b']) track(name);
    await pipeline.settled();
    pipeline.stale();
    pipeline[what]();
    erase = true;
    track('c');
    await pipeline.settled();
    assert.equal((await logged()).join(), told);
    assert.equal(values.get('out.m3.d') !== null, what === 'renew');
  });
}

test('who stayed away for too long is forgotten before anything new is scored', async () => {
  const values = memoryValues();
  const { pipeline, track, logged } = page(values);
  await pipeline.open(fakeDoor(), model);
  for (const name of ['a', 'b', 'c']) track(name);
  await pipeline.settled();
  assert.notEqual(values.get('out.m3.d'), null);

  const later = page(values);
  const core = fakeDoor();
  core.view = () => ({ last: null, scores: { s: 0 }, segments: [] }) as unknown as View;
  const first = await later.pipeline.open(core, model);
  assert.equal(first.last, null);
  assert.deepEqual(values.keys(), []);
  assert.deepEqual(core.names, []);
  core.view = fakeDoor().view;
  later.track('d');
  await later.pipeline.settled();
  assert.deepEqual(core.names, ['d']);
  assert.deepEqual(await later.logged(), ['d']);
  assert.deepEqual(await logged(), ['d']);
  assert.equal(values.get('state'), '1\nd');
});

test('a page that stays open forgets as well', async () => {
  const values = memoryValues();
  const { pipeline, track, logged } = page(values);
  const core = fakeDoor();
  const known = core.view;
  await pipeline.open(core, model);
  track('a');
  await pipeline.settled();
  core.view = () => (core.names.includes('a') ? ({ last: null } as unknown as View) : known(0));
  track('b');
  await pipeline.settled();
  assert.deepEqual(core.names, ['b']);
  assert.deepEqual(await logged(), ['b']);
});

test('a flood is bounded, told once, and gives the page its turns', async () => {
  const { pipeline, track, errors } = page(memoryValues());
  const core = fakeDoor();
  for (let i = 0; i < 10_050; i++) track('e' + i);
  assert.deepEqual(errors.map(({ code }) => code), ['flood']);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const slow = core.apply;
  core.apply = (text) => {
    for (const end = performance.now() + 0.005; performance.now() < end; );
    return slow(text);
  };
  await pipeline.open(core, model);
  clearInterval(timer);
  assert.equal(core.names.length, 10_000);
  assert.equal(core.names.at(-1), 'e10049');
  assert.ok(turns > 3, `${turns} turns`);
});

test('left before its events are kept: copies stay, messages go at once, and the next page makes it whole', async () => {
  const { values, local, store, one } = await openedSlowly();
  one.track('a');
  await store.go();
  assert.equal(values.get('state'), '1\na');
  one.track('b');
  one.track('c');
  one.pipeline.leave(true);
  assert.deepEqual(one.posted.map(({ body }) => body), ['{"x":1}'], 'the message of the third event');
  one.track('d');
  assert.equal(local.keys().length, 3, 'also what comes while the page is being left');
  assert.equal(values.get('state'), '1\na');

  const two = page(values, local);
  const core = fakeDoor();
  await two.pipeline.open(core, model);
  assert.deepEqual(core.names, ['a', 'b', 'c', 'd']);
  assert.deepEqual(local.keys(), []);
  assert.equal(values.get('out.m3.d')!.split('\n')[1], '{"x":1}');

  // The first page comes back after all: what was taken in is not scored again, what comes now is.
  one.pipeline.back();
  one.track('e');
  await store.go();
  await one.pipeline.settled();
  assert.deepEqual(await one.logged(), ['a', 'b', 'c', 'd', 'e']);
});

test('the bytes of a message that went while the page was left stand, though the core would now write others', async () => {
  const { values, local, store, one } = await openedSlowly();
  for (const name of ['a', 'b']) one.track(name);
  await store.go();
  one.track('c');
  one.pipeline.leave(true);
  const two = page(values, local);
  const core = fakeDoor();
  const { apply } = core;
  core.apply = (text) => {
    const outcome = apply(text);
    if (outcome.status === 'scored') outcome.messages.forEach((message) => (message.body = 'other'));
    return outcome;
  };
  await two.pipeline.open(core, model);
  assert.equal(values.get('out.m3.d')!.split('\n')[1], '{"x":1}');
});

test('times out of range do not stop an event', () => {
  for (const time of [Infinity, NaN, 1e20, -9e15]) assert.equal(iso(time), '1970-01-01T00:00:00.000Z');
});
