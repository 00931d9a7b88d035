/** Many messages, a receiver that fails by plan, pages that are left: nothing lost, nothing twice, nothing flooded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { createPlan } from './support/plan.mjs';
import { html } from './support/site.mjs';

useBrowser();
const makePages = () => ({ '/': html(), '/b': html({ title: 'B' }) });
const expected = /Failed to load resource|net::ERR|CORS|kelvin: message_refused/;
const kMany = process.env.KELVIN_SOAK ? 5000 : 1000;

/** Every Note fires, to each of the paths; its messages are of `size` bytes or a few more. */
const model = ({ url }, { size = 0, paths = ['in'], ...more } = {}) => {
  const pad = ['x'.repeat(size / 2), 'y'.repeat(size / 2)];
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      kelvin: 1, id: 'many', version: '1',
      scores: [{ id: 'notes', range: [0, 100], rules: [{ id: 'note', on: 'Note', points: 0 }] }],
      triggers: [{ id: 'noted', when: { hit: 'note' }, to: paths }],
      destinations: paths.map((id) => ({ id, url: `${url}/${id}`, format: 'template', body: { id: '{{id}}', who: '{{subject}}', pad }, ...more })),
    }),
  };
};

/** Makes events in the page, until `count` messages fired; resolves with their paths and ids, as the registry names them, once all are kept. */
const fire = (page, count, paths = 1) =>
  page.evaluate(([count, events]) => new Promise((done) => {
    const keys = [];
    const off = kelvin.on('message', ({ id, destination }) => keys.push(`/${destination} ${id}`) === count && (off(), done(keys)));
    for (let i = 0; i < events; i++) kelvin.track('Note');
  }), [count, count / paths]);
const waiting = async (page) => (await page.evaluate(() => kelvin.outbox())).messages;
/** In a page whose clock the test moves: pauses cost no time, and no request is so slow that a jump ends it. */
const jump = async (context, seconds = 10) => (await context.clock.fastForward(seconds * 1000), rest(40));

/** Each has its own pace, so that five take a fifth of the time. */
const kPaths = ['a', 'b', 'c', 'd', 'e'];
test(`${kMany} messages, two tabs, reloads, a receiver that fails by plan: none lost, none twice`, async (t) => {
  const plan = createPlan({ seed: Number(process.env.KELVIN_SEED ?? Math.floor(Math.random() * 1e9)) });
  const { open, collector, context, site } = await visit(t, { pages: makePages(), faults: plan, expected });
  site.pages['/model.json'] = model(collector, { paths: kPaths });
  await context.clock.install();
  const tabs = [await open(), await open('/b')];
  for (const page of tabs) await ready(page);
  const made = [];
  const kRounds = 10;
  for (let round = 0; round < kRounds; round++) {
    for (const page of tabs) {
      made.push(...(await fire(page, kMany / kRounds / 2, kPaths.length)));
      // Whether two tabs may score at the same instant is another test's question.
      await until(async () => new Set(await Promise.all(tabs.map((tab) => tab.evaluate(() => kelvin.view()?.events)))).size === 1, 'both tabs agree');
    }
    await jump(context);
    if (round % 3 === 1) {
      const page = tabs[round % 2];
      await page.reload();
      await ready(page);
    }
    if (round === 5) await context.setOffline(true);
    if (round === 6) await context.setOffline(false);
  }
  const keys = [...new Set(made)];
  assert.equal(keys.length, kMany);
  const again = async () => {
    await jump(context);
    await tabs[0].evaluate(() => kelvin.outbox('retry').then(() => {})); // Those that were refused as too large.
  };
  await until(async () => (await again(), keys.every(collector.registry.has)), 'every message', 400_000);
  const { lost, unknown, differing, repeats } = collector.registry.verdict(keys);
  t.diagnostic(`seed ${plan.seed}: ${collector.arrived.length} requests, ${repeats} repeats, ${JSON.stringify(plan.counts)}`);
  assert.deepEqual([lost, unknown, differing], [[], [], 0]);
  assert.equal(collector.preflights(), 0);
  await until(async () => (await again(), !(await waiting(tabs[0])).length), 'an empty outbox', 60_000);
});

test('200 messages of 3 KB, and the page is left: each arrives at once or after the next visit', async (t) => {
  const { open, collector, site } = await visit(t, { pages: makePages(), expected });
  site.pages['/model.json'] = model(collector, { size: 3000 });
  site.pages['/away'] = html({ tag: null });
  const page = await open();
  await ready(page);
  const keys = await fire(page, 200);
  await page.evaluate((url) => void (location.href = url), site.url + '/away');
  await page.waitForURL('**/away');
  await until(() => collector.stored.size, 'some at once');
  await rest(500);
  const atOnce = collector.stored.size;
  await page.goto(site.url + '/b');
  await until(() => keys.every(collector.registry.has), 'every message', 120_000);
  const { differing, repeats } = collector.registry.verdict(keys);
  t.diagnostic(`${atOnce} of 200 before the next visit, ${repeats} repeats`);
  assert.equal(differing, 0);
  assert.ok(repeats <= 25, `${repeats} repeats`); // Only what was under way, and what was posted on leaving.
});

