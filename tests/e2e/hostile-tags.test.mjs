/** Whose `kelvin` is it: pages that have one already, several tags, other versions, blocked files; frames; hostile arguments. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { events, names, ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { hostile, kTag } from './support/hostile.mjs';
import { addressOf, built, html, kAttributes, kStub } from './support/site.mjs';

useBrowser();
const ours = built('kelvin.js').toString();
const { version } = JSON.parse(readFileSync(new URL('../../web/package.json', import.meta.url)));
assert.ok(ours.includes(`"${version}"`));
const js = (body) => ({ headers: { 'content-type': 'text/javascript' }, body });
/** The script as another version of it, for a site whose theme and tag manager do not agree. */
const other = js(ours.replaceAll(`"${version}"`, '"9.9.9"'));
const second = kTag.replace('/kelvin.js', '/second.js');
/** The page's own `kelvin` stays what it is, and is looked at no more than needed. */
const taken = (head) => ({ head, act: () => {}, expect: 'unharmed' });

hostile('window.kelvin is the page\'s own', {
  'an object': taken(() => { window.kelvin = { unit: 'K' }; }),
  'a text': taken(() => { window.kelvin = '273.15'; }),
  'a function': taken(() => { window.kelvin = function () { return 1; }; }),
  'an object that has a q, which is no queue': taken(() => { window.kelvin = { q: 'search' }; }),
  'a getter that throws': taken(() => { Object.defineProperty(window, 'kelvin', { get() { throw new Error('host'); } }); }),
  'null, and not to be written': taken(() => { Object.defineProperty(window, 'kelvin', { value: null, writable: false }); }),
  'a Proxy that throws': taken(() => { window.kelvin = new Proxy({}, { get() { throw new Error('host'); }, getPrototypeOf() { throw new Error('host'); } }); }),
  'a queue that is frozen': taken(() => { window.kelvin = Object.freeze({ q: Object.freeze([]) }); }),
  'a queue with rubbish in it': { head: () => { window.kelvin = { q: [null, 1, 'track', ['nothing'], ['constructor', [1]], ['__proto__', []], ['track', null], [{}, {}], [Symbol('s'), []]] }; } },
});

hostile('several tags', {
  'the same twice': { tag: kTag + kTag },
  'three, one of them blocking': { tag: kTag + second.replace(' async=""', '') + kTag, pages: { '/second.js': js(ours) } },
  'another version first': { tag: second.replace(' async=""', '') + kTag, pages: { '/second.js': other } },
  'another version second': { tag: kTag.replace(' async=""', '') + second, pages: { '/second.js': other } },
  'the stub before both': { before: kStub, tag: kTag + second, pages: { '/second.js': other } },
  'two through a tag manager, each with init': {
    before: kStub,
    tag: '',
    after: () => {
      for (const file of ['/kelvin.js', '/second.js']) {
        kelvin.init({ model: '/model.json', consent: 'granted', bots: 'allow' });
        document.head.append(Object.assign(document.createElement('script'), { src: file }));
      }
    },
    pages: { '/second.js': other },
  },
});

hostile('blocked', {
  'the script is an empty answer': { pages: { '/kelvin.js': js('') }, expect: 'unharmed' },
  'the script is a page of HTML': { pages: { '/kelvin.js': { headers: { 'content-type': 'text/html' }, body: '' } }, expect: 'unharmed' },
  'the model is an empty answer': { pages: { '/model.json': { headers: {}, body: '' } }, expect: 'unharmed' },
  'the core is an empty answer': { pages: { '/kelvin.wasm': { headers: { 'content-type': 'application/wasm' }, body: '' } }, expect: 'unharmed', differs: /^told/ },
  'WebAssembly is missing: the script stands in': { head: () => { delete window.WebAssembly; }, check: ({ site }) => assert.ok(site.requests.includes('/kelvin-js.js')) },
  'WebAssembly is missing, and so is what stands in': { head: () => { delete window.WebAssembly; }, pages: { '/kelvin-js.js': { status: 404, body: '' } }, expect: 'unharmed' },
  'WebAssembly compiles nothing': { head: () => { WebAssembly.compile = WebAssembly.compileStreaming = async () => { throw new Error('host'); }; }, expect: 'unharmed' },
  'localStorage and indexedDB throw when read': {
    head: () => { for (const name of ['localStorage', 'indexedDB']) Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } }); },
  },
  'localStorage and indexedDB are null': { head: () => { for (const name of ['localStorage', 'indexedDB']) Object.defineProperty(window, name, { value: null }); } },
});

for (const [what, pattern] of Object.entries({ script: '**/kelvin.js', core: addressOf('kelvin.wasm'), model: '**/model.json', endpoint: '**/collect' })) {
  test(`a blocker ends the request for the ${what}: the queue stays harmless, nothing is thrown`, async (t) => {
    const { context, site } = await visit(t, { pages: { '/': html({ head: kStub, body: '<p data-kelvin-unless="hot">x</p>' }) }, expected: /ERR_FAILED|NetworkError|Failed|NS_ERROR|blocked|integrity/i });
    await context.route(pattern, (route) => route.abort());
    const page = await context.newPage();
    const troubles = [];
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(site.url);
    if (what === 'endpoint') await ready(page);
    await page.evaluate(() => { for (let i = 0; i < 3; i++) kelvin.track('Demo Requested'); });
    if (what === 'endpoint') await page.waitForSelector('p', { state: 'hidden' });
    await rest(300);
    assert.deepEqual(troubles, []);
    assert.equal(await page.isVisible('p'), what !== 'endpoint');
  });
}

