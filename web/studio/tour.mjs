// Somebody who has read nothing builds the grid of core/models/b2b-shop.json from an empty page, by clicks and typing alone; tests it, prints
// it, packs it, and a page with kelvin.js scores a visitor with it. The core says the same sentences of both models, and all tests of the
// library's pass on the one that was clicked together.
//
//   ./dev studio --tour
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { spawnSync } from 'node:child_process';
import { chromium } from 'playwright-core';

const { values } = parseArgs({ options: { studio: { type: 'string' }, site: { type: 'string' }, kelvin: { type: 'string' }, out: { type: 'string' } } });
const { studio, site, kelvin, out } = values;
const library = join(dirname(fileURLToPath(import.meta.url)), '../../core/models/b2b-shop.json');
mkdirSync(out, { recursive: true });

const kFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: kFlags });
const page = await browser.newPage({ viewport: { width: 1360, height: 900 }, acceptDownloads: true });
const troubles = [];
page.on('pageerror', (error) => troubles.push(error.message));
page.setDefaultTimeout(30_000);

const step = (words) => console.log(`  ${words}`);
const seen = () => page.waitForSelector('header [role=status][data-seen=true]');
const shot = async (name) => (await seen(), page.screenshot({ path: join(out, `${name}.png`) }));
const tab = (name) => page.click(`nav button:has-text("${name}")`);
const add = (at, key) => page.selectOption(`fieldset[data-at="${at}"] > select.small`, key);
const fill = (at, words) => page.fill(`[data-at="${at}"] input >> nth=0`, String(words));
const takeOut = (at, words) => page.click(`fieldset[data-at="${at}"] > .members [aria-label="Remove ${words}"]`);

/** Rows of a condition: [field, operator, value]. The first may be there, of a condition that was just added. */
async function condition(at, rows, isThere = false) {
  for (const [i, [name, operator, value]] of rows.entries()) {
    const box = page.locator(`.condition[data-at="${at}"]`);
    const before = isThere && i === 0 ? 0 : await box.locator('> .condition-row').count();
    if (!isThere || i > 0) await box.locator('> .row > button:text-is("And…")').click();
    const row = box.locator('> .condition-row').nth(before);
    await row.locator('[aria-label="field"]').fill(name);
    if (await row.locator('> .tests').count() && operator === 'is') await row.locator('.operator').selectOption('is');
    if (operator !== 'is') await row.locator('.operator').selectOption(operator);
    await row.locator('input:not([aria-label="field"])').last().fill(value);
  }
}

async function rule({ id, label, on, points, limit = 1, where, facts, more }) {
  await page.click(facts ? 'text="Add a fact"' : 'text="Add a rule"');
  const row = page.locator('.rules tbody tr.open').last();
  const at = await row.getAttribute('data-at');
  await fill(`${at}/id`, id);
  await row.locator('[data-label="Rule"] input').fill(label);
  if (on) await row.locator('[data-label="What"] input').fill(on);
  await row.locator('[data-label="Points"] input').fill(String(points));
  if (limit && !facts) await row.locator('[data-label="Limit"] input').fill(String(limit));
  if (where) {
    await add(at, 'where');
    await condition(`${at}/where`, where, true);
  }
  if (facts) {
    await page.click(`.condition[data-at="${at}/while"] [aria-label="Remove the condition on profile.role"]`);
    await condition(`${at}/while`, facts);
  }
  await more?.(at);
  await page.click(`[aria-label="Close ${label}"]`);
}

