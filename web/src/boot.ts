/** Puts the parts together and keeps them in step with consent: what runs, what is kept, what is shown, what is sent. */
import type { KelvinError, Options } from '../kelvin';
import type { App } from './app';
import { isBot } from './bots';
import type { UseChunk } from './chunks';
import { createAct } from './consent/act';
import { basisOf } from './consent/choice';
import { signalsOf } from './consent/signals';
import { createConsentState } from './consent/state';
import { createErrors, type Site } from './errors';
import type { Draft } from './event';
import { createIntake } from './intake';
import { createKeeping, type Signals } from './keeping';
import { createLaterPart } from './later-part';
import { watchLifecycle } from './lifecycle';
import { pageSource } from './page';
import { createPainter } from './personalise/painter';
import { createRun, type Surroundings } from './run';
import { localValues } from './storage/key-value';
import { kConsent } from './storage/gated-store';
import { createBus } from './tools/bus';
import { createClock } from './tools/clock';
import { ownly } from './tools/json';
import { fault } from './tools/safe';

/** `renew`: true if a newer script takes over; then this one was told to retire. */
export function createApp(surroundings: Omit<Surroundings, 'renew'> & { renew(retire: () => void): Promise<boolean> }): App {
  const { win, files, renew } = surroundings;
  const site: Site = { options: null };
  const reporting = createErrors(win, site);
  const { errors, bus, report, guard } = reporting;
  const signals = createBus<Signals>(report);
  const clock = createClock(win);
  const local = localValues(win);
  const consent = createConsentState(win, () => local.get(kConsent));
  const base = {
    ...surroundings,
    ...reporting,
    site,
    signals,
    clock,
    local,
    consent,
    now: clock.now,
    source: pageSource(win),
    later: createLaterPart({ win, report, guard, load: () => files(site.options?.base).chunk('later') }),
    /** The host page gets its turn: on a slow device each step of ours is long enough by itself. */
    pause: () => new Promise<void>((resume) => win.setTimeout(resume)),
  };
  const keeping = createKeeping(base);
  const { store, outbox, pipeline } = keeping;
  const painter = createPainter({
    ...base,
    keeps: store.keeps,
    whose: pipeline,
    tell: (event, properties) => push({ type: 'track', event, properties }),
  });
  /** The first page view is the one that is shown from the start. */
  let viewed = false;
  const release = (draft: Draft) => {
    pipeline.push(draft);
    painter.check();
  };
  const intake = createIntake({
    ...base,
    take(draft) {
      const isView = draft.fields['type'] === 'page';
      if (isView && viewed) painter.paged();
      viewed ||= isView;
      if (!run.takes(draft)) release(draft);
    },
  });
  const { push } = intake;

  /** Nothing more is scored here, unless a newer script takes over. */
  const gaveUp = guard('renew', async (why: KelvinError[]) => {
    try {
      if (await renew(retire)) return;
    } catch {
      // No newer script either: what was wrong stands.
    }
    why.forEach(report);
    if (run.failed()) base.later.ask(); // Messages of earlier pages are sent all the same.
  });
  const useChunk: UseChunk = (name, use) =>
    void files(site.options?.base).chunk(name).then(guard(name, use), (error) =>
      gaveUp([fault('chunk_unreachable', name, error, 'Serve all files of dist together; data-base says where they are.')]),
    );
  const run = createRun({ ...base, pipeline, intake, release, useChunk, gaveUp });
  const act = createAct({ ...base, ...keeping, run, painter });

  /** A robot, or nobody yet. */
  const unseen = ({ bots }: Options): boolean => {
    if (bots !== 'allow' && isBot(win.navigator)) {
      const known = errors.some(({ code }) => code === 'robot');
      if (!known) report(fault('robot', 'navigator', win.navigator.userAgent, 'Not scored; for tests: data-bots="allow".'));
      return true;
    }
    const doc = win.document;
    const { prerendering } = doc as { prerendering?: boolean };
    if (prerendering) doc.addEventListener('prerenderingchange', planAndRun, { once: true });
    return !!prerendering;
  };

  let asked = false;
  const askSources = (wanted: Options) => {
    if (!wanted.consentFrom || asked || signalsOf(win).gpc) return;
    asked = true;
    const update: typeof consent.update = (said) => {
      consent.update(said);
      planAndRun();
    };
    useChunk('consent', ({ listen }) => listen({ ...base, options: wanted, declared: basisOf(wanted.consent), record: consent.record, update }));
  };
  const planAndRun = guard('consent', () => {
    const wanted = site.options;
    if (!wanted || unseen(wanted)) return;
    askSources(wanted);
    act(wanted);
  });
  /** Another page may have stored a newer choice. */
  const reread = () => {
    consent.reread();
    planAndRun();
  };
  signals.on('choice', () => {
    reread();
    pipeline.stale();
  });
  signals.on('orphans', (events) => {
    events.forEach((event) => push(event));
    if (events.length) pipeline.leave(false); // They were kept until now.
  });
  signals.on('person', painter.forgotten);

  const ended = new AbortController();
  /** Another script goes on in this one's place. */
  const retire = () => {
    site.options = null;
    ended.abort();
    run.stop();
    outbox.stop();
    painter.stop();
  };

  const app: App = {
    ...base,
    ...keeping,
    ...run,
    push,
    debug: () => useChunk('debug', ({ toggle }) => toggle(app)),
    init(wanted) {
      if (site.options) return report(fault('started', 'init', wanted?.model, 'Call init once.'));
      if (typeof wanted?.model !== 'string' || !wanted.model) {
        return report(fault('no_model', 'init', wanted?.model, 'Set data-model.'));
      }
      consent.declare((site.options = ownly(wanted)));
      bus.on('view', painter.paint);
      watchLifecycle({ ...base, ...keeping, reread, signal: ended.signal });
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
    reset: guard('reset', keeping.reset),
  };
  return app;
}
