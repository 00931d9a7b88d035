/** React, Vue and the element as web/docs/packages.md shows them: rendered by their servers, taken up without a word, following the visitor. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { kBrowser, until, useBrowser, visit } from './support/browser.mjs';
import { bundle } from './support/bundle.mjs';
import { visible } from './support/frameworks.mjs';
import { forPage, human, kAgent, kModel, onServer } from './support/packages.mjs';
import { html, kStub } from './support/site.mjs';
import { snippets } from './support/snippets.mjs';

const kPage = 'web/docs/packages.md';
const [react] = snippets(kPage, 'React', 'tsx');
const [vue] = snippets(kPage, 'Vue', 'vue');
const [startVue] = snippets(kPage, 'Vue', 'js');
const [, element] = snippets(kPage, 'The element', 'html');
const [withScript] = snippets(kPage, 'The element', 'html');
useBrowser();

const body = (rendered, script = '<script defer src="/app.js"></script>') =>
  html({ tag: null, body: `<div id="root">${rendered}</div><script>window.nodes = [...document.querySelectorAll('#root *')]</script>${script}` });
const kept = (page) => page.evaluate(() => window.nodes.filter((node) => node.isConnected).length === window.nodes.length);

/** Opens a site as a person; what the page's console said beside errors. */
async function opened(t, pages) {
  const visited = await visit(t, { pages: { '/kelvin.model.json': kModel, ...pages }, init: human, context: kAgent });
  const said = [];
  visited.context.on('console', (message) => message.type() === 'warning' && said.push(message.text()));
  return { ...visited, said, page: await visited.open() };
}

const cta = (page) => page.evaluate(() => document.querySelector('#cta').innerText);
const is = (page, text) => until(async () => (await cta(page)) === text, text);
const kCold = 'Get the newsletter';
const kHot = 'Talk to an engineer';

/** Warms the visitor by the page's own buttons; then comes back; then withdraws. */
async function followed({ page, site, said }) {
  await page.waitForFunction(() => window.kelvin?.version);
  assert.equal(await cta(page), kCold);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await page.click('#yes');
  await page.click('#demo');
  await page.click('#demo');
  await is(page, kHot);
  await until(async () => (await page.textContent('output')).includes('hot'), 'the segments');
  // What was seen last is there before the model has scored; the server's page was taken up as it was.
  await page.goto(site.url, { waitUntil: 'commit' });
  await is(page, kHot);
  await page.click('#no');
  await is(page, kCold);
  await until(async () => (await page.textContent('output')) === '', 'no segments');
  assert.deepEqual(said, []);
}

describe('React', () => {
  const app = { './app.tsx': react };
  const client = `import { StrictMode } from 'react'; import { hydrateRoot } from 'react-dom/client'; import { App } from './app.tsx';
    hydrateRoot(document.getElementById('root'), <StrictMode><App /></StrictMode>, { onRecoverableError: (error) => console.error(error) });`;
  const server = `import { renderToString } from 'react-dom/server'; import { App } from './app.tsx'; export const html = () => renderToString(<App />);`;

  test('rendered on a server, taken up in StrictMode without a word, then the visitor’s', async (t) => {
    const rendered = (await onServer(server, app)).html();
    assert.match(rendered, /newsletter/);
    const visited = await opened(t, { '/': body(rendered), '/app.js': await forPage(client, app) });
    await followed(visited);
  });

  test('a script tag serves as well; no part is rendered for what does not concern it', async (t) => {
    const code = `import { createRoot } from 'react-dom/client'; import { Show, useKelvin, useSegment } from '@kelvin/web/react';
      window.renders = 0;
      const Once = () => { window.renders++; return <b id="in">{String(useSegment(['hot', 'other']))}</b>; };
      const All = () => <i id="score">{useKelvin().scores.engagement ?? '-'}</i>;
      createRoot(document.getElementById('root')).render(<><Once /><All /><Show unless="hot"><u id="u">news</u></Show></>);`;
    const tag = `<script async src="/kelvin.js" data-model="/kelvin.model.json" data-consent="granted"></script>`;
    const { page } = await opened(t, { '/': html({ tag, body: '<div id="root"></div><script defer src="/app.js"></script>' }), '/app.js': await forPage(code) });
    await page.waitForFunction(() => window.kelvin?.view?.());
    const score = () => page.textContent('#score');
    await until(async () => (await score()) !== '-', 'a score');
    const before = await page.evaluate(() => window.renders);
    const first = await score();
    await page.evaluate(() => kelvin.track('Demo Requested'));
    await until(async () => (await score()) !== first, 'another score');
    assert.equal(await page.textContent('#in'), 'false');
    assert.equal(await page.evaluate(() => window.renders), before);
    await page.evaluate(() => kelvin.track('Demo Requested'));
    await until(async () => (await page.textContent('#in')) === 'true', 'hot');
    await until(async () => !(await page.$('#u')), 'what is shown unless hot');
    assert.equal(await page.evaluate(() => window.renders), before + 1);
  });
});

