/**
 * From an event to its outcome: scores in transactions, logs, keeps messages, tells the news. Events wait in a queue (event-queue.ts)
 * whether there is a core or not; the core's session has these states:
 *
 * | session | moves when | to |
 * |---|---|---|
 * | none | `open`: the core has a model | reading the past |
 * | reading the past | it was read | open |
 * | open, nothing due | an event waits, or the stored state may have changed | a step: catch up, score, write; then tell |
 * | a step | it was kept, or fails each time | open |
 * | open, nothing due | `reopen`: another store stands behind us | reading the past |
 * | any | `close` | none, and what comes of a step under way is not told |
 */
import type { View } from '../kelvin';
import type { Compiled, Door } from './door';
import type { Draft } from './event';
import { createEventQueue, kWaiting } from './event-queue';
import type { Outbox } from './delivery/outbox';
import { tell, type AllNews } from './news';
import { scoreOnExit, scoreStep } from './score-step';
import { createScorer, type ScorerDeps, type Told } from './scorer';
import type { UnsavedEvents } from './storage/unsaved-events';
import { createStoredState, kState, kTurn, type StoredStateDeps } from './stored-state';
import type { Bus } from './tools/bus';
import { fault } from './tools/safe';

export interface PipelineDeps extends ScorerDeps, StoredStateDeps {
  unsaved: UnsavedEvents;
  outbox: Outbox;
  bus: Bus<AllNews>;
  /** What is stored outlives the page. */
  keeps(): boolean;
  /** What a step wrote outlives the page: storage has not failed. */
  lasting(): boolean;
  /** The visitor was forgotten: by retention, or because the id has lived its time. */
  forgotten(): void;
  /** Tells the other tabs that the state moved. */
  notifyTabs(): void;
}

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

/** The core with its model and visitor: there from `open` to `close`, and no session before or after. */
export interface Session {
  core: Door;
  digest: string;
  labels: Map<string, string>;
  /** The past was read: events are scored. */
  open: boolean;
  /** The stored state may have changed under us. */
  dirty: boolean;
  /** This page has met the visitor: an id that was good then is not ended by a clock that jumps. */
  entered: boolean;
}

export function createPipeline(deps: PipelineDeps): Pipeline {
  const { store, log, unsaved, outbox, bus, report, now } = deps;
  const scorer = createScorer(deps);
  const stored = createStoredState(deps);
  const queue = createEventQueue(unsaved, () => report(fault('flood', 'events', `${kWaiting} wait`, 'Make fewer events.')));
  const parts = { ...deps, queue, scorer, stored };
  let session: Session | null = null;
  /** The steps under way. */
  let running: Promise<void> | null = null;
  /** Counts what is erased: a step that began before that must not take an event that was made after it, to have it erased. */
  let era = 0;
  /** The page is left for good, as far as anybody can tell. */
  let gone = false;
  const open = (): Session | null => (session?.open ? session : null);
  const isDue = ({ dirty }: Session) => dirty || queue.waiting().length > 0;

  const drain = async () => {
    let end = performance.now() + kTurn;
    for (;;) {
      const mine = open();
      if (!mine || !isDue(mine)) return;
      const told: Told[] = [];
      const before = stored.generation();
      mine.dirty = false;
      const begun = era;
      await store.step(['id', kState], (kept) => {
        if (mine === session && begun === era) return scoreStep(parts, mine, kept, told, gone);
        told.length = 0;
        queue.undo();
        return {};
      });
      mine.entered = true;
      queue.kept(deps.lasting());
      if (mine !== session) return; // Consent was withdrawn meanwhile.
      queue.known();
      if (told.length) deps.notifyTabs();
      const messages = told.flatMap(({ outcome }) => outcome.messages);
      if (messages.length) outbox.flush(messages);
      const { core, labels } = mine;
      tell(bus, told, core.view(now()), (segment) => labels.get(segment) ?? segment);
      if (stored.generation() >> 6 !== before >> 6) await log.prune();
      if (performance.now() >= end) {
        if (queue.waiting().length) await deps.pause();
        end = performance.now() + kTurn;
      }
    }
  };

  const failed = (error: unknown) => report(fault('internal', 'pipeline', error, 'Please report this.'));
  const run = () => {
    // Chained rather than flagged, so that a failed step never stops the ones after it.
    running ??= drain()
      .catch((error) => {
        queue.giveUp();
        stored.forget();
        if (session) session.dirty = false;
        failed(error);
      })
      .then(() => {
        running = null;
        const mine = open();
        if (mine && isDue(mine)) run();
      });
  };

  const stale = () => {
    if (session) session.dirty = true;
    run();
  };

  const adopt = () => {
    if (deps.keeps()) queue.adopt();
  };
  const renew = () => void era++;
  const forget = () => {
    renew();
    queue.forget();
    stored.forget();
    scorer.serve(null);
  };

  const look = <T>(work: (core: Door) => T): T | null => {
    const mine = open();
    return mine && work(mine.core);
  };

  const settled = async () => {
    while (running) await running;
  };

  const leave = (leaving: boolean) => {
    gone ||= leaving;
    const drafts = [...queue.batch(), ...queue.waiting()];
    if (!drafts.length || !deps.keeps()) return;
    if (gone) {
      outbox.sendOnExit(queue.batch().flatMap(({ said }) => said ?? []));
      const mine = open();
      if (mine) scoreOnExit(parts, mine.core);
    }
    unsaved.keep(drafts);
  };

  return {
    push(draft) {
      queue.push(draft, scorer.visitor()?.born);
      run();
      if (gone) leave(true);
    },
    async open(core, model) {
      const labels = new Map(model.segments.map(({ id, label }) => [id, label]));
      const mine: Session = { core, digest: model.digest, labels, open: false, dirty: true, entered: false };
      session = mine;
      adopt();
      await stored.load(core, mine.digest);
      if (session === mine) {
        mine.open = true;
        run();
        await running;
      }
      return core.view(now());
    },
    async reopen() {
      await settled();
      const mine = open();
      if (!mine) return;
      mine.entered = false;
      running = stored.load(mine.core, mine.digest).catch(failed).then(() => {
        running = null;
        stale();
      });
    },
    stale,
    follow() {
      if (!open()) return;
      adopt();
      stale();
    },
    forget() {
      forget();
      open()?.core.restore('');
    },
    renew,
    leave,
    back() {
      gone = false;
      queue.back();
      stale();
    },
    settled,
    close() {
      session = null;
      forget();
    },
    view: () => look((core) => core.view(now())),
    explain: () => look((core) => core.explain(now())),
    look,
    user: () => scorer.visitor()?.user,
    isFormer: (user) => !!(user && queue.expected() && user !== queue.expected()),
  };
}
