/** From an event to its outcome: waits for the core, scores in transactions, logs, keeps messages, tells the news. */
import type { View } from '../kelvin';
import type { Compiled, Door } from './door';
import { userOf, type Draft } from './event';
import type { Outbox } from './delivery/outbox';
import { tell, type AllNews } from './news';
import { createScorer, type ScorerDeps, type Told } from './scorer';
import type { UnsavedEvents } from './storage/unsaved-events';
import { kLog } from './storage/log';
import type { Values, Writes } from './storage/store';
import { createStoredState, kState, kTurn, type StoredStateDeps } from './stored-state';
import { readVisitor, visitorExpired } from './storage/visitor';
import type { Bus } from './tools/bus';
import { toJson } from './tools/json';
import { randomId } from './tools/random';
import { fault } from './tools/safe';

export interface PipelineDeps extends ScorerDeps, StoredStateDeps {
  unsaved: UnsavedEvents;
  outbox: Outbox;
  bus: Bus<AllNews>;
  /** What is stored outlives the page. */
  keeps(): boolean;
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
  /** The last userId that was told of this visitor. */
  user(): string | undefined;
  /** Another userId waits to be scored: this one's visitor may not be who is here now. */
  isFormer(user: string | undefined): boolean;
}

/** A page that floods us loses its oldest events, not its memory. */
const kWaiting = 10_000;

