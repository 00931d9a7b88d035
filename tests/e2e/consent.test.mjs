/** Nothing before a grant, only what was granted after it, nothing left after a withdrawal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { kept, names, put, ready, rest, stored, until, useBrowser, visit } from './support/browser.mjs';
import { html, kStub } from './support/site.mjs';

useBrowser();
// Without the clock of active time, so that a slow machine gives the same scores.
const tag = (consent) => `data-model="/model.json" data-bots="allow" data-sensors="page link form scroll click" ${consent ? `data-consent="${consent}"` : ''}`;
const page_ = (consent, more = {}) => html({ attributes: tag(consent), ...more });
const loaded = (page) => until(() => page.evaluate(() => !!window.kelvin?.version), 'the script');
const hot = (page) => page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested'), kelvin.export()));
const storage = (page) => page.evaluate(async () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  cookies: document.cookie,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
}));
const kNothing = { local: [], session: [], cookies: '', databases: 0, caches: 0 };
const gpc = () => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });
/** Counts every write to storage, also one that is undone at once. */
const countWrites = () => {
  window.writes = 0;
  for (const name of ['setItem', 'removeItem', 'clear']) {
    const original = Storage.prototype[name];
    Storage.prototype[name] = function (...args) {
      window.writes++;
      return original.apply(this, args);
    };
  }
};

/** What is posted after `window.withdrawn` was set; a message that went while it might is the collector's to keep. */
const watchPosts = () => {
  window.posted = [];
  const { fetch } = window;
  window.fetch = (url, options) => {
    if (window.withdrawn && options?.method === 'POST') window.posted.push(String(url));
    return fetch.call(window, url, options);
  };
  navigator.sendBeacon = (url) => (window.withdrawn && window.posted.push(String(url)), true);
};

test('ask: before a choice nothing is stored, requested, scored or shown', async (t) => {
  const body = '<a id="link" href="#" data-kelvin-track="CTA Clicked">x</a>';
  const { open, site, collector } = await visit(t, { pages: { '/': page_('', { body: kStub + body }) }, init: countWrites });
  const page = await open();
  await loaded(page);
  await page.evaluate(() => (kelvin.identify('u-1', { role: 'buyer' }), kelvin.track('Demo Requested')));
  await page.click('#link');
  await page.evaluate(() => history.pushState({}, '', '/a'));
  await rest(700);
  assert.deepEqual(site.requests, ['/', '/kelvin.js']);
  assert.deepEqual(await storage(page), kNothing);
  assert.equal(await page.evaluate(() => window.writes), 0);
  assert.equal(await page.evaluate(() => kelvin.view()), null);
  assert.equal(await page.evaluate(() => document.documentElement.hasAttribute('data-kelvin')), false);
  assert.equal(collector.arrived.length, 0);
  assert.deepEqual(await page.evaluate(() => kelvin.consent()), { score: false, personalise: false, send: false });
});

test('ask: a grant starts all, is remembered, and the site\'s calls made meanwhile count', async (t) => {
  const { open, collector } = await visit(t, { pages: { '/': page_('ask') } });
  const page = await open();
  await loaded(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.consent('granted')));
  await ready(page);
  assert.deepEqual((await names(page)).sort(), ['Demo Requested', 'page']);
  assert.ok((await kept(page)).includes('kelvin.consent'));
  await page.reload();
  assert.equal((await ready(page)).scores.engagement, 44);
  await hot(page);
  const [message] = await until(() => collector.arrived.length && collector.arrived, 'the message');
  assert.equal(JSON.parse(message.body).data.consent, 'granted');
});

test('purposes apart: score alone shows and sends nothing', async (t) => {
  const { open, collector } = await visit(t, { pages: { '/': page_('ask', { body: '<p id="cta" data-kelvin-if="warm">Call</p>' }) } });
  const page = await open();
  await loaded(page);
  const now = await page.evaluate(() => kelvin.consent({ score: true }));
  assert.deepEqual(now, { score: true, personalise: false, send: false });
  await ready(page);
  await hot(page);
  await rest(300);
  assert.equal((await page.evaluate(() => kelvin.view())).segments.length, 2);
  assert.equal(await page.evaluate(() => document.documentElement.hasAttribute('data-kelvin')), false);
  assert.equal(await page.evaluate(() => document.querySelector('#cta').hasAttribute('data-kelvin-on')), false);
  assert.equal(collector.arrived.length, 0);
  assert.ok(!(await kept(page)).some((key) => key.startsWith('kelvin.out') || key === 'kelvin.view'));
});

