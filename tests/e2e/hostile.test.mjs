/** Pages that make it hard: strict policies, blocked storage, missing files. The page must not notice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { events, names, pathOf, ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { built, html, kAttributes } from './support/site.mjs';

useBrowser();
const violations = () => {
  window.violations = [];
  addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
};

test('a strict policy with Trusted Types: works, panel and personalisation too, no violation', async (t) => {
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' http://127.0.0.1:*; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'";
  const pages = {
    '/': { headers: { 'content-type': 'text/html', 'content-security-policy': policy }, body: html({ body: '<p id="warm" data-kelvin-if="warm">x</p>' }) },
  };
  const { open, collector } = await visit(t, { pages, init: violations });
  const page = await open();
  await ready(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested'), kelvin.debug()));
  await until(() => collector.stored.size, 'the message');
  await until(() => page.evaluate(() => document.querySelector('kelvin-panel')?.shadowRoot.textContent.includes('82')), 'the panel');
  assert.equal(await page.isVisible('#warm'), true);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
});

/** Notes the codes of faults, from before the script has come. */
const kEars = `window.kelvin={q:[["on",["error",function(e){(window.codes=window.codes||[]).push(e.code+" "+!!e.fix)}]]]}`;

test('a policy without wasm, and no script to stand in: the page stays as it was, the fault is told', async (t) => {
  const pages = {
    '/': {
      headers: { 'content-type': 'text/html', 'content-security-policy': "script-src 'self'" },
      body: html({ head: '<script src="/ears.js"></script>', body: '<p data-kelvin-unless="warm">x</p>' }),
    },
    '/ears.js': { headers: { 'content-type': 'text/javascript' }, body: kEars },
    '/kelvin-js.js': { status: 404, body: '' },
  };
  const { open } = await visit(t, { pages, expected: /WebAssembly|wasm|Content Security Policy|404|kelvin-js/i });
  const page = await open();
  await until(() => page.evaluate(() => window.codes), 'the fault');
  assert.deepEqual(await page.evaluate(() => window.codes), ['core_failed true']);
  assert.equal(await page.evaluate(() => kelvin.view()), null);
  assert.equal(await page.isVisible('p'), true);
});

const kLogin = { headers: { 'content-type': 'text/html' }, body: '<p>Please log in' };
const kRefused = '{"kelvin":1,"id":"x","version":"1","scores":[{"id":"a","range":[0,9],"rules":[{"id":"r","on":"page","pionts":1}]}]}';
/** The last byte: a core that would still compile. */
const changedCore = () => {
  const bytes = built('kelvin.wasm');
  bytes[bytes.length - 1] ^= 1;
  return bytes;
};
const broken = {
  'the core is missing': [{ '/kelvin.wasm': { status: 404, body: '' } }, 'core_failed true'],
  'the core is empty': [{ '/kelvin.wasm': { headers: { 'content-type': 'application/wasm' }, body: '' } }, 'core_failed true'],
  'the core is a page of HTML': [{ '/kelvin.wasm': kLogin }, 'core_failed true'],
  'a byte of the core was changed on its way': [{ '/kelvin.wasm': { headers: { 'content-type': 'application/wasm' }, body: changedCore() } }, 'core_failed true'],
  'the model is missing': [{ '/model.json': { status: 404, body: '' } }, 'model_unreachable true'],
  'the model is a page of HTML': [{ '/model.json': kLogin }, /.+ true/],
  'the model is refused': [{ '/model.json': { headers: {}, body: kRefused } }, 'unknown_key true'],
  'both are missing': [{ '/model.json': { status: 404, body: '' }, '/kelvin.wasm': { status: 404, body: '' } }, 'model_unreachable true'],
};
for (const [what, [files, code]] of Object.entries(broken)) {
  test(`${what}: the page is unchanged, the fault has a code and a fix`, async (t) => {
    const plain = html({ head: `<script>${kEars}</script>`, body: '<h1>Shop</h1><form><input name="a"></form><a href="/x">x</a>' });
    const { open } = await visit(t, { pages: { '/': plain, ...files }, expected: /404|integrity/ });
    const page = await open();
    const codes = await until(() => page.evaluate(() => window.codes), 'the fault');
    assert.ok(codes.some((found) => (code instanceof RegExp ? code.test(found) : code === found)), String(codes));
    await page.evaluate(() => (kelvin.track('Demo Requested'), document.body.click()));
    assert.equal(await page.evaluate(() => kelvin.view()), null);
    const [now, before] = await page.evaluate((text) => [
      document.documentElement.outerHTML,
      new DOMParser().parseFromString(text, 'text/html').documentElement.outerHTML,
    ], plain);
    assert.equal(now, before);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
  });
}

