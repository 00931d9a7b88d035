/** The road from event to outcome, with a small stand-in for the core. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutbox } from '../src/delivery/outbox';
import type { Compiled, Door, Outcome } from '../src/door';
import { createPipeline, type AllNews } from '../src/pipeline';
import { createLate } from '../src/storage/late';
import { createLog } from '../src/storage/log';
import { createParted } from '../src/storage/parted';
import { memoryShelf, type Shelf } from '../src/storage/shelf';
import { shelfStore, type Store } from '../src/storage/store';
import { createBus } from '../src/tools/bus';
import { iso } from '../src/tools/clock';
import { randomId } from '../src/tools/random';
import type { Fields, KelvinError, View } from '../kelvin';

const model: Compiled = { ok: true, id: 'm', version: '1', digest: 'd', segments: [{ id: 'hot', label: 'Hot!' }], destinations: [] };

/** Counts events; its state is the list of their names. `hot` from the third on, which fires a message. */
function fakeDoor(): Door & { names: string[] } {
  const self = {
    names: [] as string[],
    compile: () => ({ ok: true as const, id: 'm', version: '1', digest: '', segments: [], destinations: [] }),
    restore(state: string) {
      self.names = [];
      if (state === 'corrupt') return { ok: false as const, errors: [{ code: 'bad_state', at: '', found: '', fix: '' }] };
      if (state) self.names = state.split(',');
      return { ok: true as const, dropped: [] };
    },
    resume() {},
    save: () => self.names.join(),
    apply(text: string): Outcome {
      const event = JSON.parse(text) as Fields;
      if (event['event'] === 'bad') return { status: 'bad', errors: [{ code: 'bad_event', at: '', found: '', fix: '' }] };
      if (event['event'] === 'same') return { status: 'duplicate', time: 0 };
      self.names.push(String(event['event']));
      const hot = self.names.length === 3;
      const id = 'm' + self.names.length;
      const message = { id, trigger: 't', destination: 'd', url: 'u', method: 'POST', contentType: 'text/plain', headers: {}, body: '{"x":1}' };
      return {
        status: 'scored', event, time: 0, hits: [], before: {}, scores: { s: self.names.length },
        entered: hot ? ['hot'] : [], left: [], fired: [], messages: hot ? [message] : [],
      };
    },
    view: () => ({ visitor: self.names.length ? 'v' : '', scores: { s: self.names.length }, segments: self.names.length >= 3 ? ['hot'] : [] }) as unknown as View,
    explain: () => self.view(),
  };
  return self;
}

function page(shelf: Shelf, local: Shelf = memoryShelf(), store: Store = shelfStore(shelf)) {
  const errors: KelvinError[] = [];
  const bus = createBus<AllNews>((error) => errors.push(error));
  const log = createLog(shelfStore(shelf));
  const posted: RequestInit[] = [];
  const fetch = (_: string, init: RequestInit) => (posted.push(init), new Promise(() => {}));
  // The outbox looks again after minutes: no test waits for that.
  const win = { fetch, setTimeout: (work: () => void, ms: number) => setTimeout(work, ms).unref(), clearTimeout } as unknown as Window;
  const outbox = createOutbox({
    store, parted: createParted(local, () => true), win, now: Date.now, trueNow: Date.now, mayKeep: () => true, maySend: () => true, guard: (_, work) => work, report() {},
  });
  const pipeline = createPipeline({
    store, log, outbox, bus,
    late: createLate(local),
    keeps: () => true,
    leave() {},
    beat() {},
    report: (error) => errors.push(error),
    now: Date.now,
    forgotten() {},
    pause: () => new Promise((go) => setTimeout(go)),
    stamp: () => ({ consent: 'granted', mode: 'live', offset: 0 }),
  });
  const where = { path: '/', url: 'http://x/', title: '', referrer: '', search: '' };
  const track = (event: string) => pipeline.push({ id: randomId(), made: 0, page: where, fields: { type: 'track', event } });
  const logged = async () =>
    (await log.read()).split('\n').filter(Boolean).map((line) => (JSON.parse(line) as Fields)['event']);
  return { pipeline, track, logged, errors, bus, outbox, log, posted };
}

test('events wait for the core and are scored in order; the log is what was applied', async () => {
  const shelf = memoryShelf();
  const { pipeline, track, logged, bus } = page(shelf);
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
  const stored = (await shelfStore(shelf).list('')).map(([key]) => key).sort();
  assert.deepEqual(stored.filter((key) => !key.startsWith('to.')).map((key) => key.replace(/\.[\d.]+$/, '')), ['id', 'log', 'log', 'out.m3.d', 'state']);
});

test('an event that is scored is stored before control returns: a page may be left at once', async () => {
  const shelf = memoryShelf();
  const { pipeline, track } = page(shelf);
  await pipeline.open(fakeDoor(), model);
  track('a');
  assert.equal(shelf.get('state'), '1\na');
});

test('two tabs take turns on one state', async () => {
  const shelf = memoryShelf();
  const one = page(shelf);
  const two = page(shelf);
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
  const { pipeline, track, logged, errors } = page(memoryShelf());
  await pipeline.open(fakeDoor(), model);
  for (const name of ['a', 'bad', 'b']) track(name);
  await pipeline.settled();
  assert.deepEqual(errors.map(({ code }) => code), ['bad_event']);
  assert.deepEqual(await logged(), ['a', 'b']);
});

