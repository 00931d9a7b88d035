/** Changes what the model's experiences name, and puts it back. What the page itself changes meanwhile stands. */
import type { Experience } from '../../kelvin';
import { ownly } from '../tools/json';
import { fault, type Report } from '../tools/safe';

export interface Experiences {
  /** From now on these hold, in this order: of two that set one thing the later. Held ones change nothing. */
  paint(list: readonly Experience[]): void;
  /** A node came into the page. */
  late(node: Node): void;
}

/** One thing of an element: "text", "@attribute" or ".class". */
type Key = string;

/** How it was, and what we made of it. Of a text the very nodes: with their listeners, and what is in them. */
interface Change {
  was: string | null | ChildNode[];
  now: string;
}

interface Touched {
  /** The experiences it was given. It keeps them while they hold: the change may make it match no longer. */
  by: Set<string>;
  changes: Map<Key, Change>;
}

/** The core has checked all this. But a first paint comes from storage, where anyone on the site may have written. */
const kAddress = /^(https?:|mailto:|tel:|[^:\0-\x1f]*([/?#]|$))/i;
/** Attributes that neither run nor load anything. */
const kSafe = /^((aria|data)-[a-z0-9-]+|alt|dir|disabled|download|hidden|lang|open|placeholder|rel|role|tabindex|target|title|value)$/;

/** What an experience sets on this element. Text in a script or style would run; an address is for links alone. */
function* settings({ localName }: Element, set: Experience['set']): Generator<[Key, string]> {
  const { text, href, class: classes, attribute } = ownly(set);
  if (text != null && !/^(script|style)$/i.test(localName)) yield ['text', text];
  if (href && kAddress.test(href) && /^(a|area)$/i.test(localName)) yield ['@href', href];
  for (const name of (classes ?? '').split(/\s+/)) if (name) yield ['.' + name, ''];
  for (const [name, value] of Object.entries(attribute ?? {})) if (kSafe.test(name)) yield ['@' + name, value];
}

const read = (element: Element, key: Key): string | null => {
  if (key === 'text') return element.textContent;
  const name = key.slice(1);
  return key[0] === '@' ? element.getAttribute(name) : element.classList.contains(name) ? '' : null;
};

const write = (element: Element, key: Key, value: Change['was']) => {
  const name = key.slice(1);
  if (key === 'text') element.replaceChildren(...[value!].flat());
  else if (key[0] === '.') element.classList.toggle(name, value !== null);
  else if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value as string);
};

const keyOf = ({ id, at }: Experience): string => id + at;

export function createExperiences(doc: Document, report: Report): Experiences {
  const touched = new Map<Element, Touched>();
  const told = new Set<string>();
  let active: readonly Experience[] = [];

  /** Brings the element in line with the experiences that it was given. */
  const render = ({ by, changes }: Touched, element: Element) => {
    const wanted = new Map<Key, string>();
    for (const each of active) {
      if (by.has(keyOf(each))) for (const [key, value] of settings(element, each.set)) wanted.set(key, value);
    }
    for (const [key, change] of changes) {
      const now = wanted.get(key);
      if (now !== change.now && read(element, key) === change.now) write(element, key, now ?? change.was);
      if (now === undefined) changes.delete(key);
      else change.now = now;
    }
    for (const [key, now] of wanted) {
      if (changes.has(key)) continue;
      changes.set(key, { was: key === 'text' ? [...element.childNodes] : read(element, key), now });
      write(element, key, now);
    }
    if (!changes.size) touched.delete(element);
  };

  /** Gives the experiences to what matches within the node. */
  const give = (node: Document | Element) => {
    for (const each of active) {
      try {
        for (const element of [node as Element, ...node.querySelectorAll(each.at)]) {
          if (!element.matches?.(each.at)) continue;
          if (!touched.has(element)) touched.set(element, { by: new Set(), changes: new Map() });
          touched.get(element)!.by.add(keyOf(each));
        }
      } catch (error) {
        if (!told.has(each.id)) report(fault('bad_selector', each.id, each.at, 'Correct the selector in "at".'));
        told.add(each.id);
      }
    }
    touched.forEach(render);
  };

  return {
    paint(list) {
      active = list.filter(({ held }) => !held);
      // What was taken out of the page goes back to what it was, and is given to anew should it return.
      touched.forEach(({ by }, element) => element.isConnected || by.clear());
      give(doc);
    },
    late(node) {
      if (node.nodeType === 1) give(node as Element);
    },
  };
}
