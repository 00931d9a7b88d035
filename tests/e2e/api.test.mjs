/** The script tag, the queue before it, the API, and what a host page may throw at it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { events, kept, log, names, pathOf, put, ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { html, kAttributes, kStub } from './support/site.mjs';

useBrowser();
/** Without the clock of active time, so that a slow machine makes no more events. */
const attributes = `${kAttributes} data-sensors="page link form scroll click"`;
const kTag = `<script async src="/kelvin.js" ${attributes}></script>`;
const home = { '/': html({ attributes }) };

test('calls queued before the script are replayed in order, listeners included', async (t) => {
  const body = `${kStub}<script>var heard = []; kelvin.on("ready", (view) => heard.push("ready " + view.events));
    kelvin.on("enter", ({segment, label}) => heard.push(segment + " " + label));
    var early = kelvin.track; kelvin.identify("u-1", {role: "buyer"}); kelvin.track("Demo Requested"); kelvin.track("Note", {n: 1, text: "x"})</script>`;
  const { open } = await visit(t, { pages: { '/': html({ tag: '', body: body + kTag }) } });
  const page = await open();
  const view = await ready(page);
  assert.equal(view.profile.role, 'buyer');
  const seen = await names(page);
  assert.deepEqual(seen.filter((name) => name !== 'page'), ['identify', 'Demo Requested', 'Note']);
  assert.deepEqual(await page.evaluate(() => heard.slice().sort()), ['ready 4', 'warm Warm']);
  // A reference to the queue's own function, taken before, still works.
  await page.evaluate(() => early('Note', { n: 2, text: 'late' }));
  assert.equal((await events(page, 'Note')).length, 2);
});

test('kelvin.init does what the attributes do', async (t) => {
  const body = `${kStub}<script>kelvin.init({model: "/model.json", consent: "granted", bots: "allow", sensors: "off"}); kelvin.track("Demo Requested")</script>`;
  const { open } = await visit(t, { pages: { '/': html({ tag: `<script async src="/kelvin.js"></script>`, body }) } });
  const page = await open();
  const view = await ready(page);
  assert.equal(view.scores.engagement, 40);
  assert.deepEqual(await names(page), ['Demo Requested']);
});

test('view, explain, enter, leave of listeners, reset', async (t) => {
  const { open } = await visit(t, { pages: home });
  const page = await open();
  await ready(page);
  const told = await page.evaluate(async () => {
    const told = [];
    const off = kelvin.on('view', (view) => told.push(view.scores.engagement));
    kelvin.track('Demo Requested');
    await kelvin.export();
    off();
    kelvin.track('Demo Requested');
    await kelvin.export();
    return told;
  });
  assert.deepEqual(told, [42]);
  const { view, reasons } = await page.evaluate(() => ({ view: kelvin.view(), reasons: kelvin.explain().reasons }));
  assert.equal(view.scores.engagement, 82);
  assert.deepEqual(view.segments, ['warm', 'hot']);
  const sum = reasons.reduce((total, { points }) => total + points, 0);
  assert.equal(Math.round(sum * 100) / 100, 82);
  await page.evaluate(() => kelvin.reset());
  await until(() => page.evaluate(() => kelvin.view().scores.engagement === 0), 'a new visitor');
  await until(async () => (await kept(page)).every((key) => /^kelvin\.(consent|view|beat)$/.test(key)), 'nothing of them kept');
  await page.evaluate(() => kelvin.track('Demo Requested'));
  const after = await log(page);
  assert.equal(after.length, 1);
  assert.notEqual(after[0].anonymousId, view.visitor);
});

test('kelvin.add: the site server\'s events are this visitor\'s, once by messageId', async (t) => {
  const { open } = await visit(t, { pages: home });
  const page = await open();
  const { visitor } = await ready(page);
  await page.evaluate(() => {
    const event = { type: 'track', event: 'Demo Requested', messageId: 'm-1', anonymousId: 'someone else', timestamp: '2020-01-01T00:00:00Z' };
    kelvin.add([event, event]);
    kelvin.add(event);
  });
  const added = await events(page, 'Demo Requested');
  assert.equal(added.length, 1);
  assert.equal(added[0].anonymousId, visitor);
});

