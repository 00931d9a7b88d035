/**
 * React, Vue and the element beside one another in one page, each with a copy of its own: mounted twice, taken out and put back, while
 * Kelvin comes late, never, or is something else.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { until, useBrowser, visit } from './support/browser.mjs';
import { forPage, human, kAgent, kModel } from './support/packages.mjs';
import { html } from './support/site.mjs';

useBrowser();

/** `window[name]` has `mount()` and `unmount()`; mounted it says "cold" or "hot" in each of its places. */
const kApps = {
  react: `import { StrictMode } from 'react'; import { createRoot } from 'react-dom/client'; import { Show, useKelvin } from '@kelvin/web/react';
    const App = () => { const { segments } = useKelvin(); return <><Show if="hot" otherwise={<b>cold</b>}><b>hot</b></Show><i>{segments.join()}</i></>; };
    let roots = [];
    window.react = {
      mount() { for (const at of document.querySelectorAll('.react')) { const root = createRoot(at); root.render(<StrictMode><App /></StrictMode>); roots.push(root); } },
      unmount() { for (const root of roots) root.unmount(); roots = []; },
    };`,
  vue: `import { createApp, h } from 'vue'; import { Show, useKelvin } from '@kelvin/web/vue';
    const App = { setup() { const { segments } = useKelvin(); return () => [h(Show, { if: 'hot' }, { default: () => h('b', 'hot'), otherwise: () => h('b', 'cold') }), h('i', segments.value.join())]; } };
    let apps = [];
    window.vue = {
      mount() { for (const at of document.querySelectorAll('.vue')) { const app = createApp(App); app.mount(at); apps.push(app); } },
      unmount() { for (const app of apps) app.unmount(); apps = []; },
    };`,
  element: `import '@kelvin/web/element';
    window.element = {
      mount() { for (const at of document.querySelectorAll('.element')) at.innerHTML = '<kelvin-show if="hot"><b>hot</b><b slot="otherwise">cold</b></kelvin-show>'; },
      unmount() { for (const at of document.querySelectorAll('.element')) at.replaceChildren(); },
    };`,
};
const kNames = Object.keys(kApps);
const places = kNames.flatMap((name) => [0, 1].map((i) => `<div class="${name}" data-at="${i}"></div>`)).join('');
const pages = { '/kelvin.model.json': kModel };
before(async () => {
  for (const [name, code] of Object.entries(kApps)) pages[`/${name}.js`] = await forPage(code);
});

async function opened(t, first = '') {
  const body = `${first}${places}${kNames.map((name) => `<script src="/${name}.js"></script>`).join('')}`;
  const visited = await visit(t, { pages: { '/': html({ tag: null, body }), ...pages }, init: human, context: kAgent });
  const said = [];
  visited.context.on('console', (message) => ['warning', 'error'].includes(message.type()) && said.push(message.text()));
  return { page: await visited.open(), said };
}
const each = (page, verb) => page.evaluate(([names, verb]) => names.forEach((name) => window[name][verb]()), [kNames, verb]);
const shows = (page, word, count = 6) =>
  until(async () => (await page.evaluate(() => [...document.querySelectorAll('b')].filter((b) => b.checkVisibility()).map((b) => b.textContent).join())) === Array(count).fill(word).join(), `${count} times ${word}`);

test('Kelvin comes after they were mounted, taken out and put back: they follow, and let go of whom they have to', async (t) => {
  const { page, said } = await opened(t);
  await each(page, 'mount');
  await shows(page, 'cold');
  await each(page, 'unmount');
  await each(page, 'mount');
  await page.evaluate(() => {
    // A component's calls, before there is anyone to take them.
    kelvin.consent('granted');
    kelvin.track('Demo Requested');
    kelvin.track('Demo Requested');
    document.head.append(Object.assign(document.createElement('script'), { src: '/kelvin.js', async: true }));
    document.querySelector('script[src="/kelvin.js"]').dataset.model = '/kelvin.model.json';
  });
  await shows(page, 'hot');
  await each(page, 'unmount');
  await shows(page, 'hot', 0);
  await each(page, 'mount');
  await shows(page, 'hot');
  await page.evaluate(() => kelvin.consent('denied'));
  await shows(page, 'cold');
  assert.deepEqual(said, []);
});

for (const [what, first] of Object.entries({
  'Kelvin never comes': '',
  'the page has a text of that name': '<script>window.kelvin = "of the page"</script>',
  'an element has that id': '<p id="kelvin"></p>',
})) {
  test(`${what}: they show the fallback, and say nothing`, async (t) => {
    const { page, said } = await opened(t, first);
    await each(page, 'mount');
    await shows(page, 'cold');
    await each(page, 'unmount');
    await each(page, 'mount');
    await shows(page, 'cold');
    assert.deepEqual(said, []);
    if (first.includes('of the page')) assert.equal(await page.evaluate(() => window.kelvin), 'of the page');
  });
}
