/** Puts the parts together and keeps them in step with consent: what runs, what is kept, what is shown, what is sent. */
import type { Consent, Fields, KelvinError, Options, View } from '../kelvin';
import { isBot } from './bots';
import type { LoadChunk, UseChunk } from './chunks';
import { changedChoice, choiceOf, consentText, effectiveChoice, groundOf, kAsk, kDenied, storedWord, type Word } from './consent/choice';
import { signalsOf } from './consent/signals';
import type { Ears } from './consent/sources/kit';
import { createOutbox, type Outbox } from './delivery/outbox';
import type { Compiled, CoreFactory } from './door';
import { load, type Cores, type Loaded } from './load';
import { pageSource, type Page } from './page';
import { createShow, type Shown } from './personalise/show';
import { createPipeline, type AllNews, type Pipeline } from './pipeline';
import { startSensors, type Sensors } from './sensors/sensors';
import { createLate, kLate } from './storage/late';
import { createLog, type Log } from './storage/log';
import { createParted } from './storage/parted';
import { localShelf, shelfKey } from './storage/shelf';
import { createVault, kConsent } from './storage/vault';
import { createBucket } from './tools/bucket';
import { createBus, type Bus } from './tools/bus';
import { createClock } from './tools/clock';
import { fromJson, ownly, toJson } from './tools/json';
import { fault, guard as guardWith, type Report } from './tools/safe';

/** Where we run: nothing else of the surroundings is touched. */
export interface Surroundings {
  win: Window & typeof globalThis;
  create: CoreFactory;
  /** Addresses of the core, unless the site names another. */
  wasm: Cores;
  /** Its hashes, as in an `integrity` attribute: a core that was changed on its way is not run. */
  integrity: string;
  chunk: LoadChunk;
}

/** What the public API and the panel work with. */
export interface App {
  bus: Bus<AllNews>;
  pipeline: Pipeline;
  outbox: Outbox;
  log: Log;
  guard<A extends unknown[], R>(at: string, work: (...args: A) => R): (...args: A) => R | undefined;
  report: Report;
  /** An optional bundle, handed to `use` once it is there; that it cannot be fetched is reported. */
  chunk: UseChunk;
  now(): number;
  init(options: Options): void;
  push(fields: Fields): void;
  /** The site reports a page view itself; `given` may name the page. */
  paged(given: Fields): void;
  consent(request?: unknown): Consent;
  reset(): void;
  /** The first view, once it is there. */
  ready(): View | null;
  model(): Compiled | null;
  errors: KelvinError[];
}

const kErrorsKept = 50;
/** Events that a page may make: a busy shop's burst passes many times over, a loop does not. */
const kFlood = { size: 5000, perSecond: 20 };
/** Copies in localStorage: what was shown last, and what changes whenever the state does, so that other tabs hear of it. */
const kView = 'view';
const kBeat = 'beat';
const kReset = 'reset';
/** Milliseconds after which a tab follows the others. */
const kFollow = 100;

