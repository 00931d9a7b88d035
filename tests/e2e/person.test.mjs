/** Another person at the same device: a visitor of their own, who has nothing of the former one's. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { log, ready, rest, stored, until, useBrowser, visit } from './support/browser.mjs';
import { attributes, becomeB, isC, pageFor, pages, say, shown, view } from './support/persons.mjs';
import { addressOf, html } from './support/site.mjs';

useBrowser();
const kelvin = process.env.KELVIN ?? fileURLToPath(new URL('../../build/release/native/kelvin', import.meta.url));
const fixture = JSON.parse(readFileSync(new URL('fixtures/model.json', import.meta.url), 'utf8'));
const served = (made) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(made) });

/** What the native core says of claims, by the log that the page exported. */
function verified(model, claims, lines) {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-person-'));
  try {
    const [file, received, events] = ['model.json', 'claims.ndjson', 'log.ndjson'].map((name) => join(folder, name));
    writeFileSync(file, JSON.stringify(model));
    writeFileSync(received, claims.join('\n') + '\n');
    writeFileSync(events, lines);
    const { stdout, stderr, status } = spawnSync(kelvin, ['verify', '--model', file, '--claims', received, events], { encoding: 'utf8' });
    return { status, said: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('back from the back-forward cache: who came meanwhile, and in no frame the former', async (t) => {
  const back = 'kelvin.on("ready", () => kelvin.export().then(() => setTimeout(() => history.back(), 50)))';
  const mark = 'addEventListener("pageshow", (event) => { if (event.persisted) { frames_.clear(); setTimeout(() => fetch("/done"), 300) } })';
  const made = { ...pages(), '/': pageFor(mark), '/away': pageFor(`kelvin.identify("c"); ${back}`), '/done': { body: '' } };
  const { open, site, collector } = await visit(t, { pages: made });
  const page = await open();
  await ready(page);
  const b = await becomeB(page);
  await until(() => collector.stored.size === 1, 'the message'); // A page with a request under way is not kept.
  await until(async () => (await page.evaluate(() => kelvin.outbox())).sent === 1, 'its end');
  await page.evaluate(() => void setTimeout(() => (location.href = '/away')));
  await until(() => site.requests.includes('/done'), 'the way back');
  assert.equal(site.requests.filter((path) => path === '/').length, 1, 'from the cache');
  await until(async () => (await view(page)).events === 3, 'the view');
  await isC(page, b, ['identify', 'page', 'page']);
  assert.deepEqual(await page.evaluate(() => [...frames_]), ['cold']);
});

test('another id: a new visitor with nothing of the former\'s, whose waiting message still arrives; and each log proves its own', async (t) => {
  let down = true;
  const faults = { next: () => (down ? { kind: '503', status: 503, kept: false } : { kind: 'ok', status: 200, kept: true }) };
  const { open, site, collector } = await visit(t, { pages: pages(), faults, expected: /503|Failed to load/ });
  const model = { ...fixture, destinations: [{ ...fixture.destinations[0], url: `${collector.url}/collect` }] };
  site.pages['/model.json'] = served(model);
  const page = await open();
  await ready(page);
  const b = await becomeB(page);
  const proof = await page.evaluate(() => kelvin.export());
  await until(() => collector.arrived.length > 0, 'a try');
  assert.equal(await shown(page), 'hot');
  await page.evaluate(() => (news.length = 0));

  await page.evaluate(() => (kelvin.identify('c'), kelvin.track('Note', { n: 1, text: 'x' }), kelvin.export()));
  const c = await isC(page, b, ['identify', 'Note']);
  const { scores, segments, total } = await view(page);
  assert.deepEqual([scores.engagement, segments, total.visits], [0, [], 1]);
  const news = await page.evaluate(() => window.news);
  assert.deepEqual(news.filter(([name]) => name !== 'view'), [], 'nobody left anything');
  assert.deepEqual(news.at(-1), ['view', c]);
  assert.deepEqual([await shown(page), await page.getAttribute('html', 'data-kelvin')], ['cold', '']);
  const kept = Object.entries(await stored(page));
  const left = JSON.stringify(kept.filter(([key]) => !key.startsWith('out.')));
  assert.ok(!left.includes(b) && !left.includes('buyer'), left);
  assert.equal(kept.filter(([key]) => key.startsWith('out.')).length, 1, 'the message of b waits');
  assert.deepEqual(await page.evaluate(() => kelvin.consent()), { score: true, personalise: true, send: true });

  down = false;
  await until(() => collector.stored.size === 1, 'the message of b', 120_000); // The pauses between tries have grown.
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested'), kelvin.export()));
  await until(() => collector.stored.size === 2, 'the message of c: their trigger\'s limits and ids are their own');
  const [ofB, ofC] = [...collector.stored.values()];
  assert.deepEqual([JSON.parse(ofB).subject, JSON.parse(ofC).subject], [b, c]);
  for (const [claim, lines] of [[ofB, proof], [ofC, await page.evaluate(() => kelvin.export())]]) {
    const { status, said } = verified(model, [claim], lines);
    assert.equal(status, 0, said);
  }
});

test('b, c, b are three visitors; who was anonymous and gets a first id is one', async (t) => {
  const { open } = await visit(t, { pages: pages() });
  const page = await open();
  const met = [(await ready(page)).visitor];
  for (const id of ['b', 'b', 'c', 'b']) {
    await say(page, id);
    met.push((await view(page)).visitor);
  }
  const [nobody, ...named] = met;
  assert.deepEqual(named.slice(0, 2), [nobody, nobody]);
  assert.equal(new Set(met).size, 3);
});

test('numbers as ids: 42 and "42" are one person, 43 is another', async (t) => {
  const { open } = await visit(t, { pages: pages() });
  const page = await open();
  await ready(page);
  const met = [];
  for (const id of [42, '42', 43]) {
    await say(page, id);
    met.push((await view(page)).visitor);
  }
  assert.equal(met[1], met[0]);
  assert.notEqual(met[2], met[0]);
  await page.evaluate(() => (kelvin.group(7, {}), kelvin.export()));
  const [told, group] = await log(page);
  assert.deepEqual([told.userId, group.groupId], ['43', '7']);
});

test('a page of another person: what was shown last to the former is in no frame of it; one of the same person begins with it', async (t) => {
  const { open, context } = await visit(t, { pages: pages() });
  const page = await open();
  await ready(page);
  const b = await becomeB(page);
  let release;
  await context.route(addressOf('kelvin.wasm'), async (route) => {
    await new Promise((done) => (release = done));
    await route.continue();
  });
  /** Loads a page whose core is held back, and says what it shows until then. */
  const held = async (path) => {
    release = null;
    await page.goto(new URL(path, page.url()).href);
    await until(() => release, 'the core asked for');
    assert.equal(await view(page), null);
    return shown(page);
  };
  assert.equal(await held('/b'), 'hot');
  release();
  assert.equal((await ready(page)).visitor, b);
  assert.equal(await held('/'), 'hot', 'nobody said who it is');
  await page.evaluate(() => kelvin.identify('c'));
  assert.equal(await shown(page), 'cold', 'said before the core came');
  await page.evaluate(() => frames_.clear());
  release();
  await ready(page);
  await page.evaluate(() => kelvin.export());
  await rest(100);
  assert.deepEqual(await page.evaluate(() => [...frames_]), ['cold']);
  await say(page, 'b');
  await becomeB(page);

  assert.equal(await held('/c'), 'cold');
  release();
  await ready(page);
  await isC(page, b, ['identify', 'page']);
  assert.deepEqual(await page.evaluate(() => [...frames_]), ['cold']);
});

test('a changed model is applied to the log of the person who is there', async (t) => {
  const { open, site } = await visit(t, { pages: pages() });
  site.pages['/model.json'] = served({ ...fixture, triggers: [], destinations: [] });
  const page = await open();
  await ready(page);
  const b = await becomeB(page);
  await page.evaluate(() => (kelvin.identify('c'), kelvin.track('Note', { n: 1, text: 'x' }), kelvin.export()));
  const [{ rules, ...score }] = fixture.scores;
  const changed = rules.map((rule) => (rule.id === 'note' ? { ...rule, points: 7 } : rule));
  site.pages['/model.json'] = served({ ...fixture, version: '2', triggers: [], destinations: [], scores: [{ ...score, rules: changed }] });
  await page.reload();
  await ready(page);
  await isC(page, b, ['identify', 'Note', 'page']);
  assert.equal((await view(page)).scores.engagement, 7 + 2);
});

test('heard from GA4 and Segment: another id, and a sign-out after which the next id is another\'s', async (t) => {
  const tags = `<script>window.dataLayer = []; function gtag() { dataLayer.push(arguments) }
    window.analytics = Object.fromEntries(['track', 'page', 'identify', 'group', 'reset'].map((name) => [name, () => name]));</script>`;
  const { open } = await visit(t, { pages: { '/': html({ attributes: `${attributes()} data-hear="datalayer analytics"`, head: tags }) } });
  const page = await open();
  const met = [(await ready(page)).visitor];
  await until(() => page.evaluate(() => Object.hasOwn(dataLayer, 'push')), 'hearing');
  const who = async (said) => {
    await page.evaluate(`(${said})()`);
    await page.evaluate(() => kelvin.export());
    const { visitor } = await view(page);
    const same = visitor === met.at(-1);
    met.push(visitor);
    return same ? 'same' : 'other';
  };
  assert.equal(await who(() => gtag('set', { user_id: null })), 'same', 'nobody was signed in');
  assert.equal(await who(() => gtag('set', 'user_id', 'b')), 'same', 'a first id');
  assert.equal(await who(() => gtag('config', 'G-1', { user_id: 'c' })), 'other');
  assert.equal(await who(() => dataLayer.push({ event: 'x', user_id: 'd' })), 'other');
  assert.equal(await who(() => gtag('set', { user_id: null })), 'same', 'signed out');
  assert.equal(await who(() => gtag('set', { user_id: 'd' })), 'other');
  assert.equal(await who(() => analytics.identify(null)), 'same', 'Segment knew nobody');
  assert.equal(await who(() => analytics.identify('d')), 'same');
  assert.equal(await who(() => analytics.identify('e', { role: 'buyer' })), 'other');
  assert.equal(await who(() => analytics.identify(null, { role: 'buyer' })), 'same', 'traits alone');
  assert.equal(await who(() => analytics.identify('e')), 'same');
  assert.equal(await who(() => analytics.identify(null)), 'same', 'signed out');
  assert.equal(await who(() => analytics.track('Still e')), 'same');
  assert.equal(await who(() => analytics.identify('e')), 'other');
  assert.equal(await page.evaluate(() => analytics.reset()), 'reset');
  assert.equal(await who(() => analytics.track('Still e')), 'same');
  assert.equal(await who(() => analytics.identify('e')), 'other');
  assert.equal(await who(() => kelvin.identify(null)), 'same', 'we were told of nobody ourselves');
  assert.equal(await who(() => kelvin.identify('e')), 'same');
  assert.equal(await who(() => kelvin.identify(null)), 'same', 'signed out');
  assert.equal(await who(() => kelvin.identify('e')), 'other');
});

test('the panel shows nothing of the former person', async (t) => {
  const { open } = await visit(t, { pages: pages() });
  const page = await open();
  await ready(page);
  await becomeB(page);
  await page.evaluate(() => kelvin.debug());
  const text = () => page.evaluate(() => document.querySelector('kelvin-panel')?.shadowRoot.textContent ?? '');
  await until(async () => /87/.test(await text()), 'the panel');
  await page.evaluate(() => [...document.querySelector('kelvin-panel').shadowRoot.querySelectorAll('nav button')].find((button) => button.textContent === 'Events').click());
  await until(async () => (await text()).includes('Demo Requested'), 'their events');
  await say(page, 'c');
  await until(async () => (await text()).includes('identify') && !(await text()).includes('Demo Requested'), 'those of c alone');
});
