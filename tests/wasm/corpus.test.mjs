// Every case of the corpus through the WebAssembly door, in Node.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseNames, readCase } from './cases.mjs';
import { runCase } from './corpus.mjs';
import { load } from './load.mjs';

const kelvin = await load();
assert.ok(caseNames.length > 25);
for (const name of caseNames) {
  test(name, () => assert.deepEqual(runCase(kelvin, readCase(name)), []));
}
