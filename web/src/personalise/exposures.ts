/**
 * Tells what was seen of experiences, and clicked: once for each experience and page view, of who is held out what they would have
 * seen. In view for a second, on a page that is looked at, is half of the element, or of the window where the element is larger.
 */
import type { Experience, Fields } from '../../kelvin';
import type { Guard } from '../tools/safe';

export interface ExposuresDeps {
  win: Window & typeof globalThis;
  guard: Guard;
  tell(event: string, properties: Fields): void;
}

export interface Exposures {
  /** The element is what the experience changes, or would change. */
  watch(element: Element, experience: Experience): void;
  /** Of experiences that are not among these nothing is told any more. */
  hold(list: readonly Experience[]): void;
  /** It was seen in this page view. */
  isSeen(id: string): boolean;
  /** Another page view begins. */
  paged(): void;
}

const kSecond = 1000;
/** Shares of an element at which the browser tells us; of what is larger than the window more than one is needed. */
const kShares = [0, 0.1, 0.2, 0.3, 0.4, 0.5];

/** Calls `seen` for an element of `watched` that is in view for a second. */
function createSight({ win, guard }: ExposuresDeps, watched: ReadonlyMap<Element, unknown>, seen: (element: Element) => void) {
  const doc = win.document;
  const timers = new Map<Element, number>();
  let observer: IntersectionObserver | undefined;
  const leave = (element: Element) => {
    win.clearTimeout(timers.get(element));
    timers.delete(element);
  };
  const moved = guard('exposures', (entries: IntersectionObserverEntry[]) => {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
      if (!isIntersecting || (intersectionRatio < 0.5 && intersectionRect.height < win.innerHeight / 2)) leave(target);
      else if (!timers.has(target)) timers.set(target, win.setTimeout(guard('exposures', () => seen(target)), kSecond));
    }
  });
  const end = (element: Element) => {
    leave(element);
    observer?.unobserve(element);
  };
  /** The browser tells anew of each element where it is. Of a page that nobody looks at we ask nothing. */
  const restart = guard('exposures', () => {
    observer?.disconnect();
    [...timers.keys()].forEach(leave);
    if (!doc.hidden) for (const element of watched.keys()) observer?.observe(element);
  });
  return {
    restart,
    end,
    begin(element: Element) {
      end(element);
      if (!doc.hidden) observer?.observe(element);
    },
    /** True: now, and it had not. */
    start() {
      if (observer || !win.IntersectionObserver) return false;
      observer = new win.IntersectionObserver(moved, { threshold: kShares });
      doc.addEventListener('visibilitychange', restart);
      return true;
    },
  };
}

export function createExposures(deps: ExposuresDeps): Exposures {
  const { win, guard, tell } = deps;
  /** By element the experiences, each with whether it is held. */
  const watched = new Map<Element, Map<string, boolean>>();
  const told = new Set<string>();
  const tellOnce = (element: Element, what: string) =>
    watched.get(element)?.forEach((held, experience) => {
      if (told.has(what + experience)) return;
      told.add(what + experience);
      tell(`Experience ${what}`, { experience, held });
    });
  const sight = createSight(deps, watched, (element) => tellOnce(element, 'Seen'));
  const start = () => {
    if (!sight.start()) return;
    const clicked = guard('exposures', (event: MouseEvent) => {
      if (!event.isTrusted || event.button > 1) return;
      for (const node of event.composedPath()) tellOnce(node as Element, 'Clicked');
    });
    for (const type of ['click', 'auxclick'] as const) win.addEventListener(type, clicked, { capture: true, passive: true });
  };

  return {
    watch: guard('exposures', (element: Element, { id, held }: Experience) => {
      const all = watched.get(element) ?? new Map<string, boolean>();
      const known = all.has(id);
      watched.set(element, all.set(id, held));
      if (known) return;
      start();
      sight.begin(element);
    }),
    hold(list) {
      for (const [element, all] of watched) {
        for (const id of all.keys()) if (!element.isConnected || !list.some((each) => each.id === id)) all.delete(id);
        if (all.size) continue;
        watched.delete(element);
        sight.end(element);
      }
    },
    isSeen: (id) => told.has(`Seen${id}`),
    paged() {
      told.clear();
      sight.restart();
    },
  };
}
