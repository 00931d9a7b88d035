/**
 * What happens before the sensors of the later part are there (sensors/later.ts): each thing is held as it was then, and given to them when
 * they come. What may become an event keeps those waiting that are made after it, so that all are scored in their order.
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
import type { Kit, Moment } from './kit';
import { isCertain, type Press } from './press';

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

export interface HoldDeps {
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
  /** The site tells a submission itself; gives its properties, with those of the form that was pressed. */
  told(event: string, properties: Fields): Fields;
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
const kMoves = 'pointermove touchmove wheel scroll';
/** These do not leave a shadow tree. */
const kInner = 'submit invalid reset';
const kHeard = `${kMoves} ${kInner} input focusin pointerdown touchstart keydown click focus blur pageshow pagehide`;

export function createHold(kit: Kit, { made, release: score }: HoldDeps): Hold {
  const { win, doc, routes } = kit;
  const aborter = new AbortController();
  const { signal } = aborter;
  const trees = new WeakSet<EventTarget>();
  const moves: Record<string, number> = {};
  let held: Held[] = [];
  /** Something is held that may become an event. */
  let waits = false;
  let patient = true;

  const now = (type: string, quiet = true): Held => ({ ...kit.moment(), made: made(), page: quiet ? routes.current : kit.here(), route: routes.current, type });
  const add = (what: Held) => {
    held.push(what);
    if (held.length > kMost) held.splice(Math.max(0, held.findIndex(({ press, draft }) => !press && !draft)), 1);
  };
  const isOften = (type: string, mono: number) => {
    if (!kMoves.includes(type)) return false;
    const often = mono - moves[type]! < kOften;
    if (!often) moves[type] = mono;
    return often;
  };

  const hear = (target: EventTarget, types: string) =>
    kit.listen(target, types, (event) => {
      const { type, currentTarget } = event;
      if (isOften(type, kit.moment().mono)) return;
      const path = event.composedPath();
      const field = path[0] as Element;
      for (const node of path) {
        if (!(node instanceof ShadowRoot) || trees.has(node)) continue;
        trees.add(node);
        hear(node, kInner);
      }
      const press = type === 'submit' ? kit.press(event) : null;
      const counts = type === 'input' ? event.isTrusted || kit.focused(field) : type !== 'submit' || press;
      if (!counts) return;
      waits ||= patient && (!!press || type === 'input');
      // Who reads a title too early takes it for the page's before.
      add({ ...now(type, !/^(input|submit|invalid)$/.test(type)), event, path, press, target: currentTarget });
    }, { signal });

  const count = ({ press, made }: Held) => {
    const { traits, fields, page } = press!;
    press!.counted = true;
    if (traits) kit.push({ type: 'identify', traits }, page, made);
    kit.push({ type: 'track', event: 'Form Submitted', properties: fields }, page, made + kNext);
  };
  const release = (leaving = false) => {
    waits = false;
    for (const each of held) {
      if (each.draft) score(each.draft);
      else if (leaving && each.press && !each.press.counted && isCertain(each.press)) count(each);
    }
    held = held.filter(({ draft }) => !draft);
  };

  const began = now('began', false);
  hear(win, kHeard);
  hear(doc, 'visibilitychange');
  const ticked: Hold['ticked'] = [];
  kit.every(kTick, () => (signal.aborted ? ticked.forEach((work) => work()) : add(now('tick'))));
  for (const type of ['leaving', 'opened'] as const) routes[type](() => signal.aborted || add(now(type)));
  kit.listen(win, 'pagehide', () => release(true), { signal });
  kit.listen(doc, 'visibilitychange', () => doc.hidden && release(true), { signal });

  return {
    began,
    ticked,
    takes(draft) {
      if (waits && held.length < kMost) add({ ...now('draft'), draft });
      return waits && held.at(-1)?.draft === draft;
    },
    told(event, properties) {
      const key = event === 'Form Submitted' && properties['form'];
      if (typeof key !== 'string' || signal.aborted) return properties;
      add({ ...now('told'), key });
      const found = held.findLast(({ press }) => press?.key === key && !press.counted && !isCertain(press))?.press;
      if (!found) return properties;
      found.counted = true;
      if (found.traits) kit.identify(found.traits, found.page);
      return { ...found.fields, ...properties };
    },
    release() {
      patient = false;
      release();
    },
    end() {
      aborter.abort();
      waits = false;
      return held.splice(0);
    },
  };
}
