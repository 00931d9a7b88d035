/** Puts `kelvin` on the page, starts it if told how, and makes the calls that were queued before it came. */
import type { Kelvin, Options } from '../kelvin';
import { createApi } from './api';
import { createApp } from './boot';
import type { Surroundings } from './run';

type Queue = Record<string, unknown> & { q: Call[] };
type Call = [name: string, args: ArrayLike<unknown>];

/** What the page itself has under our name. An element with that id is no value of the page's. */
export function named(win: Surroundings['win']): unknown {
  const found = (win as { kelvin?: unknown }).kelvin;
  return found instanceof win.Element || found instanceof win.HTMLCollection ? undefined : found;
}

export const isQueue = (found: unknown): found is Queue => Array.isArray((found as Queue | undefined)?.q);

export function install(where: Surroundings, options?: Options): Kelvin {
  const found = named(where.win);
  const queue = isQueue(found) ? found : null;
  const app = createApp(where);
  const api = createApi(app);
  const run = ([name, args]: Call) => {
    const method = Object.hasOwn(api, name) && api[name as keyof Kelvin];
    if (typeof method === 'function') (method as (...args: unknown[]) => unknown)(...Array.from(args));
  };
  const calls = queue?.q ?? [];
  // The same object, so that those who kept a reference to the queue have the real thing.
  const kelvin = Object.assign(queue ?? {}, api, { q: { push: app.guard('queue', run) } });
  if (!found) (where.win as { kelvin?: unknown }).kelvin = kelvin;

  if (options?.model) api.init(options);
  calls.forEach(app.guard('queue', run));
  return kelvin;
}
