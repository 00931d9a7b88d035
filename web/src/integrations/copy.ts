/** Host objects as plain data. */
import type { Fields } from '../../kelvin';
import { fromJson, toJson } from '../tools/json';

/**
 * A copy of an object that may be anything: cycles, getters and Proxies that throw, elements of the page. What cannot be read
 * is not there.
 */
export function copy(value: unknown): Fields {
  const out: Fields = Object.create(null);
  quietly(() => {
    for (const key of Object.keys(Object(value))) {
      quietly(() => {
        const item = (value as Fields)[key];
        // An element would drag half the page behind it: frameworks hang their trees on elements.
        if (!(item instanceof Node)) out[key] = item;
      });
    }
  });
  return fromJson<Fields>(toJson(out)) ?? {};
}

/** The host's own faults are its own: they are neither thrown nor reported. */
export function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Nothing to hear.
  }
}
