/**
 * What the browser tells of the page's life, and what follows:
 *
 * | the browser says | scoring | delivery | the rest |
 * |---|---|---|---|
 * | pagehide | copies what is not kept yet, scores the rest | sends what it still may | |
 * | pageshow, out of the back-forward cache | what others took in is theirs | looks again | what was under way is done again; the choice is read anew |
 * | visibilitychange | hidden: copies what is not kept yet | looks again | the later part is asked for again, if it is missing |
 * | online | | silence is no reason to wait | the same |
 * | storage | | | other tabs are heard |
 */
import type { Keeping } from './keeping';
import type { LaterPart } from './later-part';
import type { Guard } from './tools/safe';

interface LifecycleDeps extends Pick<Keeping, 'store' | 'outbox' | 'tabs' | 'pipeline'> {
  win: Window;
  later: LaterPart;
  /** Reads the choice anew: no `storage` event reached a page that was away. */
  reread(): void;
  guard: Guard;
  signal: AbortSignal;
}

export function watchLifecycle({ win, store, outbox, tabs, pipeline, later, reread, guard, signal }: LifecycleDeps): void {
  const doc = win.document;
  const listen = (target: EventTarget, type: string, work: (event: Event) => void, capture = false) =>
    target.addEventListener(type, guard(type, work), { capture, signal });
  listen(win, 'pagehide', () => {
    pipeline.leave(true);
    outbox.leave(true);
  });
  listen(win, 'pageshow', (event) => {
    if (!(event as PageTransitionEvent).persisted) return;
    store.thaw();
    reread();
    pipeline.back();
    outbox.leave(false);
  }, true); // Before the sensors tell of the return: it may be another person's.
  listen(doc, 'visibilitychange', () => {
    if (doc.hidden) pipeline.leave(false); // The last that a phone may tell of a page.
    later.again();
    outbox.flush();
  });
  listen(win, 'online', () => {
    later.again();
    outbox.online();
  });
  listen(win, 'storage', (event) => tabs.hear(event as StorageEvent, pipeline, reread));
}
