/** Experiences on what a framework renders: its updates go on, what it writes stands, and the end leaves what it says now. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ready, useBrowser, visit } from './support/browser.mjs';
import { cool, experience, heat, pagesOf, texts, traces } from './support/frameworks.mjs';

useBrowser();

/**
 * The same application in every library. `update()` counts up: of #three a child comes and goes and the class is rewritten, #plain's
 * text changes, #split's is made of pieces, #moved is moved in a keyed list, #gone goes and comes, #attr loses its title, #html's is raw.
 */
const kReact = (strict) => `
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createPortal, flushSync } from 'react-dom';
function App() {
  const [n, set] = useState(0);
  window.update = () => flushSync(() => set((now) => now + 1));
  const keys = n % 2 ? ['b', 'moved', 'a'] : ['a', 'b', 'moved'];
  return <main>
    <a id="three" href="/three" className={n ? 'later' : 'first'}>{n % 2 ? null : <b>New </b>}Offer</a>
    <p id="plain">{'Item ' + n}</p>
    <p id="split">{n} of {n + 1} items</p>
    <ul>{keys.map((key) => <li key={key} id={key}>Key <i>{key}</i></li>)}</ul>
    {n % 2 ? null : <p id="gone">Here</p>}
    <p id="attr" title={n ? undefined : 'Old'}>Attr</p>
    <div id="html" dangerouslySetInnerHTML={{ __html: 'Raw <i>' + n + '</i>' }} />
    <button id="button">Press</button><select><option id="option">One</option></select><textarea id="area" defaultValue="Write" />
    <p id="rest">Count {n}</p>
    {createPortal(<p id="portal">Portal{n % 2 ? <b> odd</b> : null}</p>, document.body)}
  </main>;
}
createRoot(document.getElementById('root')).render(${strict ? '<StrictMode><App /></StrictMode>' : '<App />'});`;

const kPreact = `
import { render } from 'preact';
import { useState } from 'preact/hooks';
let next;
function App() {
  const [n, set] = useState(0);
  next = () => set(n + 1);
  const keys = n % 2 ? ['b', 'moved', 'a'] : ['a', 'b', 'moved'];
  return <main>
    <a id="three" href="/three" class={n ? 'later' : 'first'}>{n % 2 ? null : <b>New </b>}Offer</a>
    <p id="plain">{'Item ' + n}</p>
    <p id="split">{n} of {n + 1} items</p>
    <ul>{keys.map((key) => <li key={key} id={key}>Key <i>{key}</i></li>)}</ul>
    {n % 2 ? null : <p id="gone">Here</p>}
    <p id="attr" title={n ? undefined : 'Old'}>Attr</p>
    <div id="html" dangerouslySetInnerHTML={{ __html: 'Raw <i>' + n + '</i>' }} />
    <button id="button">Press</button><select><option id="option">One</option></select><textarea id="area" defaultValue="Write" />
    <p id="rest">Count {n}</p>
  </main>;
}
window.update = () => next();
render(<App />, document.getElementById('root'));`;

const kVue = `
import { createApp, ref } from 'vue';
createApp({
  setup() {
    const n = ref(0);
    window.update = () => n.value++;
    return { n };
  },
  computed: { keys() { return this.n % 2 ? ['b', 'moved', 'a'] : ['a', 'b', 'moved']; } },
  template: \`<main>
    <a id="three" href="/three" :class="n ? 'later' : 'first'"><b v-if="n % 2 === 0">New </b>Offer</a>
    <p id="plain">{{ 'Item ' + n }}</p>
    <p id="split">{{ n }} of <!-- x -->{{ n + 1 }} items</p>
    <ul><li v-for="key in keys" :key="key" :id="key">Key <i>{{ key }}</i></li></ul>
    <p id="gone" v-if="n % 2 === 0">Here</p>
    <p id="attr" :title="n ? null : 'Old'">Attr</p>
    <div id="html" v-html="'Raw <i>' + n + '</i>'"></div>
    <button id="button">Press</button><select><option id="option">One</option></select><textarea id="area">Write</textarea>
    <p id="rest">Count {{ n }}</p><p id="shown" v-show="n % 2 === 0">Shown</p>
  </main>\`,
}).mount('#root');`;

