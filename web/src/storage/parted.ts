/** Pages that were left while they held messages: noted in localStorage, whose writes are done when they return. */
import type { Shelf } from './shelf';

const kParted = 'gone.';
/** After this no claim of such a page stands any more. */
const kForgotten = 60_000;

export interface Parted {
  /** When the page of that name was left; infinite while it was not. */
  at(page: number): number;
  /** This page, `name`, is being left, or has come back. */
  mark(name: number, gone: boolean): void;
}

export function createParted(shelf: Shelf, keeps: () => boolean): Parted {
  const at = (key: string): number => Number(shelf.get(key) ?? Infinity);
  return {
    at: (page) => at(kParted + page),
    mark(name, gone) {
      if (!keeps()) return;
      const old = (key: string) => key.startsWith(kParted) && !(Math.abs(Date.now() - at(key)) < kForgotten);
      for (const key of shelf.keys()) if (old(key)) shelf.set(key, null);
      if (gone || at(kParted + name) < Infinity) shelf.set(kParted + name, gone ? String(Date.now()) : null);
    },
  };
}
