/** Page views: the load, each change of route once its title has settled, and the return from the back-forward cache. */
import type { PageSource } from '../page';
import type { Kit } from './kit';

/** Longest wait for a router to set the new title. */
const kSettle = 400;
const kLook = 50;
/** How often the address is read where nothing tells of its changes. */
const kPoll = 500;
/** An address that changes so soon after a page was opened, and nobody did anything, leads on. */
const kFirst = 1000;
/** Addresses that follow each other faster, and differ in numbers alone, are one page's. */
const kSame = 2000;
/** Two numbers with a point: a place on a map. */
const kPlace = /\d\.\d.*\d\.\d/;

/** The part of an address that makes a page: a fragment only where it is a route ("#/x", "#!x"). */
export function routeOf({ pathname, search, hash }: { pathname: string; search: string; hash: string }) {
  const route = /^#[!/]/.test(hash) ? hash : '';
  return { place: pathname + route, full: pathname + search + route };
}

/** An address but for its numbers: a map writes its place there, a list its position. */
const shapeOf = (full: string) => full.replace(/-?\d+(\.\d+)?/g, '0');

/** Calls `moved(replaced)` after each change of the address within the document. */
function watchAddress({ win, listen, undo, every }: Kit, moved: (replaced: boolean) => void): void {
  const { navigation, history } = win;
  if (navigation?.currentEntry) {
    listen(navigation, 'currententrychange', (event) =>
      moved((event as NavigationCurrentEntryChangeEvent).navigationType === 'replace'),
    );
    return;
  }
  listen(win, 'popstate hashchange', () => moved(false));
  let live = true;
  undo(() => (live = false));
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    const ours = function (this: History, ...args: Parameters<History['pushState']>) {
      const result = original.apply(this, args);
      try {
        // Others may have wrapped ours and keep it after we stopped.
        if (live) moved(name === 'replaceState');
      } catch {
        // The router must not hear of our faults.
      }
      return result;
    };
    try {
      history[name] = ours;
    } catch {
      // A frozen history throws where code is strict, and keeps silent where it is not.
    }
    if (history[name] !== ours) return every(kPoll, () => moved(false));
    undo(() => {
      if (history[name] === ours) history[name] = original;
    });
  }
}

/** `changed` leaves the page that was current for the one of today's address. Returns what forgets the route that waits. */
export function pages(kit: Kit, source: PageSource, changed: () => void, spa: boolean): () => void {
  const { win, doc, view, reread, listen, after, undo, idle, here, scored, routes } = kit;
  const now = () => win.performance.now();
  let seen = routeOf(win.location);
  let cancel: (() => void) | null = null;
  /** Not yet there, or in a tab that nobody has looked at since: counts when someone does. */
  let unseen = true;
  /** The page that was loaded, and none after it. */
  let first = true;
  /** When the page was opened, and when its address last changed. */
  let opened = now();
  let wrote = opened;
  let loaded = false;
  /** Its address was put in the place of another, and no title with it. */
  let untitled = false;

  const forget = () => {
    cancel?.();
    cancel = null;
  };
  const count = () => {
    unseen = doc.hidden;
    if (!unseen) view(first ? source.landing() : undefined);
  };

  /** Counts the route that waits for its title, if one does. `passed`: the title may be the next one's by now. */
  const settle = (passed = false) => {
    if (!cancel) return;
    forget();
    if (!passed) routes.current.title = here().title;
    untitled &&= !routes.current.title;
    view();
  };

  const awaitTitle = (left: number) => {
    cancel = after(kLook, () => {
      if (here().title || left <= kLook) settle();
      else awaitTitle(left - kLook);
    });
  };

  /** Nobody saw the page that was there a moment ago: what follows stands in its place. */
  const instead = () => {
    source.moved(true);
    Object.assign(routes.current, here());
    if (cancel || unseen) return;
    Object.assign(routes.counted, routes.current, first && { search: source.landing() });
    reread();
  };

  /** The new address is the page's that is shown already, or is about to be. */
  const staysWith = (full: string, before: string, replaced: boolean, since: number) => {
    if (replaced && untitled) return true;
    if (shapeOf(full) !== shapeOf(before)) return false;
    return replaced || kPlace.test(full) || (since < kSame && (cancel || !here().title));
  };

  const moved = (replaced: boolean) => {
    const next = routeOf(win.location);
    const before = seen;
    const [age, since] = [now() - opened, now() - wrote];
    seen = next;
    if (replaced ? next.place === before.place : next.full === before.full) return;
    wrote = now();
    // Some routers lead on by adding an entry; only the page that was loaded, until it is scored: from then on it was there.
    const led = idle() >= age && age < kFirst && (replaced || (first && !scored()));
    if (unseen || (replaced && cancel) || led) return instead();
    if (staysWith(next.full, before.full, replaced, since)) return cancel && instead();
    settle(true);
    first = false;
    untitled = replaced;
    changed();
    opened = wrote;
    unseen = doc.hidden;
    if (!unseen) awaitTitle(kSettle);
  };

  const load = () => {
    if (loaded) return;
    loaded = true;
    wrote = opened = now();
    routes.current = here();
    count();
  };

  if (doc.readyState === 'loading') listen(doc, 'DOMContentLoaded', load);
  else load();
  listen(win, 'load', () => {
    if (first) opened = now();
  });
  listen(doc, 'visibilitychange', () => {
    if (!loaded || !unseen || doc.hidden) return;
    routes.current.title = here().title;
    count();
  });
  listen(win, 'pageshow', (event) => {
    if (!(event as PageTransitionEvent).persisted || !event.isTrusted) return;
    first = false;
    changed();
    count();
  });
  if (spa) {
    listen(win, 'pagehide', () => settle());
    watchAddress(kit, moved);
  }
  // A title that stays for a moment is this page's; one that is set together with the address is the next one's.
  const titled = new MutationObserver(() => after(kLook, here));
  if (doc.head) titled.observe(doc.head, { childList: true, subtree: true, characterData: true });
  undo(() => titled.disconnect());
  return forget;
}
