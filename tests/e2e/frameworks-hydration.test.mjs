/** Server-rendered pages of returning visitors: what the framework takes over is what its server wrote, and then it is changed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { html, kAttributes, kStub } from './support/site.mjs';
import { ready, until, useBrowser, visit } from './support/browser.mjs';
import { bundle, onServer } from './support/bundle.mjs';
import { cool, experience, heat, pagesOf, texts, visible } from './support/frameworks.mjs';

useBrowser();
const experiences = [experience('#cta', { text: 'Talk', href: '/contact', class: 'strong', attribute: { title: 'Now' } })];
const kRule = '<style>[data-kelvin-if]:not([data-kelvin-on]),[data-kelvin-off]{display:none!important}</style>';

/** React's application, for its server and for the page: `h`, `useState`, `useEffect`, `Suspense` and what stands in for the inner part are given. */
const kReact = `
const Marks = () => h(React.Fragment, null, h('p', { id: 'cold', className: 'mark', 'data-kelvin-unless': 'hot' }, 'News'), h('p', { id: 'hot', className: 'mark', 'data-kelvin-if': 'hot' }, 'Talk'));
const Cta = () => h('a', { id: 'cta', className: 'button', href: '/letter' }, 'Get ', h('b', null, 'the letter'), ' ', 1, ' a week');
const App = () => {
  const [n, set] = React.useState(0);
  React.useEffect(() => { window.update = () => set((now) => now + 1); window.hydrated = true; }, []);
  return h('main', null, h(Marks), wrap(h(Inner)), h('p', { id: 'count' }, 'Count ', n));
};
const Page = () => h('html', { lang: 'en' }, h('head', null, h('meta', { charSet: 'utf-8' }), h('title', null, 'Home'), h('link', { rel: 'icon', href: 'data:,' }), h('script', { src: '/stub.js' }), h('script', { async: true, src: '/kelvin.js', ...tag })), h('body', null, h(App), h('script', { src: '/app.js', defer: true })));
`;
const kTag = Object.fromEntries(kAttributes.split(' ').map((one) => one.split('=')).map(([name, value]) => [name, JSON.parse(value)]));
const kScope = `const h = React.createElement; let Inner; const wrap = (inner) => (window.boundary ? h(React.Suspense, { fallback: 'wait' }, inner) : inner); const tag = ${JSON.stringify(kTag)};`;
/** What React's server writes: of the application, or of the whole page. */
function rendered(what, boundary = false) {
  const React = onServer('react');
  const make = new Function('React', 'window', `${kScope} ${kReact} Inner = Cta; return h(${what})`);
  return onServer('react-dom/server').renderToString(make(React, { boundary }));
}
const client = (start, inner = 'Cta', boundary = false) => `import * as React from 'react'; import { hydrateRoot } from 'react-dom/client'; window.boundary = ${boundary}; ${kScope} ${kReact} Inner = ${inner}; ${start}`;
const kMarkup = '<main><p id="cold" class="mark" data-kelvin-unless="hot">News</p><p id="hot" class="mark" data-kelvin-if="hot">Talk</p><a id="cta" class="button" href="/letter">Get <b>the letter</b></a><p id="count">Count 0</p></main>';
const kUpdates = `update() { this.n++ }`;