async function grid() {
  step('the model: its name, what is no activity, the pages');
  await tab('More');
  await fill('/id', 'b2b-shop');
  for (const [key, name] of [['passive', 'Email Delivered'], ['offsite', 'Email Opened']]) {
    await add('', key);
    await fill(`/${key}`, name);
  }
  await tab('Pages');
  await page.click('text="Add to pages"');
  await page.fill('[aria-label="pages: name 1"]', 'category');
  await page.fill('[data-at="/pages/category"] input', '/c/packaging-machines/**');

  step('the rules');
  await tab('Rules');
  await page.fill('[aria-label="limit of Visited the site"]', '1');
  const after = (other, within) => async (at) => (await add(at, 'after'), await fill(`${at}/after/rule`, other), await fill(`${at}/after/within`, within));
  const count = (n, since) => async (at) => {
    await add(at, 'count');
    await fill(`${at}/count/at_least`, n);
    if (since) await add(`${at}/count`, 'since'), await fill(`${at}/count/since`, since);
  };
  const clears = (other) => async (at) => (await add(at, 'clears'), await fill(`${at}/clears`, other));
  await rule({ id: 'contact', label: 'Filled in the contact form', on: 'Form Submitted', points: 35, where: [['properties.form', 'is', 'contact']] });
  await rule({ id: 'many-pages', label: 'Saw more than 10 pages', on: 'page', points: 10, more: count(11) });
  await rule({ id: 'demo', label: 'Asked for a demonstration', on: 'Demo Requested', points: 20 });
  await rule({ id: 'persona', label: 'The company we look for', points: 10, facts: [['profile.role', '$in', 'buyer, plant manager'], ['profile.employees', '$gte', '20']] });
  await rule({ id: 'category', label: 'Saw the packaging machines', on: 'page', points: 10, where: [['page.group', 'is', 'category']] });
  await rule({ id: 'thanks-mail', label: 'Opened the thank-you mail at once', on: 'Email Opened', points: 10, where: [['properties.campaign_name', 'is', 'thank-you']], more: after('contact', '10m') });
  await rule({ id: 'cart', label: 'Put more than 200 EUR into the cart', on: 'Product Added', points: 25, where: [['properties.price', '$gt', '200'], ['properties.currency', '$in', 'EUR, null']] });
  await rule({ id: 'ordered', label: 'Ordered', on: 'Order Completed', points: 0, limit: 0, more: clears('cart') });
  await rule({ id: 'form-click', label: 'Clicked on a form', on: 'Form Started', points: 10 });
  await rule({ id: 'white-paper', label: 'Downloaded a white paper', on: 'File Downloaded', points: 20, where: [['properties.href', '$glob', '**/white-papers/**']] });
  await rule({ id: 'industry', label: 'Industry sector', points: 20, facts: [['profile.sector', 'is', 'industry']] });
  await rule({ id: 'saas', label: 'SaaS sector', points: -5, facts: [['profile.sector', 'is', 'saas']] });
  await rule({ id: 'mail-open', label: 'Opened a mail', on: 'Email Opened', points: 0, limit: 0 });
  await rule({ id: 'mail-silence', label: 'Last six mails unopened', on: 'Email Delivered', points: -10, more: count(6, 'mail-open') });
  await page.click('[aria-label="Move Last six mails unopened up"]');
  await page.click('[aria-label="Edit Opened a mail"]');
  await clears('mail-silence')('/scores/0/rules/14');
  await page.click('[aria-label="Close Opened a mail"]');

  step('silence');
  await page.click('summary:has-text("Settings of Interest")');
  await add('/scores/0', 'inactivity');
  for (const [i, [silence, points]] of [['30d', -15], ['60d', -30], ['90d', -50]].entries()) {
    await page.click('text="Add to steps"');
    await fill(`/scores/0/inactivity/steps/${i}/after`, silence);
    await fill(`/scores/0/inactivity/steps/${i}/points`, points);
  }
  await page.evaluate(() => scrollTo(0, 0));
  await shot('1-rules');

  step('segments');
  await tab('Segments');
  await page.click('text="Add to segments"');
  await fill('/segments/1/id', 'warm');
  await fill('/segments/1/label', 'Warm');
  await page.fill('.condition[data-at="/segments/1/when"] [aria-label="value of scores.interest"]', '30');
  await condition('/segments/1/when', [['segments', '$ne', 'hot']]);
  await add('/segments/1', 'leave');
  await page.selectOption('.condition[data-at="/segments/1/leave"] > .row > select', '$or');
  await condition('/segments/1/leave/$or/0', [['scores.interest', '$lt', '20']]);
  await page.click('text="Add an alternative"');
  await condition('/segments/1/leave/$or/1', [['segments', 'is', 'hot']]);
  await shot('2-segments');

  step('a destination, and what is told');
  await tab('Destinations');
  await page.click('text="Add to destinations"');
  await fill('/destinations/0/id', 'crm');
  await fill('/destinations/0/url', 'https://crm.example/hooks/kelvin');
  await add('/destinations/0', 'fields');
  await fill('/destinations/0/fields', 'email, role, employees, sector');
  await tab('Triggers');
  await trigger(0, { id: 'call', enter: 'hot', per: '30d', say: 'Hot: call today, the cart is in the profile.' });
  await trigger(1, { id: 'answer-form', hit: 'contact', say: 'A contact form came in.' });
  await trigger(2, { id: 'big-cart', hit: 'cart', per: '7d', say: 'A cart above 200 EUR: offer help with the order.' });
}

