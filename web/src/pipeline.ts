/**
 * From an event to its outcome: scores in transactions, logs, keeps messages, tells the news. Events wait in a queue (event-queue.ts)
 * whether there is a core or not. pipeline-steps.ts has the states, and what happens in each.
 */
import type { View } from '../kelvin';
import type { Compiled, Door } from './door';
import type { Draft } from './event';
import { createEventQueue, kWaiting } from './event-queue';
import { adopt, forget, leave, move, open, reopen, run, sessionOf, settled, stale, type Course, type StepsDeps } from './pipeline-steps';
import { createScorer, type ScorerDeps } from './scorer';
import { createStoredState, type StoredStateDeps } from './stored-state';
import { fault } from './tools/safe';

type PipelineDeps = ScorerDeps & StoredStateDeps & StepsDeps;

export interface Pipeline {
  push(draft: Draft): void;
  /** The core has a model. Scores what waits; resolves when the first view is there. */
  open(door: Door, model: Compiled): Promise<View>;
  /** Another store stands behind us: what it holds is taken in, as at the start. */
  reopen(): Promise<void>;
  /** The stored state may have changed under us. */
  stale(): void;
  /** Another tab has changed it, or left something. */
  follow(): void;
  /** The visitor was forgotten: what waits was theirs. */
  forget(): void;
  /** Something is erased from now on: steps under way take no more events, which would go with it. */
  renew(): void;
  /** The page may be gone soon: a copy of what is not kept yet. `gone`: there may be no later at all, so messages go at once. */
  leave(gone: boolean): void;
  /** The page came back: what others took in meanwhile is theirs. */
  back(): void;
  /** All that was pushed so far is scored and stored. */
  settled(): Promise<void>;
  /** Drops what waits and forgets the core. */
  close(): void;
  view(): View | null;
  explain(): View | null;
  /** Asks the core something; it must be left as it was. Null where there is none. */
  look<T>(work: (core: Door) => T): T | null;
  /** The last userId that was told of this visitor. */
  user(): string | undefined;
  /** Another userId waits to be scored: this one's visitor may not be who is here now. */
  isFormer(user: string | undefined): boolean;
}

export function createPipeline(deps: PipelineDeps): Pipeline {
  const { report, unsaved, now } = deps;
  const scorer = createScorer(deps);
  const stored = createStoredState(deps);
  const queue = createEventQueue(unsaved, () => report(fault('flood', 'events', `${kWaiting} wait`, 'Make fewer events.')));
  const course: Course = { ...deps, queue, scorer, stored, state: 'none', session: null, running: null, era: 0, gone: false };
  const look = <T>(work: (core: Door) => T): T | null => {
    const mine = sessionOf(course);
    return mine && work(mine.core);
  };

  return {
    push(draft) {
      queue.push(draft, scorer.visitor()?.born);
      run(course);
      if (course.gone) leave(course, true);
    },
    open: (core, model) => open(course, core, model),
    reopen: () => reopen(course),
    stale: () => stale(course),
    follow() {
      if (!sessionOf(course)) return;
      adopt(course);
      stale(course);
    },
    forget() {
      forget(course);
      sessionOf(course)?.core.restore('');
    },
    renew: () => void course.era++,
    leave: (gone) => leave(course, gone),
    back() {
      course.gone = false;
      queue.back();
      stale(course);
    },
    settled: () => settled(course),
    close() {
      move(course, 'none');
      course.session = null;
      forget(course);
    },
    view: () => look((core) => core.view(now())),
    explain: () => look((core) => core.explain(now())),
    look,
    user: () => scorer.visitor()?.user,
    isFormer: (user) => !!(user && queue.expected() && user !== queue.expected()),
  };
}
