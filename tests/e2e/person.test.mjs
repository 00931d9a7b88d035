/** Another person at the same device: a visitor of their own, who has nothing of the former one's, on any page, in any tab, however storage fails. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { log, nameOf, names, ready, rest, stored, until, useBrowser, visit } from './support/browser.mjs';
import { comes, givesUp, holdDatabase, slowly } from './support/keeping.mjs';
import { addressOf, html, kStub } from './support/site.mjs';

useBrowser();
const kelvin = process.env.KELVIN ?? fileURLToPath(new URL('../../build/release/native/kelvin', import.meta.url));
const fixture = JSON.parse(readFileSync(new URL('fixtures/model.json', import.meta.url), 'utf8'));
const served = (made) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(made) });

const body = '<p id="cold" data-kelvin-unless="warm hot">Newsletter</p><p id="hot" data-kelvin-if="hot">Talk</p>';
/** Notes what is told, and from `watch()` on what each frame shows. */
const head = `${kStub}<style>[data-kelvin-if]:not([data-kelvin-on]),[data-kelvin-off]{display:none!important}</style><script>
  window.news = [];
  for (const name of ['enter', 'leave', 'view']) kelvin.on(name, (told) => news.push([name, name === 'view' ? told.visitor : told.segment]));
  window.shown = () => [...document.querySelectorAll('p')].filter((p) => p.checkVisibility()).map((p) => p.id).join();
  window.frames_ = new Set();
  window.watch = () => (frames_.add(shown()), requestAnimationFrame(watch));
</script>`;
const attributes = (consent = 'granted') => `data-model="/model.json" data-consent="${consent}" data-bots="allow" data-mode="test" data-sensors="page link form scroll click"`;
const pageFor = (said = '', consent) => html({ attributes: attributes(consent), body: `${body}<script>watch()</script>`, head: `${head}<script>${said}</script>` });
const pages = (consent) => ({ '/': pageFor('', consent), '/b': pageFor('kelvin.identify("b")'), '/c': pageFor('kelvin.identify("c")'), '/plain': html({ tag: null }) });

const view = (page) => page.evaluate(() => kelvin.view());
const shown = (page) => page.evaluate(() => window.shown());
/** Makes b of the visitor: a buyer, who is hot; gives their anonymousId. */
const becomeB = async (page) => {
  await page.evaluate(() => {
    kelvin.identify('b', { role: 'buyer' });
    for (let i = 0; i < 2; i++) kelvin.track('Demo Requested');
    return kelvin.export();
  });
  const { visitor, segments, profile } = await view(page);
  assert.deepEqual([segments, profile.role], [['warm', 'hot'], 'buyer']);
  return visitor;
};
const say = (page, ...args) => page.evaluate((args) => (kelvin.identify(...args), kelvin.export()), args);
/** Everything of the visitor's log is c's alone, and so is the view. */
const isC = async (page, b, expected) => {
  const seen = await log(page);
  const { visitor, profile, events } = await view(page);
  assert.notEqual(visitor, b);
  assert.deepEqual(seen.map(nameOf), expected);
  assert.ok(seen.every(({ anonymousId }) => anonymousId === visitor), 'one visitor');
  assert.deepEqual([profile, events], [{}, expected.length]);
  return visitor;
};

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
  await until(() => collector.stored.size === 1, 'the message of b');
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

