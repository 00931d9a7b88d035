/**
 * A site was updated, and caches hold some of what it had: the page scores all the same, after at most one more request. Another
 * release is made of this one: its script with another hash in the names, its core with a section more.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from '../wasm/load.mjs';
import { events, ready, until, useBrowser, visit } from './support/browser.mjs';
import { built, html, kAttributes } from './support/site.mjs';

useBrowser();
const sri = (bytes) => `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
const kForADay = 'max-age=86400';
const file = (type, body, cache = 'no-store') => ({ headers: { 'content-type': type, 'cache-control': cache }, body });
const js = (body, cache) => file('text/javascript', body, cache);
const wasm = (body, cache) => file('application/wasm', body, cache);

/** This release. */
const now = { script: built('kelvin.js').toString(), core: built('kelvin.wasm'), lean: built('kelvin-lean.wasm') };
const [hash] = readdirSync(new URL('../../web/dist/', import.meta.url)).flatMap((name) => /^kelvin\.([0-9a-f]{8})\.wasm$/.exec(name)?.[1] ?? []);
/** A former one. The bytes are a custom section, of a name and no content. */
const other = (bytes) => Buffer.concat([bytes, Buffer.from([0, 4, 3, 111, 108, 100])]);
const former = { core: other(now.core), lean: other(now.lean), hash: '01dc0de5' };
former.script = now.script.replaceAll(hash, former.hash).replaceAll(sri(now.core), sri(former.core)).replaceAll(sri(now.lean), sri(former.lean));
assert.ok(former.script.includes(former.hash) && former.script.includes(sri(former.core)), 'another release');

const kHears = '<script>window.kelvin={q:[["on",["error",function(e){(window.faults=window.faults||[]).push(e)}]]]}</script>';
const attributes = `${kAttributes} data-sensors="page"`;
const tagged = (more = '', given = attributes) => html({ head: kHears, tag: `<script async src="/kelvin.js" ${given}${more}></script>` });
const expected = /Failed to load|404|integrity|NetworkError|dynamically imported|Loading/i;
const faults = (page) => page.evaluate(() => window.faults);
const kFiles = /\.(wasm|js|json)$/;

/** Visits with what `pages` has, then again with `changed`; gives the second page, and which files it asked the server for. */
async function twice(t, pages, changed, gone = []) {
  const visited = await visit(t, { pages, expected });
  await ready(await visited.open());
  Object.assign(pages, changed);
  for (const path of gone) delete pages[path];
  const { requests } = visited.site;
  const before = requests.length;
  const page = await visited.open();
  return { ...visited, page, asked: () => requests.slice(before).filter((path) => kFiles.test(path)) };
}

test('an old core in the cache under a name that lasts, and a new script: asked for once more', async (t) => {
  const { page: second, asked } = await twice(
    t,
    { '/': tagged(' data-wasm="/core.wasm"'), '/kelvin.js': js(former.script), '/core.wasm': wasm(former.core, kForADay) },
    { '/kelvin.js': js(now.script), '/core.wasm': wasm(now.core, kForADay) },
  );
  await ready(second);
  assert.deepEqual(asked().filter((path) => path.endsWith('wasm')), ['/core.wasm']);
  assert.equal(await faults(second), undefined);
});

test('an old script in the cache, and a new core under a name that lasts: its own is still beside it', async (t) => {
  const { page: second, asked } = await twice(
    t,
    { '/': tagged(' data-wasm="/core.wasm"'), '/kelvin.js': js(former.script, kForADay), '/core.wasm': wasm(former.core), [`/kelvin.${former.hash}.wasm`]: wasm(former.core), [`/kelvin-later.${former.hash}.js`]: js(built('kelvin-later.js')) },
    { '/kelvin.js': js(now.script, kForADay), '/core.wasm': wasm(now.core) },
  );
  await ready(second);
  assert.deepEqual(asked().filter((path) => path.endsWith('wasm')), ['/core.wasm', '/kelvin.wasm']);
  assert.equal(await faults(second), undefined);
});

const kOld = [`/kelvin.${former.hash}.wasm`, `/kelvin-lean.${former.hash}.wasm`];
for (const [what, more] of [['', ''], [', named by the site', ' data-wasm="/core.wasm"']]) {
  test(`an old script in the cache, and none of its files left${what}: the new script takes over, and nothing is done twice`, async (t) => {
    const calls = '<script>kelvin.q.push(["track",["Before"]]);kelvin.q.push(["on",["ready",function(v){(window.views=window.views||[]).push(v)}]])</script>';
    const { page: second, asked } = await twice(
      t,
      { '/': tagged(more).replace('</script><script async', `</script>${calls}<script async`), '/kelvin.js': js(former.script, kForADay), [kOld[0]]: wasm(former.core), '/core.wasm': wasm(former.core) },
      { '/kelvin.js': js(now.script, kForADay), '/core.wasm': wasm(now.core) },
      kOld,
    );
    await until(() => second.evaluate(() => window.views), 'the first view');
    await second.evaluate(() => kelvin.track('After'));
    assert.equal(asked().filter((path) => path === '/kelvin.js').length, 1, 'one more request');
    assert.deepEqual(await faults(second), undefined);
    await until(async () => (await events(second, 'After')).length, 'a call');
    assert.equal((await events(second, 'Before')).length, 2, 'one for each page');
    assert.equal((await events(second, 'page')).length, 2);
    assert.equal((await second.evaluate(() => window.views)).length, 1);
    assert.equal(await second.evaluate(() => document.querySelectorAll('script[data-renewed]').length), 0);
  });
}

