/** Starts and stops the sensors: here those that cannot wait, and what holds for the others until they come (later.ts). */
import type { Fields, Options } from '../../kelvin';
import type { UseChunk } from '../chunks';
import type { Draft } from '../event';
import type { LaterPart } from '../later-part';
import type { Page, PageSource } from '../page';
import type { Guard } from '../tools/safe';
import { isOurs } from '../tools/ours';
import { clicks } from './clicks';
import { createHold } from './hold';
import { words, type Kit, type Sensor } from './kit';
import { links } from './links';
import { pages } from './pages';
import { pressOf } from './press';
import { rootOf } from './fields';

/** A click may lead away from the page at once. */
const kSensors: Record<string, Sensor> = { link: links, click: clicks };
const kAll = ['page', 'link', 'form', 'engaged', 'scroll', 'click', 'search'];

/** What tells of a page of its own: in a frame of the site's own page the outer one tells it. */
const kOuter = ['page', 'engaged', 'scroll', 'search'];

/** The sensors that `option` names: "page link", ["page"], "off"; when it is not given all, or what a frame within the site has to tell. */
export const chosenSensors = (option: Options['sensors'], framed = false): string[] => {
  const named = words(option ?? kAll);
  return kAll.filter((name) => named.includes(name) && !(framed && option === undefined && kOuter.includes(name)));
};

interface SensorDeps {
  win: Window;
  options: Options;
  source: PageSource;
  chunk: UseChunk;
  /** The visitor refused on this page before: what others said meanwhile is not for us. */
  late: boolean;
  push(fields: Fields, page: Page, made?: number): void;
  /** Now, as the time of an event that may be made of it later. */
  moment(): number;
  /** Scores an event that has waited. */
  release(draft: Draft): void;
  later: LaterPart;
  /** The first view is there. */
  scored(): boolean;
  guard: Guard;
}

export interface Sensors {
  /** The site counts a page view itself, and may say which page it is: the sensors take note. */
  paged(given: Fields): void;
  /** The site tells an event itself; gives its properties, with what the sensors know of it. */
  tracked(event: string, properties: Fields): Fields;
  /** True: the event waits here, behind something that may become one. */
  takes(draft: Draft): boolean;
  stop(): void;
}

/** Every listener and timer ends with `stop`. */
export function startSensors(deps: SensorDeps): Sensors {
  const { win, options, source, push, guard, release, later } = deps;
  const doc = win.document;
  // Another site's page is no element of ours.
  const names = chosenSensors(options.sensors, !!win.frameElement);
  const aborter = new AbortController();
  const undo = (work: () => void) => aborter.signal.addEventListener('abort', guard('stop', work));
  const leavers: (() => void)[] = [];
  const openers: (() => void)[] = [];
  const trackers: Parameters<Kit['tracked']>[0][] = [];
  const now = () => win.performance.now();
  let acted = -Infinity;

  const kit: Kit = {
    win,
    doc,
    options,
    undo,
    push: (fields, page = source.read(), made = undefined) => push(fields, page, made),
    track: (event, properties, page) => kit.push({ type: 'track', event, properties }, page),
    identify: (traits, page) => kit.push({ type: 'identify', traits }, page),
    here: source.read,
    moment: () => ({
      mono: now(),
      wall: Date.now(),
      idle: kit.idle(),
      attended: doc.visibilityState === 'visible' && doc.hasFocus(),
      hidden: doc.hidden,
    }),
    idle: () => now() - acted,
    path: (event) => event.composedPath(),
    press: (event) => pressOf(event, kit),
    focused: (field) => rootOf(field).activeElement === field,
    scored: deps.scored,
    view(query = kit.routes.current.search) {
      const { routes } = kit;
      routes.counted = { ...routes.current, search: query };
      if (names.includes('page')) push({ type: 'page', properties: {} }, routes.counted);
      kit.reread();
    },
    reread: () => openers.forEach((work) => work()),
    tracked: (work) => void trackers.push(work),
    listen(target, types, work, how) {
      for (const type of types.split(' ')) {
        target.addEventListener(type, guard(type, work), { capture: true, passive: true, signal: aborter.signal, ...how });
      }
    },
    every(ms, work) {
      const timer = win.setInterval(guard('timer', work), ms);
      undo(() => win.clearInterval(timer));
    },
    after(ms, work) {
      const timer = win.setTimeout(guard('timer', () => aborter.signal.aborted || work()), ms);
      return () => win.clearTimeout(timer);
    },
    routes: {
      current: source.read(),
      counted: source.read(),
      leaving: (work) => void leavers.push(work),
      opened: (work) => void openers.push(work),
    },
    searched: new Set(),
    isOurs,
    guard,
  };

  const changed = (given: Fields = {}) => {
    leavers.forEach((work) => work());
    source.moved();
    source.named(given);
    kit.routes.current = source.read();
  };

  kit.listen(win, 'pointerdown touchstart touchmove wheel keydown click input', ({ isTrusted }) => {
    if (!isTrusted) return;
    acted = now();
    // What is pressed may lead to another page: the title until then is this one's.
    source.read();
  });

  // One that the page makes impossible does not keep the others from theirs.
  for (const name of names) guard(name, () => kSensors[name]?.(kit))();
  // What was spent on a page is held before the one starts that changes it.
  const hold = createHold(kit, names, { made: deps.moment, release });
  if (hold) undo(later.use(({ startLaterSensors }) => startLaterSensors(kit, names, hold, release), () => hold.release()));
  const spa = options.spa !== 'off' && options.spa !== false;
  // Not counted where the site leaves "page" out, but followed: time and scrolling belong to a page.
  const forget = guard('page', pages)(kit, source, changed, spa);

  if (words(options.hear).length) {
    deps.chunk('integrations', ({ startIntegrations }) => {
      if (!aborter.signal.aborted) startIntegrations(kit, { late: deps.late, paged: names.includes('page') });
    });
  }

  return {
    paged(given) {
      forget?.();
      const { current } = kit.routes;
      source.named(given);
      const { url, path } = source.read();
      if (url !== current.url || path !== current.path) changed(given);
      openers.forEach((work) => work());
    },
    takes: (draft) => !!hold?.takes(draft),
    tracked: (event, properties) => trackers.reduce((fields, work) => guard('track', work)(event, fields) ?? fields, properties),
    stop: () => aborter.abort(),
  };
}