test('a loop of 10^6 calls: the page lives, what was lost is counted and told once', async (t) => {
  const { open, collector } = await visit(t, { pages: makePages() });
  const page = await open('/');
  await ready(page);
  const { took, errors } = await page.evaluate(async () => {
    const errors = [];
    kelvin.on('error', (error) => errors.push(error));
    const start = performance.now();
    for (let i = 0; i < 1e6; i++) kelvin.track('Looped', { i });
    const took = performance.now() - start;
    await kelvin.export();
    for (let i = 0; !errors.length && i < 1500; i++) await new Promise((done) => setTimeout(done, 20));
    await new Promise((done) => setTimeout(done, 1500));
    return { took, errors };
  });
  t.diagnostic(`${Math.round(took)} ms for 10^6 calls`);
  assert.deepEqual(errors.map(({ code }) => code), ['flood']);
  const lost = Number.parseInt(errors[0].found);
  assert.ok(lost > 950_000 && lost < 1e6 - 4990, errors[0].found);
  assert.ok((await page.evaluate(() => kelvin.view().events)) >= 5000);
  assert.equal(collector.arrived.length, 0);
});

test('blocked by the page\'s policy for good: a few tries an hour however much waits, the queue is there to see', async (t) => {
  const policy = "default-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' data:; connect-src 'self'";
  const { open, collector, context, site } = await visit(t, { pages: makePages(), expected: /Content.Security.Policy|violates|blocked/i });
  site.pages['/'] = { headers: { 'content-type': 'text/html', 'content-security-policy': policy }, body: html() };
  site.pages['/model.json'] = model(collector);
  await context.clock.install();
  const page = await open();
  await ready(page);
  await page.evaluate(() => {
    window.blocked = 0;
    addEventListener('securitypolicyviolation', () => window.blocked++);
  });
  await fire(page, 100);
  for (let i = 0; i < 60; i++) await jump(context, 60);
  const blocked = await page.evaluate(() => window.blocked);
  assert.ok(blocked <= 18, `${blocked} tries`);
  await until(async () => (await jump(context, 60), (await page.evaluate(() => window.blocked)) >= 5), 'some tries');
  const messages = await waiting(page);
  assert.equal(messages.length, 100);
  assert.equal(messages[0].last, 'no answer');
  assert.equal(collector.arrived.length, 0);
});

test('an extension blocks the receiver, then no longer', async (t) => {
  const { open, collector, context, site } = await visit(t, { pages: makePages(), expected: /Failed to load|net::ERR|CORS|blocked/ });
  site.pages['/model.json'] = model(collector);
  await context.clock.install();
  await context.route(`${collector.url}/**`, (route) => route.abort());
  const page = await open();
  await ready(page);
  const keys = await fire(page, 10);
  await until(async () => (await waiting(page)).some(({ last }) => last === 'no answer'), 'a try');
  await context.unroute(`${collector.url}/**`);
  // A try that is under way is not jumped over: it would be given up, and sent again.
  const idle = async () => !(await waiting(page)).some(({ state }) => state === 'sending');
  await until(async () => ((await idle()) && (await jump(context)), collector.stored.size === 10), 'the messages', 60_000);
  assert.deepEqual(collector.registry.verdict(keys), { lost: [], unknown: [], differing: 0, repeats: 0 });
});

for (const [name, init] of Object.entries({
  'throws at once': () => {
    const { fetch } = window;
    window.fetch = (url, options) => {
      if (options?.method === 'POST') throw new Error('hostile');
      return fetch(url, options);
    };
  },
  'never settles': () => {
    const { fetch } = window;
    window.fetch = (url, options) => (options?.method === 'POST' ? new Promise(() => {}) : fetch(url, options));
  },
})) {
  test(`the page's own fetch ${name}: a try like any other, and the next page sends`, async (t) => {
    const { open, collector, context, site } = await visit(t, { pages: makePages() });
    site.pages['/'] = html({ head: `<script>(${init})()</script>` });
    site.pages['/model.json'] = model(collector);
    await context.clock.install();
    const page = await open();
    await ready(page);
    await fire(page, 3);
    await until(async () => (await jump(context), (await waiting(page)).some(({ last }) => last === 'no answer')), 'a failed try', 60_000);
    await page.goto(site.url + '/b');
    await until(async () => (await jump(context), collector.stored.size === 3), 'the messages', 60_000);
  });
}

test('JSON asks first, text never does; neither is sent twice', async (t) => {
  const { open, collector, site } = await visit(t, { pages: makePages() });
  site.pages['/model.json'] = model(collector, { content_type: 'application/json' });
  const page = await open();
  await ready(page);
  await fire(page, 3);
  await until(() => collector.stored.size === 3, 'the messages');
  assert.ok(collector.preflights() >= 1);
  assert.equal(collector.arrived.length, 3);
});

test('a receiver that hangs takes two connections of the page, and no more', async (t) => {
  const { open, collector, site } = await visit(t, { pages: makePages(), faults: Array(50).fill('hang'), expected });
  site.pages['/model.json'] = model(collector);
  site.pages['/ping'] = 'pong';
  const page = await open();
  await ready(page);
  await fire(page, 30);
  await until(() => collector.arrived.length === 2, 'two tries');
  await rest(1000);
  assert.equal(collector.arrived.length, 2);
  assert.equal(await page.evaluate(() => fetch('/ping').then((answer) => answer.text())), 'pong');
  assert.deepEqual([...new Set((await waiting(page)).map(({ state }) => state))].sort(), ['sending', 'waiting']);
});
