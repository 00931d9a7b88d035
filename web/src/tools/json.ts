/** JSON text from whatever a host page hands over: never throws, never asks the value's own `toJSON`. */

// Captured at load: a page may replace JSON later. Called with text only, where no toJSON is looked up.
const { stringify: quote, parse } = JSON;
const { isArray } = Array;
const { keys } = Object;

const kLongestText = 8192;
const kDeepest = 32;
const kLongestList = 1000;
/** How often the longest text an event may hold; the core keeps far less of it. */
const kRoom = 8;

/**
 * Writes `value` as JSON. What JSON cannot hold is left out (null in a list): functions, symbols, cycles, what lies deeper
 * than 32 levels, properties that throw when read, and what no longer fits. Dates become ISO texts, BigInts
 * texts, NaN and infinities null. Only own enumerable properties are read. Texts are cut to `longest` characters, the whole
 * to eight times that: pass Infinity for data that is known to be small.
 *
 * @example toJson({a: [1, undefined], b: 2n}) === '{"a":[1,null],"b":"2"}'
 */
export function toJson(value: unknown, longest = kLongestText): string {
  let room = longest * kRoom;
  const path: unknown[] = [];

  // Lone surrogates become U+FFFD: Embind would swallow the character after one.
  const text = (raw: string): string => quote(raw.slice(0, longest).replace(/[\ud800-\udfff]/gu, '\ufffd'));

  const members = (object: object): string[] => {
    if (isArray(object)) return object.slice(0, kLongestList).map((item) => write(item) ?? 'null');
    const out: string[] = [];
    for (const key of keys(object)) {
      if (room < 0) break;
      let item: string | undefined;
      try {
        item = key === '__proto__' ? undefined : write((object as Record<string, unknown>)[key]);
      } catch {
        // The host's getter threw: its property is not there for us.
      }
      if (item !== undefined) out.push(text(key) + ':' + item);
    }
    return out;
  };

  const write = (item: unknown): string | undefined => {
    if ((room -= 8) < 0) return undefined;
    if (typeof item === 'bigint') item = String(item);
    if (typeof item === 'string') {
      room -= Math.min(item.length, longest);
      return text(item);
    }
    if (typeof item === 'number') return isFinite(item) ? String(item) : 'null';
    if (item === null || typeof item === 'boolean') return String(item);
    if (typeof item !== 'object' || path.length >= kDeepest || path.includes(item)) return undefined;
    path.push(item);
    try {
      if (item instanceof Date) return isFinite(item.getTime()) ? text(item.toISOString()) : 'null';
      const body = members(item).join();
      return isArray(item) ? `[${body}]` : `{${body}}`;
    } catch {
      return undefined; // A Proxy whose traps throw.
    } finally {
      path.pop();
    }
  };

  try {
    return write(value) ?? 'null';
  } catch {
    return 'null';
  }
}

/** Parses text that the core wrote. */
export { parse };

/** Parses text that may have been tampered with; null when it is no JSON. */
export function fromJson<T>(text: string | null): T | null {
  try {
    return text === null ? null : (parse(text) as T);
  } catch {
    return null;
  }
}

/** A copy that has nothing but its own: a page whose Object.prototype was polluted must not speak for whoever wrote it. */
export const ownly = <T extends object>(object: T): T => ({ __proto__: null, ...object }) as unknown as T;
