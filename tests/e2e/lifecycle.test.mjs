/** A page's life: back-forward cache, prerendering, attention, sleep, clocks and time zones; purchases through the API. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { events, kBrowser, names, pathOf, ready, rest, standStill, until, useBrowser, visit } from './support/browser.mjs';
import { html, kAttributes, startSite } from './support/site.mjs';

useBrowser();

const kRounds = process.env.KELVIN_SOAK ? 200 : 50;
const kVisits = process.env.KELVIN_SOAK ? 100 : 10;
const kPrerenders = process.env.KELVIN_SOAK ? 100 : 10;

/** Leaves for /away and comes back, as often as it is told, and notes how it came; tells the site when it is done. */
function pendulum(rounds) {
  window.came = [];
  addEventListener('pageshow', (event) => {
    window.came.push(event.persisted);
    if (window.came.length > rounds) return void fetch('/done');
    if (event.persisted) setTimeout(() => (location.href = '/away'), 20);
  });
  window.leave = () => (location.href = '/away');
  window.listened = new Set();
  const original = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    window.listened.add(type);
    return original.call(this, type, ...rest);
  };
}

test(`back-forward cache: ${kRounds} rounds, from the cache each time, each return one view`, { timeout: 600_000 }, async (t) => {
  const pages = {
    '/': html({ head: `<script>(${pendulum})(${kRounds})</script>` }),
    '/away': html({ tag: null, body: '<script>addEventListener("pageshow", () => setTimeout(() => history.back(), 20))</script>' }),
    '/done': { body: '' },
  };
  const { open, site } = await visit(t, { pages });
  const page = await open();
  await ready(page);
  // Firefox keeps no page that is still loading, a script that was asked for late included.
  await page.waitForFunction(() => document.readyState === 'complete' && performance.getEntriesByType('resource').some(({ name }) => name.includes('kelvin-later')));
  await page.evaluate(() => void setTimeout(leave));
  // Not by asking the page: what is asked as a page is left may never be answered.
  await until(() => site.requests.includes('/done'), `${kRounds} rounds`, 4000 * kRounds);
  const ways = await page.evaluate(() => window.came);
  const why = await page.evaluate(() => JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons ?? null));
  assert.deepEqual(ways, [false, ...Array(kRounds).fill(true)], why);
  assert.equal(site.requests.filter((path) => path === '/').length, 1);
  await until(async () => (await events(page, 'page')).length > kRounds, 'the views');
  assert.equal((await events(page, 'page')).length, kRounds + 1);
  assert.equal((await page.evaluate(() => window.kelvin.view())).visit.pages, kRounds + 1);
  const listened = await page.evaluate(() => [...window.listened]);
  assert.ok(listened.includes('pagehide'), 'our listeners were seen');
  assert.deepEqual(listened.filter((type) => /unload/.test(type)), []);
});

test(`prerendering: ${kPrerenders} times nothing at all before the page is shown, then exactly one view`, { skip: kBrowser !== 'chromium' && 'Firefox has no speculation rules', timeout: 600_000 }, async (t) => {
  // Activation does not happen under playwright: its pages are loaded anew. Puppeteer cannot ask the page that was activated,
  // so that this one tells by itself, in the path of a request.
  const puppeteer = createRequire(new URL('../../web/package.json', import.meta.url))('puppeteer-core');
  const rules = '<script type="speculationrules">{"prerender": [{"urls": ["/p"], "eagerness": "immediate"}]}</script>';
  const site = await startSite({
    '/': html({ tag: null, head: rules, body: '<a id="go" href="/p">Go</a>' }),
    '/p': html({ attributes: `${kAttributes} data-hear="datalayer"`, head: `<script>window.dataLayer = [{event: 'Heard'}]; (${confess})(document.prerendering)</script>` }),
  });
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    timeout: 120_000,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  t.after(async () => {
    await browser.close();
    site.close();
  });
  for (let i = 0; i < kPrerenders; i++) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    site.requests.length = 0;
    await page.goto(site.url + '/');
    await until(() => site.requests.includes('/kelvin.js'), 'the prerendered page asks for the script');
    await rest(150); // Time enough to do what must not be done.
    assert.deepEqual(site.requests.filter((path) => !['/', '/p', '/kelvin.js'].includes(path)), []);
    assert.deepEqual(await page.evaluate(async () => [Object.keys(localStorage), await indexedDB.databases()]), [[], []]);
    await page.evaluate(() => document.getElementById('go').click());
    const path = await until(() => site.requests.find((path) => path.startsWith('/told/')), `round ${i}: scored once it is shown`);
    const { prerendered, before, pages, number, told } = JSON.parse(decodeURIComponent(path.slice(6)));
    assert.deepEqual([prerendered, before, pages, number, told], [true, 0, 1, 1, 'Heard Note page']);
    assert.deepEqual(site.requests.filter((path) => path === '/p'), ['/p'], 'it was not loaded again');
    await context.close();
  }
});

