// The studio's forms, used as people use them: typed key by key, operators chosen with arrow keys, each problem mended beside its row;
// what is changed and changed back is the same file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goTab, libraryModel, openModel, openStudio, openText, saved, seen, useStudio } from './support/studio.mjs';

useStudio();
const source = libraryModel('b2b-shop');
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
/** Key by key, in place of what is there. */
async function retype(page, label, words) {
  await page.focus(`[aria-label="${label}"]`);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  for (const key of words) await page.keyboard.press(key);
  assert.equal(await focused(page), label);
}
/** One rule, with a condition. */
const ruleWith = (where, more = {}) => JSON.stringify({ kelvin: 1, id: 'm', version: '1', scores: [{ id: 's', rules: [{ id: 'r', on: 'Form Submitted', where, points: 1, limit: 1, ...more }] }] });
const whereOf = async (page) => JSON.parse(await saved(page)).scores[0].rules[0].where;

test('a number is emptied and typed anew key by key, and the field keeps the focus', async (t) => {
  const page = await openStudio(t);
  await openModel(page, 'saas');
  await retype(page, 'points of Looked at prices', '-50');
  await retype(page, 'limit of Looked at prices', '4');
  await retype(page, 'limit of Opened a mail', '2');
  const [rules, before] = [JSON.parse(await saved(page)), JSON.parse(libraryModel('saas'))].map(({ scores }) => Object.fromEntries(scores.flatMap((score) => score.rules ?? []).map((rule) => [rule.label, rule])));
  const { limit } = before['Looked at prices'];
  assert.deepEqual(rules['Looked at prices'], { ...before['Looked at prices'], points: -50, limit: { ...limit, times: 4 } });
  assert.deepEqual(rules['Opened a mail'].limit, { ...before['Opened a mail'].limit, times: 2 });
});

test('an operator is chosen with the arrow keys, and the row keeps the focus', async (t) => {
  const page = await openStudio(t);
  const text = ruleWith({ 'properties.form': 'contact' });
  await openText(page, text);
  await page.click('[aria-label="Edit r"]');
  const label = 'operator of properties.form';
  await page.focus(`[aria-label="${label}"]`);
  const chosen = [];
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(page), label);
    chosen.push(await page.inputValue(`[aria-label="${label}"]`));
  }
  assert.deepEqual(chosen, ['$eq', '$ne', '$gt', '$gte', '$lt']);
  assert.deepEqual(await whereOf(page), { 'properties.form': { $lt: 'contact' } });
  await page.focus(`[aria-label="${label}"]`);
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowUp');
  assert.equal(await saved(page), text);
});

test('every operator, and back: the same file; none that another row has takes its place', async (t) => {
  const page = await openStudio(t);
  const text = ruleWith({ 'properties.form': { $contains: ['a b', 'c'] }, 'properties.price': { $gte: 5.0, $lt: 10 }, 'properties.tags': { $elemMatch: { name: 'x', size: { $gt: 3 } } } }).replace(':5,"$lt"', ':5.0,"$lt"');
  await openText(page, text);
  await page.click('[aria-label="Edit r"]');
  const select = page.locator('[aria-label="operator of properties.form"]').first();
  for (const operator of await select.locator('option').evaluateAll((all) => all.map(({ value }) => value))) {
    await select.selectOption(operator);
    await select.selectOption('$contains');
    assert.equal(await saved(page), text, operator);
  }
  const first = page.locator('[aria-label="operator of properties.price"]').first();
  const offered = await first.locator('option').evaluateAll((all) => all.map(({ value }) => value));
  assert.ok(!offered.includes('$lt') && !offered.includes('is') && offered.includes('$ne'));
  // What one element of a list must be like, by rows too.
  await page.fill('.nested [aria-label="value of size"]', '4');
  await page.fill('.nested [aria-label="value of name"]', 'y');
  assert.deepEqual((await whereOf(page))['properties.tags'], { $elemMatch: { name: 'y', size: { $gt: 4 } } });
  await page.click('.nested button:text-is("And…")');
  assert.deepEqual((await whereOf(page))['properties.tags'].$elemMatch, { name: 'y', size: { $gt: 4 }, id: '' });
});

