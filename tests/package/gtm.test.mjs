// The template for Google Tag Manager: its form, its own tests, its permissions; and by it, and by the recipes for tag managers, Kelvin in a page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { until, useBrowser, visit } from '../e2e/support/browser.mjs';
import { human, kAgent, kModel } from '../e2e/support/packages.mjs';
import { addressOf, built, html } from '../e2e/support/site.mjs';
import { snippets } from '../e2e/support/snippets.mjs';
import { notInSandbox, permissionsOf, runScenario, sandboxApis, scenariosOf, sectionsOf } from './gtm.mjs';
import { web } from './installed.mjs';

const folder = join(web, 'packages/gtm');
const sections = sectionsOf(readFileSync(join(folder, 'template.tpl'), 'utf8'));
const template = sections.SANDBOXED_JS_FOR_WEB_TEMPLATE;
const permissions = permissionsOf(sections.WEB_PERMISSIONS);
const { scenarios, setup } = scenariosOf(sections.TESTS);
useBrowser();

test('it has the sections, the fields and the files that the gallery asks for', () => {
  assert.deepEqual(Object.keys(sections), ['TERMS_OF_SERVICE', 'INFO', 'TEMPLATE_PARAMETERS', 'SANDBOXED_JS_FOR_WEB_TEMPLATE', 'WEB_PERMISSIONS', 'TESTS', 'NOTES']);
  const info = JSON.parse(sections.INFO);
  assert.deepEqual([info.type, info.id, info.version, info.containerContexts], ['TAG', 'cvt_temp_public_id', 1, ['WEB']]);
  assert.ok(info.displayName && info.description.length <= 200 && info.categories.length <= 3);
  const fields = JSON.parse(sections.TEMPLATE_PARAMETERS).flatMap((field) => field.subParams ?? [field]);
  const used = [...template.matchAll(/\bdata\.(?!gtm)(\w+)/g)].map(([, name]) => name);
  assert.deepEqual([...new Set(used)].sort(), fields.map(({ name }) => name).sort());
  assert.match(readFileSync(join(folder, 'metadata.yaml'), 'utf8'), /^homepage: .+\ndocumentation: .+\nversions:\n {2}- sha: "[0-9a-f]{40}"\n {4}changeNotes: /m);
  assert.equal(readFileSync(join(folder, 'LICENSE'), 'utf8'), readFileSync(join(web, '../LICENSE'), 'utf8'));
});

test('its code, and that of its tests, is sandboxed JavaScript', () => {
  for (const code of [template, setup, ...scenarios.map(({ code: one }) => one)]) assert.deepEqual(notInSandbox(code), [], code);
  for (const wrong of ['const a = new Date();', 'const a = `x`;', "if (/x/.test('x')) y();", 'f(...a);', 'window.kelvin = 1;']) assert.ok(notInSandbox(wrong).length, wrong);
});

