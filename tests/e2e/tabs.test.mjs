/** One visitor in any number of tabs: each event once, one score, the core's own to the bit; and a grant that ends ends everywhere. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { kept, log, nameOf, ready, rest, stored, until, useBrowser, visit } from './support/browser.mjs';
import { html } from './support/site.mjs';

useBrowser();
const kelvin = process.env.KELVIN ?? fileURLToPath(new URL('../../build/release/native/kelvin', import.meta.url));
const kTabs = 8;
const kEvents = process.env.KELVIN_SOAK ? 1000 : 500;
/** Without the clock of active time, so that each tab makes a known number of events. */
const attributes = (consent) => `data-model="/model.json" data-consent="${consent}" data-bots="allow" data-mode="test" data-sensors="page link form scroll click"`;
const pages = (consent = 'granted') => ({ '/': html({ attributes: attributes(consent) }), '/b': html({ attributes: attributes(consent), title: 'B' }) });

/** Points that wear, caps, counts and limits, and many crossings: where events are lost, doubled or out of order it shows. */
const model = (url, version = '1') => ({
  kelvin: 1, id: 'tabs', version,
  scores: [{ id: 's', range: [0, 1000000], momentum: '2d', rules: [
    { id: 'view', on: 'page', points: 1.234567 },
    { id: 'note', on: 'Note', points: 0.333333, multiply: { by: 'properties.n', unit: 100 }, decay: { half_life: '3d' } },
    { id: 'some', on: 'Note', points: [5, 3, 1], count: { at_least: 3, distinct: 'properties.tab' }, max: 900 },
    { id: 'mark', on: 'Mark', points: 2 },
  ] }],
  segments: [200, 400, 800, 1600].map((points) => ({ id: `s${points}`, when: { 'scores.s': { $gte: points } } })),
  triggers: [
    ...[200, 400, 800].map((points) => ({ id: `t${points}`, when: { enter: `s${points}` }, to: ['crm'] })),
    { id: 'marked', when: { hit: 'mark' }, to: ['crm'] },
  ],
  destinations: [{ id: 'crm', url }],
});
const served = (made) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(made) });

