// The documentation site in a browser: read from a disk as from a server, searched by the keyboard, on a phone, in light and dark, with
// nothing for axe-core to say. And the site owner's path, walked: files, model and tag as the page has them give the score that it says.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSite } from '../../web/site/build.mjs';
import { studioFile } from '../../release/studio.mjs';
import { blocksOf } from '../../web/site/examples.mjs';
import { otherWords } from '../../web/site/search.mjs';
import { kBrowser, launch } from './support/browser.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const native = process.env.KELVIN_NATIVE ?? join(root, 'build/release/native/kelvin');
const axe = readFileSync(createRequire(join(root, 'web/package.json')).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'kelvin-docs-'));
let browser;
before(async () => {
  await buildSite(join(folder, 'docs'));
  browser = await launch();
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** A page of the site from the disk. Whatever it asks of a network, and whatever goes wrong in it, is counted. */
async function read(t, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  const troubles = [];
  page.on('request', (request) => request.url().startsWith('file:') || troubles.push(request.url()));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  await page.goto(pathToFileURL(join(folder, 'docs', address)).href);
  return { page, troubles };
}

/** Two kinds of pages; by ./dev soak all of them. */
const addresses = () => (process.env.KELVIN_SOAK ? readdirSync(join(folder, 'docs'), { recursive: true }).filter((name) => name.endsWith('.html') && !name.startsWith('studio')) : ['page/consent.html', 'source/wasm/kelvin.d.ts.html']);

for (const [colorScheme, width] of [['light', 1280], ['dark', 360]]) {
  test(`nothing for axe, and nothing wider than the page: ${colorScheme}, ${width} px`, async (t) => {
    for (const address of addresses()) {
      const { page, troubles } = await read(t, address, { colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
      assert.deepEqual(troubles, [], address);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => axe.run({ preload: false }));
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), [], address);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, address);
    }
  });
}

test('the search: by the keyboard alone, and a result leads to its heading', async (t) => {
  const { page, troubles } = await read(t, 'index.html', { bypassCSP: true });
  await page.keyboard.press('/');
  await page.keyboard.type('half_life');
  await page.waitForFunction(() => document.querySelector('dialog [role=status]').textContent.endsWith('found'));
  await page.evaluate(axe);
  assert.deepEqual((await page.evaluate(() => axe.run('dialog', { preload: false }))).violations.map(({ id }) => id), []);
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.querySelector('b').textContent), 'decay');
  await Promise.all([page.waitForURL(/model\/rules\.html#decay$/), page.keyboard.press('Enter')]);
  await page.keyboard.press('/');
  await page.keyboard.type('zzzzqqq');
  await page.waitForFunction(() => document.querySelector('dialog [role=status]').textContent === 'Nothing found.');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.querySelector('dialog').open), false);
  assert.deepEqual(troubles, []);
});

test('the search finds each heading by its words, and what a reader would call it', async (t) => {
  const { page } = await read(t, 'index.html');
  await page.keyboard.press('/');
  const wrong = await page.evaluate(async (words) => {
    const [input, state] = [document.querySelector('dialog input'), document.querySelector('dialog [role=status]')];
    /** The place at which a query finds an address: 0 is the first. */
    const place = async (query, address) => {
      state.textContent = '';
      const told = new Promise((done) => new MutationObserver((_, observer) => state.textContent && (observer.disconnect(), done())).observe(state, { childList: true }));
      input.value = query;
      input.dispatchEvent(new Event('input'));
      await told;
      return [...document.querySelectorAll('dialog ol a')].findIndex(({ href }) => href.endsWith(`/${address}`) || href.includes(`/${address}#`));
    };
    const misses = [];
    const look = async (query, address, most) => {
      const at = await place(query, address);
      if (at < 0 || at >= most) misses.push(`${query}: ${address} at ${at}`);
    };
    for (const [address, list] of words) for (const query of list) await look(query, address, 3);
    for (const { title, address } of globalThis.kelvinPages) await look(title, address, 6);
    return misses;
  }, Object.entries(otherWords));
  assert.deepEqual(wrong, []);
});

test('without JavaScript the pages read, and lead to one another', { skip: kBrowser === 'firefox' && 'its protocol cannot switch scripts off' }, async (t) => {
  const { page } = await read(t, 'index.html', { javaScriptEnabled: false });
  await Promise.all([page.waitForURL(/model\/rules\.html$/), page.click('nav.pages >> text="Rules"')]);
  assert.equal(await page.textContent('h1'), 'Rules');
  assert.equal(await page.isVisible('button.find'), false);
});

test('the studio as one file, from a disk: a model of the library, its lines and its text; no request is made', async (t) => {
  writeFileSync(join(folder, 'docs', 'studio.html'), studioFile());
  const { page, troubles } = await read(t, 'studio.html');
  await page.locator('[aria-label="Open a model of the library"]').selectOption('starter');
  await page.waitForFunction(() => document.querySelector('header [role=status]')?.textContent === 'Right' && document.querySelectorAll('.uplot').length > 1);
  await page.click('nav button:has-text("Text")');
  await page.waitForSelector('.cm-content:has-text("starter")');
  const licences = await page.textContent('#licences');
  for (const name of ['preact', 'uplot', 'jsonc-parser', 'codemirror']) assert.match(licences, new RegExp(`^## ${name} [\\d.]+$`, 'm'));
  const asked = await page.evaluate(() => Promise.all(['models/mql.json', 'elsewhere.json'].map((name) => fetch(name).then(({ status }) => status))));
  assert.deepEqual([asked, troubles.filter((address) => !/^(blob|data):/.test(address))], [[200, 404], []]);
});

test('the site owner: from nothing to a score, and an offer that changes', async (t) => {
  const site = join(folder, 'site');
  mkdirSync(site);
  const text = readFileSync(join(root, 'docs/start/site-owner.md'), 'utf8');
  for (const [language, name] of [['json', 'kelvin.model.json'], ['html', 'index.html']]) {
    // The page's own browser says that it is automated; a reader's does not.
    const { code } = blocksOf(text).find((block) => block.language === language);
    writeFileSync(join(site, name), code.replace('data-mode="test"', 'data-mode="test" data-bots="allow"'));
  }
  mkdirSync(join(site, 'pricing'));
  cpSync(join(site, 'index.html'), join(site, 'pricing/index.html'));
  cpSync(join(root, 'web/dist'), join(site, 'kelvin'), { recursive: true });
  const server = spawn(native, ['serve', '--root', site, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => server.kill());
  const address = await new Promise((done) => {
    let said = '';
    server.stdout.on('data', (part) => /http:\/\/[\d.:]+/.test((said += part)) && done(said.match(/http:\/\/[\d.:]+/)[0]));
  });
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(address);
  const score = () => page.waitForFunction((least) => window.kelvin?.view?.()?.scores.interest >= least && kelvin.view().scores.interest, least);
  let least = 5;
  assert.equal(await (await score()).jsonValue(), 5);
  await page.reload();
  assert.equal(await (await score()).jsonValue(), 5);
  least = 24;
  await page.click('text="Prices"');
  await score();
  assert.equal(await page.isVisible('text="Talk to us"'), false);
  least = 64;
  await page.fill('input', 'ann@firm.example');
  await page.click('button');
  await score();
  await page.waitForSelector('text="Talk to us"', { state: 'visible' });
  assert.equal(await page.isVisible('text="Get the newsletter"'), false);
});
