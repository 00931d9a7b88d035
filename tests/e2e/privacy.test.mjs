/**
 * What may never get through: script into the page, keys into prototypes, e-mail addresses and tokens out of it. Corpora made
 * from seeds, through every door that ends in the page, in storage or on the wire.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { ready, until, useBrowser, visit } from './support/browser.mjs';
import { addresses, kPollution, scripts } from './support/payloads.mjs';
import { html, kAttributes } from './support/site.mjs';

useBrowser();
const kJson = { 'content-type': 'application/json' };
const fixture = JSON.parse(readFileSync(new URL('./fixtures/model.json', import.meta.url), 'utf8'));
const model = (more) => ({ headers: kJson, body: JSON.stringify({ ...fixture, ...more }) });

/** Counts scripts that ran, and markup that was made where there was none. */
const watchScripts = () => {
  window.ran = 0;
  window.made = [];
  window.xss = () => void window.ran++;
  const note = (node, added = true) => {
    if (node.nodeType !== 1) return;
    const bad = added && ['script', 'img', 'iframe', 'object', 'embed', 'meta', 'base', 'form', 'video', 'math', 'template', 'details', 'style', 'noscript'].includes(node.localName);
    const handler = [...node.attributes].some(({ name }) => /^on|^srcdoc$|^xlink:href$/i.test(name));
    if (window.armed && (bad || handler)) window.made.push(node.outerHTML.slice(0, 200));
  };
  const watch = (root) => new MutationObserver((changes) => changes.forEach(({ addedNodes, target, type }) => {
    if (type === 'attributes') return note(target, false);
    addedNodes.forEach((node) => [node, ...(node.querySelectorAll?.('*') ?? [])].forEach((each) => note(each)));
  })).observe(root, { subtree: true, childList: true, attributes: true });
  watch(document);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    watch(root);
    return root;
  };
};
const nothingRan = async (page) => assert.deepEqual(await page.evaluate(() => ({ ran: window.ran, made: window.made })), { ran: 0, made: [] });

const kEars = 'window.faults = []; window.kelvin = {q: [["on", ["error", (e) => faults.push(e.code)]]]};';
const payloads = scripts(200);
const at = (i) => `#p${i}`;
/** Text, classes and attributes of any content are lawful in a model; an address that runs is not, and has a test of its own. */
const experiences = payloads.map((text, i) => ({
  id: `x${i}`, if: { 'scores.engagement': { $gte: 1 } }, at: at(i), set: { text, attribute: { title: text, 'data-x': text } },
}));

