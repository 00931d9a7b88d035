/** A page's `<base>` is for its links and files: it leads no message to another place. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ready, until, useBrowser, visit } from './support/browser.mjs';
import { html, kAttributes } from './support/site.mjs';

useBrowser();
const model = readFileSync(new URL('fixtures/model.json', import.meta.url), 'utf8');
const json = (body) => ({ headers: { 'content-type': 'application/json' }, body });

/** A page at /shop/list; where its messages came to. */
async function sentTo(t, page) {
  const posts = [];
  const receive = (request, response) => {
    posts.push(request.url);
    request.resume().on('end', () => response.writeHead(200, { 'access-control-allow-origin': '*' }).end('ok'));
  };
  const pages = { '/model.json': json(model.replace('http://127.0.0.1:9/collect', '/in')), '/in': receive };
  const visited = await visit(t, { pages });
  pages['/shop/list'] = page(visited.site.url);
  const opened = await visited.open('/shop/list');
  const frame = opened.frames()[1] ?? opened;
  await ready(frame);
  await frame.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
  await until(async () => (await frame.evaluate(() => kelvin.outbox())).sent === 1, 'the receipt');
  return posts;
}

const based = (base) => (url) =>
  html({ head: `<base href="${base.replace('URL', url.replace('127.0.0.1', 'localhost'))}">`, tag: `<script async src="${url}/kelvin.js" ${kAttributes.replace('/model.json', `${url}/model.json`)}></script>` });

for (const base of ['/else/', 'URL/else/']) {
  test(`<base href="${base}">: a destination is of the page's origin`, async (t) => {
    assert.deepEqual(await sentTo(t, based(base)), ['/in']);
  });
}

test('a frame without an address of its own (srcdoc) goes by its page\'s', async (t) => {
  const frame = (url) => `<!doctype html><link rel="icon" href="data:,"><iframe srcdoc='${html({ tag: `<script async src="${url}/kelvin.js" ${kAttributes}></script>` })}'></iframe></body>`;
  assert.deepEqual(await sentTo(t, frame), ['/in']);
});
