/** The studio as it is built, on a site of its own, in the browser of KELVIN_BROWSER. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before } from 'node:test';
import { kBrowser, launch } from './browser.mjs';

const dist = new URL('../../../web/studio/dist/', import.meta.url);
const kTypes = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', wasm: 'application/wasm', json: 'application/json' };
const axe = readFileSync(createRequire(new URL('../../../web/package.json', import.meta.url)).resolve('axe-core/axe.min.js'), 'utf8');
export const libraryModel = (name) => readFileSync(new URL(`../../../core/models/${name}.json`, import.meta.url), 'utf8');

let browser;
let server;
let url;

export async function startStudio() {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://x');
    const path = pathname === '/' ? '/index.html' : pathname;
    try {
      response.writeHead(200, { 'content-type': kTypes[path.split('.').pop()] ?? 'text/plain' }).end(readFileSync(new URL(`.${path}`, dist)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${server.address().port}/`;
  browser = await launch();
}

export async function stopStudio() {
  await browser.close();
  server.closeAllConnections();
  server.close();
}

/** Call once at the top of a test file. */
export function useStudio() {
  before(startStudio);
  after(stopStudio);
}

/** A page with the studio. The test fails when the page throws, complains, or asks anybody else for anything. */
export async function openStudio(t, { path = '', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1300, height: 900 }, acceptDownloads: true, ...options });
  context.setDefaultTimeout(30_000);
  if (kBrowser === 'firefox') await context.addInitScript(keepWhatIsMade);
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(`pageerror: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && troubles.push(`console: ${message.text()}`));
  page.on('request', (request) => !/^(blob|data):/.test(request.url()) && !request.url().startsWith(url) && troubles.push(`asked ${request.url()}`));
  t.after(async () => {
    await context.close();
    assert.deepEqual(troubles, []);
  });
  await page.goto(url + path);
  await seen(page);
  return page;
}

/** Resolves when the core has seen the text as it is. */
export const seen = (page) => page.waitForSelector('header [role=status][data-seen=true]');

export async function openModel(page, name) {
  await page.selectOption('[aria-label="Open a model of the library"]', name);
  await page.waitForFunction((file) => document.querySelector('[aria-label="Name of the file"]').value === file, `${name}.json`);
  await seen(page);
}

/** Opens a text as a file. */
export async function openText(page, source, name = 'model.json') {
  await page.setInputFiles('header input[type=file]', { name, mimeType: 'application/json', buffer: Buffer.from(source) });
  await page.waitForFunction((file) => document.querySelector('[aria-label="Name of the file"]').value === file, name);
  await seen(page);
}

/** The file that a button gives. Firefox tells its driver of no download: there it is what was made to be downloaded. */
export async function downloaded(page, button) {
  if (kBrowser === 'firefox') {
    await page.evaluate(() => (window.madeToDownload = undefined));
    await page.click(button);
    await page.waitForFunction(() => window.madeToDownload);
    // Its `text()` would drop the mark before a text.
    return page.evaluate(async () => new TextDecoder('utf-8', { ignoreBOM: true }).decode(await window.madeToDownload.arrayBuffer()));
  }
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  return readFileSync(await download.path(), 'utf8');
}
export const saved = (page) => downloaded(page, 'text="Save"');

/** In Firefox's page, before all else. Its own panel of downloads would take the keyboard. */
function keepWhatIsMade() {
  HTMLAnchorElement.prototype.click = () => {};
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => make.call(URL, (window.madeToDownload = blob));
}

export const goTab = (page, name) => page.click(`nav button:has-text("${name}")`);

/** What axe finds serious or critical in the page as it is. */
export async function serious(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 140)).join(' | ')}`);
}
