/** What the page asks of the core. */
export type Ask =
  | { what: 'check'; source: string }
  | { what: 'journeys'; source: string }
  | { what: 'follow'; source: string; messages: string; points: number; after: number }
  | { what: 'explain'; source: string; messages: string; visitor: string; at: number }
  | { what: 'diff'; source: string; against: string; messages: string }
  | { what: 'coverage'; source: string; messages: string }
  | { what: 'pack'; source: string };

export interface Question {
  id: number;
  ask: Ask;
}

export interface Answer {
  id: number;
  value?: unknown;
  error?: string;
}

export interface Core {
  /** An answer to this question. */
  ask<T>(ask: Ask): Promise<T>;
  /**
   * An answer to the newest question of its `lane`: while one is being answered the next waits, and one that waited before is dropped, so
   * that a number that is dragged is never behind by more than one answer. Undefined where it was dropped.
   */
  newest<T>(lane: string, ask: Ask): Promise<T | undefined>;
}

export function createCore(worker: Worker): Core {
  let last = 0;
  const waiting = new Map<number, { done: (value: never) => void; failed: (error: Error) => void }>();
  const busy = new Set<string>();
  const next = new Map<string, { ask: Ask; done: (value: never) => void; failed: (error: Error) => void }>();

  worker.onmessage = ({ data }: { data: Answer }) => {
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error === undefined) one?.done(data.value as never);
    else one?.failed(new Error(data.error));
  };

  const ask = <T>(question: Ask): Promise<T> =>
    new Promise((done, failed) => {
      waiting.set(++last, { done, failed });
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