for (const [what, sandbox] of Object.entries({ 'without an origin': 'allow-scripts', 'with its origin': 'allow-scripts allow-same-origin' })) {
  test(`a sandboxed frame ${what}; a frame of another origin; about:srcdoc: scored each for itself`, async (t) => {
    const cors = { 'access-control-allow-origin': '*' };
    const files = Object.fromEntries(['/model.json', '/kelvin.wasm', '/kelvin-later.js'].map((path) => [path, { headers: cors, body: null }]));
    // Of itself a frame of the page's own origin tells no views: the page does.
    const tag = kTag.replaceAll('"', "'").replace(' data-', " data-sensors='page' data-");
    const pages = {
      '/inner': html({ attributes: kAttributes }),
      '/': html({ tag: null, body: `<iframe sandbox="${sandbox}" src="/inner"></iframe><iframe id="other"></iframe><iframe srcdoc="<p>x</p>${tag}"></iframe>
        <script>document.getElementById('other').src = location.href.replace('127.0.0.1', 'localhost') + 'inner'</script>` }),
      ...files,
    };
    const { open } = await visit(t, { pages });
    const page = await open();
    const frames = await until(() => { const found = page.frames().filter((frame) => frame !== page.mainFrame()); return found.length === 3 && found; }, 'three frames');
    for (const frame of frames) await until(() => frame.evaluate(() => window.kelvin?.view()?.scores.engagement >= 2), `scored in ${frame.url()}`);
    // 127.0.0.1, localhost and an opaque origin share nothing; srcdoc has its page's origin. Two that begin at once may need a moment
    // to find out that they have one visitor.
    const visitors = async () => new Set(await Promise.all(frames.map((frame) => frame.evaluate(() => kelvin.view().visitor)))).size;
    await until(async () => (await visitors()) === (sandbox.includes('same-origin') ? 2 : 3), 'a visitor for each origin');
    assert.equal(await page.evaluate(() => 'kelvin' in window), false);
  });
}

test('hostile arguments to every function: nothing thrown, nothing rejected, good events are scored', async (t) => {
  const quiet = kAttributes.replace('data-mode="test"', ''); // in test mode each refusal is a line of the console
  const pages = { '/': html({ attributes: quiet, body: '<iframe id="other"></iframe><script>document.getElementById("other").src = location.href.replace("127.0.0.1", "localhost") + "inner"</script>' }), '/inner': '<p>other</p>' };
  const { open } = await visit(t, { pages });
  const page = await open();
  await ready(page);
  const thrown = await page.evaluate(async () => {
    const odd = [undefined, null, 0, -0, NaN, '', 'x'.repeat(2e6), '\ud800', 1n, Symbol('s'), () => {}, [], new Date(NaN), new Map(), Object.create(null), window, document, document.body, window[0]];
    const cycle = []; cycle.push(cycle, { cycle });
    let deep = 1; for (let i = 0; i < 1e5; i++) deep = i % 2 ? { deep } : [deep];
    const traps = new Proxy({}, Object.fromEntries(['get', 'ownKeys', 'has', 'getPrototypeOf', 'getOwnPropertyDescriptor'].map((trap) => [trap, () => { throw new Error(trap); }])));
    const revoked = Proxy.revocable([], {}); revoked.revoke();
    const bad = { toString() { throw new Error('toString'); }, valueOf() { throw new Error('valueOf'); }, toJSON() { throw new Error('toJSON'); }, get x() { throw new Error('get'); }, then() { throw new Error('then'); } };
    odd.push(cycle, deep, traps, revoked.proxy, bad, new Array(1e6).fill(bad), Object.fromEntries(Array.from({ length: 1e4 }, (_, i) => ['k' + i, i])), { length: 2 ** 53 }, new Error('e'), new Uint8Array(1e6));
    const thrown = [];
    for (const name of ['page', 'track', 'identify', 'group', 'add', 'init', 'on', 'view', 'explain', 'export', 'no such']) {
      for (const a of odd) {
        for (const b of [undefined, traps, deep, bad]) {
          try { const result = kelvin[name]?.(a, b); if (result instanceof Promise) result.catch((error) => thrown.push('rejected ' + name + error)); } catch (error) { thrown.push(`${name}: ${error}`); }
        }
      }
    }
    // What these ask for is a refusal, never a grant; the word of the site is then said again.
    for (const a of odd) try { kelvin.consent(a); } catch (error) { thrown.push(`consent: ${error}`); }
    try { kelvin.consent('granted'); kelvin.reset(bad); } catch (error) { thrown.push(`reset: ${error}`); }
    return thrown;
  });
  assert.deepEqual(thrown, []);
  await page.reload();
  await ready(page);
  await page.evaluate(() => kelvin.track('Note', { n: 1, text: 'good' }));
  assert.deepEqual((await events(page, 'Note')).map(({ properties }) => properties.text), ['good']);
  assert.ok((await names(page)).includes('page'));
});

test('listeners that throw, reject, never return an answer, or make more events disturb nobody', async (t) => {
  const { open } = await visit(t, { pages: { '/': html() } });
  const page = await open();
  await ready(page);
  const heard = await page.evaluate(async () => {
    const heard = [];
    let echoes = 0;
    kelvin.on('view', () => { throw { toString() { throw new Error('worse'); } }; });
    kelvin.on('view', () => new Promise(() => {}));
    kelvin.on('error', () => { throw new Error('host'); });
    kelvin.on('view', () => { if (echoes++ < 50) kelvin.track('Note', { n: echoes, text: 'echo' }); });
    kelvin.on('view', (view) => { view.scores.engagement = -1; heard.push(1); });
    kelvin.track('Demo Requested');
    while (kelvin.view().events < 52) await new Promise((done) => setTimeout(done, 10)); // The page, the request, 50 echoes.
    return [heard.length > 0, kelvin.view().scores.engagement];
  });
  assert.deepEqual(heard, [true, 42]);
});
