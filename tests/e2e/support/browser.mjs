/**
 * One browser per test file; pages that fail a test when anything of ours escapes into them. KELVIN_BROWSER says which:
 * chromium (default) or firefox. Both are Debian's.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { startCollector } from './collector.mjs';
import { startSite } from './site.mjs';

const require = createRequire(new URL('../../../web/package.json', import.meta.url));
const { chromium, firefox } = require('playwright-core');

/** The browser's name, for the few tests that are about one of them. */
export const kBrowser = process.env.KELVIN_BROWSER ?? 'chromium';
assert.match(kBrowser, /^(chromium|firefox)$/);

const kArguments = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
/** Chromium's own page cache is off under playwright unless asked for. */
const kIgnored = ['--disable-back-forward-cache'];
/** How long is waited for what must come: a busy machine's disk may stall for longer than one thinks. */
const kPatience = 60_000;
/** Pages whose clock moves only as a test moves it. */
const kStill = new WeakSet();
let browser;

/** A browser as tests need it. `profile`: a folder that it keeps things in over its death; else none. */
export function launch({ profile = null, args = [], preferences = {} } = {}) {
  const chromium_ = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...kArguments, ...args], ignoreDefaultArgs: kIgnored };
  // Debian's Firefox answers to WebDriver BiDi alone; the protocol of playwright's own build is not in it.
  const firefox_ = { executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', channel: 'moz-firefox', firefoxUserPrefs: preferences };
  const [type, options] = kBrowser === 'firefox' ? [firefox, firefox_] : [chromium, chromium_];
  return profile ? type.launchPersistentContext(profile, options) : type.launch(options);
}

/** Call once at the top of a test file. */
export function useBrowser(options) {
  before(async () => {
    browser = await launch(options);
  });
  after(() => browser.close());
}

/**
 * A site, its collector and a fresh browser profile. What they hold is closed after the test, which fails when a page threw,
 * or wrote an error to the console that `expected` does not match. `in`: another browser than this file's.
 */
export async function visit(t, { pages, faults = [], init, expected = null, context: options = {}, in: chosen = browser } = {}) {
  const collector = await startCollector(faults);
  const site = await startSite(pages, collector);
  const context = await chosen.newContext(options);
  context.setDefaultTimeout(kPatience);
  if (init) await context.addInitScript(init);
  const troubles = [];
  const open = async (path = '/') => {
    const page = await context.newPage();
    page.on('pageerror', (error) => troubles.push(`pageerror: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
    });
    await page.goto(site.url + path);
    return page;
  };
  t.after(async () => {
    await context.close();
    site.close();
    collector.close();
    assert.deepEqual(troubles.filter((text) => !expected?.test(text)), [], 'no error in any page');
  });
  return { site, collector, context, open, troubles };
}

/** Resolves with the first view, once the page has scored what came before. The later part of the script may still be on its way. */
export const scored = (page) =>
  page.evaluate((patience) => new Promise((done, fail) => {
    const errors = [];
    setTimeout(() => fail(new Error('not ready: ' + JSON.stringify(errors))), patience);
    const listen = () => (window.kelvin.on('error', (error) => errors.push(error)), window.kelvin.on('ready', done));
    const wait = () => (window.kelvin?.version ? listen() : setTimeout(wait, 5));
    wait();
  }), kPatience);

/** The same, once the later part is there, or known to be missing: what is done from now on meets the whole of it. */
export const ready = async (page) => {
  const view = await scored(page);
  await exported(page);
  return view;
};

/**
 * The page's event log, as text. Where the page's clock stands, timers that are due are fired until the answer is there: between
 * two steps the page waits by a timer of no time, which a clock that stands never fires.
 */
export async function exported(page) {
  let due = true;
  const text = page.evaluate(() => window.kelvin.export()).finally(() => (due = false));
  while (due && kStill.has(page)) {
    await Promise.race([text, rest(50)]);
    if (due) await page.clock.runFor(0);
  }
  return text;
}

/** The same, as objects. */
export const log = async (page) => (await exported(page)).split('\n').filter(Boolean).map((line) => JSON.parse(line));

export const nameOf = (event) => (event.type === 'track' ? event.event : event.type);

/** The logged events, in order, without active time: a slow machine reports more of it. Their names. With a name, those events. */
export const acts = async (page) => (await log(page)).filter((event) => nameOf(event) !== 'Page Engaged');
export const names = async (page) => (await acts(page)).map(nameOf);
export const events = async (page, name) => (await log(page)).filter((event) => nameOf(event) === name);

export const pathOf = ({ properties, context }) => properties?.path ?? context?.page?.path;

/** Opens Kelvin's database where there is one, in the page, and does `work` with its one object store. */
const kWithDatabase = `async (work) => {
  if (!(await indexedDB.databases()).some(({ name }) => name === 'kelvin')) return null;
  const request = (wanted) => new Promise((done, fail) => ((wanted.onsuccess = () => done(wanted.result)), (wanted.onerror = () => fail(wanted.error))));
  const database = await request(indexedDB.open('kelvin'));
  try {
    const [name] = database.objectStoreNames;
    if (!name) return null;
    return await work(database.transaction(name, 'readwrite').objectStore(name), request);
  } finally {
    database.close(); // An open connection would stand in the way of a deletion.
  }
}`;

/** All that is kept in the browser under our name, in localStorage and the database: texts by key, without the prefix. */
export const stored = async (page) =>
  page.evaluate(`(async () => {
    const local = Object.keys(localStorage).filter((key) => key.startsWith('kelvin.')).map((key) => [key.slice(7), localStorage.getItem(key)]);
    const pairs = await (${kWithDatabase})(async (store, request) => {
      const keys = request(store.getAllKeys());
      const values = await request(store.getAll());
      return (await keys).map((key, i) => [key, values[i]]);
    });
    return Object.fromEntries([...local, ...(pairs ?? [])]);
  })()`);

/** The keys of it, as "kelvin.state". */
export const kept = async (page) => Object.keys(await stored(page)).map((key) => `kelvin.${key}`).sort();

/** Changes one text where it is kept; null removes it. */
export const put = (page, key, text) =>
  page.evaluate(`(async (key, text) => {
    const done = await (${kWithDatabase})(async (store, request) => {
      await request(text === null ? store.delete(key) : store.put(text, key));
      return true;
    });
    if (!done) text === null ? localStorage.removeItem('kelvin.' + key) : localStorage.setItem('kelvin.' + key, text);
  })(${JSON.stringify(key)}, ${JSON.stringify(text)})`);

/** Waits until `check` gives something true, and returns it; fails after `ms`. An empty list is a mistake: it would be true. */
export async function until(check, what, ms = kPatience) {
  for (const end = Date.now() + ms; ; ) {
    const found = await check();
    assert.ok(!Array.isArray(found) || found.length, `an empty list says neither yes nor no: ${what}`);
    if (found) return found;
    assert.ok(Date.now() < end, `in time: ${typeof what === 'function' ? what() : what}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

/**
 * From here on the page's clock moves only as the test moves it, so that a slow machine adds nothing: needs a context whose clock was
 * installed. What starts waits for timers: a page that is to start needs `page.clock.resume()`.
 */
export async function standStill(page) {
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 20_000);
  kStill.add(page);
}

/** Resolves once the browser has drawn the page as it is: a wheel that is turned before moves nothing. */
export const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

export const rest = (ms) => new Promise((done) => setTimeout(done, ms));
