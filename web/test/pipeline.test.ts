/** The road from event to outcome, with a small stand-in for the core. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutbox } from '../src/delivery/outbox';
import type { Door, Outcome } from '../src/door';
import { createPipeline, type AllNews } from '../src/pipeline';
import { createLog } from '../src/storage/log';
import { memoryShelf, type Shelf } from '../src/storage/shelf';
import { shelfStore } from '../src/storage/store';
import { createBus } from '../src/tools/bus';
import { iso } from '../src/tools/clock';
import type { Fields, KelvinError, View } from '../kelvin';

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
    view: () => ({ scores: { s: self.names.length }, segments: self.names.length >= 3 ? ['hot'] : [] }) as unknown as View,
    explain: () => self.view(),
  };
  return self;
}

function page(shelf: Shelf) {
  const errors: KelvinError[] = [];
  const bus = createBus<AllNews>((error) => errors.push(error));
  const store = shelfStore(shelf);
  const log = createLog(store);
  const win = { fetch: () => new Promise(() => {}), setTimeout, clearTimeout } as unknown as Window;
  const outbox = createOutbox({
    store, win, now: Date.now, trueNow: Date.now, mayKeep: () => true, maySend: () => false, guard: (_, work) => work, report() {},
  });
  const pipeline = createPipeline({
    store, log, outbox, bus,
    report: (error) => errors.push(error),
    now: Date.now,
    forget: () => shelf.keys().forEach((key) => shelf.set(key, null)),
    pause: () => new Promise((go) => setTimeout(go)),
    stamp: () => ({ visitor: 'v', consent: 'granted', mode: 'live', offset: 0 }),
  });
  const where = { path: '/', url: 'http://x/', title: '', referrer: '', search: '' };
  const track = (event: string) => pipeline.push({ made: 0, page: where, fields: { type: 'track', event } });
  const logged = async () =>
    (await log.read()).split('\n').filter(Boolean).map((line) => (JSON.parse(line) as Fields)['event']);
  return { pipeline, track, logged, errors, bus, outbox, log };
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
  const first = await pipeline.open(core, new Map([['hot', 'Hot!']]));
  assert.deepEqual(first.scores, { s: 2 });
  track('same');
  track('c');
  await pipeline.settled();
  assert.deepEqual(core.names, ['a', 'b', 'c']);
  assert.deepEqual(await logged(), ['a', 'b', 'c']);
  assert.deepEqual(crossed, ['hot', 'Hot!', '3']);
  const stored = (await shelfStore(shelf).list('')).map(([key]) => key).sort();
  assert.deepEqual(stored, ['log.1', 'out.m3.d', 'state']);
});

test('an event that is scored is stored before control returns: a page may be left at once', async () => {
  const shelf = memoryShelf();
  const { pipeline, track } = page(shelf);
  await pipeline.open(fakeDoor(), new Map());
  track('a');
  assert.equal(shelf.get('state'), '1\na');
});

test('two tabs take turns on one state', async () => {
  const shelf = memoryShelf();
  const one = page(shelf);
  const two = page(shelf);
  const cores = [fakeDoor(), fakeDoor()];
  await one.pipeline.open(cores[0]!, new Map());
  await two.pipeline.open(cores[1]!, new Map());
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
  await pipeline.open(fakeDoor(), new Map());
  for (const name of ['a', 'bad', 'b']) track(name);
  await pipeline.settled();
  assert.deepEqual(errors.map(({ code }) => code), ['bad_event']);
  assert.deepEqual(await logged(), ['a', 'b']);
});

test('a state that cannot be read is rebuilt from the log, without its messages', async () => {
  const shelf = memoryShelf();
  const before = page(shelf);
  await before.pipeline.open(fakeDoor(), new Map());
  for (const name of ['a', 'b', 'c']) before.track(name);
  await before.pipeline.settled();
  shelf.set('out.m3.d', null);
  shelf.set('state', '9\ncorrupt');
  const after = page(shelf);
  const core = fakeDoor();
  await after.pipeline.open(core, new Map());
  assert.deepEqual(core.names, ['a', 'b', 'c']);
  assert.equal(shelf.get('out.m3.d'), null);
  after.track('d');
  await after.pipeline.settled();
  assert.deepEqual(await after.logged(), ['a', 'b', 'c', 'd']);
  const again = fakeDoor();
  await page(shelf).pipeline.open(again, new Map());
  assert.deepEqual(again.names, ['a', 'b', 'c', 'd']);
});

test('forget: what waits is dropped, the next event begins a new visitor', async () => {
  const shelf = memoryShelf();
  const { pipeline, track, logged } = page(shelf);
  const core = fakeDoor();
  await pipeline.open(core, new Map());
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
  await pipeline.open(fakeDoor(), new Map());
  for (const name of ['a', 'b', 'c']) track(name);
  await pipeline.settled();
  assert.notEqual(shelf.get('out.m3.d'), null);

  const later = page(shelf);
  const core = fakeDoor();
  core.view = () => ({ last: null, scores: { s: 0 }, segments: [] }) as unknown as View;
  const first = await later.pipeline.open(core, new Map());
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
  await pipeline.open(core, new Map());
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
  await pipeline.open(core, new Map());
  clearInterval(timer);
  assert.equal(core.names.length, 10_000);
  assert.equal(core.names.at(-1), 'e10049');
  assert.ok(turns > 3, `${turns} turns`);
});

test('a page that is left scores what waits without pauses', async () => {
  const shelf = memoryShelf();
  const { pipeline, track } = page(shelf);
  const core = fakeDoor();
  await pipeline.open(core, new Map());
  const slow = core.apply;
  core.apply = (text) => {
    for (const end = performance.now() + 3; performance.now() < end; );
    return slow(text);
  };
  for (let i = 0; i < 50; i++) track('e' + i);
  await Promise.resolve();
  pipeline.hurry(true);
  // Microtasks only: what a browser still runs while it leaves.
  for (let i = 0; i < 200; i++) await Promise.resolve();
  assert.equal(core.names.length, 50);
  assert.ok(shelf.get('state')!.endsWith('e49'));
});

test('times out of range do not stop an event', () => {
  assert.equal(iso(Infinity), '1970-01-01T00:00:00.000Z');
});