const kSvelte = {
  code: `import { mount } from 'svelte'; import App from 'App.svelte'; mount(App, { target: document.getElementById('root') });`,
  components: { 'App.svelte': `<script>
    let n = $state(0);
    window.update = () => n++;
    let keys = $derived(n % 2 ? ['b', 'moved', 'a'] : ['a', 'b', 'moved']);
  </script>
  <main>
    <a id="three" href="/three" class={n ? 'later' : 'first'}>{#if n % 2 === 0}<b>{'New '}</b>{/if}Offer</a>
    <p id="plain">{'Item ' + n}</p>
    <p id="split">{n} of {n + 1} items</p>
    <ul>{#each keys as key (key)}<li id={key}>Key <i>{key}</i></li>{/each}</ul>
    {#if n % 2 === 0}<p id="gone">Here</p>{/if}
    <p id="attr" title={n ? null : 'Old'}>Attr</p>
    <div id="html">{@html 'Raw <i>' + n + '</i>'}</div>
    <button id="button">Press</button><select><option id="option">One</option></select><textarea id="area">Write</textarea>
    <p id="rest">Count {n}</p>
  </main>` },
};

const kLit = `
import { html, render, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { ifDefined } from 'lit/directives/if-defined.js';
let n = 0;
const draw = () => {
  const keys = n % 2 ? ['b', 'moved', 'a'] : ['a', 'b', 'moved'];
  render(html\`<main>
    <a id="three" href="/three" class=\${n ? 'later' : 'first'}>\${n % 2 ? nothing : html\`<b>New </b>\`}Offer</a>
    <p id="plain">\${'Item ' + n}</p>
    <p id="split">\${n} of \${n + 1} items</p>
    <ul>\${repeat(keys, (key) => key, (key) => html\`<li id=\${key}>Key <i>\${key}</i></li>\`)}</ul>
    \${n % 2 ? nothing : html\`<p id="gone">Here</p>\`}
    <p id="attr" title=\${ifDefined(n ? undefined : 'Old')}>Attr</p>
    <div id="html">\${unsafeHTML('Raw <i>' + n + '</i>')}</div>
    <button id="button">Press</button><select><option id="option">One</option></select><textarea id="area">Write</textarea>
    <p id="rest">Count \${n}</p>
  </main>\`, document.getElementById('root'));
};
window.update = () => (n++, draw());
draw();`;

const kApplications = {
  React: { code: kReact(false) },
  'React in StrictMode': { code: kReact(true) },
  Preact: { code: kPreact, jsx: 'preact' },
  Vue: { code: kVue },
  Svelte: kSvelte,
  Lit: { code: kLit },
};

const kEach = ['#three', '#plain', '#split', '#moved', '#gone', '#attr', '#html', '#button', '#option'];
const kTalk = { text: 'Talk', class: 'strong' };
const experiences = [...kEach.filter((at) => at !== '#attr').map((at) => experience(at, kTalk)), experience('#attr', { attribute: { title: 'Talk' } }), experience('#area', { text: 'Talk' }), experience('#portal', kTalk), experience('#shown', kTalk)];

/** What the application itself says after `n` updates. */
const own = (n) => [`${n % 2 ? '' : 'New '}Offer`, `Item ${n}`, `${n} of ${n + 1} items`, 'Key moved', n % 2 ? null : 'Here', 'Attr', `Raw ${n}`, 'Press', 'One'];
const update = (page) => page.evaluate(async () => (window.update(), await new Promise((done) => setTimeout(done))));
const classes = (page, ...all) => page.evaluate((ats) => ats.map((at) => document.querySelector(at).className), all);