/** In the page: waits until it was scored, then tells how it went. `before`: how often there was a view before it was shown. */
function confess(prerendered) {
  window.kelvin = { q: [['track', ['Note', { n: 1 }]]] };
  let before = 0;
  const look = async () => {
    const view = window.kelvin.view?.();
    if (view && document.prerendering) before++;
    const lines = view ? (await window.kelvin.export()).trim().split('\n') : [];
    if (lines.length < 3) return setTimeout(look, 25);
    const told = lines.map((line) => JSON.parse(line)).map(({ type, event }) => event || type).sort().join(' ');
    const { pages, number } = window.kelvin.view().visit;
    setTimeout(() => fetch('/told/' + encodeURIComponent(JSON.stringify({ prerendered, before, pages, number, told }))), 50);
  };
  void look();
}

test(`${kVisits} page loads and ${kVisits} closed tabs: each page one view`, { timeout: 600_000 }, async (t) => {
  const { open, site } = await visit(t, { pages: { '/': html() } });
  const page = await open();
  await ready(page);
  for (let i = 1; i < kVisits; i++) {
    await page.goto(`${site.url}/?load=${i}`);
    await ready(page);
  }
  for (let i = 0; i < kVisits; i++) {
    const tab = await open(`/?tab=${i}`);
    await ready(tab);
    await names(tab); // What was scored is kept.
    await tab.close();
  }
  await page.goto(site.url + '/');
  await ready(page);
  assert.equal((await events(page, 'page')).length, 2 * kVisits + 1);
  assert.equal((await page.evaluate(() => window.kelvin.view())).visit.pages, 2 * kVisits + 1);
});

const spent = async (page) => (await events(page, 'Page Engaged')).map(({ properties }) => properties.seconds);
const sum = (list) => Math.round(list.reduce((total, seconds) => total + seconds, 0));

/** In the page: what the browser would say of the tab. */
function attention({ visible = true, focused = true }) {
  document.hasFocus = () => focused;
  Object.defineProperty(document, 'hidden', { value: !visible, configurable: true });
  Object.defineProperty(document, 'visibilityState', { value: visible ? 'visible' : 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
  dispatchEvent(new Event(focused ? 'focus' : 'blur'));
}

test('active time: hidden or without the focus earns nothing, what was earned is told when the tab is hidden', async (t) => {
  const { open, context } = await visit(t, { pages: { '/': html() } });
  await context.clock.install();
  const page = await open();
  await ready(page);
  await page.evaluate(attention, { visible: false });
  await standStill(page);
  const { length: before } = await spent(page);
  /** Whole seconds: less than one may be left over from the page's start. */
  const told = async () => (await spent(page)).slice(before).map(Math.floor);
  await page.evaluate(attention, {});
  await page.clock.runFor(5000);
  await page.evaluate(attention, { visible: false });
  assert.deepEqual(await told(), [5]);
  await page.clock.runFor(20_000);
  await page.evaluate(attention, { focused: false });
  await page.clock.runFor(20_000);
  assert.deepEqual(await told(), [5]);
  await page.evaluate(attention, {});
  await page.clock.runFor(7000);
  await page.evaluate(attention, { visible: false });
  assert.deepEqual(await told(), [5, 7]);
});

test('active time: a laptop closed for the night earns nothing, and nothing of the evening is told in the morning', async (t) => {
  const { open, context } = await visit(t, { pages: { '/': html() } });
  await context.clock.install({ time: '2026-03-02T22:00:00Z' });
  const page = await open();
  await ready(page);
  await standStill(page);
  await page.evaluate(attention, {});
  await page.clock.runFor(20_000);
  const evening = sum(await spent(page));
  await page.mouse.move(5, 5);
  await page.clock.fastForward('09:00:00'); // Timers fire once, as after sleep.
  await page.mouse.move(9, 9);
  await rest(50);
  assert.equal(sum(await spent(page)), evening);
  assert.equal((await page.evaluate(() => window.kelvin.view())).visit.number, 1);
  await page.clock.runFor(16_000);
  const morning = sum(await spent(page)) - evening;
  assert.ok(morning >= 14 && morning <= 17, `${morning} s`);
});

test('active time: a wall clock set back a year or forward ten adds nothing', async (t) => {
  const { open, context } = await visit(t, { pages: { '/': html() } });
  await context.clock.install({ time: '2026-03-02T10:00:00Z' });
  const page = await open();
  await ready(page);
  await page.evaluate(attention, { visible: false });
  await standStill(page);
  const before = sum(await spent(page));
  await page.evaluate(attention, {});
  await page.evaluate(() => ((window.faults = []), window.kelvin.on('error', ({ code }) => window.faults.push(code))));
  const kTimes = ['2025-03-02T10:00:00Z', '2036-03-02T10:00:00Z', '1970-01-02T00:00:00Z', '2038-01-19T03:14:08Z'];
  for (const time of kTimes) {
    await page.clock.setSystemTime(time);
    await page.evaluate(() => window.kelvin.track('Note', { n: 1 }));
    await page.clock.runFor(2000);
  }
  assert.equal((await events(page, 'Note')).length, kTimes.length);
  assert.deepEqual(await page.evaluate(() => window.faults), []);
  await page.evaluate(attention, { visible: false });
  assert.ok(sum(await spent(page)) - before <= 8, String(await spent(page)));
});

/** What one visitor gets over the night in which Europe's and, a week apart, other clocks change. */
const kZones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Tokyo', 'Pacific/Apia'];
const kZoneModel = {
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    kelvin: 1, id: 'zones', version: '1',
    scores: [{ id: 's', range: [0, 1000], momentum: '3d', rules: [
      { id: 'daily', on: 'Note', points: 10, limit: { times: 1, per: 'day' } },
      { id: 'worn', on: 'Note', points: 7, decay: { half_life: '5h' } },
      { id: 'steps', on: 'page', points: 9, decay: { percent: 10, every: '1h' } },
    ] }],
  }),
};

