/** Page views: the load, each change of route once its title has settled, and the return from the back-forward cache. */
import type { PageSource } from '../page';
import type { Kit } from './kit';

/** Longest wait for a router to set the new title. */
const kSettle = 400;
const kLook = 50;
/** How often the address is read where nothing tells of its changes. */
const kPoll = 500;

/** The part of an address that makes a page: a fragment only where it is a route ("#/x", "#!x"). */
export function routeOf({ pathname, search, hash }: { pathname: string; search: string; hash: string }) {
  const route = /^#[!/]/.test(hash) ? hash : '';
  return { place: pathname + route, full: pathname + search + route };
}

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
  const { win, doc, view, listen, after, routes } = kit;
  let seen = routeOf(win.location);
  let cancel: (() => void) | null = null;

  const forget = () => {
    cancel?.();
    cancel = null;
  };

  /** Counts the route that waits for its title, if one does. */
  const settle = () => {
    if (!cancel) return;
    forget();
    routes.current.title = doc.title;
    view();
  };

  const awaitTitle = (before: string, left: number) => {
    cancel = after(kLook, () => {
      if (doc.title !== before || left <= kLook) settle();
      else awaitTitle(before, left - kLook);
    });
  };

  const moved = (replaced: boolean) => {
    const next = routeOf(win.location);
    const same = replaced ? next.place === seen.place : next.full === seen.full;
    seen = next;
    if (same) return;
    if (replaced && cancel) {
      // A redirect: the route it replaces was never seen.
      source.moved();
      routes.current = source.read();
      return;
    }
    settle();
    const before = doc.title;
    changed();
    awaitTitle(before, kSettle);
  };

  const loaded = () => {
    routes.current = source.read();
    view(source.landing());
  };

  if (doc.readyState === 'loading') listen(doc, 'DOMContentLoaded', loaded);
  else loaded();
  listen(win, 'pageshow', (event) => {
    if (!(event as PageTransitionEvent).persisted) return;
    changed();
    view();
  });
  if (spa) {
    listen(win, 'pagehide', settle);
    watchAddress(kit, moved);
  }
  return forget;
}
