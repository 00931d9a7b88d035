/** The lines in web/docs/install.md that paint a returning visitor's last view before the script has come: they fit, run under a policy, and move nothing. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { kBrowser, ready, until, useBrowser, visit } from './support/browser.mjs';
import { html } from './support/site.mjs';

useBrowser();
const docs = readFileSync(new URL('../../web/docs/install.md', import.meta.url), 'utf8');
const section = docs.slice(docs.indexOf('### Who comes back'));
const [, lines] = /```html\n(<script>.*<\/script>)\n```/.exec(section);
const [, rule] = /```css\n(.*)\n```/.exec(section);
const hash = `sha256-${createHash('sha256').update(lines.slice('<script>'.length, -'</script>'.length)).digest('base64')}`;

/** No place has its final size: what is shown later moves what stands below. */
const body = `<div><a id="cold" style="display:block;height:40px" data-kelvin-unless="warm hot">Newsletter</a>
  <a id="warm" style="display:block;height:140px" data-kelvin-if="warm" data-kelvin-unless="hot">Demo</a><a id="hot" data-kelvin-if="hot">Talk</a></div><p>Below</p>`;
const shifts = () => {
  window.shift = 0;
  if (!PerformanceObserver.supportedEntryTypes.includes('layout-shift')) return;
  new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shift += value))).observe({ type: 'layout-shift', buffered: true });
};
const shown = (page) => page.evaluate(() => [...document.querySelectorAll('a')].filter((a) => a.checkVisibility()).map((a) => a.id));
/** Once the browser has painted twice, what had to move has moved. */
const painted = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(window.shift))))));
const kHead = `${lines}<style>${rule}</style>`;
const policy = `script-src 'self' 'wasm-unsafe-eval' '${hash}'; style-src 'unsafe-inline'`;
const pageOf = (head) => ({ headers: { 'content-type': 'text/html', 'content-security-policy': policy }, body: html({ head, body }) });

/** A page, left warm, and opened anew with the script held back until `come` is called. */
async function again(t, { head = kHead } = {}) {
  const { open, context } = await visit(t, { pages: { '/': pageOf(head) }, init: shifts });
  const page = await open();
  await ready(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));
  assert.deepEqual(await shown(page), ['warm']);
  let come;
  await context.route('**/kelvin.js', async (route) => {
    await new Promise((done) => (come = done));
    await route.continue();
  });
  await page.reload({ waitUntil: 'commit' });
  await until(() => come, 'the script asked for');
  await page.waitForSelector('p');
  return { page, come };
}

test('they are 400 bytes at most, and the documented hash is theirs', () => {
  assert.ok(Buffer.byteLength(lines) <= 400, `${Buffer.byteLength(lines)} bytes`);
  assert.ok(section.includes(`\`${hash}\``), hash);
});

test('who comes back warm sees it with the first paint; nothing moves, then or when the script comes', async (t) => {
  const { page, come } = await again(t);
  assert.deepEqual(await shown(page), ['warm']);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.kelvin.trim()), 'warm');
  await painted(page);
  come();
  await ready(page);
  assert.deepEqual(await shown(page), ['warm']);
  assert.equal(await painted(page), 0);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));
  assert.deepEqual(await shown(page), ['hot'], 'Kelvin overrules the lines');
});

test('without them the same page moves when the script comes, and does not where places have their size', { skip: kBrowser !== 'chromium' }, async (t) => {
  const plain = docs.match(/```css\n(.*)\n```/)[1];
  const bare = await again(t, { head: `<style>${plain}</style>` });
  assert.deepEqual(await shown(bare.page), ['cold']);
  await painted(bare.page);
  bare.come();
  await ready(bare.page);
  await until(async () => (await painted(bare.page)) > 0, 'the measure sees what moves');
  const sized = await again(t, { head: `<style>${plain} div{height:200px}</style>` });
  await painted(sized.page);
  sized.come();
  await ready(sized.page);
  assert.equal(await painted(sized.page), 0);
});

test('a first visit, one that is forgotten, and one without consent are as without them', async (t) => {
  const { open } = await visit(t, { pages: { '/': pageOf(kHead), '/none': { ...pageOf(kHead), body: html({ head: kHead, body, tag: null }) } } });
  const page = await open('/none');
  assert.deepEqual(await shown(page), ['cold']);
  await page.evaluate(() => localStorage.setItem('kelvin.view', JSON.stringify({ segments: ['warm'], grade: '', forgotten_at: Date.now() - 1 })));
  await page.reload();
  assert.deepEqual(await shown(page), ['cold']);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.kelvin), undefined);
  const { page: left, come } = await again(t);
  come();
  await ready(left);
  await left.evaluate(() => kelvin.consent({ personalise: false }));
  assert.deepEqual(await shown(left), ['cold'], 'withdrawn, the page is as it was found');
  assert.equal(await left.evaluate(() => document.documentElement.dataset.kelvin), undefined);
});
