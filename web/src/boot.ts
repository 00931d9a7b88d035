/** Puts the parts together and keeps them in step with consent: what runs, what is kept, what is shown, what is sent. */
import type { Fields, KelvinError, Options } from '../kelvin';
import type { App } from './app';
import { isBot } from './bots';
import type { UseChunk } from './chunks';
import { consentText, basisOf, storedRecord } from './consent/choice';
import type { ConsentHost } from './consent/sources/kit';
import type { Action } from './consent/plan';
import { signalsOf } from './consent/signals';
import { createConsentState } from './consent/state';
import { createOutbox } from './delivery/outbox';
import { userOf } from './event';
import { pageSource, type Page } from './page';
import { createPainter } from './personalise/painter';
import type { AllNews } from './news';
import { createPipeline } from './pipeline';
import { createRun, type Surroundings } from './run';
import { createUnsavedEvents } from './storage/unsaved-events';
import { createLog } from './storage/log';
import { createLeftPages } from './storage/left-pages';
import { localValues } from './storage/key-value';
import { createTabs } from './storage/tabs';
import { createGatedStore, kConsent } from './storage/gated-store';
import { createBucket } from './tools/bucket';
import { createBus } from './tools/bus';
import { createClock } from './tools/clock';
import { fromJson, ownly, toJson } from './tools/json';
import { fault, guard as guardWith, type Guard, type Report } from './tools/safe';

const kErrorsKept = 50;
/** Events that a page may make: a busy shop's burst passes many times over, a loop does not. */
const kFlood = { size: 5000, perSecond: 20 };

