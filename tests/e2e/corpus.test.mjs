/** Every case of the corpus in a page: the built glue and WebAssembly, in Chromium. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { caseNames, readCase } from '../wasm/cases.mjs';
import { coreFolder, root } from '../wasm/load.mjs';
import { useBrowser, visit } from './support/browser.mjs';

useBrowser();

test('every case holds in a page', async (t) => {
  const script = (file) => ({ headers: { 'content-type': 'text/javascript' }, body: readFileSync(file) });
  const pages = {
    '/': '<!doctype html><title>Corpus</title><link rel="icon" href="data:,"><script src="/core.js"></script>',
    '/core.js': script(join(coreFolder, 'kelvin-core.js')),
    '/corpus.mjs': script(join(root, 'tests/wasm/corpus.mjs')),
  };
  const { open } = await visit(t, { pages });
  const page = await open();
  const cases = caseNames.map((name) => [name, readCase(name)]);
  const found = await page.evaluate(async (all) => {
    const { runCase } = await import('/corpus.mjs');
    const wasm = await (await fetch('/kelvin.wasm')).arrayBuffer();
    const kelvin = await globalThis.createKelvin({ wasm });
    return all.map(([name, test]) => [name, runCase(kelvin, test)]);
  }, cases);
  assert.equal(found.length, caseNames.length);
  assert.deepEqual(found.filter(([, differences]) => differences.length), []);
});