test('a state that cannot be read is rebuilt from the log, without its messages', async () => {
  const shelf = memoryShelf();
  const before = page(shelf);
  await before.pipeline.open(fakeDoor(), model);
  for (const name of ['a', 'b', 'c']) before.track(name);
  await before.pipeline.settled();
  shelf.set('out.m3.d', null);
  shelf.set('state', '9\ncorrupt');
  const after = page(shelf);
  const core = fakeDoor();
  await after.pipeline.open(core, model);
  assert.deepEqual(core.names, ['a', 'b', 'c']);
  assert.equal(shelf.get('out.m3.d'), null);
  after.track('d');
  await after.pipeline.settled();
  assert.deepEqual(await after.logged(), ['a', 'b', 'c', 'd']);
  const again = fakeDoor();
  await page(shelf).pipeline.open(again, model);
  assert.deepEqual(again.names, ['a', 'b', 'c', 'd']);
});

test('forget: what waits is dropped, the next event begins a new visitor', async () => {
  const shelf = memoryShelf();
  const { pipeline, track, logged } = page(shelf);
  const core = fakeDoor();
  await pipeline.open(core, model);
  track('a');
  await pipeline.settled();
  shelf.keys().forEach((key) => shelf.set(key, null));
  pipeline.forget();
  track('b');
  await pipeline.settled();
  assert.deepEqual(core.names, ['b']);
  assert.deepEqual(await logged(), ['b']);
});

test('who stayed away for too long is forgotten before anything new is scored', async () => {
  const shelf = memoryShelf();
  const { pipeline, track, logged } = page(shelf);
  await pipeline.open(fakeDoor(), model);
  for (const name of ['a', 'b', 'c']) track(name);
  await pipeline.settled();
  assert.notEqual(shelf.get('out.m3.d'), null);

  const later = page(shelf);
  const core = fakeDoor();
  core.view = () => ({ last: null, scores: { s: 0 }, segments: [] }) as unknown as View;
  const first = await later.pipeline.open(core, model);
  assert.equal(first.last, null);
  assert.deepEqual(shelf.keys(), []);
  assert.deepEqual(core.names, []);
  core.view = fakeDoor().view;
  later.track('d');
  await later.pipeline.settled();
  assert.deepEqual(core.names, ['d']);
  assert.deepEqual(await later.logged(), ['d']);
  assert.deepEqual(await logged(), ['d']);
  assert.equal(shelf.get('state'), '1\nd');
});

test('a page that stays open forgets as well', async () => {
  const shelf = memoryShelf();
  const { pipeline, track, logged } = page(shelf);
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
  const { pipeline, track, errors } = page(memoryShelf());
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

/** A store whose steps end only when the test says so, as a database's do while a page is being left. */
function slow(store: Store): Store & { go(): Promise<void> } {
  let gate: (() => void)[] = [];
  return {
    ...store,
    async step(keys, work) {
      await new Promise<void>((go) => gate.push(go));
      await store.step(keys, work);
    },
    async go() {
      for (let i = 0; i < 20; i++) {
        gate.splice(0).forEach((go) => go());
        await new Promise((turn) => setTimeout(turn));
      }
      gate = [];
    },
  };
}

/** A page that is open, and whose store waits for the test from then on. */
async function openedSlowly() {
  const shelf = memoryShelf();
  const local = memoryShelf();
  const store = slow(shelfStore(shelf));
  const one = page(shelf, local, store);
  const opening = one.pipeline.open(fakeDoor(), model);
  await store.go();
  await opening;
  return { shelf, local, store, one };
}

test('left before its events are kept: copies stay, messages go at once, and the next page makes it whole', async () => {
  const { shelf, local, store, one } = await openedSlowly();
  one.track('a');
  await store.go();
  assert.equal(shelf.get('state'), '1\na');
  one.track('b');
  one.track('c');
  one.pipeline.leave(true);
  assert.deepEqual(one.posted.map(({ body }) => body), ['{"x":1}'], 'the message of the third event');
  one.track('d');
  assert.equal(local.keys().length, 3, 'also what comes while the page is being left');
  assert.equal(shelf.get('state'), '1\na');

  const two = page(shelf, local);
  const core = fakeDoor();
  await two.pipeline.open(core, model);
  assert.deepEqual(core.names, ['a', 'b', 'c', 'd']);
  assert.deepEqual(local.keys(), []);
  assert.equal(shelf.get('out.m3.d')!.split('\n')[1], '{"x":1}');

  // The first page comes back after all: what was taken in is not scored again, what comes now is.
  one.pipeline.back();
  one.track('e');
  await store.go();
  await one.pipeline.settled();
  assert.deepEqual(await one.logged(), ['a', 'b', 'c', 'd', 'e']);
});

test('the bytes of a message that went while the page was left stand, though the core would now write others', async () => {
  const { shelf, local, store, one } = await openedSlowly();
  for (const name of ['a', 'b']) one.track(name);
  await store.go();
  one.track('c');
  one.pipeline.leave(true);
  const two = page(shelf, local);
  const core = fakeDoor();
  const { apply } = core;
  core.apply = (text) => {
    const outcome = apply(text);
    if (outcome.status === 'scored') outcome.messages.forEach((message) => (message.body = 'other'));
    return outcome;
  };
  await two.pipeline.open(core, model);
  assert.equal(shelf.get('out.m3.d')!.split('\n')[1], '{"x":1}');
});

/** Four events over a store whose steps are like that: what was scored, kept and told. */
async function fourBy(step: (store: Store) => Store['step']) {
  const shelf = memoryShelf();
  const store = shelfStore(shelf);
  const { pipeline, track, logged, bus } = page(shelf, memoryShelf(), { ...store, step: step(store) });
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
  const shelf = memoryShelf();
  const local = memoryShelf();
  const { pipeline, track, logged, errors } = page(shelf, local);
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

test('times out of range do not stop an event', () => {
  for (const time of [Infinity, NaN, 1e20, -9e15]) assert.equal(iso(time), '1970-01-01T00:00:00.000Z');
});
