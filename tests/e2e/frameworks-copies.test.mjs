/** Copies of what an experience changed: none keeps what has ended, nor anything after consent was withdrawn. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { kAttributes, html } from './support/site.mjs';
import { ready, useBrowser, visit } from './support/browser.mjs';
import { bundle } from './support/bundle.mjs';
import { cool, experience, heat, pagesOf, traces, visible } from './support/frameworks.mjs';

useBrowser();
const kCta = '<a id="cta" class="button" href="/newsletter" title="News">Get <b>the letter</b> now<i></i></a>';
const kMarks = '<p id="cold" data-kelvin-unless="hot">Newsletter</p><p id="hot" data-kelvin-if="hot" style="color: red;">Talk</p>';
const kBox = `<div id="box">${kCta}${kMarks}<p id="plain">Plain text</p></div>`;
const experiences = [
  experience('#box > a', { text: 'Talk to us', href: '/contact', class: 'strong big', attribute: { title: 'Now', 'data-offer': 'x' } }),
  experience('#plain', { text: 'Other text' }),
];

/** How a copy is made while the experience holds (`keep`), and put into the page (`put`, into #slides, which is the last element). */
const kCopies = {
  cloneNode: { keep: () => (window.kept = document.querySelector('#box').cloneNode(true)), put: () => document.querySelector('#slides').append(window.kept) },
  'cloneNode of the element alone': {
    keep: () => (window.kept = [...document.querySelector('#box').children].map((one) => one.cloneNode(true))),
    put: () => document.querySelector('#slides').append(...window.kept),
  },
  innerHTML: { keep: () => (window.kept = document.querySelector('#box').innerHTML), put: () => (document.querySelector('#slides').innerHTML = window.kept) },
  'a template': {
    keep: () => ((window.kept = document.createElement('template')), (window.kept.innerHTML = document.querySelector('#box').outerHTML)),
    put: () => document.querySelector('#slides').append(window.kept.content.cloneNode(true)),
  },
  importNode: { keep: () => (window.kept = document.importNode(document.querySelector('#box'), true)), put: () => document.querySelector('#slides').append(window.kept) },
  'a range': {
    keep: () => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector('#box'));
      window.kept = range.cloneContents();
    },
    put: () => document.querySelector('#slides').append(window.kept),
  },
  'XML and back': {
    keep: () => (window.kept = new XMLSerializer().serializeToString(document.querySelector('#box'))),
    put: () => document.querySelector('#slides').append(...new DOMParser().parseFromString(window.kept, 'text/html').body.childNodes),
  },
};

/** The copy, tag by tag, without the ids that say where it is. */
const copyOf = (page) => page.evaluate(() => [...document.querySelectorAll('#slides a, #slides p')].map((one) => one.outerHTML));
const kOriginal = [kCta, '<p id="cold" data-kelvin-unless="hot">Newsletter</p>', '<p id="hot" data-kelvin-if="hot" style="color: red;">Talk</p>', '<p id="plain">Plain text</p>'];
const kEnds = {
  'it ends': { act: cool, shown: ['#cta', '#hot', '#plain'] },
  'consent is withdrawn': { act: (page) => page.evaluate(() => kelvin.consent({ personalise: false })), shown: ['#cta', '#cold', '#hot', '#plain'] },
  'all is withdrawn': { act: (page) => page.evaluate(() => kelvin.consent('denied')), shown: ['#cta', '#cold', '#hot', '#plain'] },
};
/** Marks still hold after an experience has ended: they are no trace of it. */
const withoutMarks = (all) => all.map((text) => text.replace(/ data-kelvin-(on|off)=""/g, '').replace(/ style="display: none !important;"/, ''));

describe('a copy is made while an experience holds', () => {
  for (const [name, { keep, put }] of Object.entries(kCopies)) {
    for (const [end, { act, shown }] of Object.entries(kEnds)) {
      for (const order of ['put in before', 'put in after']) {
        test(`${name}, ${order} ${end}: it is the original`, async (t) => {
          const { open } = await visit(t, { pages: await pagesOf({ experiences, body: `${kBox}<div id="slides"></div>` }) });
          const page = await open();
          await ready(page);
          await heat(page);
          await page.evaluate(keep);
          if (order === 'put in before') await page.evaluate(put);
          await act(page);
          if (order === 'put in after') await page.evaluate(put);
          assert.deepEqual(withoutMarks(await copyOf(page)), kOriginal);
          const seen = await visible(page, '#slides a, #slides p');
          assert.deepEqual(seen, shown.map((id) => id.slice(1)));
          if (end !== 'it ends') assert.deepEqual(await traces(page), []);
        });
      }
    }
  }
});

test('a copy that is put in while the experience holds is the original, or has the experience itself', async (t) => {
  const { open } = await visit(t, { pages: await pagesOf({ experiences, body: `${kBox}<div id="slides"></div>` }) });
  const page = await open();
  await ready(page);
  await heat(page);
  await page.evaluate(() => document.querySelector('#slides').append(document.querySelector('#cta').cloneNode(true), document.querySelector('#plain').cloneNode(true)));
  const seen = await page.evaluate(() => [...document.querySelector('#slides').children].map((one) => one.innerText));
  assert.deepEqual(seen, ['Get the letter now', 'Other text']);
});