/** `body`: what the server writes; `code`: what takes it over, in a deferred script. */
const kSites = {
  React: { body: () => `<div id="root">${rendered('App')}</div>`, code: client(`hydrateRoot(document.getElementById('root'), h(App))`) },
  'React in StrictMode': { body: () => `<div id="root">${rendered('App')}</div>`, code: client(`hydrateRoot(document.getElementById('root'), h(React.StrictMode, null, h(App)))`) },
  'React, a script at the end of the body': { script: '<script src="/app.js"></script>', body: () => `<div id="root">${rendered('App')}</div>`, code: client(`hydrateRoot(document.getElementById('root'), h(App))`) },
  'React, a module': { script: '<script type="module" src="/app.js"></script>', body: () => `<div id="main">${rendered('App')}</div>`, code: client(`hydrateRoot(document.getElementById('main'), h(App))`) },
  'React, in a transition': { body: () => `<div id="root">${rendered('App')}</div>`, code: client(`React.startTransition(() => { hydrateRoot(document.getElementById('root'), h(App)) })`) },
  'React, the whole document': { page: () => '<!doctype html>' + rendered('Page'), code: client('hydrateRoot(document, h(Page))') },
  Preact: {
    jsx: 'preact',
    code: `import { hydrate } from 'preact'; import { useState, useEffect } from 'preact/hooks';
      function App() { const [n, set] = useState(0); useEffect(() => { window.hydrated = true; }, []); window.update = () => set(n + 1);
        return <main><p id="cold" class="mark" data-kelvin-unless="hot">News</p><p id="hot" class="mark" data-kelvin-if="hot">Talk</p><a id="cta" class="button" href="/letter">Get <b>the letter</b></a><p id="count">Count {n}</p></main>; }
      hydrate(<App />, document.getElementById('root'));`,
  },
  Vue: {
    code: `import { createSSRApp } from 'vue';
      createSSRApp({ data: () => ({ n: 0 }), mounted() { window.update = () => this.n++; window.hydrated = true; },
        template: '<main><p id="cold" class="mark" data-kelvin-unless="hot">News</p><p id="hot" class="mark" data-kelvin-if="hot">Talk</p><a id="cta" class="button" href="/letter">Get <b>the letter</b></a><p id="count">Count {{ n }}</p></main>' }).mount('#root');`,
  },
  'Nuxt’s root': {
    body: () => `<div id="__nuxt">${kMarkup}</div>`,
    code: `import { createSSRApp } from 'vue';
      const app = createSSRApp({ data: () => ({ n: 0 }), mounted() { window.update = () => this.n++; window.hydrated = true; },
        template: '<main><p id="cold" class="mark" data-kelvin-unless="hot">News</p><p id="hot" class="mark" data-kelvin-if="hot">Talk</p><a id="cta" class="button" href="/letter">Get <b>the letter</b></a><p id="count">Count {{ n }}</p></main>' });
      setTimeout(() => app.mount('#__nuxt'), 700);`,
  },
  Svelte: {
    body: () => `<div id="root"><!--[-->${kMarkup.replace('Count 0', 'Count 0')}<!--]--></div>`,
    components: { 'Hydrated.svelte': `<script>let n = $state(0); window.update = () => n++; $effect(() => { window.hydrated = true; });</script><main><p id="cold" class="mark" data-kelvin-unless="hot">News</p><p id="hot" class="mark" data-kelvin-if="hot">Talk</p><a id="cta" class="button" href="/letter">Get <b>the letter</b></a><p id="count">Count {n}</p></main>` },
    code: `import { hydrate } from 'svelte'; import App from 'Hydrated.svelte'; hydrate(App, { target: document.getElementById('root') });`,
  },
};

