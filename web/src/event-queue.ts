/**
 * Events on their way from being made to being kept.
 *
 * | an event | comes by | goes by |
 * |---|---|---|
 * | waits | push; adopt, from a page that was left; undo | next; forget; too many wait |
 * | is in the batch: scored, and about to be kept | next | kept; undo, where the step was not kept; giveUp, where it fails each time |
 *
 * Beside that it may have a copy (unsaved-events.ts), from when the page was left or hidden until the event is kept: its `late`.
 */
import { userOf, type Draft } from './event';
import type { UnsavedEvents } from './storage/unsaved-events';

/** A page that floods us loses its oldest events, not its memory. */
export const kWaiting = 10_000;

export interface EventQueue {
  /** `born`: of the visitor whom the page knows. The first time that too many wait, it is told. */
  push(draft: Draft, born?: number): void;
  /** The next to be scored, from now on in the batch. */
  next(): Draft | undefined;
  /** What was scored was not kept: it waits again. */
  undo(): void;
  /** What was scored is kept; `lasting`: beyond this page, so that copies go. */
  kept(lasting: boolean): void;
  /** The step fails each time: its events, or the first that waits, are not tried for ever, nor come back with the next page. */
  giveUp(): void;
  /** Takes in what other pages left. */
  adopt(): void;
  /** Drops what was, with `copies`, left by earlier pages; else all. */
  forget(copies?: 'copies'): void;
  /** The page was away: another person may be here than the one it knows, and others took in what it had left. */
  back(): void;
  /** The store has told who is here. */
  known(): void;
  waiting(): readonly Draft[];
  batch(): readonly Draft[];
  /** The last userId among what waits; "" without one. */
  expected(): string;
}

export function createEventQueue(unsaved: UnsavedEvents, flooded: () => void): EventQueue {
  let waiting: Draft[] = [];
  let batch: Draft[] = [];
  let expected = '';
  let doubtful = false;
  let told = false;

  return {
    push(draft, born) {
      if (!expected && !doubtful) draft.born = born;
      expected = userOf(draft.fields) || expected;
      if (waiting.push(draft) <= kWaiting) return;
      waiting.shift();
      if (!told) flooded();
      told = true;
    },
    next() {
      const draft = waiting.shift();
      if (draft) batch.push(draft);
      return draft;
    },
    undo: () => void waiting.unshift(...batch.splice(0)),
    kept(lasting) {
      const done = batch.splice(0);
      if (lasting) unsaved.drop(done);
    },
    giveUp: () => unsaved.drop(batch.length ? batch.splice(0) : waiting.splice(0, 1)),
    adopt() {
      const ours = new Set([...batch, ...waiting].map(({ id }) => id));
      waiting.unshift(...unsaved.found().filter(({ id }) => !ours.has(id)));
    },
    forget(copies) {
      waiting = copies ? waiting.filter((draft) => !draft.late) : [];
      if (copies) return;
      batch = [];
      expected = '';
    },
    back() {
      doubtful = true;
      waiting = waiting.filter((draft) => !draft.late || unsaved.has(draft));
    },
    known() {
      doubtful = false;
      if (waiting.length) return;
      expected = '';
      told = false;
    },
    waiting: () => waiting,
    batch: () => batch,
    expected: () => expected,
  };
}
