// workerd in front of a site, as docs/scale/workerd.md has it: what the edge scored is what `kelvin score` makes of its log, and
// the first paint is right in a browser that runs no script.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import test from 'node:test';
import { launch } from '../e2e/support/browser.mjs';
import { background, installed, recipe, root, sameBytes, soakOnly, workplace } from './support.mjs';

const kPage = `<!doctype html><html lang="en"><head><title>Shop</title>
<style>[data-kelvin-if]:not([data-kelvin-on]),[data-kelvin-off]{display:none!important}</style></head>
<body><p id="cold" data-kelvin-unless="warm buyer">Newsletter</p><p id="hot" data-kelvin-if="buyer warm">A demo?</p></body></html>`;
const kPaths = ['/pricing/plans', '/docs/a', '/docs/b', '/pricing/teams', '/docs/c', '/docs/d', '/docs/e', '/about'];

/** Answers everything. `bodies`: what was posted; `has`: awaits so many. */
async function server(t, answer) {
  const bodies = [];
  let look = () => {};
  const one = createServer((request, response) => {
    let body = '';
    request.on('data', (more) => (body += more)).on('end', () => {
      bodies.push(body);
      look();
      answer(response);
    });
  });
  await new Promise((done) => one.listen(0, '127.0.0.1', done));
  t.after(() => (one.closeAllConnections(), one.close()));
  const has = (count) => new Promise((done) => ((look = () => bodies.length >= count && done()), look()));
  return { port: one.address().port, bodies, has };
}

async function startEdge(t, { folder, env, file, kelvin }) {
  const site = await server(t, (response) => response.setHeader('content-type', 'text/html; charset=utf-8').end(kPage));
  const collector = await server(t, (response) => response.end());
  const [config] = recipe('workerd.md', 'capnp');
  writeFileSync(file('edge.capnp'), config.replace('8080', site.port).replace('8081', collector.port));
  writeFileSync(file('edge.mjs'), recipe('workerd.md', 'js')[0]);
  for (const name of ['core.mjs', 'kelvin-lean.wasm']) copyFileSync(join(root, 'web/dist', name), file(name));
  writeFileSync(file('kelvin.model.packed.json'), kelvin('check', '--pack', 'kelvin.model.json'));
  const workerd = join(installed('workerd', '1.20261117.1'), '.bin/workerd');
  const edge = background(t, workerd, ['serve', '--control-fd=1', '--socket-addr=http=127.0.0.1:0', 'edge.capnp'], { cwd: folder, env });
  const [, port] = await edge.said(/"event":"listen".*"port":(\d+)/);
  return { origin: `http://127.0.0.1:${port}`, collector };
}

/** A visitor's browser, as far as cookies go. */
class Visitor {
  cookie = 'consent=granted';

  async open(address) {
    const answer = await fetch(address, { headers: { cookie: this.cookie, accept: 'text/html' } });
    const [own] = answer.headers.getSetCookie();
    if (own) this.cookie = `consent=granted; ${own.split(';')[0]}`;
    return { segments: answer.headers.get('kelvin-segments'), html: await answer.text() };
  }
  get state() {
    return decodeURIComponent(/kelvin-edge=[\w-]+\.(.*)$/.exec(this.cookie)[1]);
  }
  get id() {
    return /kelvin-edge=([\w-]+)\./.exec(this.cookie)[1];
  }
}

test('workerd: the edge scores what kelvin scores, and the first paint is right', soakOnly, async (t) => {
  const place = workplace(t, { events: 100 });
  const { file, kelvin } = place;
  const { origin, collector } = await startEdge(t, place);

  const stranger = await fetch(origin + '/docs/a');
  assert.equal(stranger.headers.get('kelvin-segments'), null, 'who has not agreed is not scored');
  assert.equal(stranger.headers.getSetCookie().length, 0);

  const visitors = [new Visitor(), new Visitor(), new Visitor()];
  const shown = [];
  for (const path of kPaths) {
    // All at once: the core holds one of them at a time.
    const pages = await Promise.all(visitors.map((visitor, n) => visitor.open(origin + (n === 2 ? '/about' : path))));
    shown.push(pages.map(({ segments }) => segments));
    for (const { segments, html } of pages) assert.ok(html.includes(`data-kelvin="${segments}"`));
  }
  assert.deepEqual(shown.at(-1), ['warm', 'warm', '']);
  await collector.has(visitors.length * kPaths.length);

  writeFileSync(file('edge.ndjson'), collector.bodies.map((line) => line + '\n').join(''));
  kelvin('score', '--sort', '--model', 'kelvin.model.json', '--state-out', 'whole.states', 'edge.ndjson');
  const inOrder = [...visitors].sort((a, b) => (a.id < b.id ? -1 : 1));
  writeFileSync(file('cookies.ndjson'), inOrder.map(({ state }) => state + '\n').join(''));
  kelvin('states', '--model', 'kelvin.model.json', '--make', 'edge.states', 'cookies.ndjson');
  sameBytes(readFileSync(file('edge.states'), 'latin1'), readFileSync(file('whole.states'), 'latin1'));

  const forged = new Visitor();
  forged.cookie = `${visitors[0].cookie.slice(0, -3)}000`;
  assert.equal((await forged.open(origin + '/about')).segments, '', 'a cookie that was tampered with is nobody\'s');

  const browser = await launch();
  t.after(() => browser.close());
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const seen = async (visitor) => {
    const [, own] = visitor.cookie.split('; ');
    const cookies = ['consent=granted', own].map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1), url: origin }));
    await context.clearCookies();
    await context.addCookies(cookies);
    await page.goto(origin + '/about');
    return [await page.isVisible('#cold'), await page.isVisible('#hot')];
  };
  assert.deepEqual(await seen(visitors[0]), [false, true]);
  assert.deepEqual(await seen(visitors[2]), [true, false]);
});
