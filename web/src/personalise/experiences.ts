/**
 * Changes what the model's experiences name, and puts it back. What the page itself changes meanwhile stands; an element that a
 * renderer made anew from its source, attributes and all, is changed again like one that came late.
 */
import type { Experience } from '../../kelvin';
import { fromJson, toJson } from '../tools/json';
import { fault, type Report } from '../tools/safe';
import type { Key } from './changes';
import { textsIn } from './copied-text';
import { restoreCopies, type Was } from './copies';
import { edit, note, revert, settle, type Edited } from './edits';
import { kWas } from './marks';
import { settings } from './settings';

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
  /** A text of ours stands in this element's place, among others. */
  covers(child: Element): boolean;
}

/** An element that an experience was given to. */
interface Touched extends Edited {
  /** The experiences it was given. It keeps them while they hold: the change may make it match no longer. */
  by: Set<string>;
}

const keyOf = ({ id, at }: Experience): string => id + at;

export function createExperiences({ doc, report, observe, patience, waits, covered, watch }: ExperiencesDeps): Experiences {
  const touched = new Map<Element, Touched>();
  /** Texts of ours that the page wrote over. It may have kept them, and put them back. */
  const kept = new WeakMap<Element, Was>();
  const told = new Set<string>();
  let active: readonly Experience[] = [];

  /** Writes down what is changed, and has the children hidden or shown. */
  const finish = (element: Element, it: Touched) => {
    note(element, it);
    if (!it.changes.size) touched.delete(element);
    covered(element);
  };

  /** Brings the element in line with the experiences that it was given. */
  const render = (it: Touched, element: Element) => {
    const wanted = new Map<Key, string>();
    for (const each of active) {
      if (!each.held && it.by.has(keyOf(each))) for (const [key, value] of settings(element, each.set)) wanted.set(key, value);
    }
    if (!edit(element, it, wanted, observe)) return;
    finish(element, it);
    if (it.changes.size) observe(element);
  };

  /** A page that shows "Loading" for a while keeps what was there before. */
  const restoreKept = (element: Element): boolean => {
    const [text, it] = [kept.get(element)?.['text'], touched.get(element)];
    if (!text || it?.text || !textsIn(element).some(({ data }) => data === text[1]) || !patience(element)) return false;
    kept.delete(element);
    element.setAttribute(kWas, toJson({ text }, Infinity)!);
    restoreCopies(element, (other) => other !== element);
    it?.changes.delete('text');
    if (it) render(it, element);
    return true;
  };

  const changed = (element: Element) => {
    if (restoreKept(element)) return;
    const it = touched.get(element);
    if (!it) return element.hasAttribute?.(kWas) ? arrived(element) : undefined;
    if (element.getAttribute(kWas) === it.mark) {
      settle(element, it, patience, () => kept.set(element, fromJson<Was>(it.mark)!));
      return finish(element, it);
    }
    // The note is gone: the element was morphed into what the server or a template says.
    revert(element, it);
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
          if (!touched.has(element)) touched.set(element, { by: new Set(), changes: new Map(), text: null, classes: '', mark: null });
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
    covers(child) {
      const text = touched.get(child.parentElement!)?.text;
      return !!text && text.node !== child;
    },
  };
}
