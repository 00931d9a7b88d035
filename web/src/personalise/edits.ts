/** What experiences change of one element, and how it is put back. What the page itself changes meanwhile stands. */
import { toJson } from '../tools/json';
import { read, write, type Key } from './changes';
import type { Was } from './copies';
import { kWas } from './marks';
import { followTranslator, isOverwritten, putText, takeText, textParts, type OwnText } from './text';

/** How an attribute or class was, what we made of it, and whether the page has changed it since. */
interface Change {
  was: string | null;
  now: string;
  theirs?: boolean;
}

/** An element as we have changed it. */
export interface Edited {
  changes: Map<Key, Change>;
  text: OwnText | null;
  /** The attribute `class` before ours were added. */
  classes: string | null;
  /** What `data-kelvin-was` says. */
  mark: string | null;
}

function set(element: Element, it: Edited, key: Key, now: string, observe: (node: Node) => void): void {
  if (key[0] === '.' && ![...it.changes.keys()].some((other) => other[0] === '.')) it.classes = element.getAttribute('class');
  it.changes.set(key, { was: key === 'text' ? null : read(element, key), now });
  if (key === 'text') it.text = putText(element, now, observe);
  else write(element, key, now);
}

function replace(element: Element, { text }: Edited, key: Key, { now }: Change, next: string): void {
  if (key === 'text') text!.own.data = text!.node.textContent = next;
  else if (read(element, key) === now) write(element, key, next);
}

function takeBack(element: Element, it: Edited, key: Key, { was, now, theirs }: Change): void {
  if (theirs) return;
  if (key !== 'text') return void (read(element, key) === now && write(element, key, was));
  takeText(it.text!, now);
  it.text = null;
}

/** Writes down what is changed, in the element itself. */
export function note(element: Element, it: Edited): void {
  const { changes, text } = it;
  const was: Was = {};
  if (text) was['text'] = [textParts(element, text), changes.get('text')!.now];
  for (const [key, change] of changes) if (key !== 'text' && !change.theirs) was[key] = [change.was, change.now];
  it.mark = Object.keys(was).length ? toJson(was, Infinity) : null;
  if (!changes.size && it.classes === null && element.getAttribute('class') === '') element.removeAttribute('class');
  if (it.mark === null) element.removeAttribute(kWas);
  else if (element.getAttribute(kWas) !== it.mark) element.setAttribute(kWas, it.mark);
}

/** A renderer that writes the attribute anew knows nothing of our classes; who takes some of them away does. */
function settleClasses(element: Element, it: Edited, patience: (element: Element) => boolean): void {
  const all = [...it.changes].filter(([key, { theirs }]) => key[0] === '.' && !theirs);
  const gone = all.filter(([key]) => read(element, key) === null);
  if (!gone.length) return;
  const classes = element.getAttribute('class');
  const rewritten = gone.length === all.length && classes !== it.classes && patience(element);
  it.classes = classes;
  for (const [key, change] of gone) {
    if (rewritten) write(element, key, '');
    else change.theirs = true;
    change.was = null;
  }
}

/** Makes the element what is wanted; false where it was. `observe` is called for each of the page's texts that is emptied. */
export function edit(element: Element, it: Edited, wanted: ReadonlyMap<Key, string>, observe: (node: Node) => void): boolean {
  const { changes } = it;
  let moved = !changes.size;
  for (const [key, change] of changes) {
    const now = wanted.get(key);
    if (now === change.now) continue;
    moved = true;
    if (now === undefined) {
      takeBack(element, it, key, change);
      changes.delete(key);
    } else {
      if (!change.theirs) replace(element, it, key, change, now);
      change.now = now;
    }
  }
  for (const [key, now] of wanted) {
    if (changes.has(key)) continue;
    moved = true;
    set(element, it, key, now, observe);
  }
  return moved;
}

/** What the page changed since is the page's. `patience`: whether the element may be set right again; `overwritten`: its text was. */
export function settle(element: Element, it: Edited, patience: (element: Element) => boolean, overwritten: () => void): void {
  for (const [key, change] of it.changes) {
    if (change.theirs || key[0] === '.') continue;
    const { text } = it;
    if (key === 'text') followTranslator(element, text!);
    if (key === 'text' ? !isOverwritten(element, text!, change.now) : read(element, key) === change.now) continue;
    if (key === 'text') {
      overwritten();
      takeBack(element, it, key, change);
    }
    change.theirs = true;
  }
  settleClasses(element, it, patience);
}

/** Puts all back. */
export function revert(element: Element, it: Edited): void {
  for (const [key, change] of it.changes) takeBack(element, it, key, change);
  it.changes.clear();
}
