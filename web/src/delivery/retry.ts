/** When to try again, and when not to. */
import { kLongestWish } from './queue';

/** What an answer means for its message. */
export type Fate = 'sent' | 'again' | 'aside';

export function fate(status: number): Fate {
  if (status >= 200 && status < 300) return 'sent';
  // Too early, too busy, too slow: the receiver will take it later. Any other 4xx will say the same each time.
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status) ? 'aside' : 'again';
}

const kFirst = 2000;
const kCap = 30 * 60_000;
/**
 * Milliseconds that a `Retry-After` header asks for; 0 when it says nothing usable. A date is read against the receiver's own
 * clock, its `Date` header, where that can be read; else against ours.
 */
export function retryAfter(header: string | null, date: string | null, now: number): number {
  if (!header) return 0;
  const wish = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - (Date.parse(date ?? '') || now);
  return wish > 0 ? Math.min(wish, kLongestWish) : 0;
}

/**
 * Pause after `tries` failed ones: doubling from 2 s to 30 min, spread by half, `random` in [0, 1). Never shorter than the
 * receiver's `wish`, and spread beyond it, so that all who were told the same do not come back as one.
 */
export function backoff(tries: number, random: number, wish = 0): number {
  return Math.max(Math.min(kFirst * 2 ** (tries - 1), kCap) * (0.5 + random), wish * (1 + random / 2));
}
