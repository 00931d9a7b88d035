/** What was seen of experiences is told and counted: limits and clicks hold over pages and tabs, for who is held out alike. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { events, log, ready, until, useBrowser, visit } from './support/browser.mjs';
import { html } from './support/site.mjs';

useBrowser();
const fixture = JSON.parse(readFileSync(new URL('fixtures/model.json', import.meta.url), 'utf8'));
const pagesWith = (experiences, body, more = {}) => ({
  '/': html({ body }),
  '/next': html({ body }),
  '/collect': { headers: {}, body: '{}' },
  '/model.json': { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...fixture, destinations: [{ id: 'crm', url: '/collect' }], triggers: [], experiences, ...more }) },
});
const kCta = { id: 'offer', if: {}, at: '#cta', set: { text: 'Talk to us' } };
const body = '<a id="cta" href="#">Newsletter</a><p id="other">Other</p><p id="far" style="margin-top:300vh">Far</p>';
const seen = async (page) => (await events(page, 'Experience Seen')).map(({ properties }) => properties);
const text = (page, at = '#cta') => page.innerText(at);
/** Waits until the page has told as many. */
const seenSoon = (page, count) => until(async () => (await seen(page)).length >= count && seen(page), `${count} seen`);

test('what is in view for a second is told, of who is held out what would have been; messages count it', async (t) => {
  const experiences = [kCta, { ...kCta, id: 'held', at: '#other', holdout: 1 }, { ...kCta, id: 'far', at: '#far' }];
  const triggers = [{ id: 'asked', when: { hit: 'demo' }, to: ['crm'] }];
  const { open } = await visit(t, { pages: pagesWith(experiences, body, { triggers }) });
  const page = await open();
  await ready(page);
  const first = await seenSoon(page, 2);
  assert.deepEqual(first.toSorted((a, b) => a.experience.localeCompare(b.experience)), [{ experience: 'held', held: true }, { experience: 'offer', held: false }]);
  assert.equal(await text(page, '#other'), 'Other');
  await page.evaluate(() => document.getElementById('far').scrollIntoView());
  assert.deepEqual((await seenSoon(page, 3))[2], { experience: 'far', held: false });
  const { body: message } = await page.evaluate(() => new Promise((done) => (kelvin.on('message', done), kelvin.track('Demo Requested'))));
  assert.deepEqual(message.data.exposures, { offer: { seen: 1, held: false }, held: { seen: 1, held: true }, far: { seen: 1, held: false } });
});

test('the last showing of a limit goes on, and no later page or tab begins with it', async (t) => {
  const { open } = await visit(t, { pages: pagesWith([{ ...kCta, limit: { times: 2, per: 'visit' } }], body) });
  const page = await open();
  await ready(page);
  await seenSoon(page, 1);
  assert.equal(await text(page), 'Talk to us');
  await page.goto(new URL('/next', page.url()).href);
  await ready(page);
  await seenSoon(page, 2);
  const spent = () => page.evaluate(() => kelvin.view().experiences.map(({ spent }) => spent));
  await until(async () => (await spent())[0], 'spent');
  assert.equal(await text(page), 'Talk to us', 'it goes on where it is being seen');
  const tab = await open('/next');
  await ready(tab);
  assert.equal(await text(tab), 'Newsletter');
  assert.equal(await text(page), 'Talk to us');
  await page.evaluate(() => history.pushState({}, '', '/third'));
  await until(async () => (await text(page)) === 'Newsletter', 'taken back with the next page view');
});

test('until a click: put back at once, on the next page and in other tabs', async (t) => {
  const { open } = await visit(t, { pages: pagesWith([{ ...kCta, until: 'click' }, { ...kCta, id: 'other', at: '#other', until: 'click' }], body) });
  const [page, tab] = [await open(), await open()];
  await ready(page);
  await ready(tab);
  assert.equal(await text(tab), 'Talk to us');
  await page.evaluate(() => document.getElementById('cta').click()); // A script's click ends nothing.
  await page.click('#cta');
  await until(async () => (await text(page)) === 'Newsletter', 'put back');
  await until(async () => (await text(tab)) === 'Newsletter', 'put back in the other tab');
  assert.equal(await text(tab, '#other'), 'Talk to us');
  await page.goto(new URL('/next', page.url()).href);
  await ready(page);
  assert.equal(await text(page), 'Newsletter');
  const clicked = (await log(page)).filter(({ event }) => event === 'Experience Clicked').map(({ properties }) => properties);
  assert.deepEqual(clicked, [{ experience: 'offer', held: false }]);
});

test('without consent to personalise nothing is told of experiences, seen or clicked', async (t) => {
  const { open } = await visit(t, { pages: pagesWith([kCta], body) });
  const page = await open();
  await ready(page);
  await page.evaluate(() => kelvin.consent({ personalise: false }));
  await page.click('#cta');
  await page.evaluate(() => kelvin.consent({ personalise: true }));
  await page.click('#cta');
  await until(async () => (await events(page, 'Experience Clicked')).length, 'the click after the grant');
  assert.equal((await events(page, 'Experience Clicked')).length, 1);
});