test('Vue: rendered on a server, mounted without a word, then the visitor’s', async (t) => {
  const app = { 'App.vue': vue };
  const server = `import { createSSRApp } from 'vue'; import { renderToString } from 'vue/server-renderer'; import App from 'App.vue'; export const html = () => renderToString(createSSRApp(App));`;
  const client = `import { createSSRApp } from 'vue'; import App from 'App.vue'; createSSRApp(App).mount('#root');\n${startVue}`;
  const rendered = await (await onServer(server, app)).html();
  assert.match(rendered, /newsletter/);
  const visited = await opened(t, { '/': body(rendered), '/app.js': await forPage(client, app) });
  await followed(visited);
});

describe('the element', () => {
  const kIds = element.replace('<a href="/contact"', '<a id="hot" href="/contact"').replace('<a slot=', '<a id="cold" slot=');
  const seen = (page) => visible(page, '#hot, #cold');
  const shows = (page, id) => until(async () => (await seen(page)).join() === id, id);
  const tag = `<script async src="/kelvin.js" data-model="/kelvin.model.json" data-consent="granted"></script>`;
  const heat = (page) => page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));

  /** The framework's page follows the visitor, and the framework goes on writing into both variants. */
  const isUpdated = async (page) => {
    await page.waitForFunction(() => window.kelvin?.view?.() && window.update);
    await shows(page, 'cold');
    await heat(page);
    await shows(page, 'hot');
    await page.evaluate(() => window.update());
    await until(async () => (await page.textContent('#hot')) === 'Talk 1', 'the update');
    assert.equal(await page.textContent('#cold'), 'News 1');
  };

  test('in plain HTML: without script the fallback; then as the visitor is; other segments, other visitors', async (t) => {
    const code = `import '@kelvin/web/element';`;
    const pages = { '/': html({ tag, head: kStub + withScript, body: kIds }), '/element.mjs': await forPage(code), '/blocked': html({ tag: null, head: withScript.replace(/<script.*script>/, ''), body: kIds }) };
    const { page, site, open } = await opened(t, pages);
    assert.deepEqual(await seen(await open('/blocked')), ['cold']);
    await shows(page, 'cold');
    const markup = () => page.evaluate(() => document.querySelector('kelvin-show').outerHTML);
    const before = await markup();
    await page.waitForFunction(() => window.kelvin.view?.());
    await heat(page);
    await shows(page, 'hot');
    assert.equal(await markup(), before);
    await page.evaluate(() => document.querySelector('kelvin-show').setAttribute('unless', 'hot'));
    await shows(page, 'cold');
    await page.goto(site.url);
    await shows(page, 'hot');
    await page.evaluate(() => kelvin.identify('ann'));
    await page.evaluate(() => kelvin.identify('bob'));
    await shows(page, 'cold');
    await heat(page);
    await shows(page, 'hot');
    await page.evaluate(() => kelvin.consent('denied'));
    await shows(page, 'cold');
  });

  const kFrameworks = {
    React: { code: `import '@kelvin/web/element'; import { useState } from 'react'; import { hydrateRoot } from 'react-dom/client'; import { App } from './app.tsx'; hydrateRoot(document.getElementById('root'), <App />, { onRecoverableError: (error) => console.error(error) });`,
      files: { './app.tsx': `import { useState } from 'react'; export function App() { const [n, set] = useState(0); if (typeof window !== 'undefined') window.update = () => set(n + 1); return <main><kelvin-show if="hot"><a id="hot" href="/contact">Talk {n}</a><a id="cold" slot="otherwise" href="/newsletter">News {n}</a></kelvin-show></main>; }` },
      server: `import { renderToString } from 'react-dom/server'; import { App } from './app.tsx'; export const html = () => renderToString(<App />);` },
    Vue: { code: `import '@kelvin/web/element'; import { createSSRApp } from 'vue'; import App from 'App.vue'; createSSRApp(App).mount('#root');`,
      files: { 'App.vue': `<script setup>import { ref } from 'vue'; const n = ref(0); if (typeof window !== 'undefined') window.update = () => n.value++;</script><template><main><kelvin-show if="hot"><a id="hot" href="/contact">Talk {{ n }}</a><a id="cold" slot="otherwise" href="/newsletter">News {{ n }}</a></kelvin-show></main></template>` },
      server: `import { createSSRApp } from 'vue'; import { renderToString } from 'vue/server-renderer'; import App from 'App.vue'; export const html = () => renderToString(createSSRApp(App));` },
  };
  test('in Svelte: updated in both variants', async (t) => {
    const components = { 'Shown.svelte': `<script>let n = $state(0); window.update = () => n++;</script><kelvin-show if="hot"><a id="hot" href="/contact">Talk {n}</a><a id="cold" slot="otherwise" href="/newsletter">News {n}</a></kelvin-show>` };
    const app = await bundle(`import '@kelvin/web/element'; import { mount } from 'svelte'; import App from 'Shown.svelte'; mount(App, { target: document.getElementById('root') });`, { components });
    const { page } = await opened(t, { '/': body('').replace('</title>', `</title>${tag}`), '/app.js': { headers: { 'content-type': 'text/javascript' }, body: app } });
    await isUpdated(page);
  });

  for (const [name, { code, files, server }] of Object.entries(kFrameworks)) {
    test(`in ${name}: taken up as the server wrote it, and updated in both variants`, async (t) => {
      const rendered = await (await onServer(server, files)).html();
      const { page, said } = await opened(t, { '/': body(rendered).replace('</title>', `</title>${tag}`), '/app.js': await forPage(code, files) });
      await isUpdated(page);
      assert.ok(await kept(page));
      assert.deepEqual(said, []);
    });
  }
});

