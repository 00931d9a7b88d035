/** `privacy.retention`: who stays away is forgotten, by the clock that the model's response tells. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { events, log, ready, stored, useBrowser, visit } from './support/browser.mjs';
import { html } from './support/site.mjs';

useBrowser();
const fixture = JSON.parse(readFileSync(new URL('fixtures/model.json', import.meta.url), 'utf8'));
const kDay = 86_400_000;

/** The model's file, answered `days` from now. */
const modelAfter = (days) => ({
  headers: { 'content-type': 'application/json', date: new Date(Date.now() + days * kDay).toUTCString() },
  body: JSON.stringify({ ...fixture, triggers: [], privacy: { retention: '10d' } }),
});
const idOf = async (page) => JSON.parse((await stored(page)).id).id;

test('nine days later a visitor is known; ten days after that they are new, and nothing of them is left', async (t) => {
  const pages = { '/': html({ body: '<p id="warm" data-kelvin-if="warm">x</p>' }), '/model.json': modelAfter(0) };
  const { open } = await visit(t, { pages });
  const page = await open();
  await ready(page);
  await page.evaluate(() => (kelvin.identify('u-1', { role: 'buyer' }), kelvin.track('Demo Requested'), kelvin.export()));
  const first = await page.evaluate(() => kelvin.view());
  assert.deepEqual(first.segments, ['warm']);
  assert.equal(first.forgotten_at, first.last + 10 * kDay);
  const id = await idOf(page);

  pages['/model.json'] = modelAfter(9);
  await page.reload();
  await ready(page);
  const known = await page.evaluate(() => kelvin.view());
  assert.equal(known.profile.role, 'buyer');
  assert.equal(await idOf(page), id);

  pages['/model.json'] = modelAfter(19.1);
  await page.reload();
  await ready(page);
  await page.evaluate(() => kelvin.export());
  const now = await page.evaluate(() => kelvin.view());
  assert.deepEqual([now.profile, now.segments, now.visit.number], [{}, [], 1]);
  assert.notEqual(await idOf(page), id);
  assert.equal((await events(page, 'Demo Requested')).length, 0);
  assert.ok((await log(page)).every(({ anonymousId }) => anonymousId !== id));
  const left = JSON.stringify(await stored(page));
  assert.ok(!left.includes(id) && !left.includes('u-1') && !left.includes('buyer'), left);
  assert.equal(await page.locator('#warm').isVisible(), false);
});
