/** Where events meet the core: in one transaction on the stored state, or without any when the page is left. */
import type { Outbox } from './delivery/outbox';
import type { Door } from './door';
import type { EventQueue } from './event-queue';
import type { ScoredEvent, Scorer } from './scorer';
import { kLog, type Log } from './storage/log';
import type { Values, Writes } from './storage/store';
import { kState, kTurn, type StoredState } from './stored-state';
import { readVisitor, visitorExpired } from './storage/visitor';
import { toJson } from './tools/json';
import { randomId } from './tools/random';

/** The core with its model and visitor. */
export interface Session {
  core: Door;
  digest: string;
  labels: Map<string, string>;
  /** The stored state may have changed under us. */
  dirty: boolean;
  /** This page has met the visitor: an id that was good then is not ended by a clock that jumps. */
  entered: boolean;
}

export interface ScoringDeps {
  outbox: Outbox;
  log: Log;
  now(): number;
  /** The visitor was forgotten: by retention, or because the id has lived its time. */
  forgotten(): void;
}

export interface ScoringParts extends ScoringDeps {
  queue: EventQueue;
  scorer: Scorer;
  stored: StoredState;
}

/** Scores what waits, as long as our turn lasts. `hurry`: the page is left, and there is no other turn. */
function scoreSome({ queue, scorer }: ScoringParts, core: Door, scored: ScoredEvent[], hurry: boolean): void {
  // From here: until a database answers the host page has its turn anyway.
  const end = performance.now() + kTurn;
  while (hurry || performance.now() < end) {
    const draft = queue.next();
    if (!draft) return;
    scorer.take(core, draft, scored);
  }
}

/** One transaction's work: catch up with other tabs, score, and say what to write. Runs again where a try was undone. */
export function scoreStep(parts: ScoringParts, { core, entered }: Session, { id, [kState]: text }: Values, scored: ScoredEvent[], hurry: boolean): Writes {
  const { queue, scorer, stored, log, outbox } = parts;
  const time = parts.now();
  const writes: Writes = {};
  // An earlier try was kept, and only its answer was lost.
  if (queue.batch().length && stored.isCurrent(text!)) return writes;
  scored.length = 0;
  queue.undo();
  if (!stored.isCurrent(text!)) stored.restore(core, text!);
  if (stored.isTooNew(text!)) return writes; // What waits is scored in memory, where the next step finds itself.
  let visitor = readVisitor(id!);
  // The core knows nobody, though something is stored: by the model's retention it is to be forgotten.
  if ((!entered && visitor && visitorExpired(visitor, time)) || (stored.exists() && core.view(time).last === null)) {
    writes['*'] = visitor = null;
    queue.forget('copies');
    stored.restore(core, null);
    parts.forgotten();
  }
  visitor ??= { id: randomId(), born: time };
  scorer.serve(visitor);
  scoreSome(parts, core, scored, hurry);
  const whose = scorer.visitor()!;
  if (!scored.length && (whose === visitor || !stored.exists())) return writes;
  // Of the former person only their messages are kept.
  if (whose.id !== visitor.id) writes[kLog + '*'] = null;
  const theirs = scored.flatMap(({ outcome, former }) => (former ? [] : [outcome.line]));
  const next = stored.next(core);
  return {
    ...writes,
    ...log.append(stored.generation(), theirs),
    ...outbox.keep(scored.flatMap(({ outcome }) => outcome.messages)),
    id: toJson(whose),
    [kState]: next,
  };
}

/** The page is left: scores what waits without a transaction, for which there may be no time, and sends the messages. */
export function scoreOnExit({ queue, scorer, stored, outbox, now }: ScoringParts, core: Door): void {
  const id = core.view(now()).visitor;
  if (!id) return;
  if (scorer.visitor()?.id !== id) scorer.serve({ id, born: 0 });
  for (const draft of queue.waiting()) {
    if (draft.said) continue;
    scorer.take(core, draft, []);
    outbox.sendOnExit(draft.said ?? []);
  }
  stored.forget();
}