/** A page whose visitor was hot on the page before; its application comes once Kelvin has shown what was seen last. */
async function returning(t, site) {
  const { code, components, jsx, body = () => `<div id="root">${kMarkup}</div>`, script = '<script defer src="/app.js"></script>', attributes = kAttributes } = site;
  const pages = await pagesOf({ experiences, body: kMarkup });
  const stub = kStub.replace(/<.?script>/g, '');
  const type = { 'content-type': 'text/javascript; charset=utf-8' };
  pages['/app.js'] = { headers: type, body: await bundle(code, { components, jsx }) };
  pages['/stub.js'] = { headers: type, body: stub };
  pages['/ssr'] = site.page?.() ?? html({ head: kStub + kRule, attributes, body: `${body()}<script>window.nodes = [...document.querySelectorAll('main *')]</script>${script}` });
  const visited = await visit(t, { pages });
  const page = await visited.open();
  await ready(page);
  await heat(page);
  const said = [];
  page.on('console', (message) => /error|warning/.test(message.type()) && said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  // Kelvin is there first: its script ran, and had a turn or two.
  await page.route(/\/app\.js/, async (route) => {
    await page.waitForFunction(() => window.kelvin?.version, null, { polling: 20 });
    await new Promise((done) => setTimeout(done, 100));
    await route.continue();
  });
  await page.goto(new URL('/ssr', page.url()).href, { waitUntil: 'commit' });
  return { page, said };
}

const same = (page) => page.evaluate(() => (window.nodes ?? []).every((node) => node.isConnected));
const kCta = /^Get the letter/;

describe('a returning visitor, a server-rendered page', () => {
  for (const [name, site] of Object.entries(kSites)) {
    test(`${name}: hydrated without a word, nothing rendered anew; then the hot variant`, async (t) => {
      const { page, said } = await returning(t, site);
      await page.waitForFunction(() => window.hydrated);
      assert.ok(await same(page), 'the server’s nodes are there');
      await until(async () => (await texts(page, '#cta'))[0] === 'Talk', 'the experience');
      await until(async () => (await visible(page, '.mark')).join() === 'hot', 'the marks');
      await until(() => page.getAttribute('html', 'data-kelvin'), 'the state on <html>');
      await page.evaluate(() => window.update());
      await until(async () => (await texts(page, '#count'))[0] === 'Count 1', 'the application goes on');
      assert.deepEqual(await texts(page, '#cta'), ['Talk']);
      await ready(page);
      await cool(page);
      assert.match((await texts(page, '#cta'))[0], kCta);
      assert.ok(await same(page));
      assert.deepEqual(said, []);
    });
  }
});

test('React: a boundary that hydrates later is left alone until it has', async (t) => {
  const inner = `React.lazy(() => new Promise((done) => (window.release = () => done({ default: Cta }))))`;
  const { page, said } = await returning(t, {
    body: () => `<div id="root">${rendered('App', true)}</div>`,
    code: client(`hydrateRoot(document.getElementById('root'), h(App))`, inner, true),
  });
  await page.waitForFunction(() => window.hydrated && window.release);
  await until(async () => (await visible(page, '.mark')).join() === 'hot', 'the marks outside of the boundary');
  assert.match((await texts(page, '#cta'))[0], kCta);
  await page.evaluate(() => window.release());
  await until(async () => (await texts(page, '#cta'))[0] === 'Talk', 'the experience within it');
  assert.ok(await same(page));
  assert.deepEqual(said, []);
});

test('an island of Astro’s is left alone as long as it says `ssr`', async (t) => {
  const { page } = await returning(t, { code: 'window.hydrated = true', body: () => `<astro-island ssr>${kMarkup}</astro-island>` });
  await page.waitForFunction(() => window.hydrated);
  await ready(page);
  assert.match((await texts(page, '#cta'))[0], kCta);
  await page.evaluate(() => document.querySelector('astro-island').removeAttribute('ssr'));
  await until(async () => (await texts(page, '#cta'))[0] === 'Talk', 'the experience');
});

test('hydration that nobody can foresee: the site starts Kelvin after it', async (t) => {
  const { page, said } = await returning(t, {
    attributes: '',
    body: () => `<div id="anything">${rendered('App')}</div>`,
    code: client(`setTimeout(() => hydrateRoot(document.getElementById('anything'), h(App)), 300); window.addEventListener('load', function wait() { window.hydrated ? kelvin.init({ model: '/model.json', consent: 'granted', bots: 'allow' }) : setTimeout(wait, 20); })`),
  });
  await until(async () => (await texts(page, '#cta'))[0] === 'Talk', 'the experience');
  assert.ok(await same(page));
  assert.deepEqual(said, []);
});

test('what React does not render itself is not waited for', async (t) => {
  const { page } = await returning(t, {
    body: () => `<div id="root"></div><div id="static">${kMarkup}</div>`,
    code: `import { createRoot } from 'react-dom/client'; import { createElement } from 'react';
      createRoot(document.getElementById('root')).render(createElement('div', { dangerouslySetInnerHTML: { __html: '<a id="cta">Raw</a>' } })); window.hydrated = true`,
  });
  await until(async () => (await texts(page, '#root #cta'))[0] === 'Talk', 'raw HTML within React');
  await until(async () => (await texts(page, '#static #cta'))[0] === 'Talk', 'HTML beside React');
});