test('the log is exactly what was applied: replayed, it gives the state again', async (t) => {
  const { open } = await visit(t, { pages: { ...home, '/other': html({ attributes, title: 'Other' }) } });
  const page = await open('/?utm_source=news&email=ann@firm.test');
  await ready(page);
  await page.evaluate(() => ['Demo Requested', 'Note', 'Unknown'].forEach((name, i) => kelvin.track(name, { n: i, text: 'x' })));
  await page.goto((await page.evaluate(() => location.origin)) + '/other');
  await ready(page);
  await page.evaluate(() => kelvin.track('Demo Requested'));
  const before = await page.evaluate(async () => ({ log: await kelvin.export(), view: kelvin.view() }));
  assert.equal(before.log.trim().split('\n').length, before.view.events);
  assert.ok(!before.log.includes('ann@'), 'no address in the log');
  // The stored state is lost, the log is not: the page scores it anew.
  await put(page, 'state', '1\n{"rubbish');
  const fresh = await open('/other');
  await ready(fresh);
  const now = await fresh.evaluate(() => kelvin.view());
  assert.equal(now.visitor, before.view.visitor);
  assert.equal(now.events, before.view.events + 1);
  assert.equal(now.scores.engagement, before.view.scores.engagement + 2);
});

test('hostile arguments: nothing is thrown, the page goes on, good events are scored', async (t) => {
  const { open } = await visit(t, { pages: home });
  const page = await open();
  await ready(page);
  const thrown = await page.evaluate(() => {
    const cycle = { n: 1, text: 'cycle' };
    cycle.self = cycle;
    let deep = 1;
    for (let i = 0; i < 1e5; i++) deep = { deep };
    const getter = { n: 2, text: 'getter', get bad() { throw new Error('trap'); } };
    const proxy = new Proxy({}, { ownKeys() { throw new Error('trap'); }, get() { throw new Error('trap'); }, getPrototypeOf() { throw new Error('trap'); } });
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const odd = [undefined, null, 0, NaN, '', 'text', 1n, Symbol('s'), () => {}, [], cycle, getter, proxy, revoked.proxy, deep, window, document.body, new Date(NaN), new Map(), Object.create(null)];
    const before = Object.keys(window).length;
    const thrown = [];
    for (const name of ['page', 'track', 'identify', 'group', 'add', 'init', 'on', 'view', 'explain']) {
      for (const a of odd) for (const b of [undefined, proxy, cycle, deep, 1n]) {
        try { kelvin[name](a, b); } catch (error) { thrown.push(name + ': ' + error); }
      }
    }
    kelvin.track('Note', getter);
    kelvin.track('Note', { n: 3, text: 'lone \ud800 surrogate' });
    kelvin.track('Note', { n: 10n ** 30n, text: 'big' });
    return [...thrown, ...(Object.keys(window).length === before ? [] : ['globals'])];
  });
  assert.deepEqual(thrown, []);
  const notes = (await events(page, 'Note')).map(({ properties }) => properties.text);
  assert.deepEqual(notes.slice(-3), ['getter', 'lone \ufffd surrogate', 'big']);
});

test('a listener that throws disturbs nobody', async (t) => {
  const { open } = await visit(t, { pages: home });
  const page = await open();
  await ready(page);
  const heard = await page.evaluate(async () => {
    const heard = [];
    await kelvin.export(); // The page's own first view may still come.
    kelvin.on('error', (error) => heard.push(error.code));
    kelvin.on('view', () => { throw new Error('host'); });
    kelvin.on('view', (view) => heard.push(view.scores.engagement));
    kelvin.on('ready', 'no function');
    kelvin.track('Demo Requested');
    await kelvin.export();
    return heard;
  });
  assert.deepEqual(heard, ['listener', 'listener', 42]);
});