test('an old script in the cache, and its bundle for consent gone: the new script asks', async (t) => {
  const google = '<script>window.dataLayer=[];function gtag(){dataLayer.push(arguments)};gtag("consent","default",{analytics_storage:"granted",ad_storage:"granted",ad_user_data:"granted",ad_personalization:"granted",personalization_storage:"granted"})</script>';
  const given = attributes.replace('data-consent="granted"', 'data-consent-from="google"');
  const pages = { '/': tagged('', given).replace('<script async', `${google}<script async`), '/kelvin.js': js(former.script, kForADay) };
  const { open, site } = await visit(t, { pages, expected });
  pages['/kelvin.js'] = js(former.script, kForADay);
  const first = await open();
  await until(() => site.requests.filter((path) => path === '/kelvin.js').length >= 2, 'it looked for a newer one');
  const [fault] = await until(() => faults(first), 'there is none');
  assert.equal(fault.code, 'chunk_unreachable');
  pages['/kelvin.js'] = js(now.script, kForADay);
  const second = await open();
  await ready(second);
  assert.equal(await faults(second), undefined);
});

test('a missing core that a cache remembers: asked for once more', async (t) => {
  const missing = { status: 404, headers: { 'cache-control': kForADay }, body: '' };
  const pages = { '/': tagged(), '/kelvin.wasm': missing };
  const visited = await visit(t, { pages, expected });
  const first = await visited.open();
  await until(() => faults(first), 'it is missing');
  pages['/kelvin.wasm'] = wasm(now.core);
  const before = visited.site.requests.length;
  const second = await visited.open();
  await ready(second);
  assert.equal(visited.site.requests.slice(before).filter((path) => path.endsWith('wasm')).length, 1);
});

test('a bundle that a cache remembers as missing: asked for once more', async (t) => {
  const pages = { '/': tagged(' data-hear="datalayer"'), '/kelvin-integrations.js': { status: 404, headers: { 'cache-control': kForADay }, body: '' } };
  const visited = await visit(t, { pages, expected });
  const first = await visited.open();
  const [fault] = await until(() => faults(first), 'it is missing');
  assert.equal(fault.code, 'chunk_unreachable');
  pages['/kelvin-integrations.js'] = js(built('kelvin-integrations.js'));
  const second = await visited.open();
  await ready(second);
  await second.evaluate(() => (window.dataLayer = [{ event: 'Heard' }]));
  await until(async () => (await events(second, 'Heard')).length, 'what it hears');
});

test('a packed model of release 0.1.0 in the cache, packed again since: asked for once more', async (t) => {
  const model = JSON.parse(readFileSync(new URL('fixtures/model.json', import.meta.url), 'utf8'));
  const packed = (await load()).pack(JSON.stringify({ ...model, triggers: [] }));
  const json = (body) => file('application/json', body, kForADay);
  const pages = { '/': tagged('', attributes.replace('/model.json', '/m.packed.json')), '/m.packed.json': json(packed.replace('"kelvin_packed":2', '"kelvin_packed":1')) };
  const visited = await visit(t, { pages, expected });
  const first = await visited.open();
  assert.equal((await until(() => faults(first), 'it is old'))[0].code, 'older_format');
  pages['/m.packed.json'] = json(packed);
  const before = visited.site.requests.length;
  const second = await visited.open();
  await ready(second);
  assert.deepEqual(visited.site.requests.slice(before).filter((path) => path.endsWith('json')), ['/m.packed.json']);
  assert.equal(await faults(second), undefined);
});

const causes = {
  'is not there': [{ '/kelvin.wasm': { status: 404, headers: {}, body: '' } }, '', 'HTTP 404'],
  'is another release\'s': [{ '/core.wasm': wasm(former.core), '/kelvin.wasm': { status: 404, headers: {}, body: '' } }, ' data-wasm="/core.wasm"', 'of another release, or changed'],
  'is kept by the server': [{ '/kelvin.wasm': { status: 503, headers: {}, body: '' } }, '', 'HTTP 503'],
};
for (const [what, [pages, more, found]] of Object.entries(causes)) {
  test(`a core that ${what}: the error says so`, async (t) => {
    const { open } = await visit(t, { pages: { '/': tagged(more), ...pages }, expected: /./ });
    const page = await open();
    const [fault, ...others] = await until(() => faults(page), 'the error');
    assert.deepEqual([fault.code, fault.found, others], ['core_failed', found, []]);
  });
}

test('a page that holds its script to a hash gets no other one', async (t) => {
  const integrity = ` integrity="sha384-${createHash('sha384').update(former.script).digest('base64')}"`;
  const { open, site } = await visit(t, { pages: { '/': tagged(integrity), '/kelvin.js': js(former.script, kForADay) }, expected });
  const first = await open();
  assert.equal((await until(() => faults(first), 'the error'))[0].code, 'core_failed');
  assert.equal(site.requests.filter((path) => path === '/kelvin.js').length, 1);
});
