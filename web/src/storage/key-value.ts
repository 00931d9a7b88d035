/** Small synchronous text storage: memory, and localStorage. */

export interface KeyValueStore {
  get(key: string): string | null;
  /** null removes. */
  set(key: string, value: string | null): void;
  keys(): string[];
}

export function memoryValues(pairs?: [string, string][]): KeyValueStore {
  const map = new Map(pairs);
  return {
    get: (key) => map.get(key) ?? null,
    set: (key, value) => void (value === null ? map.delete(key) : map.set(key, value)),
    keys: () => [...map.keys()],
  };
}

const kPrefix = 'kelvin.';

/**
 * localStorage under our prefix. Where it may not be read (blocked, sandboxed), refuses a write (quota) or silently loses one,
 * the value is kept in memory: this page goes on as if it had been written.
 */
export function localValues(win: Window): KeyValueStore {
  const unwritten = memoryValues();
  let faithful = false;
  const disk = (): Storage | null => {
    try {
      return win.localStorage;
    } catch {
      return null; // Reading the property throws where cookies are blocked, and in sandboxed frames.
    }
  };
  const stored = (key: string): string | null => {
    try {
      return disk()?.getItem(kPrefix + key) ?? null;
    } catch {
      return null;
    }
  };
  return {
    get: (key) => unwritten.get(key) ?? stored(key),
    set(key, value) {
      let written = false;
      try {
        if (value === null) disk()?.removeItem(kPrefix + key);
        else disk()!.setItem(kPrefix + key, value);
        // Read back until a write was seen to hold: storage that loses one silently loses all.
        written = value === null || (faithful ||= stored(key) === value);
      } catch {
        // Blocked or full: what was not stored stays in memory.
      }
      unwritten.set(key, written ? null : value);
    },
    keys() {
      let names: string[] = [];
      try {
        names = Object.keys(disk() ?? {}).filter((name) => name.startsWith(kPrefix));
      } catch {
        // Blocked: only what memory holds.
      }
      return [...new Set([...names.map((name) => name.slice(kPrefix.length)), ...unwritten.keys()])];
    },
  };
}

/** Key of a `storage` event as a KeyValueStore names it; null when it is not ours; "" when everything was cleared. */
export const ownKey = (key: string | null): string | null =>
  key === null ? '' : key.startsWith(kPrefix) ? key.slice(kPrefix.length) : null;
