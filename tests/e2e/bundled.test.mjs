/** Plugins that move, rename, join or delay scripts: `data-base` says where our files are. And a worker in which we cannot work says so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ready, until, useBrowser, visit } from './support/browser.mjs';
import { built, html, kAttributes } from './support/site.mjs';

useBrowser();
const js = (body) => ({ headers: { 'content-type': 'text/javascript' }, body });
const kelvin = built('kelvin.js').toString();
const kBundle = `window.first=1;\n${kelvin};\nwindow.last=1;`;
/** Our files are in a folder of their own; what lies beside a moved script is none of ours. */
const under = (folder) => Object.fromEntries(['.wasm', '-lean.wasm', '-later.js', '-integrations.js', '-debug.js'].map((name) => [`${folder}kelvin${name}`, {
  headers: { 'content-type': name.endsWith('js') ? 'text/javascript' : 'application/wasm' }, body: built(`kelvin${name}`),
}]));
const based = `${kAttributes} data-base="/shop/kelvin"`;
const kHear = ' data-hear="datalayer"';
const dataLayer = '<script>window.dataLayer=[{event:"Heard"}]</script>';

const places = {
  'moved and renamed': `<script src="/cache/4f3a.js" ${based}${kHear}></script>`,
  'moved, with a slash at the end': `<script async src="/cache/4f3a.js?ver=6" ${based.replace('kelvin"', 'kelvin/"')}${kHear}></script>`,
  'joined with others; an inert tag says how': `<script type="text/plain" ${based}${kHear}></script><script src="/cache/all.js"></script>`,
  'joined with others, as a module': `<script type="text/plain" ${based}${kHear}></script><script type="module" src="/cache/all.js"></script>`,
  'joined with others; started by a call': `<script src="/cache/all.js"></script><script>kelvin.init({model:"/model.json",consent:"granted",bots:"allow",mode:"test",base:"/shop/kelvin/",hear:"datalayer"})</script>`,
  'written into the page': `<script ${based}${kHear}>${kelvin.replaceAll('</script', '<\\/script')}</script>`,
  'delayed until somebody moves': `<script type="text/delayed" data-src="/cache/4f3a.js" ${based}${kHear}></script><script>setTimeout(() => { const old = document.querySelector("[data-src]"); const s = document.createElement("script"); for (const a of old.attributes) if (a.name !== "type") s.setAttribute(a.name === "data-src" ? "src" : a.name, a.value); old.replaceWith(s); }, 50)</script>`,
  'by a relative address': `<base href="/shop/"><script src="/cache/4f3a.js" ${kAttributes} data-base="kelvin"${kHear}></script>`,
};
for (const [how, tag] of Object.entries(places)) {
  test(`a script that was ${how}: finds its files where data-base says`, async (t) => {
    const pages = { '/': html({ head: dataLayer, tag }), '/cache/4f3a.js': js(kelvin), '/cache/all.js': js(kBundle), ...under('/shop/kelvin/') };
    const { open, site } = await visit(t, { pages });
    const page = await open();
    await ready(page);
    await until(async () => (await page.evaluate(() => kelvin.export())).includes('Heard'), 'its bundle');
    const asked = site.requests.filter((path) => /\/kelvin[.-]/.test(path));
    assert.deepEqual(asked.filter((path) => !path.startsWith('/shop/kelvin/')), []);
  });
}

test('a bundle with us in it beside a tag of somebody else: it waits for kelvin.init', async (t) => {
  const tag = '<script type="text/plain" data-model="chair"></script><script src="/cache/all.js"></script>';
  const { open, site } = await visit(t, { pages: { '/': html({ tag }), '/cache/all.js': js(kBundle) } });
  const page = await open();
  assert.deepEqual(await page.evaluate(() => [typeof kelvin.version, kelvin.view(), window.last]), ['string', null, 1]);
  assert.deepEqual(site.requests.filter((path) => /chair|wasm/.test(path)), []);
});

/**
 * As Partytown (0.10) runs a script: in a worker, as a function's body within `with`, on a window that has every name; what the
 * document is asked goes to the page.
 */
const kWorker = `
const said = [];
console.warn = (...words) => said.push(words.join(' '));
const nothing = () => {};
class Element {}
class HTMLCollection {}
class HTMLScriptElement extends Element { dataset = {model: '/model.json', consent: 'granted'}; src = location.origin + '/kelvin.js' }
const document = {currentScript: new HTMLScriptElement(), querySelector: () => null, baseURI: location.origin + '/', addEventListener: nothing, documentElement: new Element(), title: '', referrer: ''};
const own = {document, location, navigator, performance, crypto, indexedDB, addEventListener: nothing, setTimeout: self.setTimeout.bind(self), clearTimeout: self.clearTimeout.bind(self), fetch: (url) => (said.push('fetch ' + url), fetch(url)), localStorage: {getItem: () => null, setItem: nothing, removeItem: nothing}, Element, HTMLCollection, HTMLScriptElement, kelvin: {q: [['on', ['error', (fault) => said.push(fault.code)]], ['track', ['Early']]]}};
for (const name of Object.getOwnPropertyNames(self)) if (!(name in own)) own[name] = self[name];
own.window = own.self = own.globalThis = new Proxy(own, {has: () => true, get: (target, name) => name === 'window' || name === 'self' ? own.window : target[name]});
onmessage = ({data}) => {
  try { new Function('with(this){' + data.replace(/\\bthis\\b/g, '(thi$(this)?window:this)') + ';function thi$(t){return t===this}}').call(own.window); } catch (error) { said.push('threw ' + error.message); }
  setTimeout(() => postMessage(said), 300);
};`;

test('in a Partytown worker it says that it cannot work there, and does nothing', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ tag: null }), '/worker.js': js(kWorker) } });
  const page = await open();
  const said = await page.evaluate((text) => new Promise((done) => {
    const worker = new Worker('/worker.js');
    worker.onmessage = ({ data }) => done(data);
    worker.postMessage(text);
  }), kelvin);
  assert.deepEqual(said.map((line) => line.replace(/ .*/s, '')), ['kelvin:', 'in_worker']);
  assert.match(said[0], /in_worker.*Partytown/s);
});

test('the module in a worker is as on a server; in Partytown\'s it says so', async (t) => {
  const bare = 'import {createKelvin} from "/kelvin.mjs"; postMessage([typeof createKelvin({model: "/m.json"}).version])';
  const proxied = `self.window = self; self.Element = self.HTMLCollection = class {}; const said = []; console.warn = (...words) => said.push(words.join(' '));
const {createKelvin} = await import("/kelvin.mjs"); createKelvin({model: "/m.json"}); postMessage(said)`;
  const pages = { '/': html({ tag: null }), '/bare.js': js(bare), '/proxied.js': js(proxied), '/kelvin.mjs': js(built('kelvin.mjs')) };
  const { open } = await visit(t, { pages });
  const page = await open();
  const run = (url) => page.evaluate((address) => new Promise((done) => (new Worker(address, { type: 'module' }).onmessage = ({ data }) => done(data))), url);
  assert.deepEqual(await run('/bare.js'), ['string']);
  assert.match((await run('/proxied.js')).join(), /in_worker/);
});
