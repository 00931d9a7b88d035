/**
 * Consent by every mode, signal and source (support/consent-scenarios.mjs has the table). Before a grant nothing is stored, read,
 * requested or made up; counters in the page see also what is undone at once.
 */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { kBrowser, launch, ready, rest, stored, until, useBrowser, visit } from './support/browser.mjs';
import { consentManager } from './support/cmp.mjs';
import { cmp, consent, kAll, kEverything, kNone, kScenarios, kScoreOnly, kShown, run } from './support/consent-scenarios.mjs';
import { countTraces, keptAnywhere, kNothingKept, kNoTrace } from './support/counters.mjs';
import { html } from './support/site.mjs';

useBrowser();

/** Firefox has real switches for its users' signals; Chromium has none, and is given the properties. */
const kSignals = {
  gpc: {
    preferences: { 'privacy.globalprivacycontrol.enabled': true, 'privacy.globalprivacycontrol.functionality.enabled': true },
    init: () => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { configurable: true, get: () => true }),
  },
  dnt: {
    preferences: { 'privacy.donottrackheader.enabled': true },
    init: () => Object.defineProperty(Navigator.prototype, 'doNotTrack', { configurable: true, get: () => '1' }),
  },
};
const others = new Map();
/** A browser whose user sends the signal. */
function signalling(name) {
  if (!others.has(name)) others.set(name, launch({ preferences: kSignals[name].preferences }));
  return others.get(name);
}
after(() => Promise.all([...others.values()].map(async (browser) => (await browser).close())));

/** What a visitor and the page's own scripts do: without consent none of it may leave a trace. */
const live = (page) => page.evaluate(() => {
  kelvin.identify('u-1', { role: 'buyer' });
  kelvin.track('Demo Requested');
  kelvin.track('Demo Requested');
  document.querySelector('#link').click();
  history.pushState({}, '', '/#!/route');
});

/** No consent: nothing is stored, requested or shown; with `memory` the visitor is scored, in memory alone. */
async function holdsNothing(page, { site, collector }, memory) {
  const mine = ['/', '/kelvin.js', '/kelvin-consent.js', ...(memory ? ['/kelvin.wasm', '/model.json', '/kelvin-later.js'] : [])];
  const { read, ...traces } = await page.evaluate(() => window.traces);
  // In memory a visitor has a number for as long as the page lives.
  const expected = memory ? { ...kNoTrace, random: traces.random, asked: traces.asked } : kNoTrace;
  assert.deepEqual(traces, expected);
  assert.deepEqual([...new Set(read)].filter((key) => key !== 'kelvin.consent'), [], 'nothing read but the choice');
  assert.deepEqual(await keptAnywhere(page), kNothingKept);
  assert.deepEqual(site.requests.filter((path) => !mine.includes(path)), []);
  assert.equal(collector.arrived.length, 0);
  assert.deepEqual(await consent(page), kNone);
  assert.equal(await page.evaluate(() => document.documentElement.hasAttribute('data-kelvin')), false);
  assert.equal((await page.evaluate(() => kelvin.view())) !== null, memory);
}

/** Exactly these purposes hold: what `live` did is scored, stored, sent and shown, or not. */
async function holds(page, { collector }, purposes) {
  await until(async () => JSON.stringify(await consent(page)) === JSON.stringify(purposes), `consent is ${JSON.stringify(purposes)}`);
  if (!purposes.score) return;
  await ready(page);
  await until(() => page.evaluate(() => kelvin.view()?.segments.includes('hot')), 'what was lived through is scored');
  const kept = await keptAnywhere(page);
  assert.ok(kept.local.some((key) => key.startsWith('kelvin.')), 'kept');
  if (purposes.send) await until(() => collector.stored.size === 1, 'the message');
  else await rest(150);
  assert.equal(collector.stored.size, purposes.send ? 1 : 0);
  await until(async () => (await page.evaluate(() => document.documentElement.hasAttribute('data-kelvin'))) === purposes.personalise, 'shown, or not');
}

/** After a refusal: at most the refusal itself is there, and nobody is asked anything. */
async function holdsRefused(page, { site, collector }) {
  const left = async () => {
    const kept = await keptAnywhere(page);
    const refusal = await page.evaluate(() => localStorage.getItem('kelvin.consent'));
    if (refusal) assert.equal(JSON.parse(refusal).score, false);
    const texts = await stored(page);
    if (refusal && texts.consent !== refusal) return ['the database does not know it yet'];
    const databases = refusal && Object.keys(texts).join() === 'consent' ? [] : kept.databases;
    return [...kept.local, ...kept.session, ...databases, ...kept.caches, kept.cookies].filter((key) => key && key !== 'kelvin.consent');
  };
  await until(async () => !(await left()).length, 'all is gone');
  const asked = [site.requests.length, collector.arrived.length];
  await live(page);
  await rest(200);
  assert.deepEqual(await left(), []);
  assert.deepEqual([site.requests.length, collector.arrived.length], asked);
  assert.equal(await page.evaluate(() => kelvin.view()), null);
}

