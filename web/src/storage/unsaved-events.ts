/**
 * Events that were not stored yet when the page was left or hidden: each is copied to a key of localStorage, whose writes are done
 * when they return. The next page scores them, and the core drops those that did get stored, by their ids.
 */
import type { Draft } from '../event';
import { fromJson, toJson } from '../tools/json';
import { randomId } from '../tools/random';
import type { KeyValueStore } from './key-value';

export const kUnsaved = 'late.';
/** A page that is flooded as it is left keeps its oldest. */
const kMost = 256;

export interface UnsavedEvents {
  keep(drafts: Draft[]): void;
  /** They are kept where they belong: the copies go. */
  drop(drafts: Draft[]): void;
  /** No page has taken it in. */
  has(draft: Draft): boolean;
  /** What earlier pages left, oldest first. */
  found(): Draft[];
}

export function createUnsavedEvents(values: KeyValueStore): UnsavedEvents {
  const keys = () => values.keys().filter((key) => key.startsWith(kUnsaved));
  return {
    keep(drafts) {
      let room = drafts.length ? kMost - keys().length : 0;
      for (const draft of drafts) {
        if (!draft.late && room-- <= 0) return;
        draft.late = true;
        draft.id ??= randomId();
        values.set(kUnsaved + draft.id, toJson(draft, Infinity));
      }
    },
    drop: (drafts) => drafts.forEach(({ id, late }) => late && values.set(kUnsaved + id, null)),
    has: ({ id }) => values.get(kUnsaved + id) !== null,
    found() {
      const drafts: Draft[] = [];
      for (const key of keys()) {
        const draft = fromJson<Draft>(values.get(key));
        if (draft?.page && draft.fields && key === kUnsaved + draft.id) drafts.push(draft);
        else values.set(key, null);
      }
      return drafts.sort((a, b) => a.made - b.made);
    },
  };
}
