/** The script tag: reads its attributes and installs itself. The build puts all of it into a `try`. */
import create, { build, integrity } from 'kelvin-core';
import type { Options } from '../kelvin';
import { install, isQueue, named } from './install';
import { ownly } from './tools/json';

/** Names without a meaning here are the page's own. */
function attributes(script: HTMLScriptElement): Options {
  const given = ownly(script.dataset);
  return { ...given, wasmUrl: given['wasm'] } as unknown as Options;
}

// A module has no current script, and an image of that name would hide it.
const current = document.currentScript;
const script = current instanceof HTMLScriptElement ? current : document.querySelector<HTMLScriptElement>('script[data-model]');
const base = (script?.src || document.baseURI).replace(/[?#].*/, '').replace(/[^/]*$/, '');
const found = named(window);
// A second tag finds the first one's `kelvin` and leaves it alone; so does any tag on a page whose own `kelvin` is
// something else.
if (!found || isQueue(found)) {
  const file = (name: string) => `${base}kelvin${name.replace('.', `.${build}.`)}`;
  const chunk = (name: string) => import(file(`-${name}.js`));
  const wasm = { whole: file('.wasm'), lean: file('-lean.wasm') };
  install({ win: window, create, integrity, wasm, chunk }, script ? attributes(script) : undefined);
}
