/** Marks in shadow trees: open ones are as the document, of closed ones nothing is known. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ready, useBrowser, visit } from './support/browser.mjs';
import { cool, experience, heat, pagesOf, texts } from './support/frameworks.mjs';

useBrowser();
const kMarks = '<p id="cold" class="cta" data-kelvin-unless="hot">Newsletter</p><p id="hot" class="cta" data-kelvin-if="hot">Talk</p>';

/** Ids of the marked elements that are seen, in all open trees. */
const seen = (page) => page.evaluate(() => {
  const within = (tree) => [...tree.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? within(one.shadowRoot) : [])]);
  return within(document).filter((one) => one.matches('.cta') && one.checkVisibility()).map(({ id }) => id);
});
const kElement = `class extends HTMLElement { constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = ${JSON.stringify(kMarks)}; } }`;

/** How trees come: `code` before Kelvin starts, `later` (in the page) once the visitor is hot. */
const kTrees = {
  'declared in HTML': { body: `<div><template shadowrootmode="open">${kMarks}</template></div>` },
  'a custom element, defined before': { code: `customElements.define('x-box', ${kElement})`, body: '<x-box></x-box>' },
  'an element defined after it came': { body: '<x-box></x-box>', later: `customElements.define('x-box', ${kElement})` },
  'a tree in a tree': { code: `customElements.define('x-box', ${kElement}); customElements.define('x-outer', class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = '<div><x-box></x-box></div>'; } })`, body: '<x-outer></x-outer>' },
  'an element that comes late': { body: '', later: `const div = document.createElement('div'); document.body.append(div); div.attachShadow({ mode: 'open' }).innerHTML = ${JSON.stringify(kMarks)};` },
  'content that comes late': { code: `window.box = document.body.appendChild(document.createElement('div')); window.box.attachShadow({ mode: 'open' }).innerHTML = '<section></section>'`, body: '', later: `window.box.shadowRoot.querySelector('section').innerHTML = ${JSON.stringify(kMarks)}` },
  'sheets of its own, put in the place of all': {
    code: `customElements.define('x-box', ${kElement})`, body: '<x-box></x-box>',
    later: `const sheet = new CSSStyleSheet(); sheet.replaceSync('.cta{display:flex}'); document.querySelector('x-box').shadowRoot.adoptedStyleSheets = [sheet]`,
  },
  'Lit': {
    code: `import { LitElement, html, css } from 'lit';
      customElements.define('x-box', class extends LitElement {
        static styles = css\`.cta { display: block }\`;
        static properties = { n: { state: true } };
        constructor() { super(); this.n = 0; }
        render() { return html\`<p id="cold" class="cta" data-kelvin-unless="hot">\${this.n}</p><p id="hot" class=\${this.n ? 'cta more' : 'cta'} data-kelvin-if="hot">\${this.n}</p>\`; }
      });`,
    body: '<x-box></x-box>', later: `document.querySelector('x-box').n = 3`,
  },
  'Shoelace': {
    code: `import '@shoelace-style/shoelace/dist/components/card/card.js'; import '@shoelace-style/shoelace/dist/components/button/button.js';`,
    body: `<sl-card><sl-button id="cold" class="cta" data-kelvin-unless="hot">News</sl-button><sl-button id="hot" class="cta" data-kelvin-if="hot">Talk</sl-button></sl-card>`,
  },
};

describe('marks in an open shadow tree', () => {
  for (const [name, { code, body, later }] of Object.entries(kTrees)) {
    test(name, async (t) => {
      const { open } = await visit(t, { pages: await pagesOf({ code, body }) });
      const page = await open();
      await ready(page);
      const late = /late|after/.test(name);
      if (!late) assert.deepEqual(await seen(page), ['cold']);
      await heat(page);
      if (later) await page.evaluate(later);
      await page.evaluate(() => new Promise(requestAnimationFrame));
      assert.deepEqual(await seen(page), ['hot']);
      await page.evaluate(() => kelvin.consent({ personalise: false }));
      assert.deepEqual(await seen(page), ['cold', 'hot']);
      await page.evaluate(() => kelvin.consent({ personalise: true }));
      assert.deepEqual(await seen(page), ['hot']);
    });
  }
});

test('a tree that was taken out, and comes back, shows what holds now', async (t) => {
  const { open } = await visit(t, { pages: await pagesOf({ body: `<div id="host"><template shadowrootmode="open">${kMarks}</template></div>` }) });
  const page = await open();
  await ready(page);
  await page.evaluate(() => ((window.host = document.querySelector('#host')), window.host.remove()));
  await heat(page);
  await page.evaluate(() => document.body.append(window.host));
  assert.deepEqual(await seen(page), ['hot']);
  await page.evaluate(() => window.host.remove());
  await page.evaluate(() => kelvin.consent({ personalise: false }));
  await page.evaluate(() => document.body.append(window.host));
  assert.deepEqual(await seen(page), ['cold', 'hot']);
});

test('experiences change the document, never what a component has inside; a closed tree is left as it is', async (t) => {
  const body = `<a class="cta">Out</a><div id="open"><template shadowrootmode="open"><a class="cta">In</a></template></div><div id="closed"><template shadowrootmode="closed">${kMarks}</template></div>`;
  const { open } = await visit(t, { pages: await pagesOf({ experiences: [experience('a.cta', { text: 'Talk' })], body }) });
  const page = await open();
  await ready(page);
  await heat(page);
  const inner = () => page.evaluate(() => (document.querySelector('#open').shadowRoot.append('.'), document.querySelector('#open').shadowRoot.querySelector('a').textContent));
  assert.deepEqual([await texts(page, 'a.cta'), await inner(), await inner()], [['Talk'], 'In', 'In']);
  await cool(page);
  assert.deepEqual([await texts(page, 'a.cta'), await inner()], [['Out'], 'In']);
});
