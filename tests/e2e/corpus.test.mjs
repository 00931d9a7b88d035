/** Every case of the corpus in a page: the built glue with WebAssembly, and with what is loaded where that is forbidden. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { caseNames, readCase } from '../wasm/cases.mjs';
import { coreFolder, root } from '../wasm/load.mjs';
import { useBrowser, visit } from './support/browser.mjs';

useBrowser();

for (const as of ['WebAssembly', 'JavaScript']) test(`every case holds in a page, as ${as}`, async (t) => {
  const script = (file) => ({ headers: { 'content-type': 'text/javascript' }, body: readFileSync(file) });
  const pages = {
    '/': '<!doctype html><title>Corpus</title><link rel="icon" href="data:,"><script src="/core.js"></script>',
    '/core.js': script(join(coreFolder, 'kelvin-core.js')),
    '/corpus.mjs': script(join(root, 'tests/wasm/corpus.mjs')),
  };
  const { open } = await visit(t, { pages });
  const page = await open();
  const cases = caseNames.map((name) => [name, readCase(name)]);
  const found = await page.evaluate(async ([all, as]) => {
    const { runCase } = await import('/corpus.mjs');
    const wasm = as === 'JavaScript' ? (await import('/kelvin-js.js')).default : await (await fetch('/kelvin.wasm')).arrayBuffer();
    const kelvin = await globalThis.createKelvin({ wasm });
    return all.map(([name, test]) => [name, runCase(kelvin, test)]);
  }, [cases, as]);
  assert.equal(found.length, caseNames.length);
  assert.deepEqual(found.filter(([, differences]) => differences.length), []);
});
