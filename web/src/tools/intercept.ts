/** Hears the calls of a page's own objects, and what it pushes onto an array, as tag managers do with `dataLayer`. */

/** Puts `ours` in a method's place. Gives what puts back the one before, unless others have replaced ours since. */
export function replaceMethod(object: Record<string, unknown>, name: string, ours: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value: ours, writable: true, configurable: true, enumerable: own?.enumerable ?? false });
  return () => {
    if (object[name] !== ours) return;
    if (own) Object.defineProperty(object, name, own);
    else delete object[name];
  };
}

/**
 * Calls `heard`, which must not throw, after each push; gives a function that ends it. A push that throws, or gives something
 * else than a length, does so as before. An array that was made unchangeable is left alone.
 */
export function intercept(array: unknown[], heard: (entries: unknown[]) => void): () => void {
  try {
    const original = array.push;
    return replaceMethod(array as unknown as Record<string, unknown>, 'push', function (this: unknown, ...entries: unknown[]) {
      try {
        return original.apply(this as unknown[], entries);
      } finally {
        heard(entries);
      }
    });
  } catch {
    return () => {};
  }
}
