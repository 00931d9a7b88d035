/** Another person at the same device, where several tabs are busy, storage fails or is slow, or the page is left: theirs is theirs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { log, nameOf, names, ready, stored, until, useBrowser, visit } from './support/browser.mjs';
import { comes, givesUp, holdDatabase, slowly } from './support/keeping.mjs';
import { becomeB, isC, pages, say, shown, view } from './support/persons.mjs';

useBrowser();

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
