/**
 * What Kelvin shows of the visitor, for those who render the page themselves: the same, at the same time, as its marks
 * (`data-kelvin-if`) show. Kelvin names it on `<html data-kelvin>`: there is nothing before a grant, at once what a returning
 * visitor saw last, nothing of a former person, nothing after a withdrawal.
 */
import type { Fields, Kelvin, View } from '../kelvin.js';

/** The visitor as far as the page may be changed by it. On a server, and until Kelvin shows something, all of it is empty. */
export interface Shown {
  /** Ids of the segments, in the model's order. */
  readonly segments: readonly string[];
  readonly grade: string;
  /** Empty until the model has scored on this page. */
  readonly scores: Readonly<Record<string, number>>;
  /** All that is known; null until the model has scored on this page. */
  readonly view: View | null;
}

/** Segment ids: several in one text, separated by spaces, or a list. */
export type Segments = string | readonly string[];

/** `if`: shown in any of these; `unless`: shown in none of them; with both, both. */
export interface When {
  if?: Segments | undefined;
  unless?: Segments | undefined;
}

/** The calls that a component makes. They may be made at any time, before Kelvin has come too; on a server they do nothing. */
export interface Calls {
  track(event: string, properties?: Fields): void;
  page(name?: string, properties?: Fields): void;
  identify(id: string | number | Fields | null, traits?: Fields): void;
  group(id: string | number, traits?: Fields): void;
  consent(choice: Parameters<Kelvin['consent']>[0]): void;
}

type Queue = { q: unknown[] } & Partial<Kelvin>;

export const kNothing: Shown = { segments: [], grade: '', scores: {}, view: null };
const kLabel = 'data-kelvin';
const kCalls = ['page', 'track', 'identify', 'group', 'on', 'consent', 'init'] as const;

const wordsOf = (given: Segments = []): string[] => (typeof given === 'string' ? given.split(/\s+/) : [...given]).filter(Boolean);

export function isShown({ segments }: Shown, { if: any, unless }: When): boolean {
  const holds = (segment: string) => segments.includes(segment);
  return (any === undefined || wordsOf(any).some(holds)) && !wordsOf(unless).some(holds);
}

/** The page's `kelvin`; where it has not come yet, the queue that it takes over. Undefined where the page has something else there. */
export function kelvinOf(win: Window): Queue | undefined {
  const host = win as unknown as { kelvin?: Queue };
  // An element with that id is no value of the page's.
  const found = host.kelvin instanceof Node ? undefined : host.kelvin;
  if (found) return typeof found.on === 'function' ? found : undefined;
  const q: unknown[] = [];
  const queued = kCalls.map((name) => [name, (...args: unknown[]) => void q.push([name, args])]);
  return (host.kelvin = { ...Object.fromEntries(queued), q });
}

/** Some servers call their global `window`; none has a document. */
const isServer = () => typeof document === 'undefined';

const call =
  (name: keyof Calls) =>
  (...args: unknown[]) => {
    if (isServer()) return;
    (kelvinOf(window)?.[name] as ((...args: unknown[]) => void) | undefined)?.(...args);
  };

export const calls = Object.fromEntries(kCalls.map((name) => [name, call(name as keyof Calls)])) as unknown as Calls;

const nameOf = ({ segments, grade }: Pick<Shown, 'segments' | 'grade'>) => [...segments, grade].filter(Boolean).join(' ');

/** What the page before showed: Kelvin's own copy. */
function lastShown(): Pick<Shown, 'segments' | 'grade'> | null {
  try {
    return JSON.parse(localStorage.getItem('kelvin.view')!);
  } catch {
    return null;
  }
}

function read(): Shown {
  const label = document.documentElement.getAttribute(kLabel);
  if (label === null) return kNothing;
  const view = kelvinOf(window)?.view?.() ?? null;
  // While another person's events are on their way the view is still the former's: what is shown no longer says so.
  if (view && nameOf(view) === label) return { segments: view.segments, grade: view.grade, scores: view.scores, view };
  const last = lastShown();
  const { segments, grade } = last && nameOf(last) === label ? last : { segments: label.split(' ').filter(Boolean), grade: '' };
  return { ...kNothing, segments, grade };
}

const textOf = (shown: Shown) => JSON.stringify({ ...shown, view: shown.view && { ...shown.view, at: 0 } });

let current = kNothing;
let started = false;
const listeners = new Set<() => void>();

function look(): void {
  const next = read();
  if (textOf(next) === textOf(current)) return;
  current = next;
  for (const tell of [...listeners]) {
    if (!listeners.has(tell)) continue;
    try {
      tell();
    } catch (error) {
      console.warn('kelvin: a listener threw', error);
    }
  }
}

function start(): void {
  if (started) return;
  started = true;
  const kelvin = kelvinOf(window);
  for (const news of ['ready', 'view'] as const) kelvin?.on?.(news, look);
  new MutationObserver(look).observe(document.documentElement, { attributeFilter: [kLabel] });
  current = read();
}

/** The same object until something changes. */
export function shown(): Shown {
  if (isServer()) return kNothing;
  start();
  return current;
}

/** Calls `changed` after each change; returns the function that stops it. */
export function subscribe(changed: () => void): () => void {
  shown();
  listeners.add(changed);
  return () => void listeners.delete(changed);
}
