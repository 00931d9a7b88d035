/** Kelvin as a destination of the real Segment and RudderStack libraries, as web/docs/cdp.md shows it; their servers are stand-ins. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { acts, nameOf, names, until, useBrowser, visit } from './support/browser.mjs';
import { forPage, human, kAgent, kModel } from './support/packages.mjs';
import { html } from './support/site.mjs';
import { snippets } from './support/snippets.mjs';

const [segment] = snippets('web/docs/cdp.md', 'Segment', 'js');
const [rudderstack] = snippets('web/docs/cdp.md', 'RudderStack', 'js');
useBrowser();

const json = (body) => ({ status: 200, contentType: 'application/json', headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }, body: JSON.stringify(body) });

/** What each platform's servers answer; its messages are posted to the site itself, below `/platform`. */
const kPlatforms = {
  segment: {
    code: (options) => `${segment.replace(', consent: "granted"', options)}\nwindow.analytics = analytics;`,
    settings: 'https://cdn.segment.com/v1/projects/YOUR_WRITE_KEY/settings',
    answer: (host) => ({ integrations: { 'Segment.io': { apiKey: 'YOUR_WRITE_KEY', type: 'server', apiHost: `${host}/platform`, protocol: 'http' } } }),
    paths: ['t', 'p', 'i', 'g'].map((name) => `/platform/${name}`),
  },
  rudderstack: {
    code: (options) => `${rudderstack.replace(', consent: "granted"', options).replace('"https://your-data-plane.example"', 'location.origin + "/platform"')}\nwindow.analytics = rudderanalytics;`,
    settings: 'https://api.rudderstack.com/sourceConfig/**',
    answer: () => ({
      source: {
        id: 's', name: 'site', enabled: true, writeKey: 'YOUR_WRITE_KEY', workspaceId: 'w', updatedAt: '2026-03-01T10:00:00Z', config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } }, dataplanes: {},
        destinations: [{ id: 'YOUR_DESTINATION_ID', name: 'Kelvin', enabled: true, config: { connectionMode: 'device' }, destinationDefinition: { name: 'CUSTOM_DEVICE_MODE', displayName: 'Custom Device Mode' } }],
      },
    }),
    paths: ['track', 'page', 'identify', 'group', 'alias', 'batch'].map((name) => `/platform/v1/${name}`),
  },
};

/** Opens a site that has the platform; `sent`: what the platform's servers got. `options`: in place of the consent in the snippet. */
async function opened(t, { code, settings, answer, paths }, { options = ', consent: "granted"' } = {}) {
  const sent = [];
  const take = async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const body = JSON.parse(text);
    sent.push(...(body.batch ?? [body]));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"success": true}');
  };
  const pages = {
    '/': html({ tag: null, body: '<script defer src="/app.js"></script>' }), '/kelvin.model.json': kModel, '/app.js': await forPage(code(options)),
    ...Object.fromEntries(paths.map((path) => [path, take])),
  };
  const visited = await visit(t, { pages, init: human, context: kAgent });
  const { context, site } = visited;
  await context.route(/^https:/, (route) => route.fulfill(json({})));
  await context.route(settings, (route) => route.fulfill(json(answer(new URL(site.url).host))));
  return { ...visited, sent, page: await visited.open() };
}

const tracks = (sent, name) => sent.filter(({ type, event }) => type === 'track' && (!name || event === name));
const demo = (page) => page.evaluate(() => void window.analytics.track('Demo Requested', { plan: 'pro' }));
const scored = (page, count) => page.waitForFunction((n) => window.kelvin?.view?.()?.events >= n, count);

