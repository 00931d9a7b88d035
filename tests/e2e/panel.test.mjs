/** The panel's tab of time: what was, what silence makes of it, what is missing; and the way into the studio. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { log, ready, useBrowser, visit } from './support/browser.mjs';
import { html, kAttributes, kStub } from './support/site.mjs';

useBrowser();
const model = {
  kelvin: 1, id: 'plot', version: '1',
  scores: [
    { id: 'interest', inactivity: { steps: [{ after: '5d', points: -15 }] }, rules: [{ id: 'demo', on: 'Demo Requested', points: 40 }] },
    { id: 'news', rules: [{ id: 'open', on: 'Demo Requested', points: 8, decay: { half_life: '7d' } }] },
  ],
  segments: [{ id: 'hot', label: 'Hot', when: { 'scores.interest': { $gte: 70 }, 'profile.role': 'buyer' } }],
};
const source = JSON.stringify(model, null, 1);
/** Without the clock of active time: a slow machine reports more of it, between two looks. */
const attributes = `${kAttributes} data-sensors="page"`;
const pages = {
  '/': html({ head: kStub, attributes: `${attributes} data-studio="https://studio.example/"` }),
  '/plain': html({ head: kStub, attributes }),
  '/model.json': { headers: { 'content-type': 'application/json' }, body: source },
};
const kPanel = `document.querySelector('kelvin-panel').shadowRoot`;
/** Opens the panel at a tab, and gives its rows once these are there. */
async function rowsOf(page, tab) {
  await page.evaluate(() => kelvin.debug());
  await page.waitForFunction(`document.querySelector('kelvin-panel')`);
  await page.evaluate(`[...${kPanel}.querySelectorAll('nav button')].find((one) => one.textContent === '${tab}').click()`);
  await page.waitForFunction(`${kPanel}.querySelector('.plot')`);
  return page.evaluate(`[...${kPanel}.querySelectorAll('main .row')].map((row) => [...row.children].map((one) => one.textContent))`);
}

test('the tab of time has the past, the next 30 days, what is missing and the next drop; the visitor is as before', async (t) => {
  const { open } = await visit(t, { pages });
  const page = await open('/plain');
  await ready(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));
  const before = await page.evaluate(() => ({ ...kelvin.view(), at: 0 }));
  const rows = await rowsOf(page, 'Time');
  assert.deepEqual(rows[0], ['To Hot', '+30', 'interest shows 30 too little', 'and what it asks of profile.role']);
  assert.deepEqual(rows[1].slice(0, 2), ['Next drop', 'in 5 d']);
  assert.equal(rows[1][2], 'interest from 40 to 25');
  assert.deepEqual(rows[2], ['interest', '40', 'in 7 days 25 · in 30 days 25, if nothing more happens']);
  assert.deepEqual(rows[3], ['news', '8', 'in 7 days 4 · in 30 days 0.41, if nothing more happens']);
  const lines = await page.evaluate(`[...${kPanel}.querySelectorAll('.plot polyline')].map((line) => line.getAttribute('points').split(' ').length)`);
  assert.equal(lines.length, 4, 'a line of the past and one of the future for each score');
  assert.equal(await page.evaluate(`${kPanel}.querySelector('button.studio')`), null, 'no studio is named');
  assert.deepEqual(await page.evaluate(() => ({ ...kelvin.view(), at: 0 })), before);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));
  assert.equal(await page.evaluate(() => kelvin.view().scores.interest), 80);
});

test('the studio is opened with the model and the journey, in the fragment alone', async (t) => {
  const { open } = await visit(t, { pages });
  const page = await open();
  await ready(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));
  await rowsOf(page, 'Time');
  await page.waitForFunction(`${kPanel}.querySelector('button.studio:enabled')`);
  // At once: a browser blocks a window that opens some time after the click.
  const link = new URL(await page.evaluate(`(() => {
    let opened = '';
    window.open = (address) => (opened = address);
    ${kPanel}.querySelector('button.studio').click();
    return opened;
  })()`));
  assert.equal(link.origin + link.pathname + link.search, 'https://studio.example/');
  const packed = new URLSearchParams(link.hash.slice(1));
  const text = (name) => inflateRawSync(Buffer.from(packed.get(name).slice(8), 'base64url')).toString();
  assert.equal(text('model'), source);
  assert.deepEqual(text('journey').trim().split('\n').map((line) => JSON.parse(line)), await log(page));
});
