/** What the page marks is shown and hidden by segment, experiences are applied and put back; nothing else is touched. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { addressOf, html, kStub } from './support/site.mjs';

useBrowser();
const body = `<p id="cold" data-kelvin-unless="warm hot">Newsletter</p><p id="warm" data-kelvin-if="warm" data-kelvin-unless="hot">Demo</p>
  <p id="hot" data-kelvin-if="hot">Talk</p><p id="any" data-kelvin-if="nothing hot">Any</p><style>#hot{display:flex}</style>`;
const shown = (page) => page.evaluate(() => [...document.querySelectorAll('p')].filter((p) => p.checkVisibility()).map((p) => p.id));
const demo = (page) => page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));

test('if and unless flip as the visitor warms; <html> says it', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ body }) } });
  const page = await open();
  await ready(page);
  assert.deepEqual(await shown(page), ['cold']);
  await demo(page);
  assert.deepEqual(await shown(page), ['warm']);
  assert.equal(await page.getAttribute('html', 'data-kelvin'), 'warm');
  await demo(page);
  assert.deepEqual(await shown(page), ['hot', 'any']);
  assert.equal(await page.getAttribute('html', 'data-kelvin'), 'warm hot');
});

test('elements that come later, or change their mark, never flash', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ body }) } });
  const page = await open();
  await ready(page);
  await demo(page);
  const seen = await page.evaluate(async () => {
    const box = document.createElement('div');
    box.innerHTML = '<p id="late-warm" data-kelvin-if="warm">x</p><p id="late-hot" data-kelvin-if="hot">y</p><p id="late-not" data-kelvin-unless="warm">z</p>';
    document.body.append(box);
    await Promise.resolve();
    const visible = () => [...box.children].filter((p) => p.checkVisibility()).map((p) => p.id);
    const first = visible();
    box.children[1].setAttribute('data-kelvin-if', 'warm');
    await Promise.resolve();
    return [first, visible()];
  });
  assert.deepEqual(seen, [['late-warm'], ['late-warm', 'late-hot']]);
});

test('a returning visitor sees the last view before the core is there', async (t) => {
  const pages = { '/': html({ body }) };
  const { open, context } = await visit(t, { pages });
  const page = await open();
  await ready(page);
  await demo(page);
  let release;
  await context.route(addressOf('kelvin.wasm'), async (route) => {
    await new Promise((done) => (release = done));
    await route.continue();
  });
  await page.reload();
  await until(() => release, 'the core asked for');
  assert.equal(await page.evaluate(() => kelvin.view()), null);
  assert.deepEqual(await shown(page), ['warm']);
  release();
  await ready(page);
  assert.deepEqual(await shown(page), ['warm']);
});

test('where the core or the model is missing, unless is shown and if is hidden', async (t) => {
  const pages = { '/': html({ body }), '/kelvin.wasm': { status: 404, body: '' } };
  const { open, site } = await visit(t, { pages, expected: /404|integrity/i });
  const page = await open();
  await until(() => site.requests.includes('/kelvin.wasm'), 'the core asked for');
  await rest(200);
  assert.deepEqual(await shown(page), ['cold']);
});

const fixture = JSON.parse(readFileSync(new URL('fixtures/model.json', import.meta.url), 'utf8'));
const kFaults = `${kStub}<script>window.faults=[];kelvin.on('error',(e)=>faults.push(e.code+' '+e.at))</script>`;
/** Pages with the fixture's model and these experiences (and what else). */
const pagesWith = (experiences, page, more = {}) => ({
  '/': html({ head: kFaults, body: page }),
  '/model.json': { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...fixture, triggers: [], experiences, ...more }) },
});
const cta = '<a id="cta" class="button" href="/newsletter" title="News">Get <b id="inner">the letter</b></a>';
const kWarm = { id: 'warm-cta', if: { segments: 'warm' }, at: '#cta', set: { text: 'Book <i>a</i> demo', href: '/demo', class: 'go big', attribute: { title: 'Now', 'data-offer': 'demo' } } };
/** What is seen of an element: without the children that are hidden, and our note of what was there. */
const seen = (page, at = '#cta') =>
  page.evaluate((selector) => {
    const element = document.querySelector(selector);
    const copy = element.cloneNode(true);
    const hidden = [...element.children].map((child) => !child.checkVisibility());
    [...copy.children].forEach((child, i) => hidden[i] && child.remove());
    copy.removeAttribute('data-kelvin-was');
    return copy.outerHTML;
  }, at);
