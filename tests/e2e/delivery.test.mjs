/** A message that fired arrives, once by its id and with the same bytes, whatever happens on the way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ready, rest, standStill, until, useBrowser, visit } from './support/browser.mjs';
import { html, kAttributes } from './support/site.mjs';

useBrowser();
/** Without the clock of active time, so that a slow machine makes no more events. */
const attributes = `${kAttributes} data-sensors="page link form scroll click"`;
const pages = { '/': html({ attributes }), '/b': html({ attributes, title: 'B' }) };
/** The page's network faults are the point here. */
const expected = /Failed to load resource|net::ERR|CORS/;
const hot = (page) => page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested'), kelvin.export()));
const waiting = async (page) => (await page.evaluate(() => kelvin.outbox())).messages;
const oneId = (arrived) => assert.equal(new Set(arrived.map(({ id, body }) => id + body)).size, 1, 'one id, the same bytes');

test('a message arrives with the bytes the core made, as text/plain, without a preflight', async (t) => {
  const { open, collector } = await visit(t, { pages });
  const page = await open();
  await ready(page);
  const told = page.evaluate(() => new Promise((done) => kelvin.on('message', done)));
  await hot(page);
  const message = await told;
  await until(() => collector.stored.size, 'the message');
  const [{ id, body, type }] = collector.arrived;
  assert.equal(id, message.id);
  assert.deepEqual(JSON.parse(body), message.body);
  assert.match(type, /^text\/plain/);
  assert.equal(collector.preflights(), 0);
  const { data, subject } = JSON.parse(body);
  assert.equal(data.mode, 'test');
  assert.equal(data.segment.id, 'hot');
  assert.equal(subject, await page.evaluate(() => kelvin.view().visitor));
  await until(async () => !(await waiting(page)).length, 'an empty outbox');
});

for (const fault of [500, 429, 408, 'reset', 'cut', 'stored-reset', 'redirect', 'portal']) {
  test(`${fault}: tried again until it is taken`, async (t) => {
    const { open, collector, context } = await visit(t, { pages, faults: [fault], expected });
    await context.clock.install();
    const page = await open();
    await ready(page);
    await standStill(page);
    await hot(page);
    await until(() => collector.arrived.length === 1, 'the first try');
    await until(async () => (await waiting(page)).some(({ state, tries }) => state === 'waiting' && tries === 1), 'it waits');
    await page.clock.runFor(5000);
    await until(async () => !(await waiting(page)).length, 'an empty outbox');
    oneId(collector.arrived.filter(({ body }) => body !== null));
    assert.equal(collector.arrived.length, 2);
    assert.equal(collector.stored.size, 1);
  });
}

test('faults, and the page is left meanwhile: the next page delivers', async (t) => {
  const { open, collector, context } = await visit(t, { pages, faults: [503, 'hang', 'reset'], expected });
  await context.clock.install();
  const page = await open();
  await ready(page);
  await hot(page);
  const until_ = (check, what) => until(async () => (await page.clock.fastForward(1000), check()), what);
  await until_(() => collector.arrived.length === 2, 'two tries');
  await page.reload();
  await until_(() => collector.stored.size === 1, 'the message');
  await until_(async () => !(await waiting(page)).length, 'an empty outbox');
  oneId(collector.arrived);
});