describe('a framework renders the page', () => {
  for (const [name, application] of Object.entries(kApplications)) {
    test(`${name}: nothing throws, what it does not write holds, what it writes stands, the end leaves its own text of now`, async (t) => {
      const { open } = await visit(t, { pages: await pagesOf({ ...application, experiences, body: '<div id="root"></div>' }) });
      const page = await open();
      await ready(page);
      await page.evaluate(() => (window.nodes = [...document.querySelectorAll('#root *')].flatMap((one) => [one, ...[...one.childNodes].filter(({ nodeType }) => nodeType === 3)])));
      await heat(page);
      assert.deepEqual(await texts(page, ...kEach), kEach.map((at) => (at === '#attr' ? 'Attr' : 'Talk')));
      assert.equal(await page.textContent('#area'), 'Talk');
      assert.ok(await page.evaluate(() => window.nodes.every((node) => node.isConnected)), 'every node that the page made is there');
      assert.deepEqual(await classes(page, '#three', '#plain'), ['first strong', 'strong']);
      for (let n = 1; n <= 3; n++) {
        await update(page);
        const now = own(n);
        const held = await texts(page, ...kEach);
        assert.deepEqual(held, ['Talk', now[1], now[2], 'Talk', now[4] && 'Talk', 'Attr', now[6], 'Talk', 'Talk'], `after ${n}`);
        assert.deepEqual(await texts(page, '#rest'), [`Count ${n}`]);
        assert.deepEqual(await classes(page, '#three'), ['later strong'], 'a class attribute written anew keeps ours');
        assert.ok(!(await page.getAttribute('#attr', 'title')), 'what the application took away stays away');
      }
      await cool(page);
      assert.deepEqual(await texts(page, ...kEach), own(3));
      assert.deepEqual(await classes(page, '#three', '#plain'), ['later', '']);
      assert.equal(await page.textContent('#area'), 'Write');
      for (let n = 4; n <= 5; n++) {
        await update(page);
        assert.deepEqual(await texts(page, ...kEach, '#rest'), [...own(n), `Count ${n}`]);
      }
      assert.deepEqual(await traces(page, '#root'), []);
    });
  }
});

test('React: a portal, and a second round of the experience', async (t) => {
  const { open } = await visit(t, { pages: await pagesOf({ code: kReact(false), experiences, body: '<div id="root"></div>' }) });
  const page = await open();
  await ready(page);
  await heat(page);
  await update(page);
  assert.deepEqual(await texts(page, '#portal'), ['Talk']);
  await page.evaluate(() => kelvin.consent({ personalise: false }));
  assert.deepEqual(await texts(page, '#portal', '#plain', '#three'), ['Portal odd', 'Item 1', 'Offer']);
  await update(page);
  await page.evaluate(() => kelvin.consent({ personalise: true }));
  assert.deepEqual(await texts(page, '#portal', '#plain', '#three'), ['Talk', 'Talk', 'Talk']);
  await page.evaluate(() => (kelvin.consent({ personalise: false }), kelvin.consent({ personalise: true })));
  assert.deepEqual(await texts(page, '#portal', '#plain', '#three'), ['Talk', 'Talk', 'Talk']);
  await page.evaluate(() => kelvin.consent({ personalise: false }));
  assert.deepEqual(await texts(page, '#portal', '#plain', '#three', '#split'), ['Portal', 'Item 2', 'New Offer', '2 of 3 items']);
});

test('Vue: v-show decides over what is hidden by it, also while an experience holds', async (t) => {
  const { open } = await visit(t, { pages: await pagesOf({ code: kVue, experiences, body: '<div id="root"></div>' }) });
  const page = await open();
  await ready(page);
  await heat(page);
  await update(page);
  assert.equal(await page.isVisible('#shown'), false);
  await update(page);
  assert.deepEqual(await texts(page, '#shown'), ['Talk']);
  await cool(page);
  assert.deepEqual(await texts(page, '#shown'), ['Shown']);
});

test('a text that the application empties stays empty; one that it takes away and brings back is not lost', async (t) => {
  const body = '<p id="a">One<i>two</i>three</p><p id="b">Four</p>';
  const { open } = await visit(t, { pages: await pagesOf({ experiences: [experience('#a', { text: 'Talk' }), experience('#b', { text: 'Talk' })], body }) });
  const page = await open();
  await ready(page);
  await page.evaluate(() => (window.held = [...document.querySelector('#a').childNodes, ...document.querySelector('#b').childNodes]));
  await heat(page);
  await page.evaluate(() => {
    window.held[0].data = '';
    window.held[3].remove();
  });
  await cool(page);
  assert.deepEqual(await texts(page, '#a'), ['twothree']);
  await page.evaluate(() => document.querySelector('#b').append(window.held[3]));
  assert.deepEqual(await texts(page, '#b'), ['Four']);
});
