/** Ends a fight: a page that undoes what we do as soon as we do it would be answered without end. */
const kTries = 10;

/** Says whether an element may be set right once more. One that was undone that often within a task is given up for good. */
export function createPatience(win: Window): (element: Element) => boolean {
  const tries = new Map<Element, number>();
  const lost = new WeakSet<Element>();
  return (element) => {
    if (!tries.size) win.setTimeout(() => tries.clear());
    const count = (tries.get(element) ?? 0) + 1;
    tries.set(element, count);
    if (count > kTries) lost.add(element);
    return !lost.has(element);
  };
}