test('200 scripts through the model: labels, texts, attributes stay texts', async (t) => {
  const segments = fixture.segments.map((segment, i) => ({ ...segment, label: payloads[i] }));
  const rules = fixture.scores[0].rules.map((rule, i) => ({ ...rule, label: payloads[i + 2] }));
  const body = payloads.map((_, i) => `<p id="p${i}">was</p>`).join('');
  const pages = { '/': html({ body }), '/model.json': model({ segments, experiences, triggers: [], scores: [{ ...fixture.scores[0], rules }] }) };
  const { open } = await visit(t, { pages, init: watchScripts });
  const page = await open();
  await page.evaluate(() => (window.armed = true));
  await ready(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested'), kelvin.debug()));
  const expected = payloads.map((text) => text.replaceAll('\0', '\ufffd'));
  await until(() => page.evaluate(() => document.querySelector('#p0').textContent !== 'was'), 'the experiences');
  const found = await page.evaluate((n) => Array.from({ length: n }, (_, i) => {
    const element = document.querySelector(`#p${i}`);
    return [element.children.length, element.textContent === element.getAttribute('title')];
  }), payloads.length);
  assert.deepEqual(found, expected.map(() => [0, true]));
  await openTabs(page);
  await nothingRan(page);
});

/** Opens each tab of the panel, with something in it. */
async function openTabs(page) {
  await until(() => page.evaluate(() => document.querySelector('kelvin-panel')?.shadowRoot.querySelectorAll('nav button').length), 'the panel');
  const tabs = await page.evaluate(() => document.querySelector('kelvin-panel').shadowRoot.querySelectorAll('nav button').length);
  for (let i = 0; i < tabs; i++) {
    await page.evaluate((n) => document.querySelector('kelvin-panel').shadowRoot.querySelectorAll('nav button')[n].click(), i);
    await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
  }
}

test('200 scripts as addresses in a model: refused, each with a reason', async (t) => {
  const dangerous = [...new Set(payloads.map((text) => text.trim()).filter((text) => /^\W*(java\s*script|data|vbscript):/i.test(text)))];
  assert.ok(dangerous.length >= 10, String(dangerous.length));
  const bad = dangerous.map((href, i) => ({ id: `x${i}`, if: { 'scores.engagement': { $gte: 0 } }, at: 'a', set: { href } }));
  const pages = { '/': html({ body: '<a href="/x">x</a>', head: `<script>${kEars}</script>` }), '/model.json': model({ experiences: bad }) };
  const { open } = await visit(t, { pages, init: watchScripts });
  const page = await open();
  const faults = await until(() => page.evaluate(() => window.faults.length && window.faults), 'the faults');
  assert.equal(faults.filter((code) => code === 'unsafe').length, dangerous.length);
  assert.equal(await page.evaluate(() => kelvin.view()), null, 'the model is refused');
  assert.equal(await page.getAttribute('a', 'href'), '/x');
  await nothingRan(page);
});

test('200 scripts in a stored view that someone tampered with', async (t) => {
  const body = payloads.map((_, i) => `<a id="p${i}" href="/safe">was</a><p class="c${i}" data-kelvin-if="warm">x</p>`).join('');
  // The model never comes, so that the first paint stays.
  const silent = createServer(() => {});
  await new Promise((done) => silent.listen(0, '127.0.0.1', done));
  const attributes = kAttributes.replace('/model.json', `http://127.0.0.1:${silent.address().port}/`);
  const { open } = await visit(t, { pages: { '/': html({ body, attributes }), '/plain': html({ tag: null }) }, init: watchScripts });
  t.after(() => (silent.closeAllConnections(), silent.close()));
  const page = await open('/plain');
  await page.evaluate(([texts]) => {
    const experiences = texts.map((text, i) => ({
      id: `x${i}`, at: `#p${i}`, held: false,
      set: { text, href: text, class: text, attribute: { title: text, onclick: 'xss()', ONERROR: 'xss()', src: text, srcdoc: text, style: text, 'xlink:href': text, formaction: text, action: text } },
    }));
    localStorage.setItem('kelvin.view', JSON.stringify({ segments: ['warm', ...texts], grade: texts[0], experiences, forgotten_at: null }));
  }, [payloads]);
  await page.goto(new URL('/', page.url()).href);
  const look = () => page.evaluate((n) => Array.from({ length: n }, (_, i) => {
    const link = document.querySelector(`#p${i}`);
    return [link.protocol, link.children.length, [...link.attributes].map(({ name }) => name).filter((name) => /^(on|src|style|xlink|formaction|action)/i.test(name)).join()];
  }), payloads.length);
  await until(() => page.evaluate(() => document.querySelector('#p0').textContent !== 'was'), 'the first paint');
  for (const [protocol, children, attributes] of await look()) {
    assert.match(protocol, /^(https?|mailto|tel):$/);
    assert.deepEqual([children, attributes], [0, '']);
  }
  await page.evaluate((n) => {
    for (let i = 0; i < n; i++) document.querySelector(`#p${i}`).dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
  }, payloads.length);
  await nothingRan(page);
});

test('200 scripts through the page: names, properties, marks, title, query, hash, forms, dataLayer, and the panel shows them', async (t) => {
  const marks = payloads.map((_, i) => `<button id="b${i}">x</button>`).join('');
  const form = '<form id="f"><input name="mail" data-kelvin-trait="role"><input name="n" data-kelvin-prop="need"><button>go</button></form>';
  const { open, collector } = await visit(t, { pages: { '/': html({ body: marks + form, attributes: kAttributes + ' data-consent-from="google"' }) }, init: watchScripts });
  const page = await open();
  await page.evaluate(() => {
    window.dataLayer = [];
    window.gtag = function () { dataLayer.push(arguments) };
    gtag('consent', 'update', { analytics_storage: 'granted', personalization_storage: 'granted', ad_user_data: 'granted' });
    document.addEventListener('submit', (event) => event.preventDefault());
    armed = true;
    kelvin.debug();
  });
  await ready(page);
  await page.keyboard.press('Shift'); // Somebody is there: else what a script submits is no submission.
  await page.evaluate(async (texts) => {
    texts.forEach((text, i) => {
      document.title = text;
      if (i % 4 === 0) history.replaceState({}, '', `/?utm_source=${encodeURIComponent(text)}&x=${i}#${encodeURIComponent(text)}`);
      kelvin.track(text, { n: text, text, [text]: text });
      kelvin.page(text, { title: text, url: text, referrer: text, path: text });
      kelvin.identify({ role: text, [text]: text });
      kelvin.group(text, { name: text });
      kelvin.add({ type: 'track', event: 'Note', properties: { n: text, text }, context: { page: { url: text, title: text }, campaign: { source: text } } });
      gtag(text, text, { [text]: text });
      const button = document.querySelector(`#b${i}`);
      button.setAttribute('data-kelvin-track', text);
      button.setAttribute('data-kelvin-prop-plan', text);
      button.click();
      const form = document.querySelector('#f');
      form.setAttribute('data-kelvin-form', text);
      form.mail.value = form.n.value = text;
      form.requestSubmit();
    });
    kelvin.track('Demo Requested');
    kelvin.track('Demo Requested');
    await kelvin.export();
  }, payloads);
  await openTabs(page);
  const [message] = await until(() => collector.arrived.length && collector.arrived, 'the message');
  assert.equal(typeof JSON.parse(message.body).id, 'string');
  assert.match(message.type, /^(text\/plain|application\/)/, 'nothing that a browser would show as a page');
  await nothingRan(page);
});

const prototypes = () => {
  const of = (object) => Object.getOwnPropertyNames(object).sort().join();
  return [Object, Array, Function, String, Map, Promise].map(({ prototype }) => of(prototype)).join(' ') + of(Object) + String({}.polluted) + String([].polluted);
};

test('30 pollutions: query, hash, stored things, API, dataLayer, options change no prototype and no behaviour', async (t) => {
  assert.equal(kPollution.length, 30);
  const { open } = await visit(t, { pages: { '/': html({ attributes: kAttributes }), '/ask': html({ attributes: 'data-bots="allow"' }) } });
  const page = await open('/?__proto__[polluted]=1&__proto__.polluted=1&constructor[prototype][polluted]=1&utm___proto__=1&utm_constructor=1#__proto__[polluted]=1');
  await ready(page);
  const before = await page.evaluate(prototypes);
  const scored = await page.evaluate(async (texts) => {
    for (const text of texts) {
      const value = () => JSON.parse(text);
      for (const name of ['Note', '__proto__', 'constructor', 'toString']) kelvin.track(name, value());
      kelvin.page(value());
      kelvin.page('x', value());
      kelvin.identify(value());
      kelvin.identify('u', value());
      kelvin.group('g', value());
      kelvin.add(value());
      kelvin.add([{ type: 'track', event: 'Note', properties: value(), context: value() }]);
      kelvin.init(value());
      kelvin.on(text, value());
      history.replaceState(value(), '', '/?' + encodeURIComponent(text) + '=1&utm_source=' + encodeURIComponent(text) + '#' + encodeURIComponent(text));
    }
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty']) kelvin.on(name, () => {})();
    kelvin.track('Demo Requested');
    // What was exported can be added again, and changes nothing: each event has its id.
    const log = await kelvin.export();
    const { events } = kelvin.view();
    kelvin.add(log.split('\n').filter(Boolean).slice(-100).map((line) => JSON.parse(line)));
    await kelvin.export();
    return [kelvin.view().scores.engagement >= 42, kelvin.view().events === events, kelvin.consent().send];
  }, kPollution);
  assert.deepEqual(scored, [true, true, true]);
  assert.equal(await page.evaluate(prototypes), before);

  for (const text of kPollution) {
    await page.evaluate((value) => {
      for (const key of ['consent', 'view', 'state', 'id', 'log.1', 'out.1']) localStorage.setItem('kelvin.' + key, value);
    }, text);
    const { granted, now } = await page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.src = '/ask';
      document.body.append(frame);
      await new Promise((done) => (frame.onload = done));
      const inner = frame.contentWindow;
      while (!inner.kelvin?.version) await new Promise((done) => setTimeout(done, 5));
      inner.kelvin.init({ model: '/model.json', ...JSON.parse(localStorage.getItem('kelvin.view')), bots: 'allow' });
      await new Promise((done) => setTimeout(done, 20));
      const granted = inner.kelvin.consent().score;
      const now = [Object, Array].map((it) => Object.getOwnPropertyNames(inner[it.name].prototype).length).join() + String(inner.Object.prototype.polluted);
      frame.remove();
      return { granted, now };
    });
    assert.equal(granted, false, text);
    assert.match(now, /undefined$/);
  }
});

