/** What the page tells Segment and RudderStack by their own libraries is scored: each call once; the libraries notice nothing. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { heard, heardNames, hears, isWatched, kHear, site } from './support/instrumentation.mjs';
import { kAttributes } from './support/site.mjs';

useBrowser();

/** A stand-in for Segment's snippet: a queue with the library's methods, and `arrive`, which puts the library in its place and replays the queue. */
function segment(withNote, replayLate) {
  const methods = ['track', 'page', 'identify', 'group', 'ready'];
  const queue = (window.analytics = []);
  for (const method of methods) {
    queue[method] = (...args) => {
      if (window.analytics.initialized) return window.analytics[method](...args);
      queue.push([method, ...args, ...(withNote ? [{ __t: 'bpc', p: location.pathname }] : [])]);
      return queue;
    };
  }
  window.stub = queue;
  window.calls = [];
  window.arrive = () => {
    class Analytics {
      initialized = true;
      track(...args) {
        window.calls.push(['track', ...args]);
        if (args[0] === 'throw') throw new Error('theirs');
        return 'sent ' + args[0];
      }
      identify(...args) {
        window.calls.push(['identify', ...args]);
        this.track('inner'); // Its own affair
        return this;
      }
      group(...args) { window.calls.push(['group', ...args]); }
      page(...args) { window.calls.push(['page', ...args]); }
    }
    const real = new Analytics();
    const replay = () => queue.splice(0).forEach(([method, ...args]) => real[method](...args.filter((value) => value?.__t !== 'bpc')));
    if (!replayLate) replay();
    window.analytics = real;
    if (replayLate) replay();
  };
}

for (const [note, late] of [[false, false], [true, true]]) {
  test(`Segment: the snippet's queue, then the real object, each call once (${late ? 'replayed after' : 'replayed before'} it takes the place)`, async (t) => {
    const head = `<script>(${segment})(${note}, ${late}); analytics.page(); analytics.identify('u-1', {role: 'buyer'}); analytics.track('Trial Started', {plan: 'pro'})</script>`;
    const { open } = await visit(t, { pages: site(head) });
    const page = await open();
    await ready(page);
    await hears(page, 'identify', 'Trial Started');
    await page.evaluate(() => analytics.track('Queued', { n: 1 }));
    await hears(page, 'identify', 'Trial Started', 'Queued');
    await page.evaluate(() => arrive());
    await until(() => page.evaluate(() => Object.hasOwn(analytics, 'track')), 'the real object is seen');
    const results = await page.evaluate(() => {
      const tried = [analytics.track('Order Completed', { total: 99 }), stub.track('By an old reference', { n: 2 }), analytics.identify({ city: 'Ghent' }) === analytics];
      analytics.group('g-1', { name: 'Firm' });
      try {
        analytics.track('throw');
      } catch (error) {
        tried.push(error.message);
      }
      return [...tried, calls.map(([method, name]) => `${method} ${typeof name === 'string' ? name : ''}`), analytics.constructor.name, Object.keys(analytics)];
    });
    assert.deepEqual(results, [
      'sent Order Completed', 'sent By an old reference', true, 'theirs',
      ['page ', 'identify u-1', 'track inner', 'track Trial Started', 'track Queued', 'track Order Completed', 'track By an old reference', 'identify ', 'track inner', 'group g-1', 'track throw'],
      'Analytics', ['initialized'],
    ]);
    await hears(page, 'identify', 'Trial Started', 'Queued', 'Order Completed', 'By an old reference', 'identify', 'group', 'throw');
    const fields = Object.fromEntries(await heard(page));
    assert.deepEqual([fields['Trial Started'], fields.identify, fields.group], [{ plan: 'pro' }, { city: 'Ghent' }, { groupId: 'g-1' }]);
    assert.equal((await page.evaluate(() => window.kelvin.view())).profile.role, 'buyer');
  });
}

test('RudderStack under its own name; a global that cannot be watched is looked at', async (t) => {
  const head = '<script>var rudderanalytics = [["track", "Queued"]]; rudderanalytics.track = (...args) => rudderanalytics.push(["track", ...args])</script>';
  const { open } = await visit(t, { pages: site(head, `${kAttributes} data-hear="rudderanalytics"`) });
  const page = await open();
  await ready(page);
  await hears(page, 'Queued');
  await page.evaluate(() => (window.rudderanalytics = { track: () => 'real' }));
  await until(() => page.evaluate(() => rudderanalytics.track.toString() !== '() => \'real\'' && rudderanalytics.track('Later') === 'real'), 'seen');
  await hears(page, 'Queued', 'Later');
});

