/** Hears what a page pushes onto an array of its own, as tag managers do with `dataLayer`. */

/**
 * Calls `heard`, which must not throw, after each push; gives a function that ends it. A push that throws, or gives something
 * else than a length, does so as before. An array that was made unchangeable is left alone.
 */
export function intercept(array: unknown[], heard: (entries: unknown[]) => void): () => void {
  try {
    const own = Object.getOwnPropertyDescriptor(array, 'push');
    const original = array.push;
    const ours = function (this: unknown, ...entries: unknown[]) {
      try {
        return original.apply(this as unknown[], entries);
      } finally {
        heard(entries);
      }
    };
    Object.defineProperty(array, 'push', { value: ours, writable: true, configurable: true, enumerable: own?.enumerable ?? false });
    return () => {
      if (array.push !== ours) return;
      if (own) Object.defineProperty(array, 'push', own);
      else delete (array as { push?: unknown }).push;
    };
  } catch {
    return () => {};
  }
}
