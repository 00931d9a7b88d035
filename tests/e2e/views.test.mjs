/** One page that someone looked at is one view: redirects, events told again, maps, tabs in the background, frames; and no page has another's title. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundle } from './support/bundle.mjs';
import { events, names, pathOf, ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { html } from './support/site.mjs';

useBrowser();

const views = async (page) => (await events(page, 'page')).map(pathOf);
const js = (body) => ({ headers: { 'content-type': 'text/javascript; charset=utf-8' }, body });

/** `before`: what the model, and with it the first score, waits for. */
async function openPage(t, { head = '', body = '', code = '', path = '/', pages = {}, before, ...more }) {
  const home = html({ head, body: body + (code && '<script type="module" src="/app.js"></script>') });
  const all = { '/': home, '/en': home, '/docs': home, ...pages };
  if (code) all['/app.js'] = js(await bundle(code));
  let answer = () => {};
  const held = new Promise((done) => (answer = done));
  if (before) all['/model.json'] = async (_, response) => (await held, response.writeHead(200, { 'content-type': 'application/json' }).end(kModel));
  const visited = await visit(t, { pages: all, ...more });
  const page = await visited.open(path);
  if (before) await until(() => before(page), 'what comes before the score');
  answer();
  await ready(page);
  return { page, ...visited };
}

const kReact = (routes) => `import { createRoot } from 'react-dom/client'; import { createBrowserRouter, RouterProvider, Navigate, redirect } from 'react-router';
  const router = createBrowserRouter(${routes});
  createRoot(document.getElementById('root')).render(<RouterProvider router={router} />);`;
const kVue = (routes) => `import { createApp, h } from 'vue'; import { createRouter, createWebHistory, RouterView } from 'vue-router';
  const Page = { render: () => h('p', 'page') };
  createApp({ render: () => h(RouterView) }).use(createRouter({ history: createWebHistory(), routes: ${routes} })).mount('#root');`;
const kModel = JSON.stringify({ kelvin: 1, id: 'views', version: '1', scores: [{ id: 's', range: [0, 100], rules: [{ id: 'r', on: 'page', points: 1 }] }] });
/** In the page, before any script: its first moments last until `later` is called, however slow the machine is. */
function early() {
  const { now } = performance;
  let first = true;
  performance.now = () => (first ? 1 : now.call(performance));
  window.later = () => void (first = false);
}
const at = (to) => (page) => page.evaluate((path) => location.pathname === path, to);
/** A page that is scored already was there: what adds an entry after that is another. */
const before = at('/en');
const kRedirects = {
  'in the head': { head: '<script>history.replaceState(null, "", "/en")</script>' },
  'when the page is loaded': { head: '<script>addEventListener("load", () => history.replaceState(null, "", "/en"))</script>' },
  'a while later': { head: '<script>addEventListener("load", () => setTimeout(() => history.replaceState(null, "", "/en"), 300))</script>' },
  'a trailing slash': { path: '/docs/', to: '/docs', pages: { '/docs/': html({ head: '<script>addEventListener("load", () => history.replaceState(null, "", "/docs"))</script>' }) } },
  'an entry that is added': { head: '<script>addEventListener("DOMContentLoaded", () => history.pushState(null, "", "/en"))</script>', before },
  'vue-router': { code: kVue('[{path: "/", redirect: "/en"}, {path: "/en", component: Page}]'), before },
  'vue-router, a guard that asks first': { code: kVue('[{path: "/", component: Page, beforeEnter: () => new Promise((done) => setTimeout(() => done("/en"), 200))}, {path: "/en", component: Page}]'), before },
  'react-router, a loader': { code: kReact('[{path: "/", loader: () => redirect("/en")}, {path: "/en", element: <p>en</p>}]'), before },
  'react-router, an element': { code: kReact('[{path: "/", element: <Navigate to="/en" replace />}, {path: "/en", element: <p>en</p>}]') },
  'react-router, an element that adds an entry': { code: kReact('[{path: "/", element: <Navigate to="/en" />}, {path: "/en", element: <p>en</p>}]'), before },
};
for (const [how, { to = '/en', ...given }] of Object.entries(kRedirects)) {
  test(`a redirect in the first moments is one view: ${how}`, async (t) => {
    const { page } = await openPage(t, { body: '<div id="root"></div>', init: early, ...given });
    await until(() => at(to)(page), 'redirected');
    await page.evaluate(() => later());
    await until(async () => (await views(page)).length > 0, 'the view');
    await rest(900);
    assert.equal((await views(page)).length, 1);
    assert.equal((await page.evaluate(() => kelvin.view())).visit.pages, 1);
    // Its time, and what follows, are the page's that was shown.
    await page.evaluate(() => kelvin.track('Note', { n: 1 }));
    await page.evaluate(() => history.pushState(null, '', '/next'));
    await until(async () => (await views(page)).length > 1, 'the next');
    await rest(300);
    assert.deepEqual((await views(page)).slice(1), ['/next']);
    assert.equal(new URL((await events(page, 'page')).at(-1).context.page.referrer).pathname, to);
  });
}

