/** The script tag: reads its attributes and installs itself. */
import create, { integrity } from 'kelvin-core';
import type { Options } from '../kelvin';
import { install, isQueue, named } from './install';

function attributes(script: HTMLScriptElement): Options {
  const { model, wasm, consent, spa, sensors, bots, mode } = script.dataset as Record<string, string | undefined>;
  const given = { model, wasmUrl: wasm, consent, spa, sensors, bots, mode };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as unknown as Options;
}

try {
  const script = document.currentScript as HTMLScriptElement | null;
  const base = script?.src ? script.src.replace(/[?#].*/, '').replace(/[^/]*$/, '') : '';
  const found = named(window);
  // A second tag finds the first one's `kelvin` and leaves it alone; so does any tag on a page whose own `kelvin` is
  // something else.
  if (!found || isQueue(found)) {
    const chunk = (name: string) => import(`${base}kelvin-${name}.js`);
    install({ win: window, create, integrity, wasm: base + 'kelvin.wasm', chunk }, script ? attributes(script) : undefined);
  }
} catch {
  // The page goes on without us.
}