/** The library posts to Segment's servers, which no test reaches. */
const kTheirs = /Failed to load resource|segment\.io|NetworkError|Cross-Origin/;
/** Segment's own library, and what it fetches. */
const umd = new URL('../../web/node_modules/@segment/analytics-next/dist/umd/', import.meta.url);
const script = (name) => ({ headers: { 'content-type': 'text/javascript' }, body: readFileSync(new URL(name, umd)) });
const settings = (more = {}) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify({ integrations: {}, ...more }) });
const segments = (head = '', attributes = kHear) => ({
  ...site(head, attributes), '/standalone.js': script('standalone.js'), '/npm.js': script('index.js'), '/cdn/v1/projects/k/settings': settings(),
});
const add = (page, url) => page.evaluate((src) => new Promise((done) => {
  const element = document.createElement('script');
  element.src = src;
  element.onload = done;
  document.head.append(element);
}), url);

test('analytics-next from npm, made long after us in a script of the site: heard from its first call', async (t) => {
  const app = `window.analytics = AnalyticsNext.AnalyticsBrowser.load({writeKey: 'k', cdnURL: location.origin + '/cdn'});
analytics.identify('u-9', {role: 'buyer'}); analytics.track('First', {plan: 'pro'}); analytics.track('First', {plan: 'max'});`;
  const { open } = await visit(t, { expected: kTheirs, pages: { ...segments(), '/app.js': { headers: { 'content-type': 'text/javascript' }, body: app } } });
  const page = await open();
  await ready(page);
  await rest(300); // Long after.
  await add(page, '/npm.js');
  await add(page, '/app.js');
  await page.evaluate(() => analytics.track('Then', { n: 1 }));
  await until(async () => (await heardNames(page)).length >= 4, 'all');
  await page.evaluate(() => analytics.ready?.(() => {}));
  await page.evaluate(() => analytics.track('Last', { n: 2 }));
  await until(async () => (await heardNames(page)).includes('Last'), 'the last');
  await rest(500);
  assert.deepEqual((await heardNames(page)).sort(), ['First', 'First', 'Last', 'Then', 'identify']);
  assert.deepEqual((await heard(page)).filter(([name]) => name === 'First').map(([, { plan }]) => plan), ['pro', 'max']);
  assert.equal((await page.evaluate(() => window.kelvin.view())).profile.role, 'buyer');
  assert.equal(await isWatched(page), false);
});

/** Segment's snippet in a few words: a queue, and the script that takes its place. */
const kSnippet = `(() => { const q = (window.analytics = window.analytics || []); if (q.initialize) return;
q.methods = ['track','page','identify','group','reset','on','once','off','ready'];
q.factory = (name) => (...args) => { if (window.analytics.initialized) return window.analytics[name](...args); q.push([name, ...args]); return q; };
for (const name of q.methods) q[name] = q.factory(name);
q._writeKey = 'k'; q._cdn = location.origin + '/cdn'; q._loadOptions = {};
const s = document.createElement('script'); s.async = true; s.src = '/standalone.js'; document.head.append(s); })();`;

for (const after of [false, true]) {
  test(`analytics-next by its snippet, ${after ? 'after' : 'before'} us: each call once, and those that follow`, async (t) => {
    const calls = `analytics.page(); analytics.identify('u-9', {role: 'buyer'}); analytics.track('First', {plan: 'pro'});`;
    const { open } = await visit(t, { expected: kTheirs, pages: segments(after ? '' : `<script>${kSnippet}${calls}</script>`) });
    const page = await open();
    await ready(page);
    if (after) await page.evaluate(kSnippet + calls);
    await until(() => page.evaluate(() => window.analytics.initialized === true), 'the library');
    // Its own methods are bound to it; what we put around them is not.
    await until(() => page.evaluate(() => !window.analytics.track.name.startsWith('bound ')), 'it is seen');
    await page.evaluate(() => analytics.track('Then', { n: 1 }));
    await until(async () => (await heardNames(page)).includes('Then'), 'the last');
    await rest(500);
    assert.deepEqual((await heardNames(page)).sort(), ['First', 'Then', 'identify']);
    assert.equal((await page.evaluate(() => window.kelvin.view())).profile.role, 'buyer');
    assert.equal(await isWatched(page), false);
  });
}

test('a library that is loaded after a refusal tells nothing of what was said meanwhile', async (t) => {
  const { open } = await visit(t, { expected: kTheirs, pages: segments() });
  const page = await open();
  await ready(page);
  await page.evaluate(() => kelvin.consent('denied'));
  await add(page, '/npm.js');
  await page.evaluate(() => {
    window.analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: 'k', cdnURL: location.origin + '/cdn' });
    analytics.track('Refused');
    kelvin.consent('granted');
  });
  await ready(page);
  await until(() => page.evaluate(() => Object.hasOwn(analytics, 'track')), 'it is seen');
  await page.evaluate(() => analytics.track('Granted'));
  await until(async () => (await heardNames(page)).includes('Granted'), 'what follows');
  await rest(300);
  assert.deepEqual(await heardNames(page), ['Granted']);
});
