/** A database that takes longer to open than a page waits: what is done meanwhile, and what was said, reaches it all the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { names, ready, rest, stored, until, useBrowser, visit } from './support/browser.mjs';
import { codes, comes, givesUp, hot, local, pages, score, slowly } from './support/keeping.mjs';

useBrowser();

/** What the database holds, read without the delay. */
const inDatabase = async (page) => {
  await page.evaluate(() => (window.quick = true));
  const aside = await local(page);
  return Object.keys(await stored(page)).filter((key) => !aside.includes(`kelvin.${key}`));
};
const script = (page) => page.waitForFunction(() => window.kelvin?.version);
const moved = async (page) => {
  await comes(page);
  await until(async () => !(await local(page)).some((key) => /id|state|log/.test(key)), 'the move');
};

/** A page whose visitor is known to the database, and whose message was tried once: taken, or refused with `faults`. */
const visited = async (t, faults = []) => {
  const { open, collector, context } = await visit(t, { pages: pages(), init: slowly, faults, expected: faults.length ? /503/ : null });
  await context.clock.install();
  const page = await open();
  const { visitor } = await ready(page);
  await hot(page);
  await until(() => (faults.length ? collector.arrived.length : collector.stored.size) === 1, 'the message');
  return { page, visitor, collector, url: page.url() };
};

test('a database that comes late: localStorage until then, the database from then on', async (t) => {
  const { open, collector, context } = await visit(t, { pages: pages(), init: slowly });
  await context.clock.install();
  const page = await open('/?slow');
  await givesUp(page);
  const { visitor } = await ready(page);
  await hot(page);
  assert.ok((await local(page)).includes('kelvin.id'));
  await moved(page);
  assert.ok((await inDatabase(page)).includes('state'));
  await page.evaluate(() => (kelvin.track('Note', { n: 1, text: 'x' }), kelvin.export()));
  assert.deepEqual(await page.evaluate(() => [kelvin.view().visitor, kelvin.view().scores.engagement]), [visitor, 82]);
  assert.deepEqual(await names(page), ['page', 'Demo Requested', 'Demo Requested', 'Note']);
  await until(() => collector.stored.size === 1, 'the message');
  await page.goto(page.url().replace('?slow', 'b'));
  assert.equal((await ready(page)).visitor, visitor);
  assert.equal(await score(page), 84);
  assert.equal(collector.stored.size, 1);
  assert.deepEqual(await codes(page), []);
});

test('a visitor whose database comes late is known again, with what was done meanwhile, and what waited is sent', async (t) => {
  const { page, visitor, collector, url } = await visited(t, [503]);
  await page.goto(url + '?slow');
  await givesUp(page);
  await ready(page);
  await page.evaluate(() => (kelvin.track('Note', { n: 1, text: 'x' }), kelvin.export()));
  await moved(page);
  await until(() => page.evaluate((visitor) => kelvin.view().visitor === visitor, visitor), 'the visitor');
  await until(async () => (await names(page)).length === 5, 'what was done meanwhile');
  assert.equal(await score(page), 84);
  await until(() => collector.stored.size === 1, 'the message');
  assert.deepEqual(await codes(page), []);
});

test('a withdrawal that the database hears of late is done there all the same', async (t) => {
  const { page, url } = await visited(t);
  await page.goto(url + '?slow');
  await givesUp(page);
  await ready(page);
  await page.evaluate(() => kelvin.consent('denied'));
  await comes(page);
  await until(async () => (await inDatabase(page)).length === 0, 'an empty database');
  assert.deepEqual(await local(page), ['kelvin.consent']);
});

test('refused and granted again while the database is slow: nobody from before the refusal is known', async (t) => {
  const { page, visitor, collector, url } = await visited(t, [503]);
  await page.goto(url + '?slow');
  await script(page);
  await page.evaluate(() => (kelvin.consent('denied'), kelvin.consent('granted')));
  await givesUp(page);
  await ready(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.export()));
  await moved(page);
  await page.evaluate(() => kelvin.export());
  assert.notEqual(await page.evaluate(() => kelvin.view().visitor), visitor);
  assert.deepEqual((await names(page)).sort(), ['Demo Requested', 'page'], 'nothing of before');
  await page.clock.fastForward(60_000); // The second try would have come.
  await rest(300);
  assert.equal(collector.arrived.length, 1, 'no message of before');
});

test('a refusal that the page could not tell the database is told by the next one', async (t) => {
  const { page, url } = await visited(t);
  await page.goto(url + '?slow');
  await script(page);
  await page.evaluate(() => kelvin.consent('denied'));
  await page.goto(url + 'b');
  await until(async () => (await inDatabase(page)).length === 0, 'an empty database');
  assert.deepEqual(await local(page), ['kelvin.consent']);
  assert.deepEqual(Object.keys(await stored(page)), ['consent']);
});
