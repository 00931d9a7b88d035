/**
 * Changes what the model's experiences name, and puts it back. What the page itself changes meanwhile stands; an element that a
 * renderer made anew from its source, attributes and all, is changed again like one that came late.
 */
import type { Experience } from '../../kelvin';
import { toJson } from '../tools/json';
import { fault, type Report } from '../tools/safe';
import { read, write, type Key } from './changes';
import { restoreCopies, type Was } from './copies';
import { kWas } from './marks';
import { settings } from './settings';
import { isOverwritten, putText, takeText, textParts, type OwnText } from './text';

interface ExperiencesDeps {
  doc: Document;
  report: Report;
  /** Changes of this node's own are to be told by `changed` or `wrote`. */
  observe(node: Node): void;
  /** Whether the element may be set right again. */
  patience(element: Element): boolean;
  /** A renderer has yet to take the element over: it is offered again later. */
  waits(element: Element): boolean;
  /** Children of this element may have to be hidden or shown. */
  covered(element: Element): void;
  /** An experience changes this element; a held one would. */
  watch(element: Element, experience: Experience): void;
}

export interface Experiences {
  /** From now on these hold, in this order: of two that set one thing the later. Held ones change nothing. */
  paint(list: readonly Experience[]): void;
  /** A node came into the page: copies are made what their originals were, then what matches is changed. */
  arrived(node: Element | Document | DocumentFragment): void;
  /** Somebody changed this element's attributes or children. */
  changed(element: Element): void;
  /** Somebody wrote into this text; `nothing`: no text over none, which is never ours. */
  wrote(node: Text, nothing: boolean): void;
  /** A text of ours stands for this element's children. */
  covers(element: Element | null): boolean;
}

/** How an attribute or class was, what we made of it, and whether the page has changed it since. */
interface Change {
  was: string | null;
  now: string;
  theirs?: boolean;
}

interface Touched {
  /** The experiences it was given. It keeps them while they hold: the change may make it match no longer. */
  by: Set<string>;
  changes: Map<Key, Change>;
  text: OwnText | null;
  /** The attribute `class` before ours were added. */
  classes: string | null;
  /** What `data-kelvin-was` says. */
  mark: string | null;
}

const keyOf = ({ id, at }: Experience): string => id + at;

export function createExperiences({ doc, report, observe, patience, waits, covered, watch }: ExperiencesDeps): Experiences {
  const touched = new Map<Element, Touched>();
  const told = new Set<string>();
  let active: readonly Experience[] = [];

  const set = (element: Element, it: Touched, key: Key, now: string) => {
    if (key[0] === '.' && ![...it.changes.keys()].some((other) => other[0] === '.')) it.classes = element.getAttribute('class');
    it.changes.set(key, { was: key === 'text' ? null : read(element, key), now });
    if (key === 'text') it.text = putText(element, now, observe);
    else write(element, key, now);
  };
  const replace = (element: Element, { text }: Touched, key: Key, { now }: Change, next: string) => {
    if (key === 'text') text!.node.data = next;
    else if (read(element, key) === now) write(element, key, next);
  };
  const takeBack = (element: Element, it: Touched, key: Key, { was, now, theirs }: Change) => {
    if (theirs) return;
    if (key !== 'text') return read(element, key) === now && write(element, key, was);
    takeText(it.text!, now);
    it.text = null;
  };

  /** Writes down what is changed, and has the children hidden or shown. */
  const finish = (element: Element, it: Touched) => {
    const { changes, text } = it;
    const was: Was = {};
    if (text) was['text'] = [textParts(element, text), changes.get('text')!.now];
    for (const [key, change] of changes) if (key !== 'text' && !change.theirs) was[key] = [change.was, change.now];
    it.mark = Object.keys(was).length ? toJson(was, Infinity) : null;
    if (!changes.size) touched.delete(element);
    if (it.mark === null) element.removeAttribute(kWas);
    else if (element.getAttribute(kWas) !== it.mark) element.setAttribute(kWas, it.mark);
    covered(element);
  };

  /** Brings the element in line with the experiences that it was given. */
  const render = (it: Touched, element: Element) => {
    const { by, changes } = it;
    const wanted = new Map<Key, string>();
    for (const each of active) {
      if (!each.held && by.has(keyOf(each))) for (const [key, value] of settings(element, each.set)) wanted.set(key, value);
    }
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
      set(element, it, key, now);
    }
    if (moved) {
      finish(element, it);
      if (changes.size) observe(element);
    }
  };

  /** A renderer that writes the attribute anew knows nothing of our classes; who takes some of them away does. */
  const settleClasses = (element: Element, it: Touched) => {
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
  };

  /** What the page changed since is the page's. */
  const settle = (element: Element, it: Touched) => {
    for (const [key, change] of it.changes) {
      if (change.theirs || key[0] === '.') continue;
      const { text } = it;
      if (key === 'text' ? !isOverwritten(element, text!, change.now) : read(element, key) === change.now) continue;
      if (key === 'text') takeBack(element, it, key, change);
      change.theirs = true;
    }
    settleClasses(element, it);
    finish(element, it);
  };

  const changed = (element: Element) => {
    const it = touched.get(element);
    if (!it) return element.hasAttribute?.(kWas) ? arrived(element) : undefined;
    if (element.getAttribute(kWas) === it.mark) return settle(element, it);
    // The note is gone: the element was morphed into what the server or a template says.
    for (const [key, change] of it.changes) takeBack(element, it, key, change);
    it.changes.clear();
    if (!patience(element)) it.by.clear();
    render(it, element);
  };

  /** Gives the experiences to what matches within the node. */
  const give = (node: Document | DocumentFragment | Element) => {
    for (const each of active) {
      try {
        for (const element of [node as Element, ...node.querySelectorAll(each.at)]) {
          if (!element.matches?.(each.at) || (!touched.has(element) && waits(element))) continue;
          watch(element, each);
          if (each.held) continue;
          if (!touched.has(element)) touched.set(element, { by: new Set(), changes: new Map(), text: null, classes: null, mark: null });
          touched.get(element)!.by.add(keyOf(each));
        }
      } catch (error) {
        if (!told.has(each.id)) report(fault('bad_selector', each.id, each.at, 'Correct the selector in "at".'));
        told.add(each.id);
      }
    }
    touched.forEach(render);
  };
  const arrived = (node: Element | Document | DocumentFragment) => {
    restoreCopies(node, (element) => touched.has(element));
    // What a component has in its shadow tree is its own.
    if ((active.length || touched.size) && node.getRootNode() === doc) give(node);
  };

  return {
    paint(list) {
      [...touched.keys()].forEach(changed);
      active = list;
      // What was taken out of the page goes back to what it was, and is given to anew should it return.
      touched.forEach(({ by }, element) => element.isConnected || by.clear());
      give(doc);
    },
    arrived,
    changed,
    wrote(node, nothing) {
      const element = node.parentElement;
      if (!element) return;
      if (nothing) touched.get(element)?.text?.emptied.delete(node);
      changed(element);
    },
    covers: (element) => !!element && !!touched.get(element)?.text,
  };
}