test('fired while the page is being left: it arrives', async (t) => {
  const { open, collector, site } = await visit(t, { pages });
  for (let i = 0; i < 5; i++) {
    const page = await open();
    await ready(page);
    await page.evaluate((url) => {
      kelvin.reset();
      addEventListener('pagehide', () => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
      location.href = url;
    }, site.url + '/b');
    await page.waitForURL('**/b');
    await until(() => collector.stored.size === i + 1, 'the message');
    await page.close();
  }
  assert.equal(collector.stored.size, 5);
});

test('a poison message is set aside and told; the next one goes', async (t) => {
  const { open, collector } = await visit(t, { pages, faults: [422], expected });
  const page = await open();
  await ready(page);
  const told = page.evaluate(() => new Promise((done) => kelvin.on('error', (error) => done(error.code))));
  await hot(page);
  assert.equal(await told, 'message_refused');
  await page.evaluate(() => kelvin.reset());
  await hot(page);
  await until(() => collector.stored.size === 1, 'the other visitor\'s message');
  assert.equal(collector.arrived.length, 2);

  const outbox = async () => {
    const found = await page.evaluate(() => kelvin.outbox());
    return found.sent ? found : null; // The receiver may have it before the page has the receipt.
  };
  const { sent, dropped, messages } = await until(outbox, 'its receipt');
  assert.deepEqual([sent, dropped], [1, 0]);
  assert.deepEqual(messages, [], 'the first visitor was forgotten');
});

test('what failed can be seen, in the API and the panel, and tried again', async (t) => {
  const { open, collector } = await visit(t, { pages, faults: [422], expected });
  const page = await open();
  await ready(page);
  assert.deepEqual(await page.evaluate(() => kelvin.outbox()), { sent: 0, dropped: 0, messages: [] });
  await hot(page);
  const message = await until(async () => (await waiting(page)).find(({ state }) => state === 'aside'), 'a refusal');
  const { id, born, ...rest } = message;
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.ok(Math.abs(Date.now() - born) < 60_000);
  assert.deepEqual(rest, { trigger: 'call', destination: 'crm', state: 'aside', tries: 1, next: null, last: 'HTTP 422' });
  await page.evaluate(() => kelvin.debug());
  const panel = page.locator('kelvin-panel');
  await panel.locator('nav button', { hasText: 'Outbox' }).click();
  await panel.locator('main', { hasText: 'set aside' }).waitFor();
  assert.match(await panel.locator('main').innerText(), /0 sent . 1 kept[^]*crm . fired .* . tried 1 time . HTTP 422/);
  await page.evaluate(() => kelvin.outbox('retry').then(() => {}));
  await until(() => collector.stored.size === 1, 'the message');
  await panel.locator('main', { hasText: '1 sent' }).waitFor();
});

test('offline, then online: delivered at once', async (t) => {
  const { open, collector, context } = await visit(t, { pages, expected });
  await context.clock.install();
  const page = await open();
  await ready(page);
  await standStill(page); // No later try delivers it.
  await context.setOffline(true);
  await hot(page);
  await rest(300);
  assert.equal(collector.arrived.length, 0);
  assert.equal((await waiting(page)).length, 1);
  await context.setOffline(false);
  await until(() => collector.stored.size === 1, 'the message');
});

test('two tabs count as one visitor, and their messages arrive once by id', async (t) => {
  const { open, collector } = await visit(t, { pages });
  const one = await open();
  await ready(one);
  const two = await open('/b');
  await ready(two);
  // What one tab scored takes a moment to be seen by another; so do people to change tabs.
  const state = (page) => page.evaluate(() => JSON.stringify({ ...kelvin.view(), at: 0 }));
  const act = async (page, other, name, properties) => {
    await page.evaluate(([name, properties]) => (kelvin.track(name, properties), kelvin.export()), [name, properties]);
    await until(async () => (await state(page)) === (await state(other)), 'both see the same');
  };
  for (let i = 0; i < 10; i++) {
    await act(one, two, 'Note', { n: 1, text: 'x' });
    await act(two, one, 'Note', { n: 2, text: 'y' });
  }
  await act(one, two, 'Demo Requested');
  await act(two, one, 'Demo Requested');
  await until(() => collector.stored.size === 1, 'the message');
  const seen = (page) => page.evaluate(async () => ({ log: (await kelvin.export()).trim().split('\n').map((line) => JSON.parse(line)), view: kelvin.view() }));
  const { log, view } = await seen(two);
  assert.equal(log.length, 24);
  assert.deepEqual(log.slice(2, 22).map(({ properties }) => properties.n), Array.from({ length: 20 }, (_, i) => (i % 2) + 1));
  assert.equal(view.scores.engagement, 84);
  await until(async () => (await seen(one)).view.scores.engagement === 84, 'the first tab follows');
});
