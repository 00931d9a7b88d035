/** Starts and stops the sensors. */
import type { Fields, Options } from '../../kelvin';
import type { Page, PageSource } from '../page';
import { clicks } from './clicks';
import { engaged } from './engaged';
import { forms } from './forms';
import type { Kit, Sensor } from './kit';
import { links } from './links';
import { pages } from './pages';
import { scroll } from './scroll';

const kSensors: Record<string, Sensor> = { link: links, form: forms, engaged, scroll, click: clicks };
const kAll = ['page', ...Object.keys(kSensors)];

/** The sensors that `option` names: "page link", ["page"], "off"; all when it is not given. */
export function chosenSensors(option: Options['sensors']): string[] {
  if (option === undefined || option === null) return kAll;
  const names = typeof option === 'string' ? option.split(/[\s,]+/) : [...option];
  return kAll.filter((name) => names.includes(name));
}

export interface SensorDeps {
  win: Window;
  source: PageSource;
  push(fields: Fields, page: Page): void;
  guard<A extends unknown[], R>(at: string, work: (...args: A) => R): (...args: A) => R | undefined;
}

export interface Sensors {
  /** The site counts a page view itself: the sensors take note that the page changed. */
  paged(): void;
  stop(): void;
}

/** The site's own ways to build a Kit: every listener and timer ends with `stop`. */
export function startSensors(deps: SensorDeps, names: string[], spa: boolean): Sensors {
  const { win, source, push, guard } = deps;
  const doc = win.document;
  const aborter = new AbortController();
  const undo = (work: () => void) => aborter.signal.addEventListener('abort', guard('stop', work));
  const leavers: (() => void)[] = [];

  const kit: Kit = {
    win,
    doc,
    undo,
    track: (event, properties, page = source.read()) => push({ type: 'track', event, properties }, page),
    identify: (traits) => push({ type: 'identify', traits }, source.read()),
    view: (page = source.read()) => push({ type: 'page', properties: {} }, { ...page }),
    listen(target, types, work) {
      for (const type of types.split(' ')) {
        const options = { capture: true, passive: true, signal: aborter.signal };
        target.addEventListener(type, guard(type, work), options);
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
    routes: { current: source.read(), leaving: (work) => void leavers.push(work) },
  };

  const changed = () => {
    leavers.forEach((work) => work());
    source.moved();
    kit.routes.current = source.read();
  };

  // Those that report what was spent on a page start before the one that changes it.
  for (const name of names) kSensors[name]?.(kit);
  if (names.includes('page')) pages(kit, source, changed, spa);

  return {
    paged() {
      if (source.read().url !== kit.routes.current.url) changed();
    },
    stop: () => aborter.abort(),
  };
}
