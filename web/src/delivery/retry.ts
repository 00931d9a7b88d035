/** When to try again, and when not to. */

/** What an answer means. `status` 0: no answer at all. */
export type Fate = 'sent' | 'again' | 'aside';

export function fate(status: number): Fate {
  if (status >= 200 && status < 300) return 'sent';
  // Too early, too busy, too slow: the receiver will take it later. Any other 4xx will say the same each time.
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status) ? 'aside' : 'again';
}

const kFirst = 2000;
const kCap = 30 * 60_000;
/** A receiver may ask for a longer pause than our own, within reason. */
const kLongestWish = 6 * 3_600_000;

/** Milliseconds that a `Retry-After` header asks for (seconds or a date); 0 when it says nothing usable. */
export function retryAfter(header: string | null, now: number): number {
  if (!header) return 0;
  const wish = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return wish > 0 ? Math.min(wish, kLongestWish) : 0;
}

/** Pause before the next try after `tries` failed ones: doubling from 2 s to 30 min, spread by half, `random` in [0, 1). */
export function backoff(tries: number, random: number, wish = 0): number {
  const pause = Math.min(kFirst * 2 ** (tries - 1), kCap) * (0.5 + random);
  return Math.max(pause, wish && wish * (1 + random / 10));
}
