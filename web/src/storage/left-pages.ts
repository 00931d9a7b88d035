/** Pages that were left while they held messages: noted in localStorage, whose writes are done when they return. */
import type { KeyValueStore } from './key-value';

const kLeft = 'gone.';
/** After this no claim of such a page stands any more. */
const kForgotten = 60_000;

export interface LeftPages {
  /** When the page of that name was left; infinite while it was not. */
  at(page: number): number;
  /** This page, `name`, is being left, or has come back. */
  mark(name: number, gone: boolean): void;
}

export function createLeftPages(values: KeyValueStore, keeps: () => boolean): LeftPages {
  const at = (key: string): number => Number(values.get(key) ?? Infinity);
  return {
    at: (page) => at(kLeft + page),
    mark(name, gone) {
      if (!keeps()) return;
      const old = (key: string) => key.startsWith(kLeft) && !(Math.abs(Date.now() - at(key)) < kForgotten);
      for (const key of values.keys()) if (old(key)) values.set(key, null);
      if (gone || at(kLeft + name) < Infinity) values.set(kLeft + name, gone ? String(Date.now()) : null);
    },
  };
}
