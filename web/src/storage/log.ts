/** The events as they were scored, so that anyone can score them again. One key per chunk: "log.<first generation>". */
import type { Store, Writes } from './store';

export const kLog = 'log.';

export interface LogLimits {
  events: number;
  /** Characters, all chunks together. */
  size: number;
}

/** A chunk is written anew with each event: small ones cost less, large ones are fewer. */
const kChunk = 4096;

export interface Log {
  /** Adds lines written in `generation` of the state. `alone`: nobody else wrote since our last ones. */
  append(generation: number, alone: boolean, lines: string[]): Writes;
  /** All lines, oldest first, each ended by a newline. */
  read(): Promise<string>;
  /** Generation that the newest chunk began in; 0 without one. */
  newest(): Promise<number>;
  /** Drops the oldest chunks until the limits hold. */
  prune(): Promise<void>;
}

const began = (key: string): number => Number(key.slice(kLog.length)) || 0;

export function createLog(store: Store, limits: LogLimits = { events: 2000, size: 1_000_000 }): Log {
  let key = '';
  let chunk = '';
  let last = 0;
  const chunks = async () => (await store.list(kLog)).sort(([a], [b]) => began(a) - began(b));
  return {
    append(generation, alone, lines) {
      // Another tab's lines lie between: ours go on in a chunk of their own, so that the order is that of scoring.
      if (!alone || generation !== last + 1 || chunk.length > kChunk || !key) {
        key = kLog + generation;
        chunk = '';
      }
      last = generation;
      chunk += lines.map((line) => line + '\n').join('');
      return { [key]: chunk };
    },
    read: async () => (await chunks()).map(([, text]) => text).join(''),
    newest: async () => began((await chunks()).pop()?.[0] ?? ''),
    async prune() {
      let { events, size } = limits;
      const gone: Writes = {};
      for (const [name, text] of (await chunks()).reverse()) {
        size -= text.length;
        events -= text.split('\n').length - 1;
        if (name !== key && (size < 0 || events < 0)) gone[name] = null;
      }
      await store.write(gone);
    },
  };
}
