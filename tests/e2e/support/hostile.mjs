/**
 * Runs a table of hostile pages: each is visited twice, with our script and with an empty one in its place, does the same both
 * times, and is written down by witness.js. What was written must be the same, byte by byte.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { kBrowser, until, visit } from './browser.mjs';
import { kAttributes, startSite } from './site.mjs';

const js = (body) => ({ headers: { 'content-type': 'text/javascript' }, body });
// Firefox is slow to open pages: half of the table is visited in it, all in Chromium, and all in both by ./dev soak.
const kEvery = kBrowser === 'firefox' && !process.env.KELVIN_SOAK ? 2 : 1;
const kWitness = readFileSync(new URL('witness.js', import.meta.url), 'utf8');
export const kTag = `<script async="" src="/kelvin.js" ${kAttributes}></script>`;
const script = (work) => (work ? `<script>//<![CDATA[\n(${work})()\n//]]></script>` : '');

/** What every page does once it stands: an event twice, clicks, a form, a route. */
function usual() {
  const on = (id) => document.getElementById(id);
  try { kelvin.track('Demo Requested'); kelvin.track('Demo Requested'); } catch {}
  for (const id of ['button', 'link']) try { on(id).click(); } catch {}
  try { on('field').dispatchEvent(new Event('input', { bubbles: true })); } catch {}
  try { on('send').click(); } catch {}
  try { history.pushState({ host: 1 }, '', '/route?x=1#y'); } catch {}
}

const kBody = `<h1>Shop</h1><p data-kelvin-if="warm">warm</p><p data-kelvin-unless="warm">cold</p>
<button id="button" data-kelvin-track="CTA Clicked" data-kelvin-prop-plan="pro">Buy</button><a id="link" href="/there" onclick="return false">there</a>
<form id="form" onsubmit="return false"><input id="field" name="need" value="x" data-kelvin-prop="need"/><button id="send">Send</button></form>`;

/** The page of a fixture. */
function pageOf({ head, before = '', body = '', after, tag = kTag, act, doctype = '<!doctype html>', html = '<html>' }) {
  return `${doctype}${html}<head><meta charset="utf-8"/><link rel="icon" href="data:,"/><title>Home</title>
<script src="/witness.js"></script>${script(head)}${script(`function () { window.act = ${act ?? usual}; }`)}${before}${tag}</head>
<body>${kBody}${body}${script(after)}</body></html>`;
}

/** Files of the fixture's site, with our script or with an empty one in its place. */
function filesOf(fixture, ours) {
  const { pages = {}, type = 'text/html; charset=utf-8', path = '/', expect, rest = 300 } = fixture;
  const wait = ours && expect !== 'unharmed' ? 'score' : rest;
  const files = {
    [path]: { headers: { 'content-type': type }, body: pageOf(fixture) },
    '/witness.js': js(kWitness.replace("'AWAIT'", `'${wait}'`)),
    ...pages,
  };
  for (const name of ours ? [] : ['/kelvin.js', '/second.js']) files[name] = js('');
  return files;
}

/** Visits a page, and gives what the witness wrote, and what the browser complained of. */
async function written(context, address) {
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(`pageerror: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && troubles.push(`console: ${message.text()}`));
  await page.goto(address, { waitUntil: 'commit' });
  const text = await until(() => page.locator(':root').getAttribute('witness', { timeout: 120_000 }), 'what the witness saw', 120_000);
  const lines = text.split('\u0001');
  return { score: lines.pop(), lines, troubles, page };
}

/** Of a missing file, a policy and the like the browser itself writes to the console: not of our making, nor in our hands. */
const kBrowsers = /Failed to load resource|Content.Security.Policy|violates the following directive|NetworkError|net::ERR|Loading failed|blocked by|integrity|disallowed MIME type/i;

/**
 * Each fixture: `head`, `after`: functions that run in the page, before our tag and at its end; `body`: more HTML; `act`: what
 * the host does. `differs`: a line of the witness's that is ours to change, and why stands beside it. `expect`: "sent" (scored, and the message arrives: the default), "scored", "unharmed" (we may stay away).
 */
export function hostile(title, fixtures) {
  // Most of a visit is waiting: several at once.
  describe(title, { concurrency: 4 }, () => {
    for (const [name, fixture] of Object.entries(fixtures).filter((_, i) => i % kEvery === 0)) {
      test(`${name}: ${fixture.expect ?? 'sent'}, the page as without us`, (t) => compare(t, fixture));
    }
  });
}

async function compare(t, fixture) {
  const { context, site, collector } = await visit(t, { pages: filesOf(fixture, true), init: fixture.init });
  context.setDefaultTimeout(30_000);
  const bare = await startSite(filesOf(fixture, false));
  t.after(bare.close);
  const { path = '/', expect, differs, check } = fixture;
  // Under two names: ports do not keep cookies apart.
  const addresses = [site.url, bare.url.replace('127.0.0.1', 'localhost')];
  const [ours, plain] = await Promise.all(addresses.map((url) => written(context, url + path)));
  const without = (a, b) => a.lines.filter((line) => !b.lines.includes(line) && !differs?.test(line) && !/__pw_/.test(line));
  assert.deepEqual(without(ours, plain), without(plain, ours));
  const errors = ({ troubles }) => troubles.filter((text) => !kBrowsers.test(text)).sort();
  assert.deepEqual(errors(ours), errors(plain), 'no error of ours');
  if (expect !== 'unharmed') assert.ok(Number(ours.score.slice('score '.length)) >= 80, ours.score);
  if (!expect) await until(() => collector.stored.size, 'the message');
  await check?.({ ...ours, site, collector });
}
