/** The visitor's clock, corrected where it is plainly wrong. */

/** Below this the header's whole seconds, caches and the network's own time would do more harm than good. */
const kTolerance = 5 * 60_000;

/**
 * Milliseconds to add to the local clock so that it agrees with the server's; 0 when they agree within five minutes or the
 * header cannot be read. `age` is how long a shared cache held the answer, in seconds.
 */
export function clockOffset(date: string | null, age: string | null, now: number): number {
  const server = Date.parse(date ?? '') + (Number(age) || 0) * 1000;
  const offset = server - now;
  return Math.abs(offset) > kTolerance ? offset : 0;
}

export interface Clock {
  now(): number;
  /** Takes a correction from an answer that was fetched just now. */
  correct(response: Response): void;
}

export function createClock(win: Window): Clock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    correct({ url, headers }) {
      // An answer from the browser's own cache carries an old Date; it then transferred nothing.
      const entry = win.performance?.getEntriesByName?.(url).pop() as PerformanceResourceTiming | undefined;
      if (entry?.transferSize) offset = clockOffset(headers.get('date'), headers.get('age'), Date.now());
    },
  };
}

/** ISO 8601 of a time that may be out of a Date's range. */
export const iso = (time: number): string => new Date(Math.abs(time) <= 8.64e15 ? time : 0).toISOString();
