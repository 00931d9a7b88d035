/**
 * While an element is changed, `data-kelvin-was` says what of it was changed, and from what. So a copy of it (cloneNode, innerHTML
 * put back, the caches of Turbo and htmx) can be made the original again, whenever and wherever it comes into a page.
 */
import { fromJson, ownly } from '../tools/json';
import { mayHave, read, write, type Key } from './changes';
import { kWas } from './marks';
import { restoreCopiedText } from './copied-text';

/** By key what was there and what is there now; of the text, its parts. */
export type Was = Record<Key, [was: string | null | string[], now: string]>;

/** Makes a copy what its original was. Anyone may write such an attribute: no more is set than an experience may set. */
function restoreCopy(element: Element): void {
  const all = fromJson<Was>(element.getAttribute(kWas));
  element.removeAttribute(kWas);
  for (const [key, change] of Object.entries(ownly(all ?? {}))) {
    if (!Array.isArray(change) || !mayHave(element, key, '')) continue;
    const [was, now] = change;
    if (key === 'text') restoreCopiedText(element, [was].flat().map(String), now);
    else if (read(element, key) === now) write(element, key, was !== null && mayHave(element, key, String(was)) ? String(was) : null);
  }
  if (element.getAttribute('class') === '') element.removeAttribute('class');
}

/** Restores the copies in this node, and itself; `ours` are the originals. */
export function restoreCopies(node: Element | Document | DocumentFragment, ours: (element: Element) => boolean): void {
  for (const element of [node as Element, ...node.querySelectorAll(`[${kWas}]`)]) {
    if (element.hasAttribute?.(kWas) && !ours(element)) restoreCopy(element);
  }
}
