/** Pages of one browser, with a small stand-in for the core. */
import { createOutbox } from '../src/delivery/outbox';
import type { Compiled, Door, Outcome } from '../src/door';
import type { AllNews } from '../src/news';
import { createPipeline } from '../src/pipeline';
import { createUnsavedEvents } from '../src/storage/unsaved-events';
import { createLog } from '../src/storage/log';
import { createLeftPages } from '../src/storage/left-pages';
import { memoryValues, type KeyValueStore } from '../src/storage/key-value';
import { storeOn, type Store } from '../src/storage/store';
import { createBus } from '../src/tools/bus';
import { randomId } from '../src/tools/random';
import { guard } from '../src/tools/safe';
import { kLater } from './later';
import type { Fields, KelvinError, View } from '../kelvin';

export const model: Compiled = { ok: true, id: 'm', version: '1', digest: 'd', segments: [{ id: 'hot', label: 'Hot!' }], destinations: [] };

/**
 * Counts events, each name once; its state is the list of their names, and who they are of where a userId was told. `hot` from
 * the third on, which fires a message.
 */
export function fakeDoor(): Door & { names: string[]; user: string; visitor: string } {
  const kNobody = { names: [] as string[], user: '', visitor: 'v' };
  const self = {
    ...kNobody,
    compile: () => model,
    restore(state: string) {
      Object.assign(self, kNobody);
      if (state === 'corrupt') return { ok: false as const, errors: [{ code: 'bad_state', at: '', found: '', fix: '' }] };
      const [, user = '', visitor = 'v', names] = /^(?:(.*)@(.*)!)?(.*)$/.exec(state)!;
      Object.assign(self, { user, visitor, names: names ? names.split(',') : [] });
      return { ok: true as const, digest: 'd', events: self.names.length, dropped: [] };
    },
    resume() {},
    save: () => (self.user && `${self.user}@${self.visitor}!`) + self.names.join(),
    apply(text: string): Outcome {
      const event = JSON.parse(text) as Fields;
      const user = event['userId'] as string | undefined;
      const name = String(event['event'] ?? `${event['type'] as string} ${user}`);
      if (name === 'bad') return { status: 'bad', errors: [{ code: 'bad_event', at: '', found: '', fix: '' }] };
      if (name === 'same' || self.names.includes(name)) return { status: 'duplicate', time: 0 };
      if (user && self.user && user !== self.user) return { status: 'other_person' };
      self.names = [...self.names, name];
      if (user) Object.assign(self, { user, visitor: event['anonymousId'] });
      const hot = self.names.length === 3;
      const id = `m${self.names.length}${self.user && '-' + self.visitor}`;
      const message = { id, trigger: 't', destination: 'd', url: 'u', method: 'POST', contentType: 'text/plain', headers: {}, body: self.user ? id : '{"x":1}' };
      return {
        status: 'scored', event, line: text, time: 0, hits: [], before: {}, scores: { s: self.names.length },
        entered: hot ? ['hot'] : [], left: [], fired: [], messages: hot ? [message] : [],
      };
    },
    view: () => ({ visitor: self.names.length ? self.visitor : '', scores: { s: self.names.length }, segments: self.names.length >= 3 ? ['hot'] : [] }) as unknown as View,
    explain: () => self.view(),
  };
  return self;
}

/** No two at the same time. */
let last = Date.now() - 1e6;
export const moment = () => ++last;

export function page(values: KeyValueStore, local: KeyValueStore = memoryValues(), store: Store = storeOn(values)) {
  const errors: KelvinError[] = [];
  const bus = createBus<AllNews>((error) => errors.push(error));
  const log = createLog(store);
  const posted: RequestInit[] = [];
  let others = 0;
  const fetch = (_: string, init: RequestInit) => (posted.push(init), new Promise(() => {}));
  // The outbox looks again after minutes: no test waits for that.
  const location = { href: 'https://site.test/', protocol: 'https:' };
  const win = { location, origin: 'https://site.test', navigator: {}, fetch, setTimeout: (work: () => void, ms: number) => setTimeout(work, ms).unref(), clearTimeout } as unknown as Window;
  const outbox = createOutbox({
    later: kLater, store, leftPages: createLeftPages(local, () => true), win, now: Date.now, trueNow: Date.now, mayKeep: () => true, maySend: () => true, guard: (at, work) => guard(() => {}, at, work), report() {},
  });
  const pipeline = createPipeline({
    store, log, outbox, bus,
    unsaved: createUnsavedEvents(local),
    keeps: () => true,
    lasting: () => true,
    leave() {},
    notifyTabs() {},
    report: (error) => errors.push(error),
    now: Date.now,
    forgotten() {},
    otherPerson: () => void others++,
    pause: () => new Promise((go) => setTimeout(go)),
    stamp: () => ({ consent: 'granted', mode: 'live', offset: 0 }),
  });
  const where = { path: '/', url: 'http://x/', title: '', referrer: '', search: '' };
  const push = (fields: Fields, made = moment()) => pipeline.push({ id: randomId(), made, page: where, fields });
  const track = (event: string, made?: number) => push({ type: 'track', event }, made);
  const logged = async () =>
    (await log.read()).split('\n').filter(Boolean).map((line) => (JSON.parse(line) as Fields)['event']);
  return { pipeline, push, track, logged, errors, bus, outbox, log, posted, others: () => others };
}

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
export async function openedSlowly() {
  const values = memoryValues();
  const local = memoryValues();
  const store = slow(storeOn(values));
  const one = page(values, local, store);
  const opening = one.pipeline.open(fakeDoor(), model);
  await store.go();
  await opening;
  return { values, local, store, one };
}
