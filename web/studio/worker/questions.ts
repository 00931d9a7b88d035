/** What the page asks of the core. */
import type { FollowedEvent, FollowedVisitor } from '../../../wasm/studio';

export type Ask =
  | { what: 'check'; source: string }
  | { what: 'journeys'; source: string }
  | { what: 'pack'; source: string }
  /** Messages that the rest is about, from now on. */
  | { what: 'watch'; messages: string }
  | { what: 'follow'; source: string; points: number; after: number; events: string[] }
  | { what: 'explain'; source: string; visitor: string; at: number }
  | { what: 'diff'; source: string; against: string }
  | { what: 'coverage'; source: string }
  | { what: 'calibrate'; source: string }
  /** A visitor's first messages, with what this model keeps of them. */
  | { what: 'scrubbedOf'; source: string; visitor: string; most: number }
  /** A log, whose messages the rest is about from then on; tells how far it is. */
  | { what: 'readLog'; file: File; shown: number; most: number }
  | { what: 'readLabels'; file: File };

/** A visitor's line as it is drawn: seconds since 1970, and of each score what it showed. */
export interface Line extends Pick<FollowedVisitor, 'visitor' | 'stays'> {
  at: Float64Array;
  shown: Float64Array[];
  marked: Float64Array;
  marks: Uint8Array;
  events?: FollowedEvent[];
}
export interface Lines {
  ok: true;
  scores: string[];
  visitors: Line[];
}

export interface Progress {
  /** Of 1. */
  share: number;
  messages: number;
}

/** Lines that could not be used: the first are named as the command line names them. */
export interface Bad {
  count: number;
  named: string[];
}

export interface LogRead {
  name: string;
  messages: number;
  visitors: number;
  /** Those with most messages, and how many each has. */
  shown: { visitor: string; messages: number }[];
  /** Their messages, as a JSON list. */
  examples: string;
  bad: Bad;
  /** Why not all of it was read. */
  cut: string;
}

export interface LabelsRead {
  name: string;
  labels: number;
  converted: number;
  bad: Bad;
  /** Why it is no list of customers: the labels before are kept then. */
  wrong: string;
}

export interface Question {
  id: number;
  ask: Ask;
}

export interface Answer {
  id: number;
  value?: unknown;
  error?: string;
  progress?: Progress;
}

export interface Core {
  /** An answer to this question. */
  ask<T>(ask: Ask, onProgress?: (now: Progress) => void): Promise<T>;
  /**
   * An answer to the newest question of its `lane`: while one is being answered the next waits, and one that waited before is dropped, so
   * that a number that is dragged is never behind by more than one answer. Undefined where it was dropped.
   */
  newest<T>(lane: string, ask: Ask): Promise<T | undefined>;
}

interface Asked {
  done: (value: never) => void;
  failed: (error: Error) => void;
  onProgress?: ((now: Progress) => void) | undefined;
}

export function createCore(worker: Worker): Core {
  let last = 0;
  const waiting = new Map<number, Asked>();
  const busy = new Set<string>();
  const next = new Map<string, { ask: Ask } & Asked>();

  worker.onmessage = ({ data }: { data: Answer }) => {
    const one = waiting.get(data.id);
    if (data.progress) return one?.onProgress?.(data.progress);
    waiting.delete(data.id);
    if (data.error === undefined) one?.done(data.value as never);
    else one?.failed(new Error(data.error));
  };

  const ask = <T>(question: Ask, onProgress?: (now: Progress) => void): Promise<T> =>
    new Promise((done, failed) => {
      waiting.set(++last, { done, failed, onProgress });
      worker.postMessage({ id: last, ask: question });
    });

  async function run(lane: string) {
    busy.add(lane);
    for (let one = next.get(lane); one; one = next.get(lane)) {
      next.delete(lane);
      await ask<never>(one.ask).then(one.done, one.failed);
    }
    busy.delete(lane);
  }

  return {
    ask,
    newest: (lane, question) =>
      new Promise((done, failed) => {
        next.get(lane)?.done(undefined as never);
        next.set(lane, { ask: question, done: done as never, failed });
        if (!busy.has(lane)) void run(lane);
      }),
  };
}
