/**
 * The ES module: the same as the script tag, for those who bundle. Importing it does nothing; on a server `createKelvin` gives
 * an object that does nothing.
 */
import create, { integrity } from 'kelvin-core';
import type { Kelvin, Options } from '../kelvin';
import { kVersion } from './api';
import { kChunks, type Files } from './chunks';
import { install, inWorker, named } from './install';
import * as later from './later';

const nothing = () => {};

/** What a page has before and without us: every call is allowed, none has an effect. */
const kInert: Kelvin = {
  version: kVersion,
  init: nothing,
  page: nothing,
  track: nothing,
  identify: nothing,
  group: nothing,
  add: nothing,
  on: () => nothing,
  view: () => null,
  explain: () => null,
  consent: () => ({ score: false, personalise: false, send: false }),
  export: async () => '',
  outbox: async () => ({ sent: 0, dropped: 0, messages: [] }),
  reset: nothing,
  debug: nothing,
};

/** The page's one Kelvin: whoever asks again, or has a script tag as well, gets the first. */
export function createKelvin(options: Options): Kelvin {
  if (typeof window === 'undefined') return kInert;
  try {
    const found = (made ?? named(window)) as Kelvin | undefined;
    if (inWorker(found)) return kInert;
    if (typeof found?.version === 'string' && typeof found.init === 'function') {
      if (!made) found.init(options);
      return (made = found);
    }
    // Bundlers know this form: they copy the file and put its address here. It stands unused where `wasmUrl` is given.
    const files: Files = {
      whole: options?.wasmUrl || new URL('./kelvin.wasm', import.meta.url).href,
      lean: options?.wasmUrl || new URL('./kelvin-lean.wasm', import.meta.url).href,
      // Whoever bundles has one file anyway: both parts are in it.
      chunk: (name) => (name === 'later' ? Promise.resolve(later) : kChunks[name as keyof typeof kChunks]()) as never,
    };
    return (made = install({ win: window, create, integrity, files: () => files }, options));
  } catch {
    return kInert;
  }
}

let made: Kelvin | undefined;
export type * from '../kelvin';