test('memory: scored, but nothing stored, shown or sent; a grant keeps what was scored', async (t) => {
  const { open, site, collector } = await visit(t, { pages: { '/': page_('memory') }, init: countWrites });
  const page = await open();
  await ready(page);
  await hot(page);
  assert.equal((await page.evaluate(() => kelvin.view())).scores.engagement, 82);
  await rest(300);
  assert.deepEqual(await storage(page), kNothing);
  assert.equal(await page.evaluate(() => window.writes), 0);
  assert.equal(collector.arrived.length, 0);
  assert.deepEqual([...new Set(site.requests)].sort(), ['/', '/kelvin-later.js', '/kelvin.js', '/kelvin.wasm', '/model.json']);
  await page.evaluate(() => kelvin.consent('granted'));
  await until(() => collector.stored.size === 1, 'the message, now that it may go');
  await page.reload();
  assert.equal((await ready(page)).scores.engagement, 84);
});

test('memory: forgotten with the page', async (t) => {
  const { open } = await visit(t, { pages: { '/': page_('memory') } });
  const page = await open();
  await ready(page);
  await hot(page);
  await page.reload();
  assert.equal((await ready(page)).scores.engagement, 2);
});

test('Global Privacy Control is a refusal, whatever the site says', async (t) => {
  const { open, site, collector } = await visit(t, { pages: { '/': page_('granted') }, init: gpc });
  const page = await open();
  await loaded(page);
  assert.deepEqual(await page.evaluate(() => kelvin.consent('granted')), { score: false, personalise: false, send: false });
  await page.evaluate(() => kelvin.track('Demo Requested'));
  await rest(400);
  assert.deepEqual(site.requests, ['/', '/kelvin.js']);
  assert.deepEqual(await storage(page), kNothing);
  assert.equal(collector.arrived.length, 0);
});

test('withdrawal erases all at once, in every tab, also what waited to be sent', async (t) => {
  const { open, collector, context, site } = await visit(t, { pages: { '/': page_('ask', { body: '<p id="cta" data-kelvin-if="warm">Call</p>' }) }, faults: Array(50).fill(503), expected: /503/, init: watchPosts });
  await context.clock.install();
  const page = await open();
  await loaded(page);
  await page.evaluate(() => kelvin.consent('granted'));
  await ready(page);
  await hot(page);
  const other = await open();
  await ready(other);
  await until(() => collector.arrived.length > 0, 'a first try');
  assert.ok((await kept(page)).some((key) => key.startsWith('kelvin.out')));
  await page.evaluate(() => kelvin.consent('denied'));
  await until(async () => (await storage(page)).local.length === 0, 'an empty store');
  assert.equal(await page.evaluate(() => kelvin.view()), null);
  assert.equal(await page.evaluate(() => document.documentElement.hasAttribute('data-kelvin')), false);
  await until(() => other.evaluate(() => kelvin.view() === null), 'the other tab');
  // A database goes once all tabs have closed it.
  for (const tab of [page, other]) await until(async () => isDeepStrictEqual(await storage(tab), kNothing), 'an empty disk');
  const asked = site.requests.length;
  for (const tab of [page, other]) await tab.evaluate(() => (kelvin.track('Demo Requested'), history.pushState({}, '', '/x'), document.body.click(), (window.withdrawn = true)));
  await context.clock.fastForward(60_000); // The second try would have come.
  await rest(300);
  assert.deepEqual(await storage(page), kNothing);
  assert.deepEqual(await storage(other), kNothing);
  for (const tab of [page, other]) assert.deepEqual(await tab.evaluate(() => window.posted), [], 'no further try');
  assert.equal(site.requests.length, asked);
});

test('granted, and withdrawn before anything could be kept: nothing is, then or later', async (t) => {
  const { open } = await visit(t, { pages: { '/': page_('ask') }, init: watchPosts });
  for (const between of ['at once', 'a microtask', 0, 1, 3, 10, 30]) {
    const page = await open();
    await loaded(page);
    await page.evaluate(async (between) => {
      kelvin.consent('granted');
      kelvin.track('Demo Requested');
      kelvin.track('Demo Requested');
      if (typeof between === 'number') await new Promise((go) => setTimeout(go, between));
      else if (between !== 'at once') await null;
      kelvin.consent('denied');
      window.withdrawn = true;
    }, between);
    const empty = async () => JSON.stringify(await storage(page)) === JSON.stringify(kNothing);
    await until(empty, `nothing is kept, withdrawn after ${between}`);
    await rest(250);
    assert.deepEqual(await storage(page), kNothing, String(between));
    assert.deepEqual(await page.evaluate(() => window.posted), [], String(between));
    await page.close();
  }
});

for (const [what, hide] of [['in the database', ''], ['in localStorage', '<script>Object.defineProperty(window, "indexedDB", { value: undefined })</script>']]) {
  test(`one purpose after another is changed: what is kept ${what} stays, each event once`, async (t) => {
    const { open, collector } = await visit(t, { pages: { '/': page_('granted', { head: hide }) } });
    const page = await open();
    const { visitor } = await ready(page);
    await page.evaluate(() => {
      for (let i = 0; i < 200; i++) kelvin.track('Note', { n: i, text: 'x' });
      return kelvin.export();
    });
    await hot(page);
    for (const personalise of [false, true, false]) {
      await page.evaluate((personalise) => kelvin.consent({ personalise }), personalise);
      await rest(100);
    }
    await page.evaluate(() => kelvin.track('Note', { n: 200, text: 'x' }));
    assert.equal((await names(page)).length, 204);
    assert.deepEqual(await page.evaluate(() => [kelvin.view().visitor, kelvin.view().scores.engagement]), [visitor, 82]);
    await until(async () => (await page.evaluate(() => kelvin.outbox())).sent === 1, 'the receipt');
    await page.reload();
    assert.deepEqual([(await ready(page)).visitor, (await names(page)).length], [visitor, 205]);
    assert.equal(collector.arrived.length, 1);
  });
}

