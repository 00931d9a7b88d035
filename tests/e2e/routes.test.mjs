/** Page views: each route of six kinds of router exactly once, virtual pages, where the visitor came from. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { events, names, pathOf, ready, rest, standStill, until, useBrowser, visit } from './support/browser.mjs';
import { html, kAttributes, kStub } from './support/site.mjs';

useBrowser();

const views = async (page) => (await events(page, 'page')).map(pathOf);

/** That these paths were viewed, in this order, and after a while no more. */
async function viewed(page, ...paths) {
  await until(async () => (await views(page)).length >= paths.length, `${paths.length} views`);
  await rest(600); // Longer than the longest wait for a title.
  assert.deepEqual(await views(page), paths);
}

/** In the page: each router's way to go somewhere, with its title set a moment later, as frameworks do. */
function routers() {
  const render = () => setTimeout(() => (document.title = 'At ' + location.pathname + location.search + location.hash), 30);
  addEventListener('popstate', render);
  addEventListener('hashchange', render);
  window.push = (url) => (history.pushState({}, '', url), render());
  window.replace = (url) => (history.replaceState({}, '', url), render());
  // vue-router notes the scroll position in the entry that it leaves.
  window.vue = (url) => (history.replaceState({ scroll: 0 }, '', location.href), history.pushState({}, '', url), render());
  window.hash = (hash) => (location.hash = hash);
  window.intercept = () => {
    navigation.addEventListener('navigate', (event) => {
      if (event.destination.url.endsWith('/forbidden')) event.preventDefault();
      else if (event.canIntercept) event.intercept({ handler: async () => render() });
    });
  };
  window.navigate = (url) => navigation.navigate(url).committed.catch(() => {});
}

const kRouters = {
  push: {
    steps: [['push', '/a'], ['push', '/b'], ['back'], ['forward']],
    paths: ['/', '/a', '/b', '/a', '/b'],
  },
  'replace and push': {
    steps: [['vue', '/a'], ['vue', '/b'], [['push', '/login'], ['replace', '/c']], ['back']],
    paths: ['/', '/a', '/b', '/c', '/b'], // /login redirected: it was never seen
  },
  hash: {
    steps: [['hash', '#section'], ['hash', '#/a'], ['hash', '#/b'], ['back'], ['hash', '#!c']],
    paths: ['/', '/', '/', '/', '/'], // #section is a jump within the page
  },
  'same URL': {
    steps: [['push', '/a'], ['push', '/a'], ['replace', '/a'], ['push', '/a#x'], ['vue', '/a']],
    paths: ['/', '/a'],
  },
  'query only': {
    steps: [['push', '/list?page=1'], ['push', '/list?page=2'], ['replace', '/list?page=2&sort=up'], ['push', '/list?page=2&sort=up'], ['back'], ['back']],
    paths: ['/', '/list', '/list', '/list'], // what a filter replaces is no view; of the two entries alike, back changes nothing
  },
  'Navigation API': {
    needs: 'navigation',
    before: [['intercept']],
    steps: [['navigate', '/a'], ['navigate', '/forbidden'], ['navigate', '/b'], ['back'], ['navigate', '/a']],
    paths: ['/', '/a', '/b', '/a'],
  },
};

/** One step, or several in one breath; until the browser is there. */
const take = (page, step) =>
  page.evaluate(async (steps) => {
    const there = steps.map(([name, url]) => {
      if (name !== 'back' && name !== 'forward') return window[name](url);
      history[name]();
      return new Promise((done) => addEventListener('popstate', done, { once: true }));
    });
    await Promise.all(there);
  }, Array.isArray(step[0]) ? step : [step]);

for (const api of ['Navigation API', 'patched history']) {
  for (const [name, { needs, before = [], steps, paths }] of Object.entries(kRouters)) {
    if (needs && api !== 'Navigation API') continue;
    test(`${name} router, each route once: ${api}`, async (t) => {
      const pages = { '/': html({ head: `<script>(${routers})()</script>` }) };
      const init = api === 'patched history' ? () => Object.defineProperty(window, 'navigation', { value: undefined }) : undefined;
      const { open } = await visit(t, { pages, init });
      const page = await open();
      await ready(page);
      for (const step of [...before, ...steps]) {
        await take(page, step);
        await rest(200); // A visitor stays on a route for longer than its title takes.
      }
      await viewed(page, ...paths);
      assert.equal((await page.evaluate(() => window.kelvin.view())).visit.pages, paths.length);
      const touched = await page.evaluate(() => Object.getOwnPropertyNames(history).sort());
      assert.deepEqual(touched, api === 'Navigation API' ? [] : ['pushState', 'replaceState']);
    });
  }
}