export function createPipeline(deps: PipelineDeps): Pipeline {
  const { store, log, unsaved, outbox, bus, report, now } = deps;
  const scorer = createScorer(deps);
  const stored = createStoredState(deps);
  let door: Door | null = null;
  let digest = '';
  let labels = new Map<string, string>();
  let waiting: Draft[] = [];
  /** Scored, and about to be kept. */
  let batch: Draft[] = [];
  let running: Promise<void> | null = null;
  let dirty = false;
  /** Counts openings and closings: a grant may end while the past is read. */
  let opened = 0;
  let gone = false;
  let flooded = false;
  /** The last userId among what waits. */
  let expected = '';
  /** The page was away: another person may be here than the one it knows. */
  let doubtful = false;
  /** This page has met the visitor: an id that was good then is not ended by a clock that jumps. */
  let entered = false;

  const scoreSome = (core: Door, told: Told[]) => {
    // From here: until a database answers the host page has its turn anyway.
    const end = performance.now() + kTurn;
    while (waiting.length && (gone || performance.now() < end)) {
      batch.push(waiting.shift()!);
      scorer.take(core, batch.at(-1)!, told);
    }
  };

  /** One transaction's work: catch up with other tabs, score, and say what to write. */
  const work = (core: Door, { id, [kState]: text }: Values, told: Told[]): Writes => {
    const time = now();
    const writes: Writes = {};
    // An earlier try was kept, and only its answer was lost.
    if (batch.length && stored.isCurrent(text!)) return writes;
    told.length = 0;
    // What an earlier try scored was not kept.
    waiting.unshift(...batch.splice(0));
    if (!stored.isCurrent(text!)) stored.restore(core, text!);
    if (stored.isTooNew(text!)) return writes; // What waits is scored in memory, where the next step finds itself.
    let visitor = readVisitor(id!);
    // The core knows nobody, though something is stored: by the model's retention it is to be forgotten.
    if ((!entered && visitor && visitorExpired(visitor, time)) || (stored.exists() && core.view(time).last === null)) {
      writes['*'] = visitor = null;
      waiting = waiting.filter((draft) => !draft.late);
      stored.restore(core, null);
      deps.forgotten();
    }
    visitor ??= { id: randomId(), born: time };
    scorer.serve(visitor);
    scoreSome(core, told);
    const whose = scorer.visitor()!;
    if (!told.length && (whose === visitor || !stored.exists())) return writes;
    // Of the former person only their messages are kept.
    if (whose.id !== visitor.id) writes[kLog + '*'] = null;
    const theirs = told.flatMap(({ outcome, former }) => (former ? [] : [outcome.line]));
    const next = stored.next(core);
    return {
      ...writes,
      ...log.append(stored.generation(), theirs),
      ...outbox.keep(told.flatMap(({ outcome }) => outcome.messages)),
      id: toJson(whose),
      [kState]: next,
    };
  };

  const drain = async () => {
    let end = performance.now() + kTurn;
    while (door && (waiting.length || dirty)) {
      const core = door;
      const told: Told[] = [];
      const before = stored.generation();
      dirty = false;
      await store.step(['id', kState], (kept) => (core === door ? work(core, kept, told) : {}));
      entered = true;
      unsaved.drop(batch.splice(0));
      if (core !== door) return; // Consent was withdrawn meanwhile.
      if (!waiting.length) expected = '';
      doubtful = false;
      if (told.length) deps.notifyTabs();
      const messages = told.flatMap(({ outcome }) => outcome.messages);
      if (messages.length) outbox.flush(messages);
      tell(bus, told, core.view(now()), (segment) => labels.get(segment) ?? segment);
      if (stored.generation() >> 6 !== before >> 6) await log.prune();
      if (performance.now() < end) continue;
      if (waiting.length) await deps.pause();
      end = performance.now() + kTurn;
    }
    flooded = false;
  };

  const failed = (error: unknown) => report(fault('internal', 'pipeline', error, 'Please report this.'));
  const run = () => {
    // Chained rather than flagged, so that a failed step never stops the ones after it.
    running ??= drain()
      .catch((error) => {
        // What fails each time must not be tried for ever, nor come back with the next page.
        unsaved.drop(batch.length ? batch.splice(0) : waiting.splice(0, 1));
        stored.forget();
        dirty = false;
        failed(error);
      })
      .then(() => {
        running = null;
        if (door && (waiting.length || dirty)) run();
      });
  };

  const stale = () => {
    dirty = true;
    run();
  };

  /** Takes in what other pages left. */
  const adopt = () => {
    const ours = new Set([...batch, ...waiting].map(({ id }) => id));
    if (deps.keeps()) waiting.unshift(...unsaved.found().filter(({ id }) => !ours.has(id)));
  };

  /** The page is left: scores what waits without a transaction, for which there may be no time, and sends the messages. */
  const scoreOnExit = () => {
    const core = door;
    const id = core?.view(now()).visitor;
    if (!core || !id) return;
    if (scorer.visitor()?.id !== id) scorer.serve({ id, born: 0 });
    for (const draft of waiting) {
      if (draft.said) continue;
      scorer.take(core, draft, []);
      outbox.sendOnExit(draft.said ?? []);
    }
    stored.forget();
  };

  const settled = async () => {
    while (running) await running;
  };

  const leave = (leaving: boolean) => {
    gone ||= leaving;
    const drafts = [...batch, ...waiting];
    if (!drafts.length || !deps.keeps()) return;
    if (gone) {
      outbox.sendOnExit(batch.flatMap(({ said }) => said ?? []));
      scoreOnExit();
    }
    unsaved.keep(drafts);
  };

  return {
    push(draft) {
      if (!expected && !doubtful) draft.born = scorer.visitor()?.born;
      expected = userOf(draft.fields) || expected;
      if (waiting.push(draft) > kWaiting) {
        waiting.shift();
        if (!flooded) report(fault('flood', 'events', `${kWaiting} wait`, 'Make fewer events.'));
        flooded = true;
      }
      run();
      if (gone) leave(true);
    },
    async open(core, model) {
      labels = new Map(model.segments.map(({ id, label }) => [id, label]));
      adopt();
      const open = ++opened;
      ({ digest } = model);
      await stored.load(core, digest);
      entered = false;
      if (open === opened) {
        door = core;
        stale();
        await running;
      }
      return core.view(now());
    },
    async reopen() {
      await settled();
      if (!door) return;
      entered = false;
      running = stored.load(door, digest).catch(failed).then(() => {
        running = null;
        stale();
      });
    },
    stale,
    follow() {
      if (!door) return;
      adopt();
      stale();
    },
    forget() {
      waiting = [];
      batch = [];
      stored.forget();
      expected = '';
      scorer.serve(null);
      door?.restore('');
    },
    leave,
    back() {
      gone = false;
      doubtful = true;
      waiting = waiting.filter((draft) => !draft.late || unsaved.has(draft));
      stale();
    },
    settled,
    close() {
      opened++;
      door = null;
      waiting = [];
      batch = [];
      stored.forget();
      expected = '';
      scorer.serve(null);
    },
    view: () => door?.view(now()) ?? null,
    explain: () => door?.explain(now()) ?? null,
    user: () => scorer.visitor()?.user,
    isFormer: (user) => !!(user && expected && user !== expected),
  };
}
