/** What was searched for is read as its document wrote it; what an advertisement or a number says is no search. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { events, ready, until, useBrowser, visit } from './support/browser.mjs';
import { html, kAttributes } from './support/site.mjs';

useBrowser();

const kModel = JSON.stringify({
  kelvin: 1, id: 'search', version: '1',
  scores: [{ id: 's', range: [0, 100], rules: [{ id: 'r', on: 'Site Searched', where: { 'properties.query': { $exists: true } }, points: 1 }] }],
});
const kPages = { '/model.json': { headers: {}, body: kModel } };
const searches = async (page) => (await events(page, 'Site Searched')).map(({ properties }) => properties.query);

/** A page in a character set: its text is ASCII, what its form sends is not. */
const inSet = (charset) => ({
  headers: { 'content-type': `text/html; charset=${charset}` },
  body: html({ body: '<form action="/found"><input id="q" name="q"><button id="go">Go</button></form>' }).replace('utf-8', charset),
});

for (const [charset, term, bytes] of [['windows-1251', 'сталь +5', '%F1%F2%E0%EB%FC+%2B5'], ['iso-8859-2', 'жě', '%26%231078%3B%EC'], ['shift_jis', '鉄鋼', '%93S%8D%7C'], ['iso-8859-1', 'Träger', 'Tr%E4ger'], ['euc-kr', '쩔쨔', '%C2%BF%C2%B9'], ['iso-2022-jp', '鉄', '%1B%24BE4%1B%28B'], ['utf-8', 'сталь', '%D1%81%D1%82%D0%B0%D0%BB%D1%8C']]) {
  test(`a term in ${charset} is decoded as its document is`, async (t) => {
    const { open } = await visit(t, { pages: { '/': inSet(charset), '/found': inSet(charset), ...kPages } });
    const page = await open();
    await ready(page);
    await page.fill('#q', term);
    await page.click('#go');
    await page.waitForURL('**/found?*');
    assert.ok(page.url().endsWith(bytes), page.url());
    await ready(page);
    assert.deepEqual(await searches(page), [term]);
  });
}

test('a link in UTF-8 on a page of another set, a broken escape, and a key that is escaped are read, too', async (t) => {
  const pages = { '/': inSet('windows-1251'), ...kPages };
  const { open } = await visit(t, { pages });
  const page = await open('/?q=%D1%81%D1%82%D0%B0%D0%BB%D1%8C');
  await ready(page);
  await page.evaluate(() => history.pushState(null, '', '/a?q=100%&x'));
  await page.evaluate(() => history.pushState(null, '', '/b?%71=zinc'));
  await until(async () => (await searches(page)).length >= 2, 'two');
  await page.evaluate(() => history.pushState(null, '', '/c'));
  await until(async () => (await searches(page)).length >= 3, 'three');
  assert.deepEqual(await searches(page), ['сталь', '100%', 'zinc']);
});

test('a link in UTF-8 on a page of a set with two bytes a character is read', async (t) => {
  const { open } = await visit(t, { pages: { '/': inSet('gbk'), ...kPages } });
  const page = await open(`/?q=${encodeURIComponent('钢管')}`);
  await ready(page);
  await until(async () => (await searches(page)).length > 0, 'a search');
  assert.deepEqual(await searches(page), ['钢管']);
});

test('an advertisement\'s keyword is no search when a script has taken the click id out of the address', async (t) => {
  const head = '<script>history.replaceState(null, "", location.href.replace(/&gclid=.*/, ""))</script>';
  const { open } = await visit(t, { pages: { '/': html({ head }), ...kPages } });
  const page = await open('/?keyword=steel&gclid=abc');
  await ready(page);
  await page.evaluate(() => history.pushState(null, '', '/found?keyword=zinc'));
  await until(async () => (await searches(page)).length > 0, 'a search');
  assert.deepEqual(await searches(page), ['zinc']);
});

test('an advertisement\'s keyword beside a click id or campaign, and a bare number, are no search', async (t) => {
  const { open } = await visit(t, { pages: { '/': html(), ...kPages } });
  for (const query of ['keyword=steel&gclid=abc', 'keyword=steel&msclkid=1', 'gbraid=x&keyword=steel', 'keyword=steel&utm_source=google&utm_medium=cpc', 'keyword=steel&tblci=x', 'yclid=7&keyword=steel', 's=20', 'q=75', 'query=1.5', 'search=2%20000', 'keyword=steel&matchtype=b', 'keyword=steel&srsltid=x', 'q=%D9%A1%D9%A2']) {
    const page = await open(`/?${query}`);
    await ready(page);
    assert.deepEqual(await searches(page), [], query);
    await page.close();
  }
  const hash = await open('/#gclid=abc&keyword=steel');
  await ready(hash);
  assert.deepEqual(await searches(hash), []);
  const page = await open('/?keyword=steel');
  await ready(page);
  assert.deepEqual(await searches(page), ['steel']);
  const other = await open('/#q=zinc');
  await ready(other);
  assert.deepEqual(await searches(other), ['steel', 'zinc']);
});

test('a key that the site names is its own search: numbers, too, and beside a click id', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ attributes: `${kAttributes} data-search="keyword"` }), ...kPages } });
  const page = await open('/?keyword=4711&gclid=abc');
  await ready(page);
  assert.deepEqual(await searches(page), ['4711']);
});