test('a redirect that comes before the score is told by where it led, with the campaign and referrer of the landing', async (t) => {
  const head = '<script>addEventListener("DOMContentLoaded", () => setTimeout(() => history.replaceState(null, "", "/en"), 20))</script>';
  const { page, site } = await openPage(t, { head, path: '/?utm_source=letter&utm_medium=email', before, init: early });
  const view = await page.evaluate(() => kelvin.view());
  assert.deepEqual([view.first.landing, view.visit.channel], ['/en', 'Email']);
  assert.deepEqual(await views(page), ['/en']);
  assert.notEqual((await events(page, 'page'))[0].context.page.referrer, site.url + '/');
});

test('a page replaced after someone did something is a page of its own', async (t) => {
  const { page } = await openPage(t, { body: '<button id="tab" onclick="history.replaceState(null, \'\', \'/prices\')">Prices</button>' });
  await page.click('#tab');
  await until(async () => (await views(page)).length === 2, 'the second view');
  assert.deepEqual(await views(page), ['/', '/prices']);
});

test('DOMContentLoaded, load, pageshow, popstate and hashchange told again make no view', async (t) => {
  const { page } = await openPage(t, {});
  await page.evaluate(() => {
    for (const target of [document, window]) for (const type of ['DOMContentLoaded', 'load', 'popstate', 'hashchange', 'visibilitychange']) target.dispatchEvent(new Event(type, { bubbles: true }));
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    dispatchEvent(new PopStateEvent('popstate', { state: {} }));
  });
  await rest(600);
  assert.deepEqual(await views(page), ['/']);
});

/** In the page: how a map, a list or a game writes where it is. */
const kMaps = {
  'replaced, in the path': 'history.replaceState(null, "", "/@" + (52 + i / 100) + ",13.4," + (i % 20) + "z")',
  'replaced, by a code': 'history.replaceState(null, "", "/map/u33" + "bcdfghjkmn"[i % 10] + "pqrst"[i % 5])',
  'replaced, in the fragment': 'history.replaceState(null, "", "#/" + (52 + i / 100) + "/13.4/" + i)',
  'added, in the query': 'history.pushState(null, "", "/?lat=" + (52 + i / 100) + "&lng=" + (13 + i / 50) + "&z=" + i)',
  'added, whole numbers': 'history.pushState(null, "", "/?x=" + i * 7 + "&y=" + i)',
  'added, as a hash': 'location.hash = "#/map/" + i + "/" + (50 + i)',
};
for (const [how, write] of Object.entries(kMaps)) {
  for (const [pace, ms] of [['at once', 0], ['now and then', 100]]) {
    test(`a page that writes a place into its address makes a view or two: ${how}, ${pace}`, async (t) => {
      const { page } = await openPage(t, {});
      await rest(1100);
      await page.mouse.move(20, 20);
      await page.mouse.down(); // Someone drags it.
      await page.evaluate(async ([script, pause]) => {
        const step = new Function('i', script);
        for (let i = 1; i <= 15; i++) {
          step(i);
          if (pause) await new Promise((done) => setTimeout(done, pause));
        }
      }, [write, ms]);
      await rest(700);
      const { length } = await views(page);
      assert.ok(length <= 2, `${length} views`);
    });
  }
}

/** In the page, before any script: a tab that nobody looks at until `look` is called. */
function background() {
  let hidden = true;
  Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });
  Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible'), configurable: true });
  window.look = (now = true) => ((hidden = !now), document.dispatchEvent(new Event('visibilitychange')));
}