/** Collects the codes of our errors from the first one on. */
const kRecordFaults = 'window.faults = []; window.kelvin = {q: [["on", ["error", (e) => faults.push(e.code)]]]};';

// Side by side: most of a scenario is waiting for nothing to happen.
describe('scenarios', { concurrency: 3 }, () => {
  for (const [name, { tag = '', head = '', signal, before, act, after: last = before, expected }] of Object.entries(kScenarios)) {
    test(name, async (t) => {
      const body = '<a id="link" href="#" data-kelvin-track="CTA Clicked" data-kelvin-if="warm">x</a>';
      const script = `<script>${kRecordFaults}(${consentManager})();${head}</script>`;
      const pages = { '/': html({ attributes: `data-model="/model.json" data-bots="allow" ${tag}`, head: script, body }) };
      const init = `(${countTraces})();${signal && kBrowser === 'chromium' ? `(${kSignals[signal].init})();` : ''}`;
      const place = await visit(t, { pages, init, expected, in: signal && kBrowser === 'firefox' ? await signalling(signal) : undefined });
      const page = await place.open();
      if (signal) assert.ok(await page.evaluate((gpc) => (gpc ? navigator.globalPrivacyControl === true : navigator.doNotTrack === '1'), signal === 'gpc'), 'the signal is there');
      await until(() => page.evaluate(() => !!window.kelvin?.version), 'the script');
      await live(page);
      if (before === 'memory') await ready(page);
      if (typeof before === 'object') await holds(page, place, before);
      else {
        // Time enough for the bundle with the sources, and for the first looks at the page.
        if (tag.includes('-from') && signal !== 'gpc') await until(() => place.site.requests.includes('/kelvin-consent.js'), 'the sources');
        await rest(350);
        await holdsNothing(page, place, before === 'memory');
      }
      if (!act) return;
      await act(page);
      await holds(page, place, last);
      if (!last.score) await holdsRefused(page, place);
    });
  }
});

const tcfPage = (tag = '', head = '') =>
  html({ attributes: `data-model="/model.json" data-bots="allow" data-consent-from="tcf" ${tag}`, head: `<script>${kRecordFaults}(${consentManager})();${head}</script>` });
const granted = cmp('load()', `say("tcloaded", [${kAll}])`);
const told = (page, expected) => until(async () => JSON.stringify(await consent(page)) === JSON.stringify(expected), `consent is ${JSON.stringify(expected)}`);

test('the API over a consent manager: the visitor\'s last word holds on the next pages, until they say another there', async (t) => {
  const { open, site } = await visit(t, { pages: { '/': tcfPage('', granted) } });
  const page = await open();
  await told(page, kEverything);
  const { visitor } = await ready(page);
  assert.deepEqual(await consent(page, 'denied'), kNone);
  await until(async () => (await keptAnywhere(page)).local.join() === 'kelvin.consent', 'only the refusal');
  await page.reload();
  await until(() => page.evaluate(() => window.cmp.listeners.size), 'the manager was asked');
  await rest(200);
  assert.deepEqual(await consent(page), kNone, 'a grant told again is older');
  assert.ok(!site.requests.slice(-2).includes('/model.json'));
  await run(page, cmp(`say("useractioncomplete", [${kAll}])`));
  await told(page, kEverything);
  assert.notEqual((await ready(page)).visitor, visitor);
});

test('a grant through the API before the consent manager has come holds as far as both agree', async (t) => {
  const { open } = await visit(t, { pages: { '/': tcfPage('', cmp('stub()')) } });
  const page = await open();
  await until(() => page.evaluate(() => !!window.kelvin?.version), 'the script');
  await consent(page, 'granted');
  await ready(page);
  await run(page, cmp('load()', 'say("tcloaded", [1, 5])'));
  await told(page, kScoreOnly);
});

test('a grant of a consent manager is the manager\'s to keep: without it the next page does nothing', async (t) => {
  const { open, site } = await visit(t, { pages: { '/': tcfPage('', granted), '/silent': tcfPage('', cmp('stub()')) } });
  const page = await open();
  await told(page, kEverything);
  const { visitor } = await ready(page);
  site.requests.length = 0;
  await page.goto(site.url + '/silent');
  await until(() => site.requests.includes('/kelvin-consent.js') || null, 'the sources').catch(() => {});
  await rest(350);
  assert.deepEqual(await consent(page), kNone);
  assert.ok(!site.requests.includes('/model.json'));
  await run(page, granted);
  await told(page, kEverything);
  assert.equal((await ready(page)).visitor, visitor, 'nothing was erased meanwhile');
});

