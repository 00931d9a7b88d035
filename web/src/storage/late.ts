/**
 * What was not kept yet when the page was left or hidden: a last-chance copy in localStorage, whose writes are done when they
 * return. One key an event. The next page takes it in, and the core drops the event if it did get kept.
 */
import type { Draft } from '../event';
import { fromJson, toJson } from '../tools/json';
import { randomId } from '../tools/random';
import type { Shelf } from './shelf';

export const kLate = 'late.';
/** A page that is flooded as it is left keeps its oldest. */
const kMost = 256;

export interface Late {
  keep(drafts: Draft[]): void;
  /** They are kept where they belong: the copies go. */
  drop(drafts: Draft[]): void;
  /** No page has taken it in. */
  has(draft: Draft): boolean;
  /** What earlier pages left, oldest first. */
  found(): Draft[];
}

export function createLate(shelf: Shelf): Late {
  const keys = () => shelf.keys().filter((key) => key.startsWith(kLate));
  return {
    keep(drafts) {
      let room = drafts.length ? kMost - keys().length : 0;
      for (const draft of drafts) {
        if (!draft.late && room-- <= 0) return;
        draft.late = true;
        draft.id ??= randomId();
        shelf.set(kLate + draft.id, toJson(draft, Infinity));
      }
    },
    drop: (drafts) => drafts.forEach(({ id, late }) => late && shelf.set(kLate + id, null)),
    has: ({ id }) => shelf.get(kLate + id) !== null,
    found() {
      const drafts: Draft[] = [];
      for (const key of keys()) {
        const draft = fromJson<Draft>(shelf.get(key));
        if (draft?.page && draft.fields && key === kLate + draft.id) drafts.push(draft);
        else shelf.set(key, null);
      }
      return drafts.sort((a, b) => a.made - b.made);
    },
  };
}
