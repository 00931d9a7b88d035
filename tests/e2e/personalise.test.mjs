/** What the page marks is shown and hidden by segment; nothing else is touched. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { html } from './support/site.mjs';

useBrowser();
const body = `<p id="cold" data-kelvin-unless="warm hot">Newsletter</p><p id="warm" data-kelvin-if="warm" data-kelvin-unless="hot">Demo</p>
  <p id="hot" data-kelvin-if="hot">Talk</p><p id="any" data-kelvin-if="nothing hot">Any</p><style>#hot{display:flex}</style>`;
const shown = (page) => page.evaluate(() => [...document.querySelectorAll('p')].filter((p) => p.checkVisibility()).map((p) => p.id));
const demo = (page) => page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));

test('if and unless flip as the visitor warms; <html> says it', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ body }) } });
  const page = await open();
  await ready(page);
  assert.deepEqual(await shown(page), ['cold']);
  await demo(page);
  assert.deepEqual(await shown(page), ['warm']);
  assert.equal(await page.getAttribute('html', 'data-kelvin'), 'warm');
  await demo(page);
  assert.deepEqual(await shown(page), ['hot', 'any']);
  assert.equal(await page.getAttribute('html', 'data-kelvin'), 'warm hot');
});

test('elements that come later, or change their mark, never flash', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ body }) } });
  const page = await open();
  await ready(page);
  await demo(page);
  const seen = await page.evaluate(async () => {
    const box = document.createElement('div');
    box.innerHTML = '<p id="late-warm" data-kelvin-if="warm">x</p><p id="late-hot" data-kelvin-if="hot">y</p><p id="late-not" data-kelvin-unless="warm">z</p>';
    document.body.append(box);
    await Promise.resolve();
    const visible = () => [...box.children].filter((p) => p.checkVisibility()).map((p) => p.id);
    const first = visible();
    box.children[1].setAttribute('data-kelvin-if', 'warm');
    await Promise.resolve();
    return [first, visible()];
  });
  assert.deepEqual(seen, [['late-warm'], ['late-warm', 'late-hot']]);
});

test('a returning visitor sees the last view before the core is there', async (t) => {
  const pages = { '/': html({ body }) };
  const { open, context } = await visit(t, { pages });
  const page = await open();
  await ready(page);
  await demo(page);
  let release;
  await context.route('**/kelvin.wasm', async (route) => {
    await new Promise((done) => (release = done));
    await route.continue();
  });
  await page.reload();
  await until(() => release, 'the core asked for');
  assert.equal(await page.evaluate(() => kelvin.view()), null);
  assert.deepEqual(await shown(page), ['warm']);
  release();
  await ready(page);
  assert.deepEqual(await shown(page), ['warm']);
});

test('where the core or the model is missing, unless is shown and if is hidden', async (t) => {
  const pages = { '/': html({ body }), '/kelvin.wasm': { status: 404, body: '' } };
  const { open, site } = await visit(t, { pages, expected: /404/ });
  const page = await open();
  await until(() => site.requests.includes('/kelvin.wasm'), 'the core asked for');
  await rest(200);
  assert.deepEqual(await shown(page), ['cold']);
});
