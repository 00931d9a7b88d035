/** The public object: every call is checked here, copied where it must be, and never throws. Described in kelvin.d.ts. */
import type { Fields, Kelvin, News } from '../kelvin';
import type { App } from './app';
import { kSignOut } from './event';
import { fault } from './tools/safe';

export const kVersion = '0.2.0';

/** As many as wait at most: a longer list would only stop the page, and push itself out. */
const kMostAdded = 10_000;

type Listener = (news: unknown) => void;

const fieldsOf = (value: unknown): Fields => (value && typeof value === 'object' ? (value as Fields) : {});

export function createApi(app: App): Kelvin {
  const { guard, push, pipeline, bus } = app;
  const call = <A extends unknown[]>(at: string, work: (...args: A) => void) => guard(at, work) as (...args: A) => void;
  const add = (event: Fields) => push({ ...event });
  let identified = false;

  const listen = (name: keyof News, listener: Listener) => {
    if (typeof listener !== 'function') {
      return app.report(fault('listener', String(name), typeof listener, 'Pass a function to kelvin.on.'));
    }
    const first = name === 'ready' && app.ready();
    if (first) queueMicrotask(guard('ready', () => listener(first)));
    return bus.on(name, listener);
  };

  return {
    version: kVersion,
    init: call('init', app.init),
    page: call('page', (name?: string, properties?: Fields) => {
      const fields = fieldsOf(typeof name === 'object' ? name : properties);
      app.paged(fields);
      push({ type: 'page', properties: typeof name === 'string' ? { name, ...fields } : fields });
    }),
    track: call('track', (event: string, properties?: Fields) =>
      push({ type: 'track', event, properties: app.tracked(event, fieldsOf(properties)) }),
    ),
    identify: call('identify', (id: string | number | Fields | null, traits?: Fields) => {
      if (id && typeof id === 'object') return push({ type: 'identify', traits: id });
      // Many pages say null until they know who is there: it is a sign-out only after an id.
      const signedOut = id === null && !traits && identified;
      identified = !signedOut && (identified || id != null);
      push(signedOut ? kSignOut : { type: 'identify', userId: id, traits: fieldsOf(traits) });
    }),
    group: call('group', (groupId: string | number, traits?: Fields) => push({ type: 'group', groupId, traits: fieldsOf(traits) })),
    add: call('add', (events: Fields | readonly Fields[]) => {
      for (const event of Array.isArray(events) ? events.slice(0, kMostAdded) : [events]) guard('add', add)(fieldsOf(event));
    }),
    on: (name, listener) => guard('on', listen)(name, listener as Listener) ?? (() => {}),
    view: () => guard('view', pipeline.view)() ?? null,
    explain: () => guard('explain', pipeline.explain)() ?? null,
    consent: (choice) => guard('consent', app.consent)(choice) ?? { score: false, personalise: false, send: false },
    export: async () =>
      (await guard('export', async () => {
        await app.later.settled(); // What was seen before it came becomes events with it.
        await pipeline.settled();
        return app.log.read();
      })()) ?? '',
    outbox: async (what) =>
      (await guard('outbox', app.outbox.list)(what === 'retry')) ?? { sent: 0, dropped: 0, messages: [] },
    reset: call('reset', app.reset),
    debug: call('debug', app.debug),
  };
}
