/**
 * What is kept, scored and sent: all of Kelvin but what sees and shows. A part is given those before it; what it has to tell to a
 * later one goes by a signal:
 *
 * | signal | when | heard by |
 * |---|---|---|
 * | choice | the store holds another choice than this page's | consent, pipeline |
 * | database | it came late, with what it may hold of this visitor | outbox, pipeline |
 * | moved | what memory held is stored, where other tabs find it | tabs |
 * | orphans | a visitor was stored already: what was scored in memory is that one's | pipeline, intake |
 * | person | the visitor was forgotten, or is another one | painter |
 */
import type { Fields } from '../kelvin';
import { consentText, storedRecord } from './consent/choice';
import type { ConsentState } from './consent/state';
import { createOutbox, type Outbox } from './delivery/outbox';
import type { Site } from './errors';
import { userOf } from './event';
import type { LaterPart } from './later-part';
import type { AllNews } from './news';
import { createPipeline, type Pipeline } from './pipeline';
import { createGatedStore, kConsent, type ConsentGatedStore } from './storage/gated-store';
import type { KeyValueStore } from './storage/key-value';
import { createLeftPages } from './storage/left-pages';
import { createLog, type Log } from './storage/log';
import { createTabs, type Tabs } from './storage/tabs';
import { createUnsavedEvents } from './storage/unsaved-events';
import type { Bus } from './tools/bus';
import type { Clock } from './tools/clock';
import { fromJson } from './tools/json';
import type { Guard, Report } from './tools/safe';

export interface Signals {
  choice: null;
  database: null;
  moved: null;
  orphans: Fields[];
  person: null;
}

interface KeepingDeps {
  win: Window & typeof globalThis;
  site: Site;
  /** localStorage. */
  local: KeyValueStore;
  consent: ConsentState;
  clock: Clock;
  bus: Bus<AllNews>;
  signals: Bus<Signals>;
  later: LaterPart;
  /** The host page gets its turn. */
  pause(): Promise<void>;
  guard: Guard;
  report: Report;
}

export interface Keeping {
  store: ConsentGatedStore;
  log: Log;
  outbox: Outbox;
  tabs: Tabs;
  pipeline: Pipeline;
  /** The visitor is forgotten, here and in other tabs. */
  reset(): Promise<void>;
}

/** A log's lines as events. A log is one person's: what they did before they said who they are is theirs as well. */
function eventsOf(lines: string): Fields[] {
  const events = lines.split('\n').flatMap((line): Fields[] => fromJson<Fields[]>(`[${line}]`) ?? []);
  const user = events.map(userOf).find(Boolean);
  return user ? events.map((event) => ({ ...event, userId: user })) : events;
}

export function createKeeping({ win, site, local, consent: { current }, clock, bus, signals, later, pause, guard, report }: KeepingDeps): Keeping {
  const tell = (signal: Exclude<keyof Signals, 'orphans'>) => signals.emit(signal, null);
  const store = createGatedStore({
    win,
    mirror: local,
    grants: (text) => !!storedRecord(text)?.score,
    found(text) {
      local.set(kConsent, text);
      tell('choice');
    },
    came: () => tell('database'),
    moved: () => tell('moved'),
    orphanEvents: (lines) => signals.emit('orphans', eventsOf(lines)),
    report,
  });
  const { keeps } = store;
  const log = createLog(store);
  const outbox = createOutbox({
    store,
    later,
    leftPages: createLeftPages(local, keeps),
    win,
    now: Date.now,
    trueNow: clock.now,
    // Until the visitor chose, messages wait with everything else.
    mayKeep: () => !current().decided || current().choice!.send,
    maySend: () => !!current().choice?.send,
    guard,
    report,
  });
  const tabs = createTabs(win, local, keeps);
  const forgotten = () => {
    outbox.stop();
    tell('person');
  };
  const pipeline = createPipeline({
    store,
    log,
    unsaved: createUnsavedEvents(local),
    outbox,
    bus,
    report,
    now: clock.now,
    pause,
    keeps,
    lasting: store.lasting,
    leave: store.leave,
    forgotten() {
      store.clearMirror();
      forgotten();
    },
    otherPerson: () => tell('person'),
    notifyTabs: tabs.notify,
    stamp: () => ({
      consent: consentText(current().choice),
      mode: site.options?.mode === 'test' ? 'test' : 'live',
      offset: clock.now() - Date.now(),
    }),
  });
  signals.on('moved', tabs.notify);
  signals.on('orphans', pipeline.stale);
  signals.on('database', guard('storage', () => {
    outbox.flush();
    return pipeline.reopen();
  }));

  return {
    store,
    log,
    outbox,
    tabs,
    pipeline,
    async reset() {
      const done = store.forget(pipeline.view()?.visitor);
      forgotten();
      pipeline.forget();
      tabs.forget();
      await done;
      pipeline.stale();
      tabs.notify();
    },
  };
}