async function trigger(i, { id, enter, hit, per, say }) {
  const at = `/triggers/${i}`;
  await page.click('text="Add to triggers"');
  await fill(`${at}/id`, id);
  if (hit) {
    await takeOut(`${at}/when`, 'enter');
    await add(`${at}/when`, 'hit');
  }
  await fill(`${at}/when/${hit ? 'hit' : 'enter'}`, hit ?? enter);
  if (per) {
    await add(at, 'limit');
    await page.selectOption(`fieldset[data-at="${at}"] [aria-label="limit, form"]`, { label: 'with more' });
    await fill(`${at}/limit/per`, per);
  }
  await add(at, 'to');
  await fill(`${at}/to`, 'crm');
  await add(at, 'say');
  await fill(`${at}/say`, say);
}

async function aTest() {
  step('a test: a visitor who is hot after a demonstration, a form and a cart');
  await tab('Tests');
  await page.click('text="Add a test"');
  await fill('/tests/1/name', 'a demonstration, the form and a large cart');
  for (const name of ['Asked for a demonstration', 'Filled in the contact form', 'Put more than 200 EUR into the cart']) await page.click(`.test[open] button:text-is("${name}")`);
  await page.click('.test[open] button:text-is("So it should be")');
  await page.waitForSelector('[data-at^="/tests/1/"][data-at*="/expect"]', { state: 'attached' });
  await page.waitForSelector('.test.passes >> nth=1');
  await seen();
  assert.match(await page.textContent('main [role=status]'), /^2 of 2 tests pass\./);
  await shot('3-test');
}

