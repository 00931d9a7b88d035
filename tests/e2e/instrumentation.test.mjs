/** What the page tells Tag Manager and GA4 by `dataLayer` is scored: each event once, by the Segment spec's name; the page notices nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { events, ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { heard, heardNames, hears, isWatched, kHear, site } from './support/instrumentation.mjs';
import { kAttributes, kStub } from './support/site.mjs';

useBrowser();

const kGtag = 'window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments) }';

test('GA4 and Tag Manager: what was pushed before we came and after it, once each, in the words of the Segment spec', async (t) => {
  const head = `<script>${kGtag}
    gtag('js', new Date()); gtag('config', 'G-1', {user_id: 'u-7'}); gtag('consent', 'default', {ad_storage: 'denied'});
    dataLayer.push({'gtm.start': 1, event: 'gtm.js'});
    dataLayer.push({event: 'add_to_cart', ecommerce: {currency: 'EUR', value: 30, items: [
      {item_id: 'A', item_name: 'Pipe', item_category: 'Steel', price: 10, quantity: 2}, {item_id: 'B', price: 10}]}});
    gtag('event', 'purchase', {transaction_id: 'T-1', value: 99, currency: 'EUR', items: [{item_id: 'A', price: 99}], coupon: 'X'});
  </script>`;
  const { open } = await visit(t, { pages: site(head) });
  const page = await open();
  await ready(page);
  const before = ['identify', 'Product Added', 'Product Added', 'Order Completed'];
  await hears(page, ...before);
  assert.deepEqual((await heard(page)).map(([, fields]) => fields), [
    { userId: 'u-7' },
    { currency: 'EUR', product_id: 'A', name: 'Pipe', category: 'Steel', price: 10, quantity: 2 },
    { currency: 'EUR', product_id: 'B', price: 10 },
    { order_id: 'T-1', value: 99, total: 99, revenue: 99, currency: 'EUR', coupon: 'X', products: [{ product_id: 'A', price: 99 }] },
  ]);
  assert.equal((await page.evaluate(() => window.kelvin.view())).scores.s, 10);

  await page.evaluate(() => {
    gtag('config', 'AW-2', { user_id: 'u-7' }); // The same person
    gtag('set', 'user_properties', { role: 'buyer' });
    gtag('event', 'conversion', { send_to: 'AW-2/x', value: 99 }); // Advertising's copy of the purchase
    gtag('event', 'sign_up', { method: 'mail' });
    gtag('event', 'generate_lead', { value: 5, currency: 'EUR' });
    gtag('event', 'search', { search_term: 'steel' });
    gtag('event', 'view_search_results', { search_term: 'steel' });
    dataLayer.push({ event: 'gtm.click', 'gtm.element': document.body });
    dataLayer.push({ ecommerce: null }, { ecommerce: { transaction_id: 'T-1' } });
    dataLayer.push({ event: 'refund' }); // Tag Manager remembers the order
    dataLayer.push({ event: 'brochure_ordered', plan: 'pro', at: document.body, eventCallback() {} });
    dataLayer.push({ event: 'segment_entered', segment: 'hot' }, ['event', 'array'], 'text', null, () => 1, 7); // Our own recipe's
  });
  await hears(page, ...before, 'identify', 'Signed Up', 'Lead Generated', 'Site Searched', 'Order Refunded', 'brochure_ordered');
  assert.deepEqual((await heard(page)).slice(4).map(([, fields]) => fields), [
    { role: 'buyer' }, { method: 'mail' }, { value: 5, currency: 'EUR' }, { query: 'steel' }, { order_id: 'T-1' }, { plan: 'pro' },
  ]);
});

test('the host\'s own push is called as before: its result, its throwing, its this', async (t) => {
  const head = `<script>window.dataLayer = []; dataLayer.push = function (...entries) {
    if (entries[0] === 'throw') throw new Error('theirs');
    Array.prototype.push.apply(this, entries);
    return 'theirs ' + entries.length + (this === dataLayer);
  }; dataLayer.push({event: 'first'})</script>`;
  const { open } = await visit(t, { pages: site(head) });
  const page = await open();
  await ready(page);
  await hears(page, 'first');
  const results = await page.evaluate(() => {
    const tried = [dataLayer.push({ event: 'second' }, { event: 'third' }), dataLayer.length];
    try {
      dataLayer.push('throw');
    } catch (error) {
      tried.push(error.message);
    }
    // Tag Manager puts its own push over ours, and calls what was there.
    const before = dataLayer.push;
    dataLayer.push = function (...entries) {
      return ['gtm', before.apply(this, entries)];
    };
    tried.push(dataLayer.push({ event: 'fourth' }));
    const same = { event: 'same' };
    dataLayer.push(same);
    dataLayer.push(same);
    return tried;
  });
  assert.deepEqual(results, ['theirs 2true', 3, 'theirs', ['gtm', 'theirs 1true']]);
  await hears(page, 'first', 'second', 'third', 'fourth', 'same', 'same');
});

test('a dataLayer that comes later, is replaced, copied, or cut at its front as Tag Manager does', async (t) => {
  const { open } = await visit(t, { pages: site('') });
  const page = await open();
  await ready(page);
  await page.evaluate(() => (window.dataLayer = [{ event: 'late' }]));
  await hears(page, 'late');
  await page.evaluate(() => {
    dataLayer.push({ event: 'a' });
    window.dataLayer = [...dataLayer, { event: 'b' }];
  });
  await hears(page, 'late', 'a', 'b');
  await page.evaluate(() => {
    for (let i = 0; i < 350; i++) {
      dataLayer.push({ n: i });
      if (dataLayer.length > 300) dataLayer.shift();
    }
    dataLayer.push({ event: 'c' });
    dataLayer.shift();
    dataLayer.push({ event: 'd' });
    Array.prototype.push.call(dataLayer, { event: 'e' }); // By another way than its push
    dataLayer.length = 0;
    dataLayer.push({ event: 'f' });
  });
  await until(async () => (await heardNames(page)).at(-1) === 'f', 'the last');
  assert.deepEqual((await heardNames(page)).filter((name) => name !== 'e'), ['late', 'a', 'b', 'c', 'd', 'f']);
});

test('a push in the moment of leaving is heard', async (t) => {
  const { open } = await visit(t, { pages: site('<script>window.dataLayer = [{event: "first"}]</script>') });
  const page = await open();
  await ready(page);
  await hears(page, 'first');
  await page.evaluate(() => {
    addEventListener('pagehide', () => dataLayer.push({ event: 'last' }));
    // Not by its push: seen when we look, at the latest on leaving.
    Array.prototype.push.call(dataLayer, { event: 'quiet' });
    setTimeout(() => (location.href = '/b'));
  });
  await until(() => page.evaluate(() => location.pathname === '/b' && !!window.kelvin?.view()).catch(() => false), 'the next page');
  await hears(page, 'first', 'quiet', 'last');
});

test('hostile data layers: nothing thrown, nothing reported, what can be read is heard', async (t) => {
  const head = `<script>
    const cycle = {event: 'cycle', n: 1}; cycle.self = cycle;
    const deep = {event: 'deep', n: 2}; let at = deep; for (let i = 0; i < 1e5; i++) at = at.deep = {};
    const bomb = new Proxy({}, Object.fromEntries(['get', 'ownKeys', 'getPrototypeOf', 'has', 'getOwnPropertyDescriptor'].map((trap) => [trap, () => { throw new Error('trap') }])));
    window.pushed = 0;
    const spawn = {event: 'spawn', get n() { if (pushed++ < 3) dataLayer.push({event: 'spawned'}); return 3; }};
    window.dataLayer = [cycle, deep, bomb, spawn,
      {get event() { throw new Error('getter') }}, {event: 'getter', get n() { throw new Error('getter') }, plan: 'pro'},
      {event: {toString() { throw new Error('name') }}}, {event: 'purchase', ecommerce: {items: bomb, value: 1n, transaction_id: Symbol()}},
      {event: 'add_to_cart', ecommerce: {items: [null, 7, bomb, [], {item_id: '\\ud800'}]}},
      {event: '__proto__', __proto__: {event: 'x'}}, JSON.parse('{"event": "pollute", "__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'),
      Object.freeze({event: 'frozen'}), {event: 'page'}, {event: 'toString'}, {event: 'x'.repeat(1e6)},
    ];
    Object.freeze(dataLayer);
  </script>`;
  const { open } = await visit(t, { pages: site(head) });
  const page = await open();
  await page.evaluate(() => (window.faults = []));
  await page.evaluate(() => new Promise((done) => (function wait() { window.kelvin?.version ? done(window.kelvin.on('error', (error) => window.faults.push(error))) : setTimeout(wait, 5) })()));
  await ready(page);
  await until(async () => (await heardNames(page)).includes('toString'), 'the last that has a name');
  const names = await heardNames(page);
  for (const name of ['cycle', 'deep', 'getter', 'Order Completed', 'Product Added', 'frozen', 'pollute']) assert.ok(names.includes(name), name);
  assert.deepEqual((await page.evaluate(() => window.faults)).map(({ code }) => code).filter((code) => code === 'internal'), []);
  assert.deepEqual(await page.evaluate(() => [Object.hasOwn(dataLayer, 'push'), ({}).polluted ?? 'clean']), [false, 'clean']);
  // A layer that is none, or throws when it is touched.
  await page.evaluate(() => (window.dataLayer = { push: (x) => x, length: 3 }));
  await page.evaluate(() => Object.defineProperty(window, 'dataLayer', { get() { throw new Error('touched'); }, configurable: true }));
  await rest(1200);
  assert.deepEqual((await page.evaluate(() => window.faults)).filter(({ code }) => code === 'internal'), []);
});

test('off by default, and nothing is fetched or touched before a grant', async (t) => {
  const head = `<script>${kGtag}; gtag('event', 'purchase', {value: 99})</script>${kStub}`;
  const off = await visit(t, { pages: site(head, kAttributes) });
  const quiet = await off.open();
  await ready(quiet);
  await rest(300);
  assert.deepEqual(await heard(quiet), []);
  assert.equal(await quiet.evaluate(() => Object.hasOwn(dataLayer, 'push')), false);
  assert.ok(!off.site.requests.includes('/kelvin-integrations.js'));

  const { open, site: server } = await visit(t, { pages: site(head, kHear.replace('granted', 'ask')) });
  const page = await open();
  await until(() => page.evaluate(() => !!window.kelvin.version), 'the script');
  await rest(300);
  assert.equal(await page.evaluate(() => Object.hasOwn(dataLayer, 'push')), false);
  assert.ok(!server.requests.includes('/kelvin-integrations.js'));
  await page.evaluate(() => window.kelvin.consent('granted'));
  await ready(page);
  await hears(page, 'Order Completed');
});

test('what was said while the visitor refused is not heard afterwards; withdrawn, all is put back', async (t) => {
  const { open } = await visit(t, { pages: site(`<script>${kGtag}; gtag('event', 'first'); window.analytics = {track(...args) { return args.length }}; window.original = analytics.track</script>`) });
  const page = await open();
  await ready(page);
  await hears(page, 'first');
  await page.evaluate(() => (window.kelvin.consent('denied'), gtag('event', 'refused'), analytics.track('refused')));
  assert.deepEqual(await page.evaluate(() => [Object.hasOwn(dataLayer, 'push'), analytics.track === original, 'value' in Object.getOwnPropertyDescriptor(window, 'analytics')]), [false, true, true]);
  await page.evaluate(() => (window.kelvin.consent('granted'), gtag('event', 'between')));
  await ready(page);
  await until(() => page.evaluate(() => Object.hasOwn(dataLayer, 'push')), 'hearing again');
  await page.evaluate(() => (gtag('event', 'again'), analytics.track('again too')));
  await hears(page, 'again', 'again too');
});

test('consent read from dataLayer and events heard from it share the array', async (t) => {
  const attributes = kHear.replace('data-consent="granted"', 'data-consent-from="google"');
  const head = `<script>${kGtag}; gtag('consent', 'default', {analytics_storage: 'denied'}); gtag('event', 'purchase', {transaction_id: 'T', value: 99})</script>`;
  const { open, site: server } = await visit(t, { pages: site(head, attributes) });
  const page = await open();
  await until(() => server.requests.includes('/kelvin-consent.js'), 'the source');
  await rest(200);
  assert.ok(!server.requests.includes('/kelvin-integrations.js'));
  await page.evaluate(() => (gtag('consent', 'update', { analytics_storage: 'granted' }), gtag('event', 'meanwhile')));
  await ready(page);
  await hears(page, 'Order Completed', 'meanwhile');
  assert.deepEqual(await page.evaluate(() => (gtag('event', 'after'), [dataLayer.push({ event: 'last' }), dataLayer.length])), [6, 6]);
  await hears(page, 'Order Completed', 'meanwhile', 'after', 'last');
});

test('page views of others are the sensor\'s own, and count only where it is off', async (t) => {
  const head = `<script>${kGtag}; gtag('event', 'page_view', {name: 'one'}); window.analytics = {page() {}, track() {}}; gtag('event', 'mark')</script>`;
  const count = async (attributes) => {
    const { open } = await visit(t, { pages: site(head, attributes) });
    const page = await open();
    await ready(page);
    await hears(page, 'mark');
    await page.evaluate(() => (analytics.page('Docs', 'Two', { n: 2 }), analytics.track('end')));
    await hears(page, 'mark', 'end');
    return (await events(page, 'page')).map(({ properties }) => properties?.name);
  };
  assert.equal((await count(kHear)).length, 1);
  assert.deepEqual(await count(`${kHear} data-sensors="link"`), ['one', 'Two']);
});

test('a dataLayer that is made after us, by Tag Manager\'s snippet, is heard from its first entry', async (t) => {
  const { open } = await visit(t, { pages: site('') });
  const page = await open();
  await ready(page);
  await rest(300);
  await page.evaluate(() => {
    window.dataLayer = window.dataLayer || [];
    dataLayer.push({ 'gtm.start': Date.now(), event: 'gtm.js' });
    dataLayer.push({ event: 'first', n: 1 });
    // The container takes the array over: its own push, and what is old goes.
    const { push } = dataLayer;
    dataLayer.push = (...entries) => (push.apply(dataLayer, entries), true);
    dataLayer.push({ event: 'second', n: 2 });
  });
  await until(async () => (await heardNames(page)).length >= 2, 'the past');
  await page.evaluate(() => dataLayer.push({ event: 'third', n: 3 }));
  await hears(page, 'first', 'second', 'third');
  assert.equal(await isWatched(page), false);
});
