/** What every sensor is given. A sensor is a function that listens and reports; it keeps no global state. */
import type { Fields, Options } from '../../kelvin';
import type { Page } from '../page';
import type { Guard } from '../tools/safe';

/** How things are as something happens. */
export interface Moment {
  /** By the clock that nobody sets, in milliseconds, and by the one on the wall. */
  mono: number;
  wall: number;
  /** Milliseconds since someone last pressed, touched, typed or turned a wheel. */
  idle: number;
  /** The page is in front and focused. */
  attended: boolean;
  hidden: boolean;
}

/** A submission, as it was when the form was pressed. */
export interface Press {
  event: Event;
  key: string;
  /** What `data-kelvin-submit` says. */
  how: string | null;
  traits: Fields | null;
  fields: Fields;
  page: Page;
  time: number;
  /** Since when requests may be its own: of a double click the first may have begun one. */
  since?: number;
  /** Whether a listener prevented it; undefined until all have run. */
  prevented?: boolean;
  /** Waits for that. */
  decided?: () => void;
  /** It was told as an event, or the site has told it. */
  counted?: boolean;
}

export interface Kit {
  win: Window;
  doc: Document;
  options: Options;
  /** An event of any type, on the page as it is now unless told otherwise. */
  push(fields: Fields, page?: Page, made?: number): void;
  track(event: string, properties: Fields, page?: Page): void;
  identify(traits: Fields, page?: Page): void;
  /** The page as it is now. */
  here(): Page;
  moment(): Moment;
  /** Milliseconds since someone last pressed, touched, typed or turned a wheel; what scripts make up does not count. */
  idle(): number;
  /** Where an event came by. */
  path(event: Event): EventTarget[];
  /** What a submission is; null where it is none. */
  press(event: Event): Press | null;
  /** The field has the focus. */
  focused(field: Element): boolean;
  /** The first view is there. */
  scored(): boolean;
  /** The current page was opened. `search`: a query that tells more of where the visitor came from than its own. */
  view(search?: string): void;
  /** The address of the page that is shown was corrected: what is read from it is read anew. */
  reread(): void;
  /** The site tells an event itself. `work` may add to its properties. */
  tracked(work: (event: string, properties: Fields) => Fields): void;
  /** Listens until the sensors are stopped; faults in `work` stay with us. Always passive: we never cancel anything. */
  listen(target: EventTarget, types: string, work: (event: Event) => void, how?: AddEventListenerOptions): void;
  /** Runs when the sensors are stopped. */
  undo(work: () => void): void;
  /** Runs `work` every `ms` milliseconds, or once after them; the timer ends with the sensors. */
  every(ms: number, work: () => void): void;
  after(ms: number, work: () => void): () => void;
  /** The page the visitor is on, and its changes. */
  routes: Routes;
  /** What was searched for on this page's site since it was loaded: each counts once, whoever tells. */
  searched: Set<string>;
  /** An address that we post to ourselves. */
  isOurs(address: string): boolean;
  guard: Guard;
}

interface Routes {
  /** The page being viewed: what time and scrolling belong to. */
  current: Page;
  /** As it was last counted; it may be corrected until it is scored. */
  counted: Page;
  /** Another page is about to be current: report what belongs to this one. */
  leaving(work: () => void): void;
  /** A page was opened and is current. */
  opened(work: () => void): void;
}

export type Sensor = (kit: Kit) => void;

/** Words of an option: "page link", ["page", "link"]. */
export const words = (option: unknown): string[] =>
  (Array.isArray(option) ? option.map(String) : String(option ?? '').split(/[\s,]+/)).filter(Boolean);

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

/** Links in SVG may have an xlink:href. */
export const kLink = 'a[*|href],area[href]';

/** How long a script may take to do what a person's hand asked for. */
export const kAnswer = 1000;

/**
 * Whether a click counts for an element, and for the first time: the browser clicks a label's field after the label, and that is the
 * same click; what a script clicks counts only where it passes on what a person clicked elsewhere.
 */
export function createClicked({ idle }: Kit): (event: Event, element: Element) => boolean {
  let last: Event | undefined;
  let counted: Element | undefined;
  let fields: unknown[] = [];
  return (event, element) => {
    const path = event.composedPath() as Element[];
    const { isTrusted, timeStamp } = event;
    const soon = last && !last.defaultPrevented && timeStamp - last.timeStamp < kAnswer;
    const again = soon && (fields.includes(path[0]) || (!isTrusted && element === counted));
    if (again || (!isTrusted && idle() > kAnswer)) return false;
    last = event;
    counted = element;
    // Of a field that was clicked itself its label clicks nothing.
    fields = path.map((node) => node.localName === 'label' && (node as HTMLLabelElement).control).filter((field) => !path.includes(field as Element));
    return true;
  };
}

/** An attribute, read so that a form field called "getAttribute" cannot stand in the way. */
export const attribute = (element: Element, name: string): string | null =>
  Element.prototype.getAttribute.call(element, name);