test('two tabs: a grant in one starts both, a revocation in one ends both', async (t) => {
  const { open, collector } = await visit(t, { pages: { '/': tcfPage('', cmp('load()', 'say("cmpuishown")')) } });
  const [one, two] = [await open(), await open()];
  for (const page of [one, two]) await until(() => page.evaluate(() => window.cmp.listeners.size), 'the manager was asked');
  await run(one, cmp(`say("useractioncomplete", [${kAll}])`));
  for (const page of [one, two]) await told(page, kEverything);
  for (const page of [one, two]) await ready(page);
  await run(two, cmp('say("useractioncomplete", [1, 5, 6])'));
  await told(one, kShown);
  assert.ok(await one.evaluate(() => kelvin.view()), 'less is granted, but nothing is lost');
  await run(one, cmp('say("useractioncomplete")'));
  await until(async () => !(await keptAnywhere(one)).local.length && (await two.evaluate(() => kelvin.view() === null)), 'all is gone in both');
  for (const page of [one, two]) await live(page).catch(() => {});
  await rest(300);
  for (const page of [one, two]) assert.deepEqual(await keptAnywhere(page), kNothingKept);
  assert.equal(collector.arrived.length, 0);
});

test('two tabs of a site that scores unasked: a refusal in one is heard, and stands on every later page', async (t) => {
  for (const tag of ['data-consent="granted"', 'data-consent="exempt"', 'data-consent="memory"']) {
    const { open, site } = await visit(t, { pages: { '/': html({ attributes: `data-model="/model.json" data-bots="allow" ${tag}` }) } });
    const [one, two] = [await open(), await open()];
    for (const page of [one, two]) await ready(page);
    await consent(one, 'denied');
    const refused = async (page) => (await page.evaluate(() => kelvin.view() === null)) && (await keptAnywhere(page)).local.join() === 'kelvin.consent';
    for (const page of [one, two]) await until(() => refused(page), 'the refusal, and nothing else');
    for (let i = 0; i < 3; i++) {
      site.requests.length = 0;
      await two.reload();
      await until(() => two.evaluate(() => !!window.kelvin?.version), 'the script');
      await rest(150);
      for (const page of [one, two]) assert.ok(await refused(page));
      assert.ok(!site.requests.includes('/model.json'));
    }
  }
});

test('a prerendered page waits to be shown, whatever is granted', async (t) => {
  const prerendered = () => Object.defineProperty(Document.prototype, 'prerendering', { configurable: true, get: () => !window.shown });
  for (const tag of ['data-consent="granted"', 'data-consent="memory"', 'data-consent-from="tcf"']) {
    const page_ = html({ attributes: `data-model="/model.json" data-bots="allow" ${tag}`, head: `<script>${kRecordFaults}(${consentManager})();${granted}</script>` });
    const place = await visit(t, { pages: { '/': page_ }, init: `(${countTraces})();(${prerendered})()` });
    const page = await place.open();
    await until(() => page.evaluate(() => !!window.kelvin?.version), 'the script');
    await rest(300);
    await holdsNothing(page, place, false);
    assert.ok(!place.site.requests.includes('/kelvin-consent.js'));
    await page.evaluate(() => ((window.shown = true), document.dispatchEvent(new Event('prerenderingchange'))));
    await ready(page);
  }
});

test('in a frame of another site: its consent manager is asked for our vendor, and for nothing without one', async (t) => {
  const answer = `addEventListener('message', ({data, source}) => { const call = data.__tcfapiCall; call && __tcfapi(call.command, call.version, (returnValue, success) =>
    source.postMessage({__tcfapiReturn: {returnValue, success, callId: call.callId}}, '*'), call.parameter) });`;
  const outer = (address) => `<!doctype html><link rel="icon" href="data:,"><iframe name="__tcfapiLocator"></iframe>
    <script>(${consentManager})();cmp.load();cmp.say("tcloaded", [${kAll}], {vendors: [77]});${answer}</script><iframe id="inner" src="${address}"></iframe>`;
  const inner = (tag) => html({ attributes: `data-model="/model.json" data-bots="allow" data-consent-from="tcf" ${tag}` });
  const { open, site } = await visit(t, { pages: { '/vendor': inner('data-consent-vendor="77"'), '/none': inner('') } });
  // Another host of the same machine is another origin.
  const there = site.url.replace('127.0.0.1', 'localhost');
  for (const [path, expected] of [['/vendor', kEverything], ['/none', kNone]]) {
    site.pages['/'] = outer(there + path);
    const page = await open();
    const frame = await until(() => page.frames().find((each) => each.url().endsWith(path)), 'the frame');
    await until(() => frame.evaluate(() => !!window.kelvin?.version), 'the script');
    if (expected.score) await told(frame, expected);
    else await rest(500);
    assert.deepEqual(await consent(frame), expected);
    await page.close();
  }
});

test('the bundle with the sources cannot be had: nothing happens, and the fault is told', async (t) => {
  const pages = { '/': tcfPage('data-consent="granted"', granted), '/kelvin-consent.js': { status: 404, headers: {}, body: '' } };
  const place = await visit(t, { pages, expected: /404|kelvin-consent/, init: `(${countTraces})()` });
  const page = await place.open();
  await until(() => page.evaluate(() => window.faults.includes('chunk_unreachable')), 'the fault');
  await holdsNothing(page, place, false);
  assert.deepEqual(await consent(page, 'granted'), kEverything, 'the API works as ever');
  await ready(page);
});
