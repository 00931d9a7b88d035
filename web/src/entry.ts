/** The script tag: reads its attributes, replays the calls queued before it came, and puts `kelvin` on the page. */
import create from 'kelvin-core';
import type { Kelvin, Options } from '../kelvin';
import { createApi } from './api';
import { createApp } from './boot';

type Stub = Record<string, unknown> & { q?: unknown };
type Call = [name: string, args: ArrayLike<unknown>];

function attributes(script: HTMLScriptElement): Partial<Options> {
  const { model, wasm, consent, spa, sensors, bots, mode } = script.dataset as Record<string, string | undefined>;
  const given = { model, wasmUrl: wasm, consent, spa, sensors, bots, mode };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function main(): void {
  const win = window as Window & typeof globalThis & { kelvin?: unknown };
  const found = win.kelvin as Stub | undefined;
  const stub = found && Array.isArray(found.q) ? found : null;
  // A second tag finds the first one's `kelvin` and leaves it alone; so does any tag on a page whose own `kelvin` is
  // something else. An element with that id is no value of the page's.
  if (found && !stub && !(found instanceof win.Element || found instanceof win.HTMLCollection)) return;

  const script = document.currentScript as HTMLScriptElement | null;
  const base = script?.src ? script.src.replace(/[?#].*/, '').replace(/[^/]*$/, '') : '';
  const app = createApp({ win, create, base });
  const api: Kelvin = createApi(app, () => {
    void import(base + 'kelvin-debug.js').then((panel) => panel.toggle(app), app.guard('debug', () => {}));
  });

  const run = ([name, args]: Call) => {
    const method = Object.hasOwn(api, name) && api[name as keyof Kelvin];
    if (typeof method === 'function') (method as (...args: unknown[]) => unknown)(...Array.from(args));
  };
  const calls = stub ? (stub.q as Call[]) : [];
  // The same object, so that those who kept a reference to the queue have the real thing.
  const kelvin = Object.assign(stub ?? {}, api, { q: { push: app.guard('queue', run) } });
  if (!stub) win.kelvin = kelvin;

  const given = script && attributes(script);
  if (given?.model) api.init(given as Options);
  calls.forEach(app.guard('queue', run));
}

try {
  main();
} catch {
  // The page goes on without us.
}