export function createApp({ win, create, wasm, integrity, chunk }: Surroundings): App {
  const doc = win.document;
  // Ours from now on: the page may replace it, and we start a while later.
  const fetch = win.fetch.bind(win);
  let options: Options | null = null;
  let said: Word | null = null;
  /** It was said on this page, and is not stored yet. */
  let spoken = false;
  let choice: Consent | null = null;
  let ground = kAsk;
  /** What the sources of consent say; undefined while they say nothing, and where the site names none. */
  let heard: string | undefined;
  let asked = false;
  /** The visitor spoke, or their browser did; else what holds is the site's word. */
  let decided = false;
  let sensors: Sensors | null = null;
  let loading: Promise<Loaded> | null = null;
  let loaded: Loaded | null = null;
  let first: View | null = null;
  let failed = false;
  let painted = '';
  let late = false;

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
  const guard: App['guard'] = (at, work) => guardWith(report, at, work);
  const useChunk: UseChunk = (name, use) =>
    void chunk(name).then(guard(name, use), (error) =>
      report(fault('chunk_unreachable', `kelvin-${name}.js`, error, 'Serve it beside kelvin.js.')),
    );
  const bus = createBus<AllNews>(report);
  const clock = createClock(win);
  const disk = localShelf(win);
  const vault = createVault({
    win,
    local: disk,
    grants: (text) => !!storedWord(text)?.score,
    found(text) {
      disk.set(kConsent, text);
      reread();
      pipeline.stale();
    },
    spare: (lines) => lines.split('\n').forEach((line) => line && push(fromJson<Fields>(line) ?? {})),
    report,
  });
  const log = createLog(vault);
  const source = pageSource(win);
  const show = createShow(win, report);
  const refused = () => failed || (!!choice && !choice.score);
  // Until the visitor chose, messages wait with everything else.
  const mayKeep = () => !decided || !!choice?.send;
  const outbox = createOutbox({
    store: vault,
    parted: createParted(disk, vault.keeps),
    win,
    now: Date.now,
    trueNow: clock.now,
    mayKeep,
    maySend: () => !!choice?.send,
    guard,
    report,
  });
  /** The host page gets its turn: on a slow device each step of ours is long enough by itself. */
  const pause = () => new Promise<void>((resume) => win.setTimeout(resume));
  const pipeline = createPipeline({
    store: vault,
    log,
    late: createLate(disk),
    outbox,
    bus,
    report,
    now: clock.now,
    pause,
    keeps: vault.keeps,
    leave: vault.leave,
    forgotten() {
      vault.forgetCopies();
      forgotten();
    },
    beat: () => beat(),
    stamp: () => ({
      consent: consentText(choice),
      mode: options?.mode === 'test' ? 'test' : 'live',
      offset: clock.now() - Date.now(),
    }),
  });

  const bucket = createBucket({
    ...kFlood,
    later: (work) => win.setTimeout(work, 1000),
    told: (lost) => report(fault('flood', 'events', `${lost} lost`, `Make fewer: ${kFlood.size} at once, ${kFlood.perSecond} a second.`)),
  });
  const push = (fields: Fields, page?: Page) => {
    const made = Date.now();
    if (refused() || !bucket.take(made)) return;
    // A copy: the page may change its object, or have put a trap into it.
    pipeline.push({ made, page: page ?? source.read(), fields: fromJson<Fields>(toJson(fields)) ?? {} });
  };

  /** Tells the other tabs that the state moved, or with kReset that what waits was another person's. */
  const beat = (what = '') => {
    if (vault.keeps()) disk.set(kBeat, what + Math.random());
  };

  const forgotten = () => {
    outbox.stop();
    painted = '';
  };

  /** What the visitor saw last, unless the model's retention has forgotten them since. */
  const lastShown = (): Shown | null => {
    const shown = fromJson<Shown>(disk.get(kView));
    return shown?.forgotten_at && shown.forgotten_at <= clock.now() ? null : shown;
  };

  const paint = (shown: Shown | null) => {
    if (!choice?.personalise || !Array.isArray(shown?.segments)) return;
    show.paint(shown);
    const { segments, grade, experiences, forgotten_at } = shown;
    const text = toJson({ segments, grade, experiences, forgotten_at });
    if (text === painted) return;
    painted = text;
    if (vault.keeps()) disk.set(kView, text);
  };

  const open = guard('start', async () => {
    await pause();
    if (!sensors) return; // Withdrawn meanwhile.
    const { model, wasmUrl } = options!;
    try {
      loaded = await (loading ??= load({ fetch, create, integrity, clock, chunk, pause }, model, wasmUrl ? { whole: wasmUrl, lean: wasmUrl } : wasm));
    } catch (found) {
      loading = null;
      failed = true;
      sensors?.stop();
      pipeline.close();
      (Array.isArray(found) ? found : [fault('internal', 'start', found, '')]).forEach(report);
      return;
    }
    await pause();
    if (!sensors) return;
    const view = await pipeline.open(loaded.door, loaded.model);
    if (sensors) bus.emit('ready', (first = view));
  });

  const start = () => {
    sensors = startSensors({ win, source, push, guard, chunk: useChunk, options: options!, late });
    void open();
  };

  const stop = (refusal: string | null) => {
    sensors?.stop();
    sensors = first = null;
    late = true;
    pipeline.close();
    outbox.stop();
    vault.erase(refusal);
  };

  // A source's word is kept by the source: it holds on this page only once it was said here.
  const lastWord = (): Word | null => {
    const word = said ?? storedWord(disk.get(kConsent));
    return said || !word?.by ? word : null;
  };

  const ears = (): Ears => ({
    win,
    options: options!,
    declared: groundOf(options!.consent),
    report,
    guard,
    word: lastWord,
    hear(news) {
      ({ ground, word: said, heard } = news);
      spoken = !!said;
      settle();
    },
  });

  /** Brings what runs in line with what is allowed. */
  const settle = guard('settle', () => {
    if (!options) return;
    if (options.bots !== 'allow' && isBot(win.navigator)) {
      const told = errors.some(({ code }) => code === 'robot');
      return told || report(fault('robot', 'navigator', win.navigator.userAgent, 'Not scored; for tests: data-bots="allow".'));
    }
    if ((doc as { prerendering?: boolean }).prerendering) {
      doc.addEventListener('prerenderingchange', settle, { once: true });
      return;
    }
    const { gpc, dnt } = signalsOf(win);
    const { consent: mode = 'ask', consentFrom } = options;
    if (consentFrom && !asked && !gpc) {
      asked = true;
      useChunk('consent', ({ listen }) => listen(ears()));
    }
    const unasked = dnt ? kAsk : ground;
    const word = lastWord();
    decided = gpc || !!word;
    choice = effectiveChoice(unasked, word, gpc);
    if (choice?.score) {
      vault.persist({ text: toJson(word ?? choice), said: spoken, declared: !word });
    }
    const run = choice ? choice.score : unasked.memory;
    if (run && !sensors && !failed) start();
    // Where something else would grant it, who refused must be remembered; a site that asks simply finds no grant.
    const refusal = word && !word.by && !gpc && (consentFrom || mode !== 'ask') ? toJson(word) : null;
    const traces = () => disk.keys().some((key) => key !== kConsent || !refusal);
    if (!run && (sensors || (choice && (spoken || traces())))) stop(refusal);
    spoken = false;
    if (choice?.personalise) {
      show.start();
      paint(pipeline.view() ?? lastShown());
    } else {
      show.stop();
      if (vault.keeps() && disk.get(kView)) disk.set(kView, null);
      painted = '';
    }
    if (choice?.send) outbox.flush();
    else if (decided) void outbox.clear();
  });

  const listen = (target: EventTarget, type: string, work: (event: Event) => void) =>
    target.addEventListener(type, guard(type, work));

  /** Another tab may have said a newer word. */
  const reread = () => {
    said = storedWord(disk.get(kConsent));
    settle();
  };

  let following = 0;
  /** In a moment: a tab that is busy beats often, and tabs in the background have time. */
  const follow = () => {
    following ||= win.setTimeout(() => {
      following = 0;
      pipeline.follow();
    }, kFollow);
  };

  const watch = () => {
    bus.on('view', paint);
    listen(win, 'pagehide', () => {
      pipeline.leave(true);
      outbox.leave(true);
    });
    listen(win, 'pageshow', (event) => {
      if (!(event as PageTransitionEvent).persisted) return;
      reread(); // No `storage` event reached it meanwhile.
      pipeline.back();
      outbox.leave(false);
    });
    listen(doc, 'visibilitychange', () => {
      if (doc.hidden) pipeline.leave(false); // The last that a phone may tell of a page.
      outbox.flush();
    });
    listen(win, 'online', outbox.online);
    listen(win, 'storage', (event) => {
      const { key: name, newValue } = event as StorageEvent;
      const key = shelfKey(name);
      if (key === kConsent || key === '') reread();
      if (key === kBeat && newValue?.startsWith(kReset)) pipeline.forget();
      // A page that is left may tell its last while the next one is loading already.
      if (key === kBeat || key === '' || (newValue && key?.startsWith(kLate))) follow();
    });
  };

  return {
    bus,
    pipeline,
    outbox,
    log,
    guard,
    report,
    errors,
    push,
    chunk: useChunk,
    now: clock.now,
    ready: () => first,
    model: () => loaded?.model ?? null,
    paged: (given) => sensors?.paged(given),
    init(wanted) {
      if (options) return report(fault('started', 'init', wanted?.model, 'Kelvin runs already; init once.'));
      if (typeof wanted?.model !== 'string' || !wanted.model) {
        return report(fault('no_model', 'init', wanted?.model, 'Give the address of a model: data-model.'));
      }
      options = ownly(wanted);
      if (!options.consentFrom) ground = groundOf(options.consent);
      watch();
      // After the calls that were queued before us: one of them may be the visitor's choice.
      queueMicrotask(settle);
    },
    consent(request) {
      if (request === undefined) return choice ?? choiceOf(said ?? kDenied);
      said = { ...changedChoice(choice ?? said ?? kDenied, request), heard };
      spoken = true;
      settle();
      return choice ?? choiceOf(said);
    },
    reset: guard('reset', async () => {
      const done = vault.forget();
      forgotten();
      pipeline.forget();
      beat(kReset);
      await done;
      pipeline.stale();
      beat();
    }),
  };
}