test('a prototype that others polluted grants nothing, loads nothing, and changes nothing of the page', async (t) => {
  const pollute = () => {
    const evil = {
      consent: 'granted', consentFrom: 'google', score: true, personalise: true, send: true, model: '/evil.json', wasm: '/evil.wasm', wasmUrl: '/evil.wasm', by: true, heard: 'granted',
      bots: 'allow', href: 'https://evil.test/', text: 'evil', class: 'evil', attribute: { title: 'evil' }, memory: true, held: false, analytics_storage: 'granted', eventStatus: 'tcloaded', 1: true, 5: true,
    };
    for (const [name, value] of Object.entries(evil)) Object.defineProperty(Object.prototype, name, { value, writable: true, configurable: true });
  };
  const body = '<a id="a" href="/safe" title="safe">was</a>';
  const set = [{ id: 'x', if: { 'scores.engagement': { $gte: 1 } }, at: '#a', set: { class: 'ours' } }];
  const pages = { '/': html({ body, attributes: 'data-model="/model.json" data-bots="allow"' }), '/model.json': model({ experiences: set }) };
  const { open, site } = await visit(t, { pages, init: pollute });
  const page = await open();
  await until(() => page.evaluate(() => Object.hasOwn(window, 'kelvin') && kelvin.version), 'the script');
  await new Promise((done) => setTimeout(done, 300));
  assert.deepEqual(site.requests, ['/', '/kelvin.js']);
  assert.equal(await page.evaluate(() => kelvin.view()), null);
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
  await page.evaluate(() => kelvin.consent({ score: true, personalise: true, send: false }));
  await ready(page);
  await until(() => page.evaluate(() => document.querySelector('#a').className === 'ours'), 'the experience');
  assert.deepEqual(await page.evaluate(() => [a.getAttribute('href'), a.title, a.textContent]), ['/safe', 'safe', 'was']);
  assert.ok(!site.requests.some((path) => path.includes('evil')), String(site.requests));
});