/** Each service's kit, as web/docs/flags.md sets it up: whether its flag `offer` is on; and the server that it asks, where it does. */
const kFlags = {
  GrowthBook: {
    ask: 'growthbook.isOn("offer")',
    server: () => ({ features: { offer: { defaultValue: false, rules: [{ condition: { kelvin_segments: { $in: ['hot'] }, kelvin_engagement: { $gt: 50 } }, force: true }] } } }),
  },
  Statsig: {
    ask: 'statsig.checkGate("offer")',
    server: ({ user }) => ({
      has_updates: true, time: Date.now(), hash_used: 'none', dynamic_configs: {}, layer_configs: {},
      feature_gates: { offer: { name: 'offer', rule_id: 'r', value: user.custom.kelvin_segments.includes('hot') && user.custom.kelvin_engagement > 50, secondary_exposures: [] } },
    }),
  },
  OpenFeature: {
    ask: 'OpenFeature.getClient().getBooleanValue("offer", false)',
    setUp: `import { InMemoryProvider } from '@openfeature/web-sdk';
      const contextEvaluator = (context) => (context.kelvin_segments?.includes('hot') && context.kelvin_engagement > 50 ? 'on' : 'off');
      OpenFeature.setProvider(new InMemoryProvider({ offer: { variants: { on: true, off: false }, defaultVariant: 'off', disabled: false, contextEvaluator } }));`,
  },
};
/** What a kit posts. Statsig's says by `se=1` that it wrote the base64 of it backwards. */
function asked(request) {
  const text = request.postData() ?? '{}';
  return JSON.parse(/[?&]se=1/.test(request.url()) ? Buffer.from([...text].reverse().join(''), 'base64').toString() : text);
}

describe('flags: the real kits, with servers that stand in', () => {
  for (const [name, { ask, server, setUp = '' }] of Object.entries(kFlags)) {
    // Firefox's protocol does not tell what a page posts.
    const skip = name === 'Statsig' && kBrowser === 'firefox';
    test(`${name}: on for who is hot, off once they withdraw`, { skip }, async (t) => {
      const [code] = snippets('web/docs/flags.md', name, 'js');
      const tag = `<script async src="/kelvin.js" data-model="/kelvin.model.json" data-consent="granted"></script><script defer src="/app.js"></script>`;
      const pages = { '/': html({ tag }), '/kelvin.model.json': kModel, '/app.js': await forPage(`${code}\n${setUp}\nwindow.isOn = () => ${ask};`) };
      const { context, open } = await visit(t, { pages, init: human, context: kAgent });
      await context.route(/^https:/, (route) => {
        const body = /initialize|features/.test(route.request().url()) && server ? server(asked(route.request())) : {};
        return route.fulfill({ contentType: 'application/json', headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }, body: JSON.stringify(body) });
      });
      const page = await open();
      const on = (wanted) => page.waitForFunction((value) => window.isOn?.() === value, wanted);
      await page.waitForFunction(() => window.kelvin?.view?.());
      await on(false);
      await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
      await on(true);
      await page.evaluate(() => kelvin.consent('denied'));
      await on(false);
    });
  }
});