test('a tab opened in the background counts when it is looked at, once, by what it shows then', async (t) => {
  const { page } = await openPage(t, { init: background });
  await rest(300);
  assert.deepEqual(await views(page), []);
  await page.evaluate(() => history.pushState(null, '', '/later'));
  await rest(600);
  assert.deepEqual(await views(page), []);
  await page.evaluate(() => look());
  await page.evaluate(() => (look(false), look()));
  assert.deepEqual(await views(page), ['/later']);
  // What it turns to by itself while nobody looks counts when someone does.
  await page.evaluate(() => (look(false), history.pushState(null, '', '/news')));
  await rest(600);
  await page.evaluate(() => (document.title = 'News'));
  assert.deepEqual(await views(page), ['/later']);
  await page.evaluate(() => look());
  assert.deepEqual(await views(page), ['/later', '/news']);
  assert.equal((await events(page, 'page')).at(-1).context.page.title, 'News');
});

test('a route whose address is set right a moment later is one view', async (t) => {
  const { page } = await openPage(t, { body: '<button>Docs</button>' });
  await page.evaluate(() => (document.querySelector('button').onclick = () => {
    history.pushState(null, '', '/docs');
    document.title = 'Docs';
  }));
  await page.click('button');
  await until(async () => (await views(page)).length > 1, 'the route');
  await page.evaluate(() => history.replaceState(null, '', '/docs/'));
  await page.evaluate(() => history.pushState(null, '', '/last'));
  await until(async () => (await views(page)).includes('/last'), 'the last');
  assert.deepEqual(await views(page), ['/', '/docs', '/last']);
});

test('a tab that was never looked at is no view', async (t) => {
  const { page, site, context } = await openPage(t, { init: background });
  await page.goto(site.url + '/en');
  await ready(page);
  await page.evaluate(() => look());
  assert.deepEqual(await views(page), ['/en']);
  await context.close();
});

test('a framed page of the same site is no second view; what is clicked in it is told', async (t) => {
  const inner = html({ title: 'Inner', body: '<button id="buy" data-kelvin-track="CTA Clicked" data-kelvin-prop-plan="pro">Buy</button><div style="height:5000px"></div>' });
  const { page } = await openPage(t, { body: '<iframe src="/inner" width="300" height="200"></iframe>', pages: { '/inner': inner } });
  const frame = page.frames().find((one) => one.url().endsWith('/inner'));
  await until(() => frame.evaluate(() => !!window.kelvin?.view()), 'the frame');
  await frame.click('#buy');
  await frame.evaluate(() => history.pushState(null, '', '/inner/next'));
  await until(async () => (await names(page)).includes('CTA Clicked'), 'the click');
  await rest(600);
  assert.deepEqual(await views(page), ['/']);
  assert.deepEqual((await events(page, 'Page Engaged')).map(pathOf).filter((path) => path !== '/'), []);
});

test('a frame whose page asks for page views by name has them', async (t) => {
  const attributes = 'data-model="/model.json" data-consent="granted" data-bots="allow" data-mode="test" data-sensors="page link"';
  const { page } = await openPage(t, { body: '<iframe src="/inner"></iframe>', pages: { '/inner': html({ attributes }) } });
  await until(async () => (await views(page)).length === 2, 'both');
  assert.deepEqual((await views(page)).sort(), ['/', '/inner']);
});

const titles = async (page) => (await events(page, 'page')).map(({ context, properties }) => ({ ...context?.page, ...properties }).title ?? '');
test('a title that comes late is left empty, one that comes with the route or before it is taken, and none is the page\'s before', async (t) => {
  const { page } = await openPage(t, { pages: { '/model.json': { headers: {}, body: JSON.stringify({ ...JSON.parse(kModel), privacy: { keep: ['page.title'] } }) } } });
  const go = (script) => page.evaluate((text) => void (0, eval)(text), script);
  const told = (count) => until(async () => (await titles(page)).length >= count, `view ${count}`);
  await go('history.pushState(null, "", "/late")');
  await told(2);
  await go('document.title = "Late"');
  await page.evaluate(() => new Promise((done) => setTimeout(done, 200))); // A title that stays for a moment is that page's.
  await go('history.pushState(null, "", "/soon"); setTimeout(() => (document.title = "Soon"), 200)');
  await told(3);
  await go('document.title = "Before"; history.pushState(null, "", "/before")'); // As guards of routers do.
  await told(4);
  await go('history.pushState(null, "", "/quick"); history.pushState(null, "", "/other"); document.title = "Other"');
  await told(6);
  assert.deepEqual(await titles(page), ['Home', '', 'Soon', 'Before', '', 'Other']);
});