test('two tags, one instance: each event once', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ body: kTag + kTag.replace('kelvin.js', 'kelvin.js?v=2') }) } });
  const page = await open();
  await ready(page);
  await rest(300);
  await page.evaluate(() => kelvin.track('Demo Requested'));
  assert.deepEqual((await names(page)).sort(), ['Demo Requested', 'page']);
});

test('no global but kelvin, no change of the host\'s', async (t) => {
  const { open } = await visit(t, { pages: { '/with': html(), '/without': html({ tag: null }) } });
  const globals = () => Object.getOwnPropertyNames(window).filter((name) => !/^\d+$/.test(name)).sort();
  const builtins = () => [history.pushState, history.replaceState, window.fetch, JSON.stringify, EventTarget.prototype.addEventListener].map(String);
  const without = await open('/without');
  const page = await open('/with');
  await ready(page);
  const [a, b] = [await without.evaluate(globals), await page.evaluate(globals)];
  assert.deepEqual(b.filter((name) => !a.includes(name)), ['kelvin']);
  assert.deepEqual(await page.evaluate(builtins), await without.evaluate(builtins));
});

test('a page whose own kelvin is something else keeps it; an element of that id is no such thing', async (t) => {
  const pages = {
    '/own': html({ head: '<script>window.kelvin = {unit: "K"}</script>' }),
    '/element': html({ tag: '', body: `<p id="kelvin">273.15</p>${kTag}` }),
  };
  const { open } = await visit(t, { pages });
  const own = await open('/own');
  await rest(500);
  assert.deepEqual(await own.evaluate(() => kelvin), { unit: 'K' });
  assert.equal((await ready(await open('/element'))).scores.engagement, 2);
});

test('Prototype.js-like toJSON and a replaced JSON.stringify change nothing', async (t) => {
  const head = '<script>Array.prototype.toJSON = Object.prototype.toJSON = () => "hijacked"</script>';
  const body = `${kStub}<pre id="out"></pre><script>kelvin.on("ready", async () => {
    JSON.stringify = () => { throw new Error("host") };
    kelvin.track("Note", {n: 1, text: "kept"});
    out.textContent = await kelvin.export();
  })</script>`;
  const { open } = await visit(t, { pages: { '/': html({ head, tag: '', body: body + kTag }) } });
  const page = await open();
  // Read from the DOM: the driver's own evaluation would be hijacked too.
  const text = await until(() => page.textContent('#out'), 'the log');
  assert.ok(text.includes('"text":"kept"') && text.includes('"type":"page"') && !text.includes('hijacked'), text);
});

test('the panel opens, shows score and reasons, and closes', async (t) => {
  const { open, site } = await visit(t, { pages: home });
  const page = await open();
  await ready(page);
  assert.ok(!site.requests.includes('/kelvin-debug.js'), 'costs nothing until asked for');
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.debug()));
  const shown = () => page.evaluate(() => document.querySelector('kelvin-panel')?.shadowRoot.textContent ?? '');
  await until(async () => /42/.test(await shown()) && /view/.test(await shown()), 'score and rules in the panel');
  await page.getByRole('button', { name: 'Events' }).click();
  await until(async () => (await shown()).includes('Demo Requested'), 'the event in the panel');
  if (process.env.KELVIN_SHOTS) await page.screenshot({ path: `${process.env.KELVIN_SHOTS}/panel.png` });
  await page.getByRole('button', { name: 'Close' }).click();
  assert.equal(await shown(), '');
});

test('times of events are the clock\'s, corrected by the server only where it is plainly wrong', async (t) => {
  const { open, context } = await visit(t, { pages: home });
  await context.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() - 86_400_000;
  });
  const page = await open();
  await ready(page);
  const [view] = await log(page);
  const time = typeof view.timestamp === 'number' ? view.timestamp : Date.parse(view.timestamp);
  assert.ok(Math.abs(time - Date.now()) < 60_000, `${view.timestamp}`);
  assert.equal(pathOf(view), '/');
});