test('a copy that the page changed keeps what the page changed', async (t) => {
  const { open } = await visit(t, { pages: await pagesOf({ experiences, body: `${kBox}<div id="slides"></div>` }) });
  const page = await open();
  await ready(page);
  await heat(page);
  await page.evaluate(() => {
    const copy = document.querySelector('#cta').cloneNode(true);
    copy.removeAttribute('id');
    copy.classList.add('slide');
    copy.href = '/slide';
    copy.setAttribute('aria-hidden', 'true');
    document.querySelector('#slides').append(copy);
  });
  await cool(page);
  const [copy] = await copyOf(page);
  assert.equal(copy, '<a class="button slide" href="/slide" title="News" aria-hidden="true">Get <b>the letter</b> now<i></i></a>');
});

test('the note of what was there runs nothing, whoever wrote it', async (t) => {
  const { open } = await visit(t, { pages: await pagesOf({ experiences, body: '<div id="slides"></div>' }) });
  const page = await open();
  await ready(page);
  const left = await page.evaluate(async () => {
    const note = { '@onclick': ['window.ran = 1', null], '@href': ['javascript:window.ran = 1', '/x'], '@style': ['color:red', null], '@src': ['x', null], text: [['<img src=x onerror="window.ran = 1">'], 'y'], '.a': ['', null], __proto__: 1 };
    const box = document.querySelector('#slides');
    const put = (tag, text) => {
      const one = document.createElement(tag);
      one.setAttribute('data-kelvin-was', typeof text === 'string' ? text : JSON.stringify(text));
      if (tag === 'script') one.type = 'text/plain';
      one.append('y');
      if (tag === 'a') one.setAttribute('href', '/x');
      box.append(one);
    };
    for (const tag of ['a', 'script', 'style', 'img', 'b']) put(tag, note);
    for (const text of ['', 'x', 'null', '[]', '{"text":1}', '{"text":[null]}', '{"text":[[1,{}],"y"]}', '{"@title":[{},"y"]}', '{"":[1,2]}', '{".":["",""]}', '{". ":["",null]}']) put('b', text);
    await Promise.resolve();
    return [window.ran, box.querySelectorAll('[data-kelvin-was],[onclick],[style],[src],img img').length, box.querySelector('a').outerHTML];
  });
  assert.deepEqual(left, [undefined, 0, '<a class="a">&lt;img src=x onerror="window.ran = 1"&gt;</a>']);
});

const kTurbo = `import * as Turbo from '@hotwired/turbo'; window.go = (path) => new Promise((done) => { document.addEventListener('turbo:load', () => done(), { once: true }); Turbo.visit(path) }); window.back = () => new Promise((done) => { document.addEventListener('turbo:load', () => done(), { once: true }); history.back() })`;
const kHtmx = `import htmx from 'htmx.org'; window.go = (path) => new Promise((done) => { document.body.addEventListener('htmx:pushedIntoHistory', () => done(), { once: true }); htmx.ajax('GET', path, { target: '#page', swap: 'innerHTML', source: document.querySelector('#link') }) }); window.back = () => new Promise((done) => { addEventListener('htmx:historyRestore', () => done(), { once: true }); history.back() })`;
const kRouters = {
  'Turbo’s cache': { code: kTurbo, other: (script) => html({ head: script, body: '<p>Other</p>' }) },
  'htmx’s cache': { code: kHtmx, other: () => '<p>Other</p>' },
};
for (const [name, { code, other }] of Object.entries(kRouters)) {
  for (const [end, { act }] of Object.entries(kEnds)) {
    test(`${name}: back on the page after ${end}, it is the original`, async (t) => {
      await bundle(code);
      const script = '<script defer src="/app.js"></script>';
      const body = `<div id="page">${kBox}<a id="link" href="/other" hx-push-url="/other">Other</a></div>`;
      const pages = await pagesOf({ code, script: '', experiences, head: script, body });
      pages['/other'] = other(script);
      const { open } = await visit(t, { pages });
      const page = await open();
      await ready(page);
      await heat(page);
      await page.evaluate(() => window.go('/other'));
      await act(page);
      await page.evaluate(() => window.back());
      assert.deepEqual(withoutMarks(await page.evaluate(() => [...document.querySelectorAll('#box > a, #box > p')].map((one) => one.outerHTML))), kOriginal);
      if (end !== 'it ends') assert.deepEqual(await traces(page), []);
    });
  }
}

test('htmx keeps its cache over a load; without consent then, what comes back is the original', async (t) => {
  const script = '<script defer src="/app.js"></script>';
  const body = `<div id="page">${kBox}<a id="link" href="/other" hx-push-url="/other">Other</a></div>`;
  const pages = await pagesOf({ code: kHtmx, script: '', experiences, head: script, body });
  pages['/other'] = (request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(request.headers['hx-request'] ? '<p>Other</p>' : html({ head: script, attributes: kAttributes.replace('granted', 'ask'), body: '<div id="page"></div>' }));
  };
  const { open } = await visit(t, { pages });
  const page = await open();
  await ready(page);
  await heat(page);
  await page.evaluate(() => window.go('/other'));
  await page.evaluate(() => kelvin.consent('denied'));
  await page.reload();
  await page.evaluate(() => window.back());
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('#box > a, #box > p')].map((one) => one.outerHTML)), kOriginal);
});
