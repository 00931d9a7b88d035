/** Puts `kelvin` on the page, starts it if told how, and makes the calls that were queued before it came. */
import type { Kelvin, KelvinError, Options } from '../kelvin';
import { createApi } from './api';
import { createApp } from './boot';
import type { Surroundings } from './run';
import { fault } from './tools/safe';

type Queue = Record<string, unknown> & { q: Call[] };
type Call = [name: string, args: ArrayLike<unknown>];

/** Of a page that makes more calls before it is ready the first are kept. */
const kPast = 1000;

/** What the page itself has under our name. An element with that id is no value of the page's. */
export function named(win: Surroundings['win']): unknown {
  const found = (win as { kelvin?: unknown }).kelvin;
  return found instanceof win.Element || found instanceof win.HTMLCollection ? undefined : found;
}

export const isQueue = (found: unknown): found is Queue => Array.isArray((found as Queue | undefined)?.q);

/**
 * Partytown runs scripts in a worker, on a window that asks the page for all it is asked. What we need at once, many times a second
 * or while a page is left cannot be had there. True in a worker, after it was said.
 */
export function inWorker(found: unknown): boolean {
  if (typeof (globalThis as { WorkerGlobalScope?: unknown }).WorkerGlobalScope !== 'function') return false;
  const why = fault('in_worker', 'script', 'a worker (Partytown?)', 'Load Kelvin in the page itself: without type="text/partytown".');
  console.warn('kelvin:', why.code, why.found, why.fix);
  for (const [name, [event, listener]] of isQueue(found) ? (found.q as [string, [string, (why: KelvinError) => void]][]) : []) {
    if (name === 'on' && event === 'error') listener(why);
  }
  return true;
}

/** A script of `build` has come: where an older one waits to be relieved it leaves the page to it, with the calls so far. */
export const relieve = (found: unknown, build: string) => (found as { q?: { newer?(build: string): void } } | undefined)?.q?.newer?.(build);

export function install(where: Surroundings, options?: Options): Kelvin {
  const found = named(where.win);
  const queue = isQueue(found) ? found : null;
  /** Calls so far: a newer script that takes over makes them again. */
  const past: Call[] = [];
  const app = createApp({
    ...where,
    async renew(retire) {
      let relieved = false;
      const newer = (build: string) => {
        if ((relieved = build !== where.build)) retire();
        if (relieved) kelvin.q = past;
      };
      Object.assign(kelvin.q as object, { newer });
      await where.renew?.();
      return relieved;
    },
  });
  const api = createApi(app);
  for (const [name, method] of Object.entries(api)) {
    if (typeof method !== 'function') continue;
    (api as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
      if (app.ready()) past.length = 0;
      else if (past.length < kPast) past.push([name, args]);
      return (method as (...args: unknown[]) => unknown)(...args);
    };
  }
  const run = ([name, args]: Call) => {
    const method = Object.hasOwn(api, name) && api[name as keyof Kelvin];
    if (typeof method === 'function') (method as (...args: unknown[]) => unknown)(...Array.from(args));
  };
  const calls = queue?.q ?? [];
  // The same object, so that those who kept a reference to the queue have the real thing.
  const kelvin = Object.assign(queue ?? {}, api, { q: { push: app.guard('queue', run) } as unknown });
  if (!found) (where.win as { kelvin?: unknown }).kelvin = kelvin;

  if (options?.model) app.init(options);
  calls.forEach(app.guard('queue', run));
  return kelvin;
}
