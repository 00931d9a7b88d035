/** What scoring and delivery keep, changed in transactions. Asynchronous, so that a database can stand behind it. */
import type { KeyValueStore } from './key-value';

/** Values of the keys that were asked for; null where there is none. */
export type Values = Record<string, string | null>;
/**
 * Keys to set, or with null to remove. "out.*": null removes all keys that begin with "out."; it stands before those that
 * are set.
 */
export type Writes = Record<string, string | null>;

export interface Store {
  /**
   * One transaction: reads `keys`, hands their values to `work`, writes what `work` returns, and resolves when that is kept.
   * Another tab's step comes before it or after it, never between. `work` runs again where a try was undone, or where nobody
   * knows: it may find its own writes.
   */
  step(keys: readonly string[], work: (values: Values) => Writes): Promise<void>;
  /** All pairs whose key begins with `prefix`, in no order. */
  list(prefix: string): Promise<[key: string, value: string][]>;
  /** Their keys alone. */
  keys(prefix: string): Promise<string[]>;
  write(writes: Writes): Promise<void>;
}

/** The prefix of a key that stands for many, as "out.*"; null for any other. */
export const prefixOf = (key: string): string | null => (key.endsWith('*') ? key.slice(0, -1) : null);

/** A Store on a KeyValueStore. Every call does its work before it returns. Tabs in different processes may overwrite each other's step. */
export function storeOn(values: KeyValueStore): Store {
  const named = (prefix: string) => values.keys().filter((key) => key.startsWith(prefix));
  const write = (writes: Writes) => {
    for (const key of Object.keys(writes)) {
      const prefix = prefixOf(key);
      if (prefix === null) values.set(key, writes[key]!);
      else named(prefix).forEach((name) => values.set(name, null));
    }
  };
  return {
    async step(keys, work) {
      write(work(Object.fromEntries(keys.map((key) => [key, values.get(key)]))));
    },
    list: async (prefix) => named(prefix).map((key) => [key, values.get(key)!]),
    keys: async (prefix) => named(prefix),
    async write(writes) {
      write(writes);
    },
  };
}