const kChanged = '<a id="cta" class="button go big" href="/demo" title="Now" data-offer="demo">Book &lt;i&gt;a&lt;/i&gt; demo</a>';

test('an experience sets text (never HTML), address, classes and attributes while it holds, and puts them back', async (t) => {
  const leaving = { ...kWarm, if: { $and: [{ segments: 'warm' }, { segments: { $ne: 'hot' } }] } };
  const { open } = await visit(t, { pages: pagesWith([leaving], cta + cta.replace('id="cta"', 'id="other"')) });
  const page = await open();
  await page.evaluate(() => {
    window.inner = document.getElementById('inner');
    window.clicks = 0;
    window.inner.addEventListener('click', (event) => (event.preventDefault(), window.clicks++));
  });
  await ready(page);
  assert.equal(await seen(page), cta);
  await demo(page);
  assert.equal(await seen(page), kChanged);
  assert.equal(await page.evaluate(() => document.querySelector('#cta i')), null);
  assert.ok((await seen(page, '#other')).includes('the letter'));
  await demo(page);
  assert.equal(await seen(page), cta);
  assert.equal(await page.evaluate(() => (window.inner.click(), window.clicks)), 1, 'the same nodes are back, with their listeners');
});

test('two experiences on one element: of one thing the later stands, each ends by itself', async (t) => {
  const hot = { id: 'hot-cta', if: { segments: 'hot' }, at: 'a.button', set: { text: 'Talk', class: 'red' } };
  const until70 = { ...kWarm, if: { 'scores.engagement': { $gte: 30, $lt: 100 } } };
  const { open } = await visit(t, { pages: pagesWith([until70, hot], cta) });
  const page = await open();
  await ready(page);
  await demo(page);
  assert.equal(await seen(page), kChanged);
  await demo(page);
  assert.equal(await seen(page), '<a id="cta" class="button go big red" href="/demo" title="Now" data-offer="demo">Talk</a>');
  await demo(page); // 100: the first one ends
  assert.equal(await seen(page), '<a id="cta" class="button red" href="/newsletter" title="News">Talk</a>');
});

test('elements that come later are changed before they are painted; one that was taken out comes back clean', async (t) => {
  const { open } = await visit(t, { pages: pagesWith([kWarm, { ...kWarm, id: 'moved', at: '[href="/newsletter"]', set: { href: '/moved' } }], '<div id="box"></div>') });
  const page = await open();
  await ready(page);
  await demo(page);
  const found = await page.evaluate(async (markup) => {
    const box = document.getElementById('box');
    box.innerHTML = `<p>${markup}</p>`;
    await Promise.resolve();
    const late = box.querySelector('a');
    return [late.innerText, late.getAttribute('href'), late.className];
  }, cta);
  // The first changes the address; the second, given the element as it came, sets it last.
  assert.deepEqual(found, ['Book <i>a</i> demo', '/moved', 'button go big']);
  await page.evaluate(() => document.querySelector('#box a').remove());
  const back = await page.evaluate(async () => {
    const box = document.getElementById('box');
    box.innerHTML = '<a id="cta" href="/newsletter">x</a>';
    const link = box.querySelector('a');
    await Promise.resolve();
    const given = link.getAttribute('href');
    link.remove();
    await kelvin.export();
    kelvin.track('Note', { n: 1, text: 'x' });
    await kelvin.export();
    return [given, link.outerHTML];
  });
  assert.deepEqual(back, ['/moved', '<a id="cta" href="/newsletter">x</a>']);
});

test('what the page changes itself stands, and nothing of ours fights it', async (t) => {
  const { open } = await visit(t, { pages: pagesWith([{ ...kWarm, if: { segments: 'warm', 'scores.engagement': { $lt: 70 } } }], cta) });
  const page = await open();
  await ready(page);
  await demo(page);
  await page.evaluate(() => {
    const link = document.getElementById('cta');
    link.textContent = 'Sale!';
    link.href = '/sale';
    link.removeAttribute('title');
    link.classList.remove('go');
  });
  await page.evaluate(() => (kelvin.track('Note', { n: 1, text: 'x' }), kelvin.export()));
  assert.equal(await seen(page), '<a id="cta" class="button big" href="/sale" data-offer="demo">Sale!</a>');
  await demo(page);
  assert.equal(await seen(page), '<a id="cta" class="button" href="/sale">Sale!</a>');
});

