/** Storage that fails in every way it can: scoring goes on, nothing of the host's is touched, a newer version's data stays as it is. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { events, log, names, put, ready, rest, stored, until, useBrowser, visit } from './support/browser.mjs';
import { attributes, codes, givesUp, holdDatabase, hot, local, pages, score } from './support/keeping.mjs';
import { random } from './support/plan.mjs';
import { html } from './support/site.mjs';

useBrowser();
const fixture = JSON.parse(readFileSync(new URL('fixtures/model.json', import.meta.url), 'utf8'));
const served = (made) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(made) });

const noDatabase = {
  missing: () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
  'throws when it is read': () => Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } }),
  'throws when it is opened': () => { IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }; },
  'never answers': () => { IDBFactory.prototype.open = () => (window.asked = true, {}); },
};
for (const [what, init] of Object.entries(noDatabase)) {
  test(`a database that ${what}: localStorage keeps the visitor instead`, async (t) => {
    const { open, collector, context } = await visit(t, { pages: pages(), init });
    await context.clock.install();
    const page = await open();
    if (what === 'never answers') await givesUp(page);
    const { visitor } = await ready(page);
    await hot(page);
    await until(() => collector.stored.size === 1, 'the message');
    await page.reload();
    if (what === 'never answers') await givesUp(page);
    await ready(page);
    assert.deepEqual(await page.evaluate(() => [kelvin.view().visitor, kelvin.view().scores.engagement]), [visitor, 84]);
    assert.deepEqual(await names(page), ['page', 'Demo Requested', 'Demo Requested', 'page']);
    await page.evaluate(() => kelvin.consent('denied'));
    assert.deepEqual(await local(page), ['kelvin.consent']);
  });
}

test('neither may be used: memory, and what fires is delivered', async (t) => {
  const init = () => {
    for (const name of ['indexedDB', 'localStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });
  };
  const { open, collector } = await visit(t, { pages: pages(), init });
  const page = await open();
  const { visitor } = await ready(page);
  await hot(page);
  assert.equal(await score(page), 82);
  await until(() => collector.stored.size === 1, 'the message');
  await page.reload();
  assert.notEqual((await ready(page)).visitor, visitor);
});

test('a visitor kept in localStorage moves into the database once there can be one', async (t) => {
  const { open, context } = await visit(t, { pages: { ...pages(), '/without': html({ attributes: attributes(), head: '<script>Object.defineProperty(window, "indexedDB", { value: undefined })</script>' }) } });
  const page = await open('/without');
  const { visitor } = await ready(page);
  await hot(page);
  const later = await open('/b');
  assert.equal((await ready(later)).visitor, visitor);
  assert.equal(await score(later), 84);
  assert.deepEqual((await local(later)).filter((key) => /id|state|log/.test(key)), []);
  await context.close();
});

const fill = {
  'every write is refused': () => { window.fault = () => { throw new DOMException('full', 'QuotaExceededError'); }; },
  'transactions are undone': () => { window.fault = (store) => store.transaction.abort(); },
};
for (const [what, arm] of Object.entries(fill)) {
  test(`a full disk, ${what}: the page goes on from memory with what it has, and says so once`, async (t) => {
    const init = () => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (...args) {
        return window.fault && this.transaction.db.name === 'kelvin' ? window.fault(this) : put.apply(this, args);
      };
    };
    const { open, collector } = await visit(t, { pages: pages(), init });
    const page = await open();
    const { visitor } = await ready(page);
    await page.evaluate(() => (localStorage.setItem('cart', 'host'), kelvin.track('Demo Requested'), kelvin.export()));
    await page.evaluate(arm);
    await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));
    assert.deepEqual(await page.evaluate(() => [kelvin.view().visitor, kelvin.view().scores.engagement]), [visitor, 82]);
    assert.deepEqual(await names(page), ['page', 'Demo Requested', 'Demo Requested']);
    await until(() => collector.stored.size === 1, 'the message');
    await page.evaluate(() => (kelvin.track('Note', { n: 1, text: 'x' }), kelvin.export()));
    assert.deepEqual(await codes(page), ['storage_failed']);
    assert.equal(await page.evaluate(() => localStorage.getItem('cart')), 'host');
  });
}

test('data of a newer version is left as it is: the page scores in memory, says so, and delivers', async (t) => {
  const { open, collector } = await visit(t, { pages: pages() });
  const plain = await open('/plain');
  await plain.evaluate(() => new Promise((done) => {
    const request = indexedDB.open('kelvin', 99);
    request.onupgradeneeded = () => request.result.createObjectStore('of-tomorrow').put('precious', 'state');
    request.onsuccess = () => (request.result.close(), done());
  }));
  const page = await open();
  await ready(page);
  await hot(page);
  assert.equal(await score(page), 82);
  assert.ok((await codes(page)).includes('newer_data'));
  await until(() => collector.stored.size === 1, 'the message');
  await page.evaluate(() => kelvin.reset());
  await rest(300);
  assert.deepEqual((await local(page)).filter((key) => /id|state|log|out|late/.test(key)), []);
  assert.equal((await stored(plain)).state, 'precious');
});

for (const [what, digest] of [['this model', '$1'], ['another model, with its whole log', 'f00d']]) {
  test(`a state of a newer format is left as it is: of ${what}`, async (t) => {
    const { open } = await visit(t, { pages: pages() });
    const page = await open();
    await ready(page);
    await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));
    const { state } = await stored(page);
    const newer = state.replace('"kelvin":2', '"kelvin":99').replace(/(?<="digest":")(\w+)/, digest);
    assert.match(newer, /"kelvin":99.*"digest":"\w+"/);
    await put(page, 'state', newer);
    await page.reload();
    await ready(page);
    await hot(page);
    assert.equal(await score(page), 82, 'in memory: a new visitor');
    assert.ok((await codes(page)).includes('newer_format'));
    assert.equal((await stored(page)).state, newer);
  });
}

test('a newer version in another tab: its state is left alone, this page goes on in memory', async (t) => {
  const { open } = await visit(t, { pages: pages() });
  const page = await open();
  await ready(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));
  const { state } = await stored(page);
  const newer = state.replace('"kelvin":2', '"kelvin":99').replace(/^\d+/, '77');
  await put(page, 'state', newer);
  await hot(page);
  assert.equal(await score(page), 80, 'in memory: a new visitor');
  assert.deepEqual(await codes(page), ['newer_format']);
  assert.equal((await stored(page)).state, newer);
});

test('the database is deleted under a running page: granted by the site it goes on as a new visitor, granted by the visitor it ends', async (t) => {
  const remove = (page) => page.evaluate(() => new Promise((done, fail) => {
    const request = indexedDB.deleteDatabase('kelvin');
    request.onsuccess = () => done();
    request.onblocked = () => fail(new Error('blocked'));
  }));
  const { open } = await visit(t, { pages: { ...pages(), '/ask': html({ attributes: attributes('ask') }) } });
  const page = await open();
  const { visitor } = await ready(page);
  await remove(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));
  await until(async () => (await events(page, 'Demo Requested')).length === 1, 'the event');
  assert.notEqual((await page.evaluate(() => kelvin.view())).visitor, visitor);
  await page.close();

  const asked = await open('/ask');
  await asked.evaluate(() => (localStorage.clear(), kelvin.consent('granted')));
  await ready(asked);
  await remove(asked);
  await asked.evaluate(() => kelvin.track('Demo Requested'));
  await until(() => asked.evaluate(() => kelvin.view() === null), 'the end');
  assert.deepEqual(await asked.evaluate(() => kelvin.consent()), { score: false, personalise: false, send: false });
  await until(async () => !(await local(asked)).length && !Object.keys(await stored(asked)).length, 'nothing is left');
});

test('a copy of a grant that the database does not know is no grant', async (t) => {
  const { open } = await visit(t, { pages: { ...pages('ask'), '/tag': html({ attributes: attributes('ask') }) } });
  const plain = await open('/plain');
  // As after a withdrawal and a death within the seconds that localStorage takes to be written.
  await plain.evaluate(() => localStorage.setItem('kelvin.consent', '{"score":true,"personalise":true,"send":true}'));
  const page = await open('/tag');
  await until(async () => !(await local(page)).length, 'the copy is gone');
  await page.evaluate(() => kelvin.track('Demo Requested'));
  await rest(500);
  assert.equal(await page.evaluate(() => kelvin.view()), null);
  assert.deepEqual(await stored(page), {});
  assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).length), 0);
});

const kMutants = process.env.KELVIN_SOAK ? 300 : 24;
test(`${kMutants} times damaged records: the page starts, scores and delivers`, { timeout: 600_000 }, async (t) => {
  const seed = Number(process.env.KELVIN_SEED ?? Date.now() % 1e9);
  t.diagnostic(`KELVIN_SEED=${seed}`);
  const next = random(seed);
  const any = (list) => list[Math.floor(next() * list.length)];
  const damage = (text) => {
    const at = Math.floor(next() * text.length);
    return any([
      () => text.slice(0, at),
      () => text.slice(0, at) + String.fromCharCode(32 + Math.floor(next() * 95)) + text.slice(at + 1),
      () => text.replace(/\d+/, any(['-1', '1e309', '99999999999999999999', '""', 'null'])),
      () => any(['', 'null', '[]', '{}', '1\n', '1\n{}', 'NaN\n{"kelvin":1}', '\ud800', '1\n[[[[', '{"id":{}}', '"__proto__"']),
      () => text.replaceAll(any(['{', '}', ':', ',', '"']), any(['[', ']', '', '0'])),
      () => text + text,
    ])();
  };
  const { open, site } = await visit(t, { pages: pages(), expected: /503|Failed to load|Cross-Origin|CORS|cors/ });
  // A receiver that never takes anything: the outbox's records stay.
  site.pages['/sink'] = { status: 503, headers: {}, body: '' };
  site.pages['/model.json'] = served({ ...fixture, destinations: [{ ...fixture.destinations[0], url: `${site.url}/sink` }] });
  const page = await open();
  await ready(page);
  await hot(page);
  await until(async () => Object.keys(await stored(page)).some((key) => key.startsWith('to.')), 'a try');
  const good = await stored(page);
  delete good.consent;
  const kinds = Object.keys(good).filter((key) => /^(state|id|log|out|to|view)/.test(key));
  assert.ok(kinds.length >= 6, kinds.join());
  for (let i = 0; i < kMutants; i++) {
    for (const key of kinds) {
      if (next() < 0.5) continue;
      const text = damage(good[key]);
      if (key === 'view') await page.evaluate((value) => localStorage.setItem('kelvin.view', value), text);
      else await put(page, key, text);
    }
    await page.evaluate((value) => localStorage.setItem('kelvin.late.x', value), damage('{"id":"x","made":1,"page":{"path":"/","search":""},"fields":{"type":"track","event":"Note"}}'));
    await page.reload();
    await ready(page);
    const before = await page.evaluate(() => kelvin.view().events);
    await page.evaluate(() => (kelvin.track('Note', { n: 1, text: 'x' }), kelvin.export()));
    assert.ok((await page.evaluate(() => kelvin.view().events)) >= before + 1, 'it is scored');
    assert.deepEqual((await page.evaluate(() => window.faults)).filter(({ code }) => code === "internal"), [], `${i}`);
  }
});

const changed = {
  ...fixture, version: '2',
  scores: [{ ...fixture.scores[0], rules: fixture.scores[0].rules.map((rule) => (rule.id === 'demo' ? { ...rule, points: 10 } : rule.id === 'note' ? { ...rule, points: 7 } : rule)) }],
  segments: [{ id: 'warm', label: 'Warm', when: { 'scores.engagement': { $gte: 20 } } }, { id: 'hot', label: 'Hot', when: { 'scores.engagement': { $gte: 40 } } }],
};
test('a changed model is applied to the past; no message of the past goes again, none takes an id that was used', async (t) => {
  const { open, collector, site } = await visit(t, { pages: pages() });
  const old = { ...fixture, destinations: [{ ...fixture.destinations[0], url: `${collector.url}/collect` }] };
  site.pages['/model.json'] = served(old);
  const page = await open();
  const { visitor } = await ready(page);
  await page.evaluate(() => (kelvin.track('Note', { n: 1, text: 'x' }), kelvin.export()));
  await hot(page); // 2 + 40 + 40: hot, and told.
  // The receiver has it before the page has the receipt; without that the next page would send it again.
  await until(async () => (await page.evaluate(() => kelvin.outbox())).sent === 1, 'the receipt');

  site.pages['/model.json'] = served({ ...changed, destinations: old.destinations });
  await page.reload();
  await ready(page);
  await page.evaluate(() => kelvin.export());
  const now = await page.evaluate(() => kelvin.view());
  assert.equal(now.visitor, visitor);
  assert.equal(now.events, 5);
  assert.equal(now.scores.engagement, 2 + 7 + 10 + 10 + 2, 'what it would have been under the model of today');
  assert.deepEqual(now.segments, ['warm']);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));
  await until(() => collector.stored.size === 2, 'hot again, under today\'s model: another message');
  assert.equal((await log(page)).length, 6);
  await rest(300);
  assert.equal(collector.arrived.length, 2);

  // The log no longer reaches back: the state stays, as the core takes it over.
  const [first] = Object.keys(await stored(page)).filter((key) => key.startsWith('log.')).sort();
  await put(page, first, null);
  site.pages['/model.json'] = served(old);
  const kept = await score(page);
  await page.reload();
  await ready(page);
  await page.evaluate(() => kelvin.export());
  assert.equal(await score(page), kept + 2);
});

test('clocks that jump a year back and ten years on: no event is lost, none is blocked', async (t) => {
  const init = () => {
    const { now } = Date;
    const year = 365 * 86_400_000;
    Date.now = () => now() + Number(sessionStorage.getItem('jump') ?? 0) * year;
  };
  const { open, collector } = await visit(t, { pages: pages(), init });
  const page = await open();
  for (const jump of [0, -1, 10, 0, 10, -1]) {
    await page.evaluate((years) => sessionStorage.setItem('jump', years), jump);
    await page.evaluate((n) => (kelvin.track('Note', { n, text: 'j' }), kelvin.export()), jump);
    await page.reload();
    await ready(page);
    const before = await page.evaluate(() => kelvin.view().events);
    await page.evaluate((n) => (kelvin.track('Note', { n, text: 'k' }), kelvin.export()), jump);
    assert.equal(await page.evaluate(() => kelvin.view().events), before + 1, `after ${jump} years`);
    const sent = collector.stored.size;
    await page.evaluate(() => kelvin.reset());
    await hot(page);
    await until(() => collector.stored.size === sent + 1, `a message after ${jump} years`);
  }
});

test('left while the database is held up: the message goes at once, and the next page counts each event once', async (t) => {
  const { open, collector, site } = await visit(t, { pages: pages() });
  const holder = await open('/plain');
  const page = await open();
  await ready(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));
  const letGo = await holdDatabase(holder);
  await page.evaluate(() => kelvin.track('Demo Requested'));
  await page.evaluate((url) => (location.href = url), `${site.url}/b`);
  await page.waitForURL('**/b');
  await until(() => collector.stored.size === 1, 'the message, though nothing could be kept');
  await until(async () => (await local(holder)).some((key) => key.startsWith('kelvin.late.')), 'its copy');
  await letGo();
  await ready(page);
  await until(async () => (await events(page, 'Demo Requested')).length === 2, 'both events, each once');
  assert.equal(await score(page), 84);
  await until(async () => !(await local(page)).some((key) => key.startsWith('kelvin.late.')), 'no copy is left');
  assert.equal(new Set(collector.arrived.map(({ id, body }) => id + body)).size, 1, 'one id, the same bytes');
});
