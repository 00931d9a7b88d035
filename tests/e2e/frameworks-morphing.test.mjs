/** A server's HTML put into the page, whoever does it and however: the wrong variant is not seen in any frame. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ready, useBrowser, visit } from './support/browser.mjs';
import { cool, experience, frames, heat, pagesOf, texts, visible, watchFrames } from './support/frameworks.mjs';

useBrowser();

const kMarks = '<p id="cold" class="cta" data-kelvin-unless="hot">Newsletter</p><p id="hot" class="cta" data-kelvin-if="hot">Talk</p>';
const kCta = '<a id="cta" class="button" href="/newsletter" title="News">Get <b>the letter</b></a>';
/** What the server renders: with a number, so that something really changes. */
const rendered = (n = 0) => `<main id="main">${kMarks}${kCta}<p id="count">${n}</p></main>`;
/** The rule of web/docs/install.md, as sites have it in their own CSS. */
const kRule = '<style>[data-kelvin-if]:not([data-kelvin-on]),[data-kelvin-off]{display:none!important}</style>';
const experiences = [experience('#cta', { text: 'Talk to us', href: '/contact', class: 'strong', attribute: { title: 'Now' } })];
const seen = (page) => page.evaluate(() => {
  const { innerText, className, title } = document.querySelector('#cta');
  return [innerText, className, title, document.querySelector('#cta').getAttribute('href')];
});
const kTalk = ['Talk to us', 'button strong', 'Now', '/contact'];
const kLetter = ['Get the letter', 'button', 'News', '/newsletter'];

/** How HTML is put in: `window.put(html)`, which may be awaited. */
const kWays = {
  'attributes by hand': `window.put = () => { for (const one of document.querySelectorAll('.cta')) for (const { name } of [...one.attributes]) if (!/^(id|class|data-kelvin-(if|unless))$/.test(name)) one.removeAttribute(name); document.querySelector('#count').textContent = '1'; }`,
  'idiomorph': `import { Idiomorph } from 'idiomorph'; window.put = (html) => Idiomorph.morph(document.querySelector('main'), html)`,
  'idiomorph, inner': `import { Idiomorph } from 'idiomorph'; window.put = (html) => Idiomorph.morph(document.querySelector('main'), html.replace(/<.?main[^>]*>/g, ''), { morphStyle: 'innerHTML' })`,
  'morphdom': `import morphdom from 'morphdom'; window.put = (html) => morphdom(document.querySelector('main'), html)`,
  'Turbo streams, morphed': `import * as Turbo from '@hotwired/turbo'; Turbo.session.drive = false; window.put = (html) => Turbo.renderStreamMessage('<turbo-stream action="replace" method="morph" target="main"><template>' + html + '</template></turbo-stream>')`,
  'Turbo streams, replaced': `import * as Turbo from '@hotwired/turbo'; Turbo.session.drive = false; window.put = (html) => Turbo.renderStreamMessage('<turbo-stream action="replace" target="main"><template>' + html + '</template></turbo-stream>')`,
  'htmx': `import htmx from 'htmx.org'; window.put = (html) => htmx.swap('#main', html, { swapStyle: 'outerHTML', swapDelay: 0, settleDelay: 0 })`,
  'htmx, inner': `import htmx from 'htmx.org'; window.put = (html) => htmx.swap('#main', html.replace(/<.?main[^>]*>/g, ''), { swapStyle: 'innerHTML', swapDelay: 0, settleDelay: 20 })`,
  'innerHTML': `window.put = (html) => { document.body.innerHTML = html }`,
  'outerHTML': `window.put = (html) => { document.querySelector('main').outerHTML = html }`,
  'replaceWith of the body': `window.put = (html) => { const body = document.createElement('body'); body.innerHTML = html; document.body.replaceWith(body) }`,
  'the whole document': `window.put = (html) => { const other = new DOMParser().parseFromString('<html lang="en"><head></head><body>' + html + '</body></html>', 'text/html'); document.replaceChild(document.adoptNode(other.documentElement), document.documentElement) }`,
  'a view transition': `window.put = (html) => document.startViewTransition ? document.startViewTransition(() => { document.body.innerHTML = html }).finished : void (document.body.innerHTML = html)`,
};

describe('HTML is put in while the visitor is hot', () => {
  for (const [name, code] of Object.entries(kWays)) {
    for (const head of ['', kRule]) {
      test(`${name}${head && ', with the rule in the site’s CSS'}: no frame shows the cold variant`, async (t) => {
        const { open } = await visit(t, { pages: await pagesOf({ code, experiences, head, body: rendered() }) });
        const page = await open();
        await ready(page);
        await heat(page);
        assert.deepEqual([await visible(page, '.cta'), await seen(page)], [['hot'], kTalk]);
        await watchFrames(page, '.cta,#cta');
        for (let n = 1; n <= 3; n++) {
          await page.evaluate((html) => new Promise((done) => setTimeout(async () => done(void (await window.put(html))))), rendered(n));
          const all = await frames(page);
          assert.deepEqual(all.filter((state) => /cold/.test(state) || !/hot|^$/.test(state)), [], JSON.stringify(all));
        }
        assert.deepEqual([await visible(page, '.cta'), await seen(page)], [['hot'], kTalk]);
        await cool(page);
        assert.deepEqual(await seen(page), kLetter);
      });
    }
  }
});

