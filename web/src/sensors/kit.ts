/** What every sensor is given. A sensor is a function that listens and reports; it keeps no global state. */
import type { Fields } from '../../kelvin';
import type { Page } from '../page';

export interface Kit {
  win: Window;
  doc: Document;
  track(event: string, properties: Fields, page?: Page): void;
  identify(traits: Fields): void;
  /** A page view, of the page as it is now unless told otherwise. */
  view(page?: Page): void;
  /** Listens until the sensors are stopped; faults in `work` stay with us. Always passive: we never cancel anything. */
  listen(target: EventTarget, types: string, work: (event: Event) => void): void;
  /** Runs when the sensors are stopped. */
  undo(work: () => void): void;
  /** Runs `work` every `ms` milliseconds, or once after them; the timer ends with the sensors. */
  every(ms: number, work: () => void): void;
  after(ms: number, work: () => void): () => void;
  /** The page the visitor is on, and its changes. */
  routes: Routes;
}

export interface Routes {
  /** The page being viewed: what time and scrolling belong to. */
  current: Page;
  /** Another page is about to be current: report what belongs to this one. */
  leaving(work: () => void): void;
}

export type Sensor = (kit: Kit) => void;

/** The nearest element, from the one that was really clicked outwards, that matches; open shadow roots included. */
export function closest(event: Event, selector: string): Element | null {
  const target = (event.composedPath()[0] ?? event.target) as Node | null;
  for (let node = target; node; node = (node.getRootNode() as ShadowRoot).host ?? null) {
    const element = node.nodeType === 1 ? (node as Element) : node.parentElement;
    const found = element?.closest(selector);
    if (found) return found;
  }
  return null;
}

/** An attribute, read so that a form field called "getAttribute" cannot stand in the way. */
export const attribute = (element: Element, name: string): string | null =>
  Element.prototype.getAttribute.call(element, name);