test('a choice that was queued before init is the visitor\'s, and is remembered', async (t) => {
  const queued = (choice, consent) => html({ tag: null, head: '<script>window.kelvin={q:[["consent",["' + choice + '"]],["init",[{model:"/model.json",bots:"allow",sensors:"page",consent:"' + consent + '"}]]]}</script><script async src="/kelvin.js"></script>' });
  const { open } = await visit(t, { pages: { '/refused': queued('denied', 'granted'), '/granted': queued('granted', 'ask'), '/': page_('granted'), '/ask': page_('ask') } });
  const page = await open('/refused');
  await loaded(page);
  await until(async () => (await kept(page)).length === 1, 'the refusal');
  await page.goto(page.url().replace('/refused', '/'));
  await loaded(page);
  await rest(300);
  assert.equal(await page.evaluate(() => kelvin.view()), null);
  await page.goto(page.url() + 'granted');
  const { visitor } = await ready(page);
  await page.evaluate(() => kelvin.export());
  await page.goto(page.url().replace('/granted', '/ask'));
  assert.equal((await ready(page)).visitor, visitor);
});

test('withdrawing one purpose leaves the others', async (t) => {
  const { open } = await visit(t, { pages: { '/': page_('granted', { body: '<p id="cta" data-kelvin-if="warm">Call</p>' }) } });
  const page = await open();
  await ready(page);
  await page.evaluate(() => kelvin.track('Demo Requested'));
  await until(() => page.isVisible('#cta'), 'the call to action');
  await page.evaluate(() => kelvin.consent({ personalise: false }));
  assert.equal(await page.evaluate(() => document.documentElement.hasAttribute('data-kelvin')), false);
  assert.equal((await page.evaluate(() => kelvin.view())).scores.engagement, 42);
  await page.reload();
  assert.equal((await ready(page)).scores.engagement, 44);
  assert.equal(await page.evaluate(() => document.documentElement.hasAttribute('data-kelvin')), false);
});

test('a refusal is remembered where the site would score without asking; and a later grant is a new visitor', async (t) => {
  const { open, site } = await visit(t, { pages: { '/': page_('granted') } });
  const page = await open();
  const { visitor } = await ready(page);
  await until(() => site.requests.includes('/kelvin-later.js'), 'all that this page asks for');
  await page.evaluate(() => kelvin.consent('denied'));
  assert.deepEqual(await kept(page), ['kelvin.consent']);
  site.requests.length = 0;
  await page.reload();
  await loaded(page);
  await rest(300);
  assert.deepEqual(site.requests.filter((path) => path !== '/kelvin.js'), ['/']);
  await page.evaluate(() => kelvin.consent('granted'));
  await ready(page);
  assert.notEqual((await page.evaluate(() => kelvin.view())).visitor, visitor);
});

test('a site that grants by itself is told no while the database opens: the no is all that is kept', async (t) => {
  const { open, context } = await visit(t, { pages: { '/': page_('granted'), '/plain': html({ tag: null }) } });
  for (const between of [0, 1, 3, 10, 30]) {
    const page = await open();
    await page.evaluate(async (between) => {
      while (!window.kelvin?.version) await new Promise((go) => setTimeout(go));
      await new Promise((go) => setTimeout(go, between));
      kelvin.consent('denied');
    }, between);
    const refused = async () => (await kept(page)).join() === 'kelvin.consent';
    await until(refused, `the refusal alone, after ${between} ms`);
    await rest(250);
    assert.ok(await refused(), `still, after ${between} ms: ${await kept(page)}`);
    await page.goto(page.url() + 'plain');
    await page.evaluate(() => (localStorage.clear(), new Promise((done) => (indexedDB.deleteDatabase('kelvin').onsuccess = done))));
    await page.close();
  }
  await context.close();
});

test('the id ends 13 months after it was made', async (t) => {
  const { open } = await visit(t, { pages: { '/': page_('granted') } });
  const page = await open();
  const { visitor } = await ready(page);
  const age = async (days) => {
    const { id } = await stored(page);
    await put(page, 'id', JSON.stringify({ ...JSON.parse(id), born: Date.now() - days * 86_400_000 }));
  };
  await age(392);
  await page.reload();
  assert.equal((await ready(page)).visitor, visitor);
  await age(394);
  await page.reload();
  const later = await ready(page);
  assert.notEqual(later.visitor, visitor);
  assert.equal(later.scores.engagement, 2);
});