test('its permissions are those that it needs, and no more', () => {
  const needs = [...template.matchAll(/(callInWindow|copyFromWindow|createQueue)\('([\w.]+)'/g)].map(([, , path]) => path);
  assert.deepEqual([...new Set(needs)].sort(), permissions.access_globals.keys.map(({ key }) => key).sort());
  assert.deepEqual(Object.keys(permissions).sort(), ['access_consent', 'access_globals', 'inject_script']);
});

describe('its own tests', () => {
  for (const { name, code } of scenarios) test(name, () => runScenario(code, setup, template));
});

/** A page of https://shop.example that a tag manager runs `script` in. */
async function shop(t, script, { body = '' } = {}) {
  const visited = await visit(t, { init: human, context: kAgent });
  const page = await visited.context.newPage();
  const said = [];
  page.on('pageerror', (error) => said.push(error.message));
  await page.route('https://shop.example/**', (route) => {
    const path = new URL(route.request().url()).pathname;
    const name = path.slice(1).replace(/\.[0-9a-f]{8}(?=\.(js|wasm)$)/, '');
    if (path === '/kelvin.model.json') return route.fulfill(kModel);
    if (/^kelvin.*\.(js|wasm)$/.test(name)) return route.fulfill({ contentType: name.endsWith('js') ? 'text/javascript' : 'application/wasm', body: built(name) });
    return route.fulfill({ contentType: 'text/html', body: html({ tag: null, body }) });
  });
  await page.goto('https://shop.example/');
  await page.evaluate(script);
  return { page, said };
}
const demos = (page) => page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
const pushed = (page, name = 'dataLayer') => page.evaluate((layer) => (window[layer] ?? []).filter(({ event }) => /^segment_/.test(event)).map(({ event, segment }) => `${event} ${segment}`), name);

/** What Tag Manager does in a page with the template and these fields; `granted` in Consent Mode is what is granted at once. */
const tagged = (fields, granted = {}) => `(() => {
  const inject = (url, done, failed) => { const script = document.createElement('script'); script.src = url; script.onload = done; script.onerror = failed; document.head.append(script); };
  window.consentMode = { granted: { analytics_storage: false, personalization_storage: false, ad_user_data: false, ...${JSON.stringify(granted)} }, listeners: [] };
  const apis = (${sandboxApis})({ win: window, permissions: ${JSON.stringify(permissions)}, inject, consent: consentMode });
  const require = (name) => apis[name] ?? (() => { throw new Error('no API ' + name) })();
  const data = { ...${JSON.stringify(fields)}, gtmOnSuccess: () => { window.tagged = true }, gtmOnFailure: () => { window.tagged = false } };
  (function (require, data) {\n${template}\n})(require, data);
})()`;
const kFields = { script: 'https://shop.example/kelvin.js', model: '/kelvin.model.json', tell: true };

test('in a page: Consent Mode’s word is Kelvin’s; what the data layer is told is scored, and it is told of segments', async (t) => {
  const { page, said } = await shop(t, tagged({ ...kFields, consent: 'google', hear: true }));
  await page.waitForFunction(() => window.tagged);
  assert.deepEqual(await page.evaluate(() => [kelvin.view(), localStorage.length]), [null, 0]);
  await page.evaluate(() => {
    Object.assign(consentMode.granted, { analytics_storage: true, personalization_storage: true, ad_user_data: true });
    for (const [, listener] of consentMode.listeners) listener();
  });
  await page.waitForFunction(() => kelvin.view());
  await page.evaluate(() => (dataLayer.push({ event: 'Demo Requested' }), dataLayer.push({ event: 'Demo Requested' })));
  await until(async () => (await pushed(page)).join() === 'segment_entered warm,segment_entered hot', 'both segments');
  await page.evaluate(() => {
    consentMode.granted.analytics_storage = false;
    consentMode.listeners[0][1]();
  });
  await page.waitForFunction(() => !kelvin.view());
  assert.deepEqual(said, []);
});

test('in a page: the next page uses a grant only when Consent Mode says it again', async (t) => {
  const fields = { ...kFields, consent: 'google' };
  const { page, said } = await shop(t, tagged(fields, { analytics_storage: true, personalization_storage: true, ad_user_data: true }));
  await page.waitForFunction(() => window.kelvin?.view?.());
  await demos(page);
  await until(async () => (await pushed(page)).length === 2, 'both segments');
  // It was withdrawn on another site of the owner's: here it is denied from the start, and nothing changes.
  await page.goto('https://shop.example/');
  await page.evaluate(tagged(fields));
  await page.waitForFunction(() => window.tagged);
  await page.evaluate(() => kelvin.on('ready', () => (window.readyWith = consentMode.granted.analytics_storage)));
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => /kelvin-consent/.test(name)));
  assert.deepEqual(await page.evaluate(() => [kelvin.consent().score, kelvin.view()]), [false, null]);
  // Nothing was refused either: a grant goes on with the same visitor.
  await page.evaluate(() => {
    consentMode.granted.analytics_storage = true;
    consentMode.listeners[0][1]();
  });
  await page.waitForFunction(() => window.readyWith !== undefined); // Told after the first view.
  assert.deepEqual(await page.evaluate(() => [readyWith, kelvin.view().segments.includes('hot')]), [true, true]);
  assert.deepEqual(said, []);
});

test('in a page: a script that is not there is told as a failure', async (t) => {
  const { page } = await shop(t, tagged({ ...kFields, script: 'https://shop.example/gone.js' }));
  await page.waitForFunction(() => window.tagged !== undefined);
  assert.equal(await page.evaluate(() => window.kelvin), undefined);
});

/** Runs the scripts of a custom HTML tag, as tag managers do: each made anew, without its attributes. */
const pasted = (code) => {
  for (const [, body] of code.matchAll(/<script[^>]*>([^]*?)<\/script>/g)) {
    const script = document.createElement('script');
    script.text = body;
    document.head.append(script);
  }
};
const byHand = (code) => `(${pasted})(${JSON.stringify(code.replace('consentFrom: "google"', 'consent: "granted"'))})`;
for (const [title, layer] of Object.entries({ 'Google Tag Manager': 'dataLayer', 'Matomo Tag Manager': '_mtm', 'Piwik PRO': 'dataLayer' })) {
  test(`${title}, by hand: Kelvin runs, and the tool is told of segments once`, async (t) => {
    const code = snippets('web/docs/tag-managers.md', title, 'html').join('\n');
    assert.doesNotMatch(code, /=>|\bconst\b|\blet\b|`/, 'old JavaScript: Google Tag Manager takes no other');
    const { page, said } = await shop(t, byHand(code));
    await page.waitForFunction(() => window.kelvin?.view?.());
    await demos(page);
    await until(async () => (await pushed(page, layer)).length === 2, 'both');
    assert.deepEqual(await pushed(page, layer), ['segment_entered warm', 'segment_entered hot']);
    assert.deepEqual(said, []);
  });
}