async function download(button) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  const path = join(out, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

async function giveOut() {
  step('printed, packed, saved');
  await tab('Give out');
  await page.waitForSelector('text=Download b2b-shop.packed.json');
  await shot('4-give-out');
  await page.pdf({ path: join(out, 'grid.pdf') });
  const packed = await download('button:has-text("Download b2b-shop.packed.json")');
  const source = await download('text="Save"');
  const tag = await page.inputValue('label:has-text("Script tag") textarea');
  return { packed, source, tag };
}

const printed = (...args) => spawnSync(kelvin, args, { encoding: 'utf8' }).stdout;

/** What the command line says of the model that was clicked together, beside the library's. */
function compareWithLibrary(source) {
  assert.equal(printed('check', '--explain', source), printed('check', '--explain', library));
  const { tests } = JSON.parse(readFileSync(library, 'utf8'));
  const tested = join(out, 'with-the-library-tests.json');
  writeFileSync(tested, JSON.stringify({ ...JSON.parse(readFileSync(source, 'utf8')), tests }));
  const [own, theirs] = [source, tested].map((model) => JSON.parse(printed('check', '--json', '--test', model)));
  assert.deepEqual([own.ok, theirs.ok, theirs.passed], [true, true, tests.length]);
  return theirs.passed;
}

const kShop = {
  kelvin: 1, id: 'machines', version: '1', pages: { prices: ['/prices/**'], stories: ['/customers/**', '/compare/**'] },
  scores: [{ id: 'interest', label: 'Interest', range: [0, 100], rules: [
    { id: 'prices', label: 'Looked at prices', on: 'page', where: { 'page.group': 'prices' }, points: [15, 10, 5], limit: { times: 3, per: 'visit' }, decay: { half_life: '30d' } },
    { id: 'stories', label: 'Read a story', on: 'page', where: { 'page.group': 'stories' }, points: 6, decay: { half_life: '30d' } },
    { id: 'guide', label: 'Took the guide', on: 'File Downloaded', points: 15, limit: 1 },
    { id: 'demo', label: 'Asked for a demonstration', on: 'Demo Requested', points: 35, limit: 1 },
    { id: 'careers', label: 'Looks for a job', on: 'page', where: { 'page.path': { $glob: '/careers/**' } }, points: -10, limit: 2 },
  ] }],
  segments: [{ id: 'hot', label: 'Hot', when: { 'scores.interest': { $gte: 60 } }, leave: { 'scores.interest': { $lt: 50 } } }, { id: 'warm', label: 'Warm', when: { 'scores.interest': { $gte: 30 }, segments: { $ne: 'hot' } }, leave: { $or: [{ 'scores.interest': { $lt: 20 } }, { segments: 'hot' }] } }],
};

/** Two months of the shop of docs/start, with the list of who bought: the table is what `kelvin calibrate` tells. */
async function whoBought() {
  step('a log, and who of its visitors bought');
  spawnSync(process.execPath, [join(dirname(library), '../../docs/start/sample-log.mjs'), out]);
  const files = ['machines.json', 'shop.ndjson.gz', 'customers.csv'].map((name) => join(out, name));
  writeFileSync(files[0], JSON.stringify(kShop, null, 1));
  for (const file of files) {
    await page.setInputFiles('header input[type=file]', file);
    await page.waitForFunction((name) => document.querySelector('.notice')?.textContent.startsWith(name) || document.querySelector('[aria-label="Name of the file"]').value === name, file.split('/').pop());
  }
  await page.waitForSelector('.calibration tbody tr', { timeout: 120_000 });
  await page.waitForSelector('.visitor >> nth=11');
  const { segments } = JSON.parse(printed('calibrate', '--json', '--model', files[0], '--labels', files[2], files[1]));
  const shown = await page.$$eval('.calibration tbody tr', (all) => all.slice(-2).map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.deepEqual(shown, segments.map(({ id, visitors, converted, precision, recall }) => [`entered ${id}`, String(visitors), String(converted), ...[precision, recall].map((share) => `${(share * 100).toFixed(1)} %`)]));
  await page.click('.notice [aria-label="Close"]');
  await page.setViewportSize({ width: 1240, height: 1000 });
  await shot('6-who-bought');
}

/** A page with the tag that the studio gave, and a visitor in it. */
async function scoreOne({ packed, tag }) {
  step('a page with the tag scores a visitor');
  const name = packed.split('/').pop();
  writeFileSync(join(out, 'index.html'), `<!doctype html><meta charset="utf-8"><title>Shop</title>${tag.replace('data-model', 'data-bots="allow" data-consent="granted" data-mode="test" data-model')}`);
  const shop = await browser.newPage();
  await shop.goto(`${site}/index.html`);
  await shop.waitForFunction(() => window.kelvin?.view?.());
  const view = await shop.evaluate(async () => {
    for (const [event, properties] of [['Demo Requested', {}], ['Form Submitted', { form: 'contact' }], ['Product Added', { price: 250, currency: 'EUR' }]]) window.kelvin.track(event, properties);
    while (window.kelvin.view().scores.interest < 85) await new Promise((done) => window.kelvin.on('view', done));
    return window.kelvin.view();
  });
  assert.deepEqual([view.scores, view.segments], [{ interest: 85 }, ['hot']], name);
  await shop.close();
}

try {
  const begun = Date.now();
  await page.goto(studio);
  await seen();
  await shot('0-empty');
  await page.click('[aria-label="Close the first steps"]');
  await grid();
  await aTest();
  const given = await giveOut();
  const passed = compareWithLibrary(given.source);
  await tab('Rules');
  await shot('5-done');
  await scoreOne(given);
  await whoBought();
  assert.deepEqual(troubles, []);
  console.log(`The grid of b2b-shop, built from an empty page by clicks: the library's sentences, its ${passed} tests pass, a visitor scored 85. ${Math.round((Date.now() - begun) / 1000)} s; pictures in ${out}`);
} catch (error) {
  await page.screenshot({ path: join(out, 'failed.png') });
  throw error;
} finally {
  await browser.close();
}
