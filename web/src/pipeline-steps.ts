/**
 * What happens in the pipeline, as steps on its course. The course is in one of these states; `kMoves` says which may follow:
 *
 * | state | what goes on | ends by |
 * |---|---|---|
 * | none | events wait: there is no core | `open` |
 * | reading | the stored past is taken in | it was read; `close` |
 * | open | nothing is due | an event, a change of the stored state, another store; `close` |
 * | rereading | another store stands behind us: what it holds is taken in | it was read; `close` |
 * | step | a transaction: catch up, score, write; then its news | it was kept, or fails each time; `close` |
 *
 * After `close`, or another `open`, what is under way belongs to a session that has ended: its end moves nothing, and tells nothing.
 */
import type { View } from '../kelvin';
import type { Compiled, Door } from './door';
import { tell, type AllNews } from './news';
import { scoreOnExit, scoreStep, type ScoringDeps, type ScoringParts, type Session } from './score-step';
import type { ScoredEvent } from './scorer';
import type { Store } from './storage/store';
import type { UnsavedEvents } from './storage/unsaved-events';
import { kState, kTurn } from './stored-state';
import type { Bus } from './tools/bus';
import { fault, type Report } from './tools/safe';

type State = 'none' | 'reading' | 'open' | 'rereading' | 'step';
const kMoves: Record<State, readonly State[]> = {
  none: ['reading'],
  reading: ['open', 'reading', 'none'],
  open: ['step', 'rereading', 'reading', 'none'],
  rereading: ['open', 'reading', 'none'],
  step: ['open', 'reading', 'none'],
};

export interface StepsDeps extends ScoringDeps {
  store: Store;
  unsaved: UnsavedEvents;
  bus: Bus<AllNews>;
  report: Report;
  /** A pause in which the host page may work. */
  pause(): Promise<void>;
  /** What is stored outlives the page. */
  keeps(): boolean;
  /** What a step wrote outlives the page: storage has not failed. */
  lasting(): boolean;
  /** Tells the other tabs that the state moved. */
  notifyTabs(): void;
}

export interface Course extends StepsDeps, ScoringParts {
  state: State;
  session: Session | null;
  /** The steps under way. */
  running: Promise<void> | null;
  /** Counts what is erased: a step that began before that must not take an event that was made after it, to have it erased. */
  era: number;
  /** The page is left for good, as far as anybody can tell. */
  gone: boolean;
}

/** The core with its model and visitor, once its past was read. */
export const sessionOf = ({ state, session }: Course): Session | null => (state === 'none' || state === 'reading' ? null : session);

/** False, and nothing has moved, where the session is over or the move is none of the table's. */
export function move(course: Course, to: State, mine: Session | null = course.session): boolean {
  const legal = mine === course.session && kMoves[course.state].includes(to);
  if (legal) course.state = to;
  return legal;
}

const isDue = (course: Course): boolean => {
  const mine = sessionOf(course);
  return !!mine && (mine.dirty || course.queue.waiting().length > 0);
};

/** One transaction, and what follows when it was kept. */
async function step(course: Course, mine: Session): Promise<void> {
  const { store, queue, stored, outbox, bus, log, now } = course;
  const scored: ScoredEvent[] = [];
  const before = stored.generation();
  const begun = course.era;
  mine.dirty = false;
  await store.step(['id', kState], (kept) => {
    if (mine === course.session && begun === course.era) return scoreStep(course, mine, kept, scored, course.gone);
    scored.length = 0;
    queue.undo();
    return {};
  });
  mine.entered = true;
  queue.kept(course.lasting());
  if (!move(course, 'open', mine)) return; // Consent was withdrawn meanwhile.
  queue.known();
  if (scored.length) course.notifyTabs();
  const messages = scored.flatMap(({ outcome }) => outcome.messages);
  if (messages.length) outbox.flush(messages);
  const { core, labels } = mine;
  tell(bus, scored, core.view(now()), (segment) => labels.get(segment) ?? segment);
  if (stored.generation() >> 6 !== before >> 6) await log.prune();
}

/** Steps as long as something is due; the host page gets its turn between them. */
async function steps(course: Course): Promise<void> {
  for (let end = performance.now() + kTurn; isDue(course) && move(course, 'step'); ) {
    await step(course, course.session!);
    if (performance.now() < end) continue;
    if (course.queue.waiting().length) await course.pause();
    end = performance.now() + kTurn;
  }
}

const failed = ({ report }: Course, error: unknown) => report(fault('internal', 'pipeline', error, 'Please report this.'));

export function run(course: Course): void {
  // Chained rather than flagged, so that a failed step never stops the ones after it.
  course.running ??= steps(course)
    .catch((error) => {
      course.queue.giveUp();
      course.stored.forget();
      if (course.session) course.session.dirty = false;
      if (course.state === 'step') move(course, 'open');
      failed(course, error);
    })
    .then(() => {
      course.running = null;
      if (isDue(course)) run(course);
    });
}

/** The stored state may have changed under us. */
export function stale(course: Course): void {
  if (course.session) course.session.dirty = true;
  run(course);
}

/** What other pages left is ours to score. */
export function adopt({ keeps, queue }: Course): void {
  if (keeps()) queue.adopt();
}

export async function settled(course: Course): Promise<void> {
  while (course.running) await course.running;
}

/** A session begins: reads the past, scores what waits. */
export async function open(course: Course, core: Door, model: Compiled): Promise<View> {
  const labels = new Map(model.segments.map(({ id, label }) => [id, label]));
  const mine: Session = { core, digest: model.digest, labels, dirty: true, entered: false };
  move(course, 'reading');
  course.session = mine;
  adopt(course);
  await course.stored.load(core, mine.digest);
  if (move(course, 'open', mine)) {
    run(course);
    await course.running;
  }
  return core.view(course.now());
}

/** Another store stands behind the session: reads what it holds. */
export async function reopen(course: Course): Promise<void> {
  // Not by `settled`: between its end and ours an event could begin another step.
  while (course.running) await course.running;
  const mine = sessionOf(course);
  if (!mine || !move(course, 'rereading')) return;
  mine.entered = false;
  course.running = course.stored
    .load(mine.core, mine.digest)
    .catch((error) => failed(course, error))
    .then(() => {
      course.running = null;
      move(course, 'open', mine);
      stale(course);
    });
}

/** Drops what waits and what was scored; without a session it begins anew. */
export function forget(course: Course): void {
  course.era++;
  course.queue.forget();
  course.stored.forget();
  course.scorer.serve(null);
}

/** Copies of what is not kept; of a page that is left for good the messages go at once. */
export function leave(course: Course, leaving: boolean): void {
  const { queue, outbox, unsaved } = course;
  course.gone ||= leaving;
  const drafts = [...queue.batch(), ...queue.waiting()];
  if (!drafts.length || !course.keeps()) return;
  if (course.gone) {
    outbox.sendOnExit(queue.batch().flatMap(({ said }) => said ?? []));
    const mine = sessionOf(course);
    if (mine) scoreOnExit(course, mine.core);
  }
  unsaved.keep(drafts);
}