test('a route is told with the title it settled on, and with the route before as referrer', async (t) => {
  const { open, site } = await visit(t, { pages: { '/': html({ head: `<script>(${routers})()</script>` }) } });
  const page = await open();
  await ready(page);
  await take(page, ['push', '/a']);
  await viewed(page, '/', '/a');
  const { context, properties } = (await events(page, 'page')).at(-1);
  const told = { ...context?.page, ...properties };
  assert.equal(told.title, 'At /a');
  assert.equal(told.referrer, site.url + '/');
});

test('a quick second route does not swallow the first', async (t) => {
  const { open } = await visit(t, { pages: { '/': html() } });
  const page = await open();
  await ready(page);
  await page.evaluate(() => ['/a', '/b', '/c'].forEach((url) => history.pushState({}, '', url)));
  await viewed(page, '/', '/a', '/b', '/c');
});

for (const frozen of [false, true]) {
  test(`history ${frozen ? 'frozen' : 'wrapped by others before and after us'}: counted once, and their results stand`, async (t) => {
    const wrap = () => {
      const original = history.pushState;
      history.pushState = function (...args) {
        original.apply(this, args);
        return 'theirs';
      };
    };
    const init = `Object.defineProperty(window, 'navigation', { value: undefined }); (${wrap})(); ${frozen ? 'Object.freeze(history);' : ''}`;
    const { open } = await visit(t, { pages: { '/': html() }, init });
    const page = await open();
    await ready(page);
    assert.equal(await page.evaluate(() => history.pushState({}, '', '/a')), 'theirs');
    await viewed(page, '/', '/a');
    if (frozen) return;
    await page.evaluate(wrap);
    await page.evaluate(() => history.pushState({}, '', '/b'));
    await viewed(page, '/', '/a', '/b');
    // Withdrawn, ours stays in their chain and hears nothing.
    await page.evaluate(() => (window.kelvin.consent('denied'), history.pushState({}, '', '/c')));
    await page.evaluate(() => window.kelvin.consent('granted'));
    await ready(page);
    await viewed(page, '/c');
  });
}

test('data-spa="off" leaves routes to the site, which may call kelvin.page()', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ attributes: `${kAttributes} data-spa="off"` }) } });
  const page = await open();
  await ready(page);
  await page.evaluate(() => history.pushState({}, '', '/a'));
  await rest(600);
  assert.deepEqual(await views(page), ['/']);
  await page.evaluate(() => window.kelvin.page());
  await viewed(page, '/', '/a');
});

test('a site that calls kelvin.page() for a route that the sensor saw too counts it once', async (t) => {
  const { open } = await visit(t, { pages: { '/': html() } });
  const page = await open();
  await ready(page);
  await page.evaluate(() => (history.pushState({}, '', '/a'), window.kelvin.page('A')));
  await viewed(page, '/', '/a');
});

test('virtual pages: what the site names is a page of its own, and so is the time on it', async (t) => {
  const { open, context } = await visit(t, { pages: { '/': html() } });
  await context.clock.install();
  const page = await open();
  await ready(page);
  await standStill(page);
  const { length: before } = await events(page, 'Page Engaged');
  await page.mouse.move(5, 5);
  await page.clock.runFor(4000);
  await page.evaluate(() => window.kelvin.page('Payment', { path: '/checkout/payment' }));
  await page.clock.runFor(6000);
  await page.evaluate(() => window.kelvin.track('Note', { n: 1 }));
  await page.evaluate(() => window.kelvin.page());
  const told = (await Promise.all(['page', 'Page Engaged', 'Note'].map((name) => events(page, name)))).map((list) => list.map(pathOf));
  told[1].splice(0, before);
  assert.deepEqual(told, [['/', '/checkout/payment', '/'], ['/', '/checkout/payment'], ['/checkout/payment']]);
});

const kFrom = '?utm_source=newsletter&utm_medium=email&utm_campaign=spring%20sale';