for (const [name, platform] of Object.entries(kPlatforms)) {
  describe(name, () => {
    test('its calls are scored once, by their ids; segments go back, and are not taken in again', async (t) => {
      const { page, sent } = await opened(t, platform);
      await page.evaluate(() => {
        window.analytics.page();
        window.analytics.identify('u-9', { role: 'buyer' });
        window.analytics.track('Demo Requested', { plan: 'pro' });
        window.analytics.track('Demo Requested', { plan: 'max' });
      });
      await until(() => tracks(sent, 'Segment Entered').some(({ properties }) => properties.segment === 'hot'), 'what goes back');
      await until(() => tracks(sent, 'Demo Requested').length === 2, 'the calls');
      const events = await acts(page);
      assert.deepEqual(events.map(nameOf).sort(), ['Demo Requested', 'Demo Requested', 'identify', 'page']);
      const ids = (all) => all.map(({ messageId }) => messageId).sort();
      assert.deepEqual(ids(events.filter((event) => nameOf(event) === 'Demo Requested')), ids(tracks(sent, 'Demo Requested')));
      const entered = tracks(sent, 'Segment Entered').map(({ properties }) => properties);
      assert.deepEqual(entered.map(({ segment: id }) => id).sort(), ['hot', 'warm']);
      assert.ok(entered.every(({ label, scores }) => label && scores.engagement > 0));
      assert.equal((await page.evaluate(() => window.kelvin.view())).profile.role, 'buyer');
      assert.equal(events.find(({ type }) => type === 'identify').userId, 'u-9');
      // What came back has been through the platform by now: it was not counted.
      await demo(page);
      await until(async () => (await acts(page)).length >= 5, 'one more');
      assert.equal((await acts(page)).length, 5);
    });

    test('views by its own calls where the sensor is off; only the segments that were asked for; heard besides, once', async (t) => {
      const options = `, consent: "granted", sensors: "off", segments: ["hot"], hear: "analytics"`;
      const { page, sent } = await opened(t, platform, { options });
      await page.evaluate(() => void window.analytics.page());
      await demo(page);
      await demo(page);
      await scored(page, 3);
      await until(() => tracks(sent, 'Segment Entered').length, 'hot');
      assert.deepEqual((await names(page)).sort(), ['Demo Requested', 'Demo Requested', 'page']);
      assert.deepEqual(tracks(sent, 'Segment Entered').map(({ properties }) => properties.segment), ['hot']);
    });

    test('before a grant nothing is scored or kept; without the purpose to send nothing goes back', async (t) => {
      const { page, sent } = await opened(t, platform, { options: '' });
      await demo(page);
      await demo(page);
      await until(() => tracks(sent, 'Demo Requested').length === 2, 'the calls');
      await page.waitForFunction(() => window.kelvin?.version);
      assert.equal(await page.evaluate(() => window.kelvin.view()), null);
      assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('kelvin'))), []);
      await page.evaluate(() => window.kelvin.consent({ score: true, personalise: true }));
      await page.waitForFunction(() => window.kelvin.view()?.segments.includes('hot'));
      await page.evaluate(() => void window.analytics.track('Last'));
      await until(() => tracks(sent, 'Last').length, 'the last call');
      assert.deepEqual(tracks(sent, 'Segment Entered'), []);
    });
  });
}

test('Segment: reset is a sign-out; a plugin that is switched off starts nothing', async (t) => {
  const { page } = await opened(t, kPlatforms.segment);
  await page.evaluate(() => void window.analytics.identify('u-9'));
  await demo(page);
  await scored(page, 3);
  const before = await page.evaluate(() => window.kelvin.view().visitor);
  await page.evaluate(async () => (await window.analytics.reset(), await window.analytics.identify('u-9')));
  await page.waitForFunction((was) => window.kelvin.view()?.visitor !== was && window.kelvin.view()?.events > 0, before);

  const off = { ...kPlatforms.segment, code: () => `${segment.replace('],\n}', '],\n}, { integrations: { Kelvin: false } }')}\nwindow.analytics = analytics;` };
  const { page: other, sent } = await opened(t, off);
  await demo(other);
  await until(() => tracks(sent, 'Demo Requested').length, 'the call');
  assert.equal(await other.evaluate(() => window.kelvin?.version), undefined);
});

test('RudderStack: an alias is the same person, another id another', async (t) => {
  const { page } = await opened(t, kPlatforms.rudderstack);
  await page.evaluate(() => void window.analytics.identify('u-9'));
  await demo(page);
  await scored(page, 3);
  const visitor = () => page.evaluate(() => window.kelvin.view().visitor);
  const before = await visitor();
  await page.evaluate(() => (window.analytics.alias('u-10', 'u-9'), window.analytics.identify('u-10')));
  await scored(page, 5);
  assert.equal(await visitor(), before);
  await page.evaluate(() => void window.analytics.identify('u-11'));
  await page.waitForFunction((was) => window.kelvin.view()?.visitor !== was, before);
});