test('Turbo refreshes the page by morphing: marks, experiences and the state on <html> stand in every frame', async (t) => {
  const head = '<meta name="turbo-refresh-method" content="morph"><meta name="turbo-refresh-scroll" content="preserve">';
  const code = `import * as Turbo from '@hotwired/turbo'; window.visit = () => new Promise((done) => { document.addEventListener('turbo:render', done, { once: true }); Turbo.visit(location.href, { action: 'replace' }) })`;
  const { open } = await visit(t, { pages: await pagesOf({ code, experiences, head, body: rendered() }) });
  const page = await open();
  await ready(page);
  await heat(page);
  await watchFrames(page, '.cta');
  for (let n = 0; n < 3; n++) await page.evaluate(() => window.visit().then(() => {}));
  assert.deepEqual(await frames(page), ['hot']);
  assert.deepEqual(await seen(page), kTalk);
  assert.equal(await page.getAttribute('html', 'data-kelvin'), 'warm hot');
});

test('Astro’s swap: root attributes, head and body change hands, a persisted element moves', async (t) => {
  // What `swapFunctions` of astro:transitions/client do, by their documentation.
  const swap = (text) => {
    const other = new DOMParser().parseFromString(text, 'text/html');
    const html = document.documentElement;
    const kept = [...html.attributes].filter(({ name }) => (html.removeAttribute(name), name.startsWith('data-astro-')));
    for (const { name, value } of [...other.documentElement.attributes, ...kept]) html.setAttribute(name, value);
    for (const one of [...document.head.children]) one.remove();
    document.head.append(...other.head.children);
    const old = document.body;
    old.replaceWith(other.body);
    for (const one of old.querySelectorAll('[data-astro-transition-persist]')) {
      document.querySelector(`[data-astro-transition-persist="${one.dataset.astroTransitionPersist}"]`)?.replaceWith(one);
    }
  };
  const body = rendered() + '<div data-astro-transition-persist="x"><p id="kept" data-kelvin-if="hot" class="cta">Kept</p></div>';
  const { open } = await visit(t, { pages: await pagesOf({ experiences, body }) });
  const page = await open();
  await ready(page);
  await heat(page);
  await watchFrames(page, '.cta');
  for (let n = 0; n < 3; n++) await page.evaluate(`(${swap})(${JSON.stringify(`<html lang="de" data-theme="dark"><head><title>${n}</title></head><body>${body}</body></html>`)})`);
  assert.deepEqual(await frames(page), ['hot kept']);
  assert.deepEqual(await seen(page), kTalk);
  assert.equal(await page.getAttribute('html', 'data-kelvin'), 'warm hot');
});

test('attributes of <html> are swapped: its state comes back', async (t) => {
  const { open } = await visit(t, { pages: await pagesOf({ body: rendered() }) });
  const page = await open();
  await ready(page);
  await heat(page);
  const back = await page.evaluate(async () => {
    const html = document.documentElement;
    for (const { name } of [...html.attributes]) html.removeAttribute(name);
    html.lang = 'fr';
    await Promise.resolve();
    return html.getAttribute('data-kelvin');
  });
  assert.equal(back, 'warm hot');
});

/** What a page's own sheet may say of the marked elements. */
const kSheets = { 'nothing': '', 'that they are shown': 'p.cta{display:flex}' };
for (const [name, css] of Object.entries(kSheets)) {
  test(`document.adoptedStyleSheets gets a sheet that says ${name}: one variant`, async (t) => {
    const { open } = await visit(t, { pages: await pagesOf({ experiences, body: rendered() }) });
    const page = await open();
    await ready(page);
    const put = (text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      document.adoptedStyleSheets = [sheet];
    };
    await watchFrames(page, '.cta');
    await page.evaluate(put, css);
    assert.deepEqual(await frames(page), ['cold']);
    await heat(page);
    await page.evaluate(put, css);
    assert.deepEqual(await frames(page), ['cold', 'hot']);
    await page.evaluate(() => (document.adoptedStyleSheets = []));
    assert.deepEqual([await frames(page), await texts(page, '#cta')], [['cold', 'hot'], ['Talk to us']]);
    await page.evaluate(() => kelvin.consent({ personalise: false }));
    assert.deepEqual(await visible(page, '.cta'), ['cold', 'hot']);
  });
}

test('a renderer that writes style and class of a marked element anew hides and shows nothing by it', async (t) => {
  const { open } = await visit(t, { pages: await pagesOf({ body: rendered() }) });
  const page = await open();
  await ready(page);
  await watchFrames(page, '.cta');
  await page.evaluate(async () => {
    document.adoptedStyleSheets = [];
    const [cold, hot] = document.querySelectorAll('.cta');
    for (const value of ['color: red', 'display: block', 'display: flex', '']) {
      hot.setAttribute('style', value);
      cold.setAttribute('style', value);
      await new Promise(requestAnimationFrame);
    }
    hot.style.display = 'grid';
    cold.style.display = 'grid';
  });
  assert.deepEqual(await frames(page), ['cold']);
  await heat(page);
  assert.deepEqual(await frames(page), ['cold', 'hot']);
  assert.equal(await page.evaluate(() => document.querySelector('#hot').style.display), 'grid');
  await page.evaluate(() => kelvin.consent({ personalise: false }));
  assert.equal(await page.evaluate(() => document.querySelector('#cold').style.display), 'grid');
});

test('a page that undoes everything at once is not answered without end', async (t) => {
  const { open } = await visit(t, { pages: await pagesOf({ experiences, body: rendered() }) });
  const page = await open();
  await ready(page);
  await page.evaluate(() => {
    window.undone = 0;
    const undo = (element) => {
      for (const { name } of [...element.attributes]) if (!/^(id|data-kelvin-(if|unless))$/.test(name)) window.undone++, element.removeAttribute(name);
    };
    new MutationObserver((changes) => changes.forEach(({ target }) => undo(target))).observe(document.documentElement, { subtree: true, attributes: true });
  });
  await heat(page);
  assert.ok((await page.evaluate(() => window.undone)) < 500);
  assert.deepEqual(await visible(page, '#hot,#cold'), ['hot']);
});
