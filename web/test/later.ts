/** The later part in unit tests: there from the beginning, as in the module. */
import * as later from '../src/later';
import type { LaterPart } from '../src/later-part';

export const kLater: LaterPart = {
  ask() {},
  again() {},
  use: (work) => (work(later), () => {}),
  settled: () => Promise.resolve(),
};