test('two tabs, one busy: the other person is one visitor in both, and has nothing that was done before they came', { timeout: 180_000 }, async (t) => {
  const { open } = await visit(t, { pages: pages() });
  const [one, two] = [await open(), await open()];
  await Promise.all([ready(one), ready(two)]);
  const b = await becomeB(one);
  await until(async () => (await view(two)).segments.includes('hot'), 'the other tab follows');
  await two.evaluate(() => (news.length = 0));
  const making = two.evaluate(async () => {
    for (window.made = 0; window.made < (window.enough ?? Infinity); window.made++) {
      kelvin.track('Note', { n: window.made, text: kelvin.view().visitor });
      await new Promise((go) => setTimeout(go, 5));
    }
    return window.made;
  });
  await until(() => two.evaluate(() => window.made > 20), 'some that are b\'s');
  await say(one, 'c');
  const { visitor: c } = await view(one);
  await until(() => two.evaluate((c) => kelvin.view().visitor === c, c), 'the other tab hears of it');
  await two.evaluate(() => (window.enough = window.made + 50));
  const made = await making;
  await two.evaluate(() => kelvin.export());
  const seen = await log(one);
  const { visitor } = await view(one);
  assert.notEqual(visitor, b);
  assert.ok(seen.every(({ anonymousId }) => anonymousId === visitor), 'one visitor');
  assert.equal(nameOf(seen[0]), 'identify');
  const notes = seen.filter((event) => nameOf(event) === 'Note').map(({ properties }) => properties);
  assert.ok(notes.length > 20 && notes.length < made, `${notes.length}`);
  assert.ok(notes.every(({ text }) => text === visitor), 'none that was made for b');
  assert.deepEqual(notes.map(({ n }) => n), Array.from(notes, (_, i) => made - notes.length + i), 'all of those that were made for c');
  await until(async () => (await view(two)).visitor === visitor && (await view(two)).events === seen.length, 'the other tab follows');
  assert.deepEqual(await log(two), seen);
  assert.equal(await shown(two), 'cold');
  assert.deepEqual((await two.evaluate(() => news)).filter(([name]) => name === 'leave'), []);
});

const kStores = {
  'in memory, before a choice': { consent: 'memory' },
  'in localStorage, without a database': { init: () => Object.defineProperty(window, 'indexedDB', { value: undefined }) },
  'in memory, where nothing may be used': {
    init: () => {
      for (const name of ['indexedDB', 'localStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });
    },
  },
};
for (const [what, { consent, init }] of Object.entries(kStores)) {
  test(`another person ${what}`, async (t) => {
    const { open } = await visit(t, { pages: pages(consent), init });
    const page = await open();
    await ready(page);
    const b = await becomeB(page);
    await say(page, 'c');
    const c = await isC(page, b, ['identify']);
    if (consent) {
      assert.deepEqual(await stored(page), {});
      await page.evaluate(() => (kelvin.consent('granted'), kelvin.track('Note', { n: 1, text: 'x' })));
      await until(async () => (await names(page)).length === 2, 'the grant takes over c');
      await isC(page, b, ['identify', 'Note']);
    }
    if (!consent && !what.includes('nothing')) {
      await page.reload();
      await ready(page);
      assert.equal(await isC(page, b, ['identify', 'page']), c);
    }
  });
}

test('another person while the database is slow to come: all that they did is theirs once it has, and nothing is of whom it knew', async (t) => {
  const { open, context } = await visit(t, { pages: pages(), init: slowly });
  await context.clock.install();
  const page = await open();
  await ready(page);
  const b = await becomeB(page);
  await page.goto(page.url() + '?slow');
  await givesUp(page);
  await ready(page);
  await page.evaluate(() => (kelvin.track('Note', { n: 1, text: 'x' }), kelvin.identify('c'), kelvin.track('Note', { n: 2, text: 'y' }), kelvin.export()));
  await comes(page);
  await until(async () => !(await page.evaluate(() => Object.keys(localStorage))).some((key) => /id|state|log/.test(key)), 'the move');
  await page.evaluate(() => (window.quick = true));
  await until(async () => (await names(page)).length === 4, 'what was done meanwhile');
  await isC(page, b, ['page', 'Note', 'identify', 'Note']);
  const left = JSON.stringify(Object.entries(await stored(page)).filter(([key]) => !key.startsWith('out.')));
  assert.ok(!left.includes(b) && !left.includes('buyer'), left);
});

test('said as the page is left, while nothing can be kept: the next page is the other person\'s', async (t) => {
  const { open, site } = await visit(t, { pages: pages() });
  const holder = await open('/plain');
  const page = await open();
  await ready(page);
  const b = await becomeB(page);
  const letGo = await holdDatabase(holder);
  await page.evaluate((url) => {
    kelvin.track('Note', { n: 1, text: 'of b' });
    kelvin.identify('c');
    for (let n = 2; n < 12; n++) kelvin.track('Note', { n, text: 'of c' });
    location.href = url;
  }, `${site.url}/plain`);
  await page.waitForURL('**/plain');
  await until(() => holder.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('kelvin.late.')).length === 12), 'copies');
  await letGo();
  await page.goto(site.url);
  await ready(page);
  await isC(page, b, ['identify', ...Array(10).fill('Note'), 'page']);
  assert.deepEqual((await log(page)).slice(1, 11).map(({ properties }) => properties.n), [2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 'in their order');
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