test('one event made a list and one again, a veto given and taken back: the same file', async (t) => {
  const page = await openStudio(t);
  await openModel(page, 'b2b-shop');
  for (const words of ['page, visit', 'page']) await page.fill('[aria-label="on of Saw more than 10 pages"]', words);
  await page.check('[aria-label="veto of Saw more than 10 pages"]');
  assert.match(await saved(page), /"veto": true/);
  await page.uncheck('[aria-label="veto of Saw more than 10 pages"]');
  assert.equal(await saved(page), source);
});

test('names that are numbers stay in their rows while they are typed', async (t) => {
  const page = await openStudio(t);
  const text = JSON.stringify({ ...JSON.parse(libraryModel('starter')), grade: [{ score: JSON.parse(libraryModel('starter')).scores[0].id, bands: { A: 50, B: 0 } }] });
  await openText(page, text);
  await goTab(page, 'More');
  await retype(page, 'bands: name 2', '25');
  assert.equal(await saved(page), text.replace('"B":', '"25":'));
});

test('a label may have colons: its rule has the core\'s sentence', async (t) => {
  const page = await openStudio(t);
  await openText(page, source.replace('"Visited the site"', '"Visit: the (site): once"'));
  await page.waitForFunction(() => document.querySelector('.rules .sentence')?.textContent.startsWith('5 points; only once. When a visit begins'));
});

test('what was meant is one click beside the row, of every kind of problem, and nothing else changes', async (t) => {
  const page = await openStudio(t);
  const kWrong = [
    ['Rules', '"limit": 1', '"limt": 1'],
    ['Rules', '"properties.form": "contact"', '"propertys.form": "contact"'],
    ['Rules', '"on": "Form Submitted"', '"on": "Form Submited"'],
    ['Rules', '{"$gt": 200', '{"$gtt": 200'],
    ['Rules', '"clears": "cart"', '"clears": "crat"'],
    ['Rules', '"rule": "contact"', '"rule": "contct"'],
    ['Rules', '"page.group": "category"', '"page.group": "categry"'],
    ['Segments', '"scores.interest": {"$gte": 70}', '"scores.intrest": {"$gte": 70}'],
    ['Segments', '"segments": {"$ne": "hot"}', '"segments": {"$ne": "hto"}'],
    ['Triggers', '"to": ["crm"]', '"to": ["crmm"]'],
    ['Triggers', '"enter": "hot"', '"enter": "hto"'],
    ['Pages', '"/c/packaging-machines/**"', '"c/packaging-machines/**"'],
  ];
  for (const [part, right, wrong] of kWrong) {
    assert.ok(source.includes(right), right);
    await openText(page, source.replace(right, wrong), `${kWrong.findIndex((one) => one[2] === wrong)}.json`);
    await goTab(page, part);
    await page.waitForSelector('main .problem button:has-text("Use ")');
    await page.click('main .problem button:has-text("Use ")');
    await seen(page);
    assert.equal(await saved(page), source, wrong);
  }
});

test('while there are errors, the visitors say of what text they are', async (t) => {
  const page = await openStudio(t);
  await openModel(page, 'b2b-shop');
  await page.waitForSelector('.visitor');
  assert.equal(await page.$('.stale'), null);
  await openText(page, '{"kelvin": 1}', 'other.json');
  await page.waitForSelector('.stale:has-text("The model has errors: what is shown is of the last text that had none.")');
});