/** `renew`: true if a newer script takes over; then this one was told to retire. */
export function createApp(surroundings: Omit<Surroundings, 'renew'> & { renew(retire: () => void): Promise<boolean> }): App {
  const { win, files, renew } = surroundings;
  const doc = win.document;
  let options: Options | null = null;
  let asked = false;

  const errors: KelvinError[] = [];
  const report: Report = (error) => {
    try {
      if (errors.push(error) > kErrorsKept) errors.shift();
      bus.emit('error', error);
      if (options?.mode === 'test') win.console.warn('kelvin:', error.code, error.at, error.found, error.fix);
    } catch {
      // Some pages take the console away.
    }
  };
  const guard: Guard = (at, work) => guardWith(report, at, work);
  /** Nothing more is scored here, unless a newer script takes over. */
  const gaveUp = guard('renew', async (why: KelvinError[]) => {
    try {
      if (await renew(retire)) return;
    } catch {
      // No newer script either: what was wrong stands.
    }
    why.forEach(report);
  });
  const useChunk: UseChunk = (name, use) =>
    void files(options?.base).chunk(name).then(guard(name, use), (error) =>
      gaveUp([fault('chunk_unreachable', name, error, 'Serve all files of dist together; data-base says where they are.')]),
    );
  const bus = createBus<AllNews>(report);
  const clock = createClock(win);
  const local = localValues(win);
  const consent = createConsentState(win, () => local.get(kConsent));
  const { current } = consent;

  /** Another tab may have stored a newer choice. */
  const reread = () => {
    consent.reread();
    planAndRun();
  };
  const store = createGatedStore({
    win,
    mirror: local,
    grants: (text) => !!storedRecord(text)?.score,
    found(text) {
      local.set(kConsent, text);
      reread();
      pipeline.stale();
    },
    came: guard('storage', () => {
      outbox.flush();
      return pipeline.reopen();
    }),
    orphanEvents(lines) {
      const events = lines.split('\n').flatMap((line): Fields[] => fromJson<Fields[]>(`[${line}]`) ?? []);
      // A log is one person's: what they did before they said who they are is theirs as well.
      const user = events.map(userOf).find(Boolean);
      for (const event of events) push(user ? { ...event, userId: user } : event);
    },
    report,
  });
  const { keeps } = store;
  const log = createLog(store);
  const painter = createPainter({ win, local, keeps, now: clock.now, whose: () => pipeline, report });
  const outbox = createOutbox({
    store,
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
  const forgotten = () => {
    outbox.stop();
    painter.forgotten();
  };
  const tabs = createTabs({
    win,
    local,
    keeps,
    moved: () => pipeline.follow(),
    chosen: reread,
    forgotten: () => pipeline.forget(),
  });
  /** The host page gets its turn: on a slow device each step of ours is long enough by itself. */
  const pause = () => new Promise<void>((resume) => win.setTimeout(resume));
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
    leave: store.leave,
    forgotten() {
      store.clearMirror();
      forgotten();
    },
    otherPerson: painter.forgotten,
    notifyTabs: tabs.notify,
    stamp: () => ({
      consent: consentText(current().choice),
      mode: options?.mode === 'test' ? 'test' : 'live',
      offset: clock.now() - Date.now(),
    }),
  });

  const bucket = createBucket({
    ...kFlood,
    later: (work) => win.setTimeout(work, 1000),
    told: (lost) => report(fault('flood', 'events', `${lost} lost`, `Make fewer: ${kFlood.size} at once, ${kFlood.perSecond} a second.`)),
  });
  const source = pageSource(win);
  let newest = 0;
  const push = (fields: Fields, page?: Page) => {
    const time = Date.now();
    if (run.failed() || current().choice?.score === false || !bucket.take(time)) return;
    // What is made within one millisecond keeps its order, also where it is read back from copies.
    newest = Math.floor(newest) === time ? newest + 2 ** -12 : time;
    // A copy: the page may change its object, or have put a trap into it.
    pipeline.push({ made: newest, page: page ?? source.read(), fields: fromJson<Fields>(toJson(fields)) ?? {} });
    painter.check();
  };
  const run = createRun({ ...surroundings, clock, bus, pipeline, source, push, pause, useChunk, gaveUp, guard });

  const consentHost = (wanted: Options): ConsentHost => ({
    win,
    options: wanted,
    declared: basisOf(wanted.consent),
    report,
    guard,
    record: consent.record,
    update(said) {
      consent.update(said);
      planAndRun();
    },
  });

  /** A robot, or nobody yet. */
  const unseen = ({ bots }: Options): boolean => {
    if (bots !== 'allow' && isBot(win.navigator)) {
      const told = errors.some(({ code }) => code === 'robot');
      if (!told) report(fault('robot', 'navigator', win.navigator.userAgent, 'Not scored; for tests: data-bots="allow".'));
      return true;
    }
    const { prerendering } = doc as { prerendering?: boolean };
    if (prerendering) doc.addEventListener('prerenderingchange', planAndRun, { once: true });
    return !!prerendering;
  };

  const traces = (refusal: string | null) => store.erasePending() || local.keys().some((key) => key !== kConsent || !refusal);
  const act = (action: Action, wanted: Options) => {
    if (action.do === 'keep') store.persist(action);
    else if (action.do === 'start') run.start(wanted);
    else if (action.do === 'show') painter.start(pipeline.view());
    else if (action.do === 'hide') painter.stop();
    else if (action.do === 'send') outbox.flush();
    else if (action.do === 'drop') void outbox.clear();
    else if (action.do === 'erase' && (action.surely || traces(action.refusal))) {
      run.stop();
      outbox.stop();
      store.erase(action.refusal);
    }
  };

  const planAndRun = guard('consent', () => {
    if (!options || unseen(options)) return;
    const wanted = options;
    const { actions } = consent.plan({ running: run.on(), failed: run.failed() });
    if (wanted.consentFrom && !asked && !signalsOf(win).gpc) {
      asked = true;
      useChunk('consent', ({ listen }) => listen(consentHost(wanted)));
    }
    for (const action of actions) act(action, wanted);
  });

  const ended = new AbortController();
  const listen = (target: EventTarget, type: string, work: (event: Event) => void, capture = false) =>
    target.addEventListener(type, guard(type, work), { capture, signal: ended.signal });
  /** Another script goes on in this one's place. */
  const retire = () => {
    options = null;
    ended.abort();
    run.stop();
    outbox.stop();
    painter.stop();
  };

  const watch = () => {
    bus.on('view', painter.paint);
    listen(win, 'pagehide', () => {
      pipeline.leave(true);
      outbox.leave(true);
    });
    listen(win, 'pageshow', (event) => {
      if (!(event as PageTransitionEvent).persisted) return;
      store.thaw();
      reread(); // No `storage` event reached it meanwhile.
      pipeline.back();
      outbox.leave(false);
    }, true); // Before the sensors tell of the return: it may be another person's.
    listen(doc, 'visibilitychange', () => {
      if (doc.hidden) pipeline.leave(false); // The last that a phone may tell of a page.
      outbox.flush();
    });
    listen(win, 'online', outbox.online);
    listen(win, 'storage', (event) => tabs.hear(event as StorageEvent));
  };

  const app: App = {
    bus,
    pipeline,
    outbox,
    log,
    guard,
    report,
    errors,
    push,
    debug: () => useChunk('debug', ({ toggle }) => toggle(app)),
    now: clock.now,
    ready: run.ready,
    model: run.model,
    paged: run.paged,
    tracked: run.tracked,
    init(wanted) {
      if (options) return report(fault('started', 'init', wanted?.model, 'Call init once.'));
      if (typeof wanted?.model !== 'string' || !wanted.model) {
        return report(fault('no_model', 'init', wanted?.model, 'Set data-model.'));
      }
      options = ownly(wanted);
      consent.declare(options);
      watch();
      // After the calls that were queued before us: one of them may be the visitor's choice.
      queueMicrotask(planAndRun);
    },
    consent(request) {
      if (request !== undefined) {
        consent.choose(request);
        planAndRun();
      }
      return consent.answer();
    },
    reset: guard('reset', async () => {
      const done = store.forget();
      forgotten();
      pipeline.forget();
      tabs.forget();
      await done;
      pipeline.stale();
      tabs.notify();
    }),
  };
  return app;
}