test('an optional bundle that cannot be fetched is told, and nothing else happens', async (t) => {
  const pages = { '/': html({ head: `<script>${kEars}</script>` }), '/kelvin-debug.js': { status: 404, headers: {}, body: '' } };
  const { open } = await visit(t, { pages, expected: /404|MIME|kelvin-debug/ });
  const page = await open();
  await ready(page);
  await page.evaluate(() => kelvin.debug());
  await until(() => page.evaluate(() => window.codes), 'the fault');
  assert.deepEqual(await page.evaluate(() => window.codes), ['chunk_unreachable true']);
});

test('the bundles hold no markup sink, no evaluation, no listener that forbids the back-forward cache', () => {
  for (const name of ['kelvin.js', 'kelvin-debug.js']) {
    const text = built(name).toString();
    const found = text.match(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\bFunction\(|["'](?:before)?unload["']/g);
    assert.equal(found, null, name);
  }
});

const blocked = {
  'reading localStorage throws': () => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } }),
  'localStorage is null': () => Object.defineProperty(window, 'localStorage', { value: null }),
  'writes throw': () => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; },
  'writes are ignored': () => { Storage.prototype.setItem = () => {}; },
};
for (const [what, init] of Object.entries(blocked)) {
  test(`${what}: scored and delivered from memory`, async (t) => {
    const { open, collector } = await visit(t, { pages: { '/': html() }, init });
    const page = await open();
    await ready(page);
    await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
    assert.deepEqual(await names(page), ['page', 'Demo Requested', 'Demo Requested']);
    assert.equal((await page.evaluate(() => kelvin.view())).scores.engagement, 82);
    await until(() => collector.stored.size === 1, 'the message');
  });
}

test('a full disk: the host\'s keys stay, scoring goes on', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ attributes: `${kAttributes} data-sensors="page"` }) } });
  const page = await open();
  await ready(page);
  const kept = await page.evaluate(async () => {
    let size = 2 ** 20;
    for (let i = 0; size > 0; i++) {
      try { localStorage.setItem('host' + i, 'x'.repeat(size)); } catch { size = size >> 1; }
    }
    const before = Object.keys(localStorage).filter((key) => key.startsWith('host')).length;
    for (let i = 0; i < 20; i++) kelvin.track('Note', { n: i, text: 'y'.repeat(100) });
    await kelvin.export();
    return [before, Object.keys(localStorage).filter((key) => key.startsWith('host')).length, kelvin.view().events];
  });
  assert.equal(kept[0], kept[1]);
  assert.equal(kept[2], 21);
});

test('a sandboxed frame without an origin: memory, no error', async (t) => {
  const pages = {
    '/': html({ tag: null, body: '<iframe sandbox="allow-scripts" src="/inner"></iframe>' }),
    '/inner': html({ attributes: kAttributes }),
    '/model.json': { headers: { 'access-control-allow-origin': '*' }, body: null },
    '/kelvin.wasm': { headers: { 'access-control-allow-origin': '*' }, body: null },
    '/kelvin-later.js': { headers: { 'access-control-allow-origin': '*' }, body: null },
  };
  const { open } = await visit(t, { pages });
  const page = await open();
  const frame = await until(() => page.frames().find((frame) => frame.url().endsWith('/inner')), 'the frame');
  const view = await ready(frame);
  assert.equal(view.scores.engagement, 2);
});

test('history frozen, fetch replaced after us, document.title shadowed: still one view each', async (t) => {
  const body = '<img name="title" src="data:,"><script>Object.freeze(history)</script>';
  const { open, collector } = await visit(t, { pages: { '/': html({ body }) }, init: () => Object.defineProperty(window, 'navigation', { value: undefined }) });
  const page = await open();
  await ready(page);
  const views = async () => (await events(page, 'page')).map(pathOf);
  await page.evaluate(() => {
    window.fetch = () => { throw new Error('host'); };
  });
  // Such a history is looked at twice a second: what comes and goes between two looks was no page.
  for (const path of ['/a', '/b']) {
    await page.evaluate((path) => history.pushState({}, '', path), path);
    await until(async () => (await views()).includes(path), path);
  }
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
  await until(() => collector.stored.size === 1, 'the message');
  await rest(1000);
  assert.deepEqual(await views(), ['/', '/a', '/b']);
});
