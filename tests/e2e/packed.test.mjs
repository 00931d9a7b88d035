/** A model packed: the lean core is asked for at once, scores the same, and what is wrong with the file is told. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from '../wasm/load.mjs';
import { ready, until, useBrowser, visit } from './support/browser.mjs';
import { html, kAttributes } from './support/site.mjs';

useBrowser();
const fixture = JSON.parse(readFileSync(new URL('fixtures/model.json', import.meta.url), 'utf8'));
/** Without messages: their receiver has another address in each test. */
const source = JSON.stringify({ ...fixture, triggers: [] });
const packed = (await load()).pack(source);
const json = (body) => ({ headers: { 'content-type': 'application/json' }, body });

/** A page whose model is at that address, and hears of its faults. */
const at = (model, more = '') => {
  const ears = `window.kelvin={q:[["on",["error",function(e){(window.faults=window.faults||[]).push(e)}]]]}`;
  return html({ head: `<script>${ears}</script>`, attributes: kAttributes.replace('/model.json', model) + more });
};
const kLean = '/kelvin-lean.wasm';
const asked = (site) => site.requests.filter((path) => /wasm|-js/.test(path));

test('it scores as its source does, with the lean core alone', async (t) => {
  const pages = { '/': at('/model.packed.json'), '/source': at('/model.json'), '/model.packed.json': json(packed), '/model.json': json(source) };
  const { open, site } = await visit(t, { pages });
  const page = await open();
  await ready(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
  await until(() => page.evaluate(() => kelvin.view().scores.engagement > 50), 'the score');
  const shown = () => page.evaluate(() => (({ scores, segments, profile }) => ({ scores, segments, profile }))(kelvin.view()));
  const before = await shown();
  assert.deepEqual(asked(site), [kLean]);
  // The same digest: the next page, with the source, takes the state up as it was.
  await page.goto(`${site.url}/source`);
  await ready(page);
  await until(async () => (await shown()).scores.engagement >= before.scores.engagement, 'the same visitor');
  assert.deepEqual((await shown()).segments, before.segments);
  assert.deepEqual(asked(site), [kLean, '/kelvin.wasm']);
});

const places = {
  'a source that is named as if packed': ['/model.packed.json', source, '', [kLean, '/kelvin.wasm']],
  'a packed model under any name': ['/m.json?v=2', packed, '', ['/kelvin.wasm']],
  'packed, with a stamp in its name': ['/model.packed.3f2a.json', packed, '', [kLean]],
  'packed, where the site says which core': ['/model.packed.json', packed, ' data-wasm="/kelvin.wasm"', ['/kelvin.wasm']],
  'packed, without WebAssembly': ['/model.packed.json', packed, ' data-wasm="off"', ['/kelvin-js.js']],
};
for (const [what, [address, body, more, cores]] of Object.entries(places)) {
  test(`${what}: works`, async (t) => {
    const { open, site } = await visit(t, { pages: { '/': at(address, more), [address.split('?')[0]]: json(body) } });
    const page = await open();
    assert.ok((await ready(page)).events >= 0);
    assert.deepEqual(asked(site), cores);
    assert.equal(await page.evaluate(() => window.faults), undefined);
  });
}

const faults = {
  'by release 0.1.0': [{ '/model.packed.json': json(packed.replace('"kelvin_packed":2', '"kelvin_packed":1')) }, 'older_format', /pack it again/],
  'by a later release': [{ '/model.packed.json': json(packed.replace('"kelvin_packed":2', '"kelvin_packed":3')) }, 'newer_format', /update this one/],
  'and changed on its way': [{ '/model.packed.json': json(packed.replace('engagement', 'engagemend')) }, 'damaged', /pack it again/],
  'and the lean core is missing': [{ '/model.packed.json': json(packed), [kLean]: { status: 404, body: '' } }, 'core_failed', /all files of dist/],
};
for (const [what, [files, code, fix]] of Object.entries(faults)) {
  test(`packed ${what}: the fault is told, nothing is scored`, async (t) => {
    const { open } = await visit(t, { pages: { '/': at('/model.packed.json'), ...files }, expected: /404|integrity/ });
    const page = await open();
    const [fault] = await until(() => page.evaluate(() => window.faults), 'the fault');
    assert.equal(fault.code, code);
    assert.match(fault.fix, fix);
    assert.equal(await page.evaluate(() => kelvin.view()), null);
  });
}
