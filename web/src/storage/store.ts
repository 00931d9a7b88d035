/** What scoring and delivery keep, changed in transactions. Asynchronous, so that a database can stand behind it. */
import type { Shelf } from './shelf';

/** Values of the keys that were asked for; null where there is none. */
export type Values = Record<string, string | null>;
/** Keys to set, or with null to remove. */
export type Writes = Record<string, string | null>;

export interface Store {
  /**
   * One transaction: reads `keys`, hands their values to `work`, writes what `work` returns, and resolves when that is kept.
   * Another tab's step comes before it or after it, never between.
   */
  step(keys: readonly string[], work: (values: Values) => Writes): Promise<void>;
  /** All pairs whose key begins with `prefix`, in no order. */
  list(prefix: string): Promise<[key: string, value: string][]>;
  write(writes: Writes): Promise<void>;
}

/**
 * A Store on a Shelf. Every call does its work before it returns, so that what happens while a page is being left is kept.
 * Tabs in different processes may still overwrite each other's step.
 */
export function shelfStore(shelf: Shelf): Store {
  const write = (writes: Writes) => Object.keys(writes).forEach((key) => shelf.set(key, writes[key]!));
  return {
    async step(keys, work) {
      write(work(Object.fromEntries(keys.map((key) => [key, shelf.get(key)]))));
    },
    async list(prefix) {
      const names = shelf.keys().filter((key) => key.startsWith(prefix));
      return names.map((key) => [key, shelf.get(key)!]);
    },
    async write(writes) {
      write(writes);
    },
  };
}
