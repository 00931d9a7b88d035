// Every case of the corpus through the door, in Node: as WebAssembly and as JavaScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseNames, readCase } from './cases.mjs';
import { runCase } from './corpus.mjs';
import { load, loadScript } from './load.mjs';

assert.ok(caseNames.length > 25);
for (const [as, kelvin] of [['WebAssembly', await load()], ['JavaScript', await loadScript()]]) {
  for (const name of caseNames) {
    test(`${name}, as ${as}`, () => assert.deepEqual(runCase(kelvin, readCase(name)), []));
    test(`${name}, as ${as}, saved after every event`, () => assert.deepEqual(runCase(kelvin, readCase(name), () => kelvin.save()), []));
  }
}