test('time zones: six of them over a night in which clocks change give one score', async (t) => {
  const seen = [];
  for (const timezoneId of kZones) {
    const pages = { '/': html({ attributes: `${kAttributes} data-sensors="page"` }), '/model.json': kZoneModel };
    const { open, context } = await visit(t, { pages, context: { timezoneId } });
    await context.clock.install({ time: '2026-03-28T23:30:00Z' });
    const page = await open();
    await ready(page); // The page's start waits for timers: the clock stands only afterwards.
    await context.clock.pauseAt('2026-03-28T23:45:00Z');
    for (let hour = 0; hour < 5; hour++) {
      await page.evaluate(() => window.kelvin.track('Note', { n: 1 }));
      await names(page); // Scored at this hour.
      await page.clock.fastForward('01:00:00');
    }
    const { scores, momentum, total, visit: last, at } = await page.evaluate(() => window.kelvin.view());
    const zone = await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
    assert.equal(zone, timezoneId);
    seen.push(JSON.stringify({ scores, momentum, total, number: last.number, at }));
  }
  assert.deepEqual(seen, Array(kZones.length).fill(seen[0]));
  assert.notEqual(JSON.parse(seen[0]).scores.s, 0);
});

test('purchases through the API are scored as the library\'s shop models say', async (t) => {
  const { open, site, collector } = await visit(t, { pages: { '/': html() } });
  const model = readFileSync(new URL('../../core/models/retail.json', import.meta.url), 'utf8');
  const body = model.replaceAll(/https:\/\/\w+\.example/g, collector.url);
  site.pages['/model.json'] = { headers: { 'content-type': 'application/json' }, body };
  const page = await open();
  await ready(page);
  const after = async (event, properties) => {
    await page.evaluate(([name, fields]) => window.kelvin.track(name, fields), [event, properties]);
    await names(page); // Until it is scored.
    const { scores, segments } = await page.evaluate(() => window.kelvin.view());
    return [scores.mood, scores.cart, scores.value, segments.join(' ')];
  };
  assert.deepEqual(await after('Product Added', { product_id: 'A', price: 60, quantity: 1 }), [10, 100, 0, 'cart-full']);
  assert.deepEqual(await after('Order Completed', { order_id: 'T-1', total: 60, currency: 'EUR', products: [{ product_id: 'A' }] }), [0, 0, 10, 'customer']);
  assert.deepEqual(await after('Order Completed', { order_id: 'T-2', total: 250 }), [0, 0, 50, 'customer']);
  assert.deepEqual(await after('Order Refunded', { order_id: 'T-2', total: 250 }), [0, 0, 10, 'customer']);
  const [order] = await events(page, 'Order Completed');
  assert.deepEqual(order.properties, { total: 60 }, 'what the model does not name is not kept');
});