test('who is held out sees no change, and the view says so', async (t) => {
  const always = { ...kWarm, id: 'always', holdout: 1 };
  const never = { ...kWarm, id: 'never', at: '#other', holdout: 0 };
  const { open } = await visit(t, { pages: pagesWith([always, never], cta + cta.replace('id="cta"', 'id="other"')) });
  const page = await open();
  await ready(page);
  await demo(page);
  assert.equal(await seen(page), cta);
  assert.equal(await seen(page, '#other'), kChanged.replace('id="cta"', 'id="other"'));
  const told = await page.evaluate(() => kelvin.view().experiences.map(({ id, held }) => [id, held]));
  assert.deepEqual(told, [['always', true], ['never', false]]);
});

test('nothing runs: no text in scripts or styles, addresses on links alone, and a selector that is none is told once', async (t) => {
  const all = { if: {}, set: { text: 'window.ran = 1', href: '/x.css' } };
  const experiences = [
    { id: 'x-script', at: 'script.empty', ...all }, { id: 'x-style', at: 'style', ...all }, { id: 'x-link', at: 'link[rel=stylesheet]', ...all },
    { id: 'x-base', at: 'base', ...all }, { id: 'x-bad', at: 'a[', ...all }, { id: 'x-good', at: '#cta', if: {}, set: { class: 'go' } },
  ];
  const page = `<script class="empty"></script><style>p{color:red}</style><link rel="stylesheet" href="data:text/css,p{}">${cta}<svg><style>a{}</style></svg>`;
  const { open } = await visit(t, { pages: pagesWith(experiences, page) });
  const tab = await open();
  await ready(tab);
  await demo(tab);
  assert.deepEqual(await tab.evaluate(() => [window.ran, document.querySelector('script.empty').textContent, ...[...document.querySelectorAll('style')].map((s) => s.textContent), document.querySelector('link[rel=stylesheet]').getAttribute('href')]),
    [undefined, '', 'p{color:red}', 'a{}', 'data:text/css,p{}']);
  assert.ok((await seen(tab)).includes('class="button go"'));
  assert.deepEqual(await tab.evaluate(() => window.faults), ['bad_selector x-bad']);
});

test('without consent to personalise nothing is changed; withdrawn, all is as it was', async (t) => {
  const { open } = await visit(t, { pages: pagesWith([kWarm], cta) });
  const page = await open();
  await ready(page);
  await demo(page);
  assert.equal(await seen(page), kChanged);
  await page.evaluate(() => kelvin.consent({ personalise: false }));
  assert.equal(await seen(page), cta);
  await demo(page);
  assert.equal(await seen(page), cta);
  await page.evaluate(() => kelvin.consent({ personalise: true }));
  assert.equal(await seen(page), kChanged);
});

test('a returning visitor sees an experience before the core is there; nothing of the store can run', async (t) => {
  const { open, context } = await visit(t, { pages: pagesWith([kWarm], cta + '<a id="b" href="/b">b</a>') });
  const page = await open();
  await ready(page);
  await demo(page);
  await page.evaluate(() => {
    const view = JSON.parse(localStorage.getItem('kelvin.view'));
    const set = { href: 'java\nscript:alert(1)', attribute: { onclick: 'alert(1)', style: 'color:red', lang: 'en' } };
    view.experiences.push({ id: 'evil', at: '#b', set, held: false });
    localStorage.setItem('kelvin.view', JSON.stringify(view));
  });
  let release;
  await context.route(addressOf('kelvin.wasm'), async (route) => {
    await new Promise((done) => (release = done));
    await route.continue();
  });
  await page.reload();
  await until(() => release, 'the core asked for');
  await until(async () => (await seen(page)) === kChanged, 'the experience, without the core');
  assert.equal(await seen(page, '#b'), '<a id="b" href="/b" lang="en">b</a>');
  release();
  await ready(page);
  assert.equal(await seen(page), kChanged);
  assert.equal(await seen(page, '#b'), '<a id="b" href="/b">b</a>', 'the core knows of no such experience');
});
