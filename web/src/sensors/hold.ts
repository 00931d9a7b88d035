/**
 * What happens before the sensors of the later part are there (sensors/later.ts): each thing is held as it was then, and given to them when
 * they come. What may become an event keeps those waiting that are made after it, so that all are scored in their order. Only what
 * the site's own sensors will hear is held.
 *
 * | held | given to the sensors when they come | if the page is left, or hidden, before |
 * |---|---|---|
 * | what people press, type, scroll, look at; routes; the passing of time | yes | gone |
 * | a submission | yes | counted, where the browser sends the form |
 * | an event that waits behind an input or a submission | scored, in its place | scored, in its place |
 */
import type { Fields } from '../../kelvin';
import type { Draft } from '../event';
import { kNext } from '../intake';
import type { Page } from '../page';
import type { Kit, Moment, Press } from './kit';
import { isCertain } from './press';

export interface Held extends Moment {
  /** Of the event that it may become. */
  made: number;
  /** The page then, and the route that time and scrolling belong to. */
  page: Page;
  route: Page;
  /** A browser event's; or `leaving` and `opened` of a route, `tick`, `told` by the site, `draft`. */
  type: string;
  event?: Event;
  target?: EventTarget | null;
  path?: EventTarget[];
  press?: Press | null;
  key?: string;
  draft?: Draft;
}

interface HoldDeps {
  /** Now, as the time of an event that may be made of it later. */
  made(): number;
  /** Scores an event that has waited. */
  release(draft: Draft): void;
}

export interface Hold {
  /** When it began. */
  began: Held;
  /** True: the event waits here. */
  takes(draft: Draft): boolean;
  /** The later part cannot be had: events wait no longer. */
  release(): void;
  /** Called each tick, once it has ended. */
  ticked: (() => void)[];
  /** The sensors have come: all that was held, in order. */
  end(): Held[];
}

/** As often as active time is looked at. */
export const kTick = 15_000;
const kMost = 1000;
/** Moves and scrolling that follow each other faster are one. */
const kOften = 100;
const kLater = /form|engaged|scroll|search/;
const kMoves = 'pointermove touchmove wheel scroll';
/** These do not leave a shadow tree. */
const kInner = 'submit invalid reset';
/** For forms alone, and for all. */
const kForms = `${kInner} input focusin click`;
const kHeard = `${kMoves} pointerdown touchstart keydown focus blur pageshow pagehide`;

/** Listens in the later sensors' place: gives each event, and of a submission what it is. */
function listenFor({ win, doc, listen, moment, press: pressOf, focused }: Kit, forms: boolean, signal: AbortSignal, hold: (event: Event, press: Press | null) => void): void {
  const trees = new WeakSet<EventTarget>();
  const moves: Record<string, number> = {};
  const hear = (target: EventTarget, types: string) =>
    listen(target, types, (event) => {
      const { type, isTrusted } = event;
      if (kMoves.includes(type)) {
        const { mono } = moment();
        if (mono - moves[type]! < kOften) return;
        moves[type] = mono;
      }
      const path = event.composedPath();
      for (const node of path) {
        if (!forms || !(node instanceof ShadowRoot) || trees.has(node)) continue;
        trees.add(node);
        hear(node, kInner);
      }
      const press = type === 'submit' ? pressOf(event) : null;
      if (type === 'input' ? isTrusted || focused(path[0] as Element) : type !== 'submit' || press) hold(event, press);
    }, { signal });
  hear(win, forms ? `${kHeard} ${kForms}` : kHeard);
  hear(doc, 'visibilitychange');
}

/** A submission that the browser sends, as the page is left: no sensor will tell of it. */
function countOnExit(kit: Kit, { press, made }: Held): void {
  if (!press || press.counted || !isCertain(press)) return;
  const { traits, fields, page } = press;
  press.counted = true;
  if (traits) kit.push({ type: 'identify', traits }, page, made);
  kit.push({ type: 'track', event: 'Form Submitted', properties: fields }, page, made + kNext);
}

/** The site tells a submission itself: gives its properties, with those of the form that was pressed. */
function mergePress(kit: Kit, held: readonly Held[], key: string, properties: Fields): Fields {
  const found = held.findLast(({ press }) => press?.key === key && !press.counted && !isCertain(press))?.press;
  if (!found) return properties;
  found.counted = true;
  if (found.traits) kit.identify(found.traits, found.page);
  return { ...found.fields, ...properties };
}

/** What is held, in its order. `score`: an event waits no longer. */
function createList(kit: Kit, score: (draft: Draft) => void) {
  const held: Held[] = [];
  const release = (leaving?: boolean) => {
    for (const each of held.splice(0)) {
      if (each.draft) score(each.draft);
      else held.push(each);
      if (leaving) countOnExit(kit, each);
    }
  };
  return {
    held,
    release,
    add(what: Held) {
      if (held.push(what) <= kMost) return;
      const loose = held.findIndex(({ press, draft }) => !press && !draft);
      if (loose < 0) release();
      if (held.length > kMost) held.splice(Math.max(0, loose), 1);
    },
  };
}

/** Null where none of the sensors is of the later part. */
export function createHold(kit: Kit, names: readonly string[], { made, release: score }: HoldDeps): Hold | null {
  if (!kLater.test(names.join())) return null;
  const { routes } = kit;
  const forms = names.includes('form');
  const aborter = new AbortController();
  const { signal } = aborter;
  const ticked: Hold['ticked'] = [];
  const { held, add, release } = createList(kit, score);
  let waits = false; // Behind something that may become an event.
  let patient = true;
  // Who reads a title too early takes it for the page's before.
  const now = (type: string): Held => ({ ...kit.moment(), made: made(), page: /^(began|input|submit|invalid)$/.test(type) ? kit.here() : routes.current, route: routes.current, type });
  const began = now('began');
  listenFor(kit, forms, signal, (event, press) => {
    const { type, currentTarget } = event;
    waits ||= patient && (!!press || type === 'input');
    add({ ...now(type), event, path: event.composedPath(), press, target: currentTarget });
    if (type !== 'pagehide' && !kit.doc.hidden) return;
    waits = false;
    release(true);
  });
  kit.tracked((event, properties) => {
    const key = event === 'Form Submitted' && properties['form'];
    if (!forms || typeof key !== 'string' || signal.aborted) return properties;
    add({ ...now('told'), key });
    return mergePress(kit, held, key, properties);
  });
  kit.every(kTick, () => (signal.aborted ? ticked.forEach((work) => work()) : add(now('tick'))));
  for (const type of ['leaving', 'opened'] as const) routes[type](() => signal.aborted || add(now(type)));

  return {
    began,
    ticked,
    takes(draft) {
      const takes = waits && held.length < kMost;
      if (takes) add({ ...now('draft'), draft });
      return takes;
    },
    release() {
      waits = patient = false;
      release();
    },
    end() {
      aborter.abort();
      waits = false;
      return held.splice(0);
    },
  };
}
