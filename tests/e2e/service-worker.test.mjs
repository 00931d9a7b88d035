/** A site's own service worker answers in a receiver's place: that is no receipt, and the message is still delivered. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ready, standStill, until, useBrowser, visit } from './support/browser.mjs';
import { html, kAttributes } from './support/site.mjs';

useBrowser();
const model = readFileSync(new URL('fixtures/model.json', import.meta.url), 'utf8');
const json = (body) => ({ headers: { 'content-type': 'application/json' }, body });
const kHere = '/in';

/** What a worker gives for a post that fails; `r` is the request. */
const kStandIns = {
  'a cached picture': "caches.match('/none.gif')",
  'cached JSON': "caches.match('/ok.json')",
  'a cached page': "caches.match('/offline')",
  'JSON of its own making': "new Response('{\"ok\":true}', {headers: {'content-type': 'application/json'}})",
  'a status of its own making': 'new Response(null, {status: 204})',
  'the answer of another address': "fetch('/ok.json')",
  'a login page that it was led to': "fetch('/members')",
  'an opaque answer': "fetch(location.origin.replace('127.0.0.1', 'localhost') + '/ok.json', {mode: 'no-cors'})",
  'an error': 'Response.error()',
};
/** What hands on what the receiver itself said. */
const kHonest = {
  'the network\'s answer': 'fetch(r)',
  'the network\'s answer, made anew with its headers': 'fetch(r).then((a) => a.text().then((text) => new Response(text, {status: a.status, headers: a.headers})))',
};

const worker = (work) => `
self.oninstall = (e) => e.waitUntil(caches.open('c').then((c) => c.addAll(['/none.gif', '/ok.json', '/offline'])).then(() => skipWaiting()));
self.onactivate = (e) => e.waitUntil(clients.claim());
addEventListener('fetch', (e) => { const r = e.request; if (r.method === 'POST') e.respondWith(${work}); });`;

/** A page with that worker, whose messages go to another origin, or to its own; `down`: tries that break before anybody answers. */
async function open(t, work, own, down) {
  const posts = [];
  const receive = (request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      posts.push(JSON.parse(body).id);
      if (posts.length <= down) return request.socket.destroy();
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"stored":true}');
    });
  };
  const pages = {
    '/': html({ attributes: `${kAttributes} data-sensors="off"`, head: '<script>navigator.serviceWorker.register("/sw.js")</script>' }),
    '/none.gif': { headers: { 'content-type': 'image/gif' }, body: 'GIF89a' },
    '/ok.json': json('{"ok":true}'),
    '/offline': '<!doctype html><h1>Offline</h1>',
    '/members': { status: 302, headers: { location: '/login' }, body: '' },
    '/login': '<!doctype html><form>Log in</form>',
    [kHere]: receive,
    ...(own ? { '/model.json': json(model.replace('http://127.0.0.1:9/collect', kHere)) } : {}),
  };
  const faults = Array(down).fill('reset');
  const visited = await visit(t, { pages, faults, expected: /Failed to load|net::ERR|NetworkError|redirect|FetchEvent|intercepted|Cross-Origin/i });
  const { context, collector } = visited;
  pages['/sw.js'] = { headers: { 'content-type': 'text/javascript' }, body: worker(work) };
  await context.clock.install();
  const page = await visited.open();
  await ready(page);
  await page.evaluate(() => new Promise((done) => {
    const { serviceWorker } = navigator;
    if (serviceWorker.controller) done();
    serviceWorker.oncontrollerchange = done;
  }));
  await standStill(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
  return { page, arrived: () => (own ? posts.length : collector.arrived.length), last: () => (own ? posts.at(-1) : collector.arrived.at(-1).id) };
}
const outbox = (page) => page.evaluate(() => kelvin.outbox());

for (const own of [false, true]) {
  const where = own ? 'to the page\'s own origin' : 'to another origin';
  for (const [what, made] of Object.entries(kStandIns)) {
    test(`${what} in place of an answer, ${where}: no receipt, the message waits, and arrives`, async (t) => {
      const { page, arrived } = await open(t, `fetch(r).catch(() => ${made})`, own, 1);
      await until(arrived, 'the first try');
      const waits = await until(async () => (await outbox(page)).messages.find(({ state, tries }) => state === 'waiting' && tries), 'it waits');
      assert.match(waits.last, /^no answer/);
      await page.clock.runFor(5000);
      await until(async () => (await outbox(page)).sent === 1, 'the receipt');
      assert.equal(arrived(), 2);
    });
  }
  for (const [what, made] of Object.entries(own ? kHonest : { 'the network\'s answer': 'fetch(r)' })) {
    test(`${what} ${where}: a receipt`, async (t) => {
      const { page, arrived } = await open(t, made, own, 0);
      await until(async () => (await outbox(page)).sent === 1, 'the receipt');
      assert.equal(arrived(), 1);
    });
  }
}

test('an answer made anew for another origin is a receipt where it gives the message\'s id back', async (t) => {
  const { page, arrived } = await open(t, "fetch(r).then((a) => a.text()).then((text) => new Response(text))", false, 0);
  await until(async () => (await outbox(page)).sent === 1, 'the receipt');
  assert.equal(arrived(), 1);
});