/** Everything that this origin keeps, as one text. */
const dump = async () => {
  const parts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done, fail) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => done(request.result);
      request.onerror = fail;
    });
    for (const store of database.objectStoreNames) {
      const all = (method) => new Promise((done) => (database.transaction(store).objectStore(store)[method]().onsuccess = ({ target }) => done(JSON.stringify(target.result))));
      parts.push(await all('getAllKeys'), await all('getAll'));
    }
    database.close();
  }
  return parts.join('\n');
};

/** Where a secret stands, as written and decoded, as often as anyone may have encoded it. */
function leaks(text) {
  const found = [];
  for (let round = 0, now = text; round < 4 && !found.length; round++) {
    const plain = now.normalize('NFKC').toLowerCase();
    for (let at = plain.indexOf('secret'); at >= 0 && found.length < 5; at = plain.indexOf('secret', at + 60)) {
      found.push(plain.slice(Math.max(0, at - 60), at + 60));
    }
    const next = now.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(parseInt(code.slice(1), 16)));
    if (next === now) break;
    now = next;
  }
  return found;
}

const kUrls = process.env.KELVIN_SOAK ? 50_000 : 5000;

test(`${kUrls} addresses with e-mails and tokens: not a byte of them is kept or sent`, async (t) => {
  const wire = [];
  const receiver = createServer((request, response) => {
    let text = `${request.method} ${request.url} ${request.rawHeaders.join(' ')}\n`;
    request.on('data', (part) => (text += part));
    request.on('end', () => {
      wire.push(text);
      response.writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }).end('{}');
    });
  });
  await new Promise((done) => receiver.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${receiver.address().port}/collect?from={{page.path}}`;
  const names = ['properties.href', 'properties.text', 'properties.form', 'properties.query', 'page.query.ref', 'page.title', 'page.referrer', 'page.search', 'page.url'];
  const seen = Object.fromEntries(names.map((name) => [name, { $exists: true }]));
  const any = { $or: names.map((name) => ({ [name]: { $exists: true } })) };
  const keep = { privacy: { keep: ['properties.href', 'properties.text', 'properties.note', 'properties.form', 'traits.note', 'traits.name'].filter((name) => name.startsWith('properties')) } };
  const rules = [
    { id: 'all', on: ['page', 'Link Clicked', 'File Downloaded', 'Form Submitted', 'Form Started', 'Site Searched', 'Note', 'identify'], where: any, points: 1, limit: 50_000 },
    { id: 'both', on: 'Note', where: seen, points: 0 },
    { id: 'role', while: { 'profile.role': 'buyer' }, points: 1 },
  ];
  const scores = [{ id: 'engagement', range: [0, 100], rules }];
  const triggers = [{ id: 'each', when: { hit: 'all' }, to: ['crm'] }];
  const destinations = [{ id: 'crm', url: url.split('?')[0], format: 'cloudevents', fields: ['role'] }];
  const body = '<a id="a">x</a><form id="f"><input name="plain"><input type="email" name="mail"><input data-kelvin-prop="note" name="note"><button>go</button></form>';
  const pages = {
    '/': html({ attributes: 'data-model="/model.json" data-bots="allow" data-consent="ask"', body }),
    '/model.json': model({ scores, triggers, destinations, segments: [], ...keep }),
  };
  const seed = Number(process.env.KELVIN_SEED ?? 20_260);
  t.diagnostic(`seed ${seed}`);
  const { open, site } = await visit(t, { pages });
  t.after(() => (receiver.closeAllConnections(), receiver.close()));
  const page = await open();
  await until(() => page.evaluate(() => !!window.kelvin?.version), 'the script');
  await page.evaluate(() => {
    window.bodies = [];
    kelvin.on('message', ({ body }) => bodies.push(JSON.stringify(body)));
    kelvin.on('error', (error) => bodies.push(JSON.stringify(error)));
    document.addEventListener('click', (event) => event.target.closest('a') && event.preventDefault());
    document.addEventListener('submit', (event) => event.preventDefault());
    kelvin.consent({ score: true, personalise: true, send: false });
  });
  await ready(page);
  await page.keyboard.press('Shift'); // Somebody is there: else what a script submits is no submission.
  const all = addresses(kUrls, seed);
  const live = (some) => page.evaluate(async (list) => {
    const link = document.querySelector('#a');
    const form = document.querySelector('#f');
    for (const [i, { local, url, referrer, title, href, text }] of list.entries()) {
      const where = { url, referrer, title, path: local, search: '?' + (url.split('?')[1] ?? '') };
      kelvin.page('x', where);
      kelvin.add({ type: 'track', event: 'Note', properties: { href, text, note: text, form: text, query: text }, context: { page: where } });
      // Browsers allow some two hundred changes of the address in ten seconds; a few of a batch are real ones.
      if (i % 50) continue;
      history.pushState({}, '', local.replace(/^\/+/, '/'));
      document.title = title;
      kelvin.page();
      kelvin.track('Note', { text });
      link.href = href;
      link.textContent = text;
      link.click();
      form.action = href;
      form.plain.value = form.mail.value = text;
      form.note.value = text;
      form.setAttribute('data-kelvin-form', text);
      form.requestSubmit();
      kelvin.identify({ role: text, email: `secret${i}@x.test` });
    }
    const log = await kelvin.export();
    return { log: log.slice(-200_000), told: window.bodies.splice(0).join('\n'), view: JSON.stringify(kelvin.explain()) };
  }, some);
  let messages = 0;
  for (let from = 0; from < all.length; from += 500) {
    const { log, told, view } = await live(all.slice(from, from + 500));
    messages += told.split('\n').length;
    const kept = await page.evaluate(dump);
    for (const [what, text] of Object.entries({ log, told, view, kept })) assert.deepEqual(leaks(text), [], `${what}, from address ${from}`);
    assert.ok(log.includes('[email]') && kept.length > 1000, 'there was something to hide');
  }
  assert.ok(messages > kUrls, `${messages} messages`);

  await page.evaluate(() => kelvin.consent({ send: true }));
  // By now the page has made more events than pass at once.
  await until(async () => (await live(addresses(20, seed + 7)), wire.length >= 15), 'messages on the wire', 60_000);
  assert.deepEqual(leaks(wire.join('\n')), [], 'on the wire');
  assert.deepEqual(leaks(await page.evaluate(dump)), [], 'kept while they wait');
  assert.deepEqual(leaks(site.requests.join('\n')), [], 'asked of the site');
});