/** What the native twin makes of a log: its view at a time, and the messages. */
function native(made, lines, at) {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-tabs-'));
  try {
    const [file, events] = [join(folder, 'model.json'), join(folder, 'log.ndjson')];
    writeFileSync(file, JSON.stringify(made));
    writeFileSync(events, lines);
    const run = (...args) => {
      const { stdout, stderr, status } = spawnSync(kelvin, [...args, '--model', file, events], { encoding: 'utf8', maxBuffer: 2 ** 28 });
      assert.equal(status, 0, stderr);
      return stdout.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
    };
    return { visitors: run('score', '--at', new Date(at).toISOString()), messages: run('replay') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Makes events in the page, a few at a time; resolves when they are made. */
const busy = (page, tab, count, pause = 0) =>
  page.evaluate(async ([tab, count, pause]) => {
    for (let i = 1; i <= count; i++) {
      kelvin.track(i % 50 ? 'Note' : 'Mark', { n: i, tab });
      if (i % 3 === 0) await new Promise((go) => setTimeout(go, pause));
    }
  }, [tab, count, pause]);

test(`${kTabs} tabs of ${kEvents} events: each event once, one score, one message a crossing, as the native core has it`, { timeout: 300_000 }, async (t) => {
  const { open, site, collector } = await visit(t, { pages: pages() });
  const made = model(`${collector.url}/collect`);
  site.pages['/model.json'] = served(made);
  const tabs = await Promise.all(Array.from({ length: kTabs }, (_, i) => open(i % 2 ? '/b' : '/')));
  await Promise.all(tabs.map(ready));
  await Promise.all(tabs.map((page, i) => busy(page, i, kEvents)));
  const exports = await Promise.all(tabs.map((page) => page.evaluate(() => kelvin.export())));
  const lines = await tabs[0].evaluate(() => kelvin.export());
  const seen = lines.trim().split('\n').map((line) => JSON.parse(line));
  assert.ok(exports.every((text) => lines.startsWith(text)), 'every tab reads the same log');
  const counts = {};
  for (const event of seen) counts[nameOf(event)] = (counts[nameOf(event)] ?? 0) + 1;
  assert.deepEqual(counts, { page: kTabs, Note: kTabs * kEvents * 0.98, Mark: kTabs * kEvents * 0.02 });
  assert.equal(new Set(seen.map(({ messageId }) => messageId)).size, seen.length);
  assert.equal(new Set(seen.map(({ anonymousId }) => anonymousId)).size, 1);
  for (let tab = 0; tab < kTabs; tab++) {
    const order = seen.filter(({ properties }) => properties?.tab === tab).map(({ properties }) => properties.n);
    assert.deepEqual(order, [...order].sort((a, b) => a - b), 'a tab\'s events in its order');
  }
  // Every tab comes to the same view, and the native core to the same bits.
  for (const page of tabs) await until(() => page.evaluate((n) => kelvin.view().events === n, seen.length), 'a tab follows');
  const view = await tabs[3].evaluate(() => kelvin.view());
  const { visitors, messages } = native(made, lines, view.at);
  assert.equal(visitors.length, 1);
  const same = ({ scores, momentum, grade, segments, events }) => ({ scores, momentum, grade, segments, events });
  assert.deepEqual(same(view), same(visitors[0]));
  assert.ok(view.scores.s > 1600, `${view.scores.s}`);
  await until(() => collector.stored.size >= messages.length, 'every message', 60_000);
  assert.deepEqual([...collector.stored.keys()].sort(), messages.map(({ id }) => id).sort());
  const bytes = new Map(messages.map((message) => [message.id, JSON.stringify(message)]));
  for (const { id, body } of collector.arrived) assert.equal(JSON.stringify(JSON.parse(body)), bytes.get(id), 'the bytes of the native core');
});

test('two tabs opened at once are one visitor', async (t) => {
  for (let i = 0; i < 3; i++) {
    const { open } = await visit(t, { pages: pages() });
    const tabs = await Promise.all([open(), open('/b'), open()]);
    const views = await Promise.all(tabs.map(ready));
    assert.equal(new Set(views.map(({ visitor }) => visitor)).size, 1);
    const seen = await log(tabs[0]);
    assert.deepEqual(seen.map(nameOf), ['page', 'page', 'page']);
    assert.deepEqual(await log(tabs[2]), seen);
  }
});

test('asked in two tabs that score in memory, granted in one: the other\'s events are the same visitor\'s', async (t) => {
  const { open } = await visit(t, { pages: pages('memory') });
  const [one, two] = [await open(), await open('/b')];
  await Promise.all([ready(one), ready(two)]);
  await one.evaluate(() => (kelvin.track('Note', { n: 1, text: 'x' }), kelvin.export()));
  await two.evaluate(() => (kelvin.track('Note', { n: 2, text: 'y' }), kelvin.export()));
  assert.deepEqual(await kept(one), []);
  await one.evaluate(() => kelvin.consent('granted'));
  await until(() => two.evaluate(() => kelvin.consent().score), 'the other tab hears of it');
  const all = await until(async () => {
    const seen = await log(one);
    return seen.length === 4 && seen;
  }, 'all four events');
  assert.equal(new Set(all.map(({ anonymousId }) => anonymousId)).size, 1);
  assert.equal(new Set(all.map(({ messageId }) => messageId)).size, 4);
});

test('withdrawn while four tabs are busy: nothing is left, and nothing comes back', { timeout: 180_000 }, async (t) => {
  const { open, site, collector } = await visit(t, { pages: pages('ask'), faults: { next: () => ({ kind: '503', status: 503 }) }, expected: /503|Failed to load/ });
  site.pages['/model.json'] = served(model(`${collector.url}/collect`));
  const tabs = [];
  for (let i = 0; i < 4; i++) tabs.push(await open());
  await tabs[0].evaluate(() => kelvin.consent('granted'));
  await Promise.all(tabs.map(ready));
  const making = tabs.map((page, i) => busy(page, i, 600, 2));
  await until(() => collector.arrived.length > 2, 'messages that wait');
  await tabs[2].evaluate(() => kelvin.consent('denied'));
  const nothing = async () => (await tabs[0].evaluate(async () => [...Object.keys(localStorage), ...(await indexedDB.databases()).map(({ name }) => name)])).join() === '';
  await until(nothing, 'an empty browser');
  for (const page of tabs) await until(() => page.evaluate(() => kelvin.view() === null), 'a tab that stopped');
  await Promise.all(making);
  await rest(1000);
  assert.ok(await nothing(), JSON.stringify(await kept(tabs[0])));
  assert.deepEqual(await Promise.all(tabs.map((page) => page.evaluate(() => kelvin.view()))), [null, null, null, null]);
});

test('reset while other tabs are busy: one new visitor in all of them', { timeout: 180_000 }, async (t) => {
  const { open } = await visit(t, { pages: pages() });
  const tabs = [await open(), await open('/b'), await open()];
  const [{ visitor }] = await Promise.all(tabs.map(ready));
  await tabs[0].evaluate(() => (kelvin.identify('u-1', { role: 'buyer' }), kelvin.export()));
  const making = tabs.slice(1).map((page, i) => busy(page, i, 150, 5));
  await rest(200);
  await tabs[0].evaluate(() => kelvin.reset());
  await Promise.all(making);
  await tabs[0].evaluate(() => kelvin.track('Note', { n: 1, text: 'last' }));
  const seen = await log(tabs[0]);
  assert.ok(seen.length > 0);
  assert.ok(seen.every(({ anonymousId }) => anonymousId !== visitor && anonymousId === seen[0].anonymousId));
  const all = JSON.stringify(await stored(tabs[0]));
  assert.ok(!all.includes(visitor) && !all.includes('u-1') && !all.includes('buyer'), all);
  for (const page of tabs) await until(() => page.evaluate((id) => kelvin.view().visitor === id, seen[0].anonymousId), 'the new visitor in every tab');
});

test('reset, and the page is left in the same breath: who comes next is new', async (t) => {
  const { open, site } = await visit(t, { pages: pages() });
  for (let i = 0; i < 3; i++) {
    const page = await open();
    const { visitor } = await ready(page);
    await page.evaluate((url) => {
      kelvin.track('Note', { n: 1, text: 'x' });
      kelvin.reset();
      location.href = url;
    }, `${site.url}/b`);
    await page.waitForURL('**/b');
    await ready(page);
    assert.notEqual((await page.evaluate(() => kelvin.view())).visitor, visitor);
    assert.ok(!JSON.stringify(await stored(page)).includes(visitor));
    await page.close();
  }
});