test('campaign, click id and referrer of the landing page are the visit\'s, not those of its routes', async (t) => {
  const { open, site } = await visit(t, { pages: { '/': html({ body: '<a id="go" href="">Go</a>' }) } });
  const page = await open('/' + kFrom);
  const view = await ready(page);
  assert.deepEqual([view.visit.channel, view.first.channel, view.visit.campaign.name], ['Email', 'Email', 'spring sale']);
  await page.evaluate(() => history.pushState({}, '', '/a?utm_source=other&utm_medium=cpc'));
  await viewed(page, '/', '/a');
  const later = await page.evaluate(() => window.kelvin.view());
  assert.deepEqual([later.visit.channel, later.visit.campaign.source, later.visit.number], ['Email', 'newsletter', 1]);

  const clicked = await visit(t, { pages: { '/': html() } });
  const paid = await ready(await clicked.open('/?gclid=abc123'));
  assert.equal(paid.visit.channel, 'Paid Search');

  // Another host's page: 127.0.0.1 and localhost are two sites.
  const other = await visit(t, { pages: { '/': html() } });
  other.site.pages['/from'] = html({ tag: null, head: '<meta name="referrer" content="unsafe-url">', body: `<a id="go" href="${site.url}/">Go</a>` });
  const from = await other.context.newPage();
  await from.goto(other.site.url.replace('127.0.0.1', 'localhost') + '/from?private=1');
  await from.click('#go');
  const referred = await ready(from);
  assert.deepEqual([referred.visit.channel, referred.visit.referrer_host.split(':')[0]], ['Referral', 'localhost']);
  assert.ok(!JSON.stringify(await events(from, 'page')).includes('private'));
});

test('the landing page\'s campaign outlives a router that tidies the address before we come', async (t) => {
  const head = '<script>history.replaceState({}, "", location.pathname)</script>';
  const { open } = await visit(t, { pages: { '/': html({ head }) } });
  const view = await ready(await open('/' + kFrom));
  assert.deepEqual([view.visit.channel, view.visit.campaign.name], ['Email', 'spring sale']);
});

test('... and a visitor who chooses only on the second route', async (t) => {
  const attributes = kAttributes.replace('granted', 'ask');
  const { open } = await visit(t, { pages: { '/': html({ head: kStub, attributes }) } });
  const page = await open('/?gclid=abc123');
  await page.evaluate(() => history.pushState({}, '', '/a'));
  await page.evaluate(() => window.kelvin.consent('granted'));
  const view = await ready(page);
  assert.deepEqual([view.visit.channel, view.first.landing], ['Paid Search', '/a']);
  await page.evaluate(() => history.pushState({}, '', '/b'));
  await viewed(page, '/a', '/b');
});

const searches = async (page) => (await events(page, 'Site Searched')).map(({ properties }) => properties.query);
const kSearchModel = JSON.stringify({
  kelvin: 1, id: 'search', version: '1',
  scores: [{ id: 's', range: [0, 100], rules: [{ id: 'r', on: 'Site Searched', where: { 'properties.query': { $exists: true } }, points: 1 }] }],
});

test('site search: each term once, not again for the next page of results, a reload or the way back', async (t) => {
  const pages = { '/': html(), '/results': html(), '/product': html(), '/model.json': { headers: {}, body: kSearchModel } };
  const { open, site } = await visit(t, { pages });
  const page = await open('/?q=%20');
  await ready(page);
  /** Until the page of `path` is there and has scored; while it comes, the page that goes cannot be asked. */
  const at = async (path) => {
    await until(() => page.evaluate((url) => location.href === url && !!window.kelvin?.view(), site.url + path).catch(() => false), path);
    await page.evaluate(() => kelvin.export()); // The sensor of searches is in the later part.
  };
  const go = async (path) => {
    await page.evaluate((url) => void setTimeout(() => (location.href = url)), site.url + path);
    await at(path);
  };
  await go('/results?q=steel+pipe');
  await page.reload();
  await ready(page);
  await go('/results?q=steel+pipe&page=2');
  await go('/product');
  await page.evaluate(() => void setTimeout(() => history.back()));
  await at('/results?q=steel+pipe&page=2');
  await page.evaluate(() => history.pushState({}, '', '/results?search=copper'));
  await page.evaluate(() => history.pushState({}, '', '/product'));
  await page.evaluate(() => history.pushState({}, '', '/results?search=copper'));
  await page.evaluate(() => history.pushState({}, '', '/#/find?keyword=zinc&q='));
  await until(async () => (await searches(page)).length >= 3, 'three searches');
  await rest(500);
  assert.deepEqual(await searches(page), ['steel pipe', 'copper', 'zinc']);
});

test('site search: data-search names the keys, of several the first counts', async (t) => {
  const attributes = `${kAttributes} data-search="term, wort"`;
  const pages = { '/': html({ attributes }), '/model.json': { headers: {}, body: kSearchModel } };
  const { open } = await visit(t, { pages });
  const page = await open('/?q=no&wort=second&term=first');
  await ready(page);
  assert.deepEqual(await searches(page), ['first']);
  assert.deepEqual(await names(page), ['page', 'Site Searched']);
});
