/** The events as they were scored, so that anyone can score them again. One record a step: "log.<generation>.<events>.<size>". */
import type { Store, Writes } from './store';

export const kLog = 'log.';

interface LogLimits {
  events: number;
  /** Characters, all records together. */
  size: number;
}

export interface Log {
  /** What to write for the lines scored in `generation` of the state. */
  append(generation: number, lines: string[]): Writes;
  /** All lines, oldest first, each ended by a newline. */
  read(): Promise<string>;
  /** The newest generation in it; 0 without one. */
  newest(): Promise<number>;
  /** Drops the oldest records until the limits hold. */
  prune(): Promise<void>;
}

/** [generation, events, size] of a record, which its key tells, so that nothing need be read to know what is there. */
const told = (key: string): number[] => key.split('.').slice(1).map(Number);
const byAge = (a: string, b: string): number => told(a)[0]! - told(b)[0]!;

/** The lines of those pairs that are records, oldest first, each ended by a newline. */
export const linesOf = (pairs: [key: string, text: string][]): string =>
  pairs.filter(([key]) => key.startsWith(kLog)).sort(([a], [b]) => byAge(a, b)).map(([, text]) => text).join('');

export function createLog(store: Store, limits: LogLimits = { events: 5000, size: 2_000_000 }): Log {
  return {
    append(generation, lines) {
      const text = lines.map((line) => line + '\n').join('');
      return text === '' ? {} : { [`${kLog}${generation}.${lines.length}.${text.length}`]: text };
    },
    read: async () => linesOf(await store.list(kLog)),
    newest: async () => Math.max(0, ...(await store.keys(kLog)).map((key) => told(key)[0]!)),
    async prune() {
      let { events, size } = limits;
      const gone: Writes = {};
      for (const key of (await store.keys(kLog)).sort(byAge).reverse()) {
        events -= told(key)[1]!;
        size -= told(key)[2]!;
        if (events < 0 || size < 0) gone[key] = null;
      }
      await store.write(gone);
    },
  };
}