test('times on screen are those of the tables, wherever the reader is', async (t) => {
  const page = await openStudio(t, { timezoneId: 'Asia/Tokyo' });
  await page.evaluate(() => {
    window.drawn = [];
    const fill = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (words, ...rest) {
      window.drawn.push(words);
      return fill.call(this, words, ...rest);
    };
  });
  // A day that is another one there from 15:00 on.
  const steps = ['2026-01-05T20:00:00Z', '2026-01-05T20:20:00Z'].map((timestamp) => ({ event: { type: 'page', timestamp, properties: { path: '/' } } }));
  await openText(page, JSON.stringify({ ...JSON.parse(libraryModel('starter')), tests: [{ name: 'late', start: '2026-01-05T19:40:00Z', steps }] }));
  await page.$eval('[aria-label="Days without a visit"]', (input) => {
    input.value = '0';
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await page.waitForFunction(() => window.drawn.some((words) => /^20:\d\d/.test(words)));
  await page.click('.visitor summary:text-is("As a table")');
  await page.waitForSelector('.visitor .table td:text-is("2026-01-05 20:20 UTC")');
});

test('what is added begins right, and takes the place of what cannot stand beside it', async (t) => {
  const page = await openStudio(t);
  await openModel(page, 'b2b-shop');
  const add = async (at, key) => {
    await page.selectOption(`fieldset[data-at="${at}"] > select.small`, key);
    await seen(page);
    assert.match(await page.textContent('header [role=status]'), /^Right/, `${at} ${key}`);
    const model = JSON.parse(await saved(page));
    return at.split('/').slice(1).reduce((value, part) => value[part], model)[key];
  };
  await page.click('[aria-label="Edit Visited the site"]');
  assert.deepEqual(await add('/scores/0/rules/0', 'after'), { rule: 'visited', within: '30d' });
  assert.equal(await add('/scores/0/rules/0', 'clears'), 'visited');
  assert.equal(await page.getAttribute('[data-at="/scores/0/rules/0/clears"] input', 'list'), 'eventRules');
  assert.deepEqual(await add('/scores/0/rules/0', 'while'), { 'profile.role': 'buyer' });
  assert.deepEqual(Object.keys(JSON.parse(await saved(page)).scores[0].rules[0]), ['id', 'label', 'points', 'while']);
  await page.click('[aria-label="Undo"]');
  assert.equal(JSON.parse(await saved(page)).scores[0].rules[0].on, 'visit');
  await page.click('text="Add a score"');
  await page.click('summary:has-text("Settings of New score")');
  assert.deepEqual(await add('/scores/1', 'of'), { interest: 1 });
  await goTab(page, 'Experiences');
  await page.click('text="Add to experiences"');
  assert.equal(await add('/experiences/0', 'until'), 'click');
  assert.deepEqual(await add('/experiences/0', 'limit'), 1);
  assert.equal(await add('/experiences/0/set', 'href'), '/');
  await add('/experiences/0/set', 'attribute');
  await goTab(page, 'More');
  await page.selectOption('fieldset[data-at=""] > select.small', 'account');
  await seen(page);
  assert.match(await page.textContent('header [role=status]'), /^Right/);
  assert.deepEqual(JSON.parse(await saved(page)).account, { key: 'profile.company.id', score: 'interest' });
});

test('of several files at once each has its sentence; JSON that is not whole yet says so, and the file keeps what was there', async (t) => {
  const page = await openStudio(t);
  const text = JSON.stringify({ ...JSON.parse(libraryModel('starter')), tests: [{ name: 'a company', steps: [{ identify: { company: { id: 'a' } } }] }] });
  const of = (name, words) => ({ name, mimeType: 'application/json', buffer: Buffer.from(words) });
  await page.setInputFiles('header input[type=file]', [of('none.ndjson', 'no log'), of('model.json', text), of('odd.csv', 'a;b\n1;2')]);
  await page.waitForFunction(() => /none\.ndjson: it holds no message.*odd\.csv: it has no column visitor/.test(document.querySelector('.notice')?.textContent));
  await seen(page);
  await goTab(page, 'Tests');
  await page.click('.test summary');
  const area = '[aria-label="identify: company"], [aria-label="traits: company"], .test textarea';
  await page.fill(area, '{"id": ');
  await page.waitForSelector('.test [role=alert]:has-text("This is no JSON yet")');
  assert.equal(await saved(page), text);
  await page.fill(area, '{"id": "b"}');
  await page.waitForSelector('.test [role=alert]', { state: 'detached' });
  await page.fill(area, '{"id": ');
  await page.waitForSelector('.test [role=alert]');
  await page.click('[aria-label="Undo"]');
  await page.waitForSelector('.test [role=alert]', { state: 'detached' });
  assert.equal(await saved(page), text);
});
