/** Forms: begun, refused, submitted, left; never a value that was not marked. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { events, log, pathOf, ready, rest, stored, until, useBrowser, visit } from './support/browser.mjs';
import { toldOfForms as told } from './support/forms.mjs';
import { html } from './support/site.mjs';

useBrowser();

const kStay = '<script>addEventListener("submit", (event) => event.preventDefault())</script>';
const kSee = {
  kelvin: 1, id: 'forms', version: '1', privacy: { keep: ['form'] },
  scores: [{ id: 's', range: [0, 100], rules: [{ id: 'r', on: ['Form Started', 'Form Abandoned', 'Form Submitted'], points: 1 }] }],
};
const kModel = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(kSee) };

test('forms: started, refused, submitted; only marked fields are read, passwords never', async (t) => {
  const body = `<form id="contact"><input name="id">
    <input id="email" type="email" required data-kelvin-trait="email"><input id="role" data-kelvin-trait="role">
    <input id="secret" name="secret"><input id="pass" type="password" data-kelvin-prop="need">
    <select id="need" data-kelvin-prop="need"><option>none<option>demo</select>
    <input type="checkbox" value="api" checked data-kelvin-prop="topics"><input type="checkbox" value="sso" checked data-kelvin-prop="topics">
    <button id="send">Send</button></form><script>addEventListener("submit", (event) => event.preventDefault())</script>`;
  const { open } = await visit(t, { pages: { '/': html({ body }) } });
  const page = await open();
  await ready(page);
  await page.fill('#secret', 'CANARY-secret');
  await page.fill('#pass', 'CANARY-pass');
  await page.fill('#role', 'buyer');
  await page.selectOption('#need', 'demo');
  await page.click('#send');
  await page.fill('#email', 'ann@firm.test');
  await page.click('#send');
  const seen = (await log(page)).filter(({ type, event }) => type === 'identify' || /^Form/.test(event ?? ''));
  assert.deepEqual(seen.map(({ type, event }) => event ?? type), ['Form Started', 'Form Errored', 'identify', 'Form Submitted']);
  const { properties } = seen.at(-1);
  assert.equal(properties.form, 'contact');
  assert.equal(properties.need, 'demo');
  assert.deepEqual(properties.topics, ['api', 'sso']);
  assert.equal(seen[2].traits.role, 'buyer');
  assert.equal((await page.evaluate(() => window.kelvin.view())).profile.role, 'buyer');
  assert.ok(!JSON.stringify(await stored(page)).includes('CANARY'));
});

test('submitted by its button, by Enter and by requestSubmit; by script with submit(), which no event tells, it is not abandoned either', async (t) => {
  const form = (id) => `<form id="${id}" method="post" action="/done" target="frame"><input id="${id}-text" name="x"><button id="${id}-go">Go</button></form>`;
  const body = `<iframe name="frame"></iframe>${['button', 'enter', 'request', 'script'].map(form).join('')}`;
  const { open, site } = await visit(t, { pages: { '/': html({ body }), '/done': html({ tag: null }), '/model.json': kModel } });
  const page = await open();
  await ready(page);
  await page.fill('#button-text', 'x');
  await page.click('#button-go');
  await page.fill('#enter-text', 'x');
  await page.press('#enter-text', 'Enter');
  await page.fill('#request-text', 'x');
  await page.evaluate(() => document.getElementById('request').requestSubmit());
  await page.fill('#script-text', 'x');
  await page.evaluate(() => {
    const form = document.getElementById('script');
    form.removeAttribute('target'); // It leaves the page.
    form.submit();
  });
  await until(() => page.evaluate(() => location.pathname === '/done').catch(() => false), 'the next page');
  site.pages['/after'] = html();
  await page.goto(site.url + '/after');
  await ready(page);
  assert.deepEqual(await told(page), ['Started button', 'Submitted button', 'Started enter', 'Submitted enter', 'Started request', 'Submitted request', 'Started script']);
});

test('abandoned: begun, and gone from the page without being submitted, not with the route; told with the page it was last filled in on', async (t) => {
  const body = `<form id="one"><input id="one-text"></form> <form id="two"><input id="two-text"><button id="two-go">Go</button></form> <form id="three"><input></form>${kStay}`;
  const { open, site } = await visit(t, { pages: { '/': html({ body }), '/b': html(), '/model.json': kModel } });
  const page = await open();
  await ready(page);
  await page.fill('#one-text', 'CANARY');
  await page.fill('#two-text', 'x');
  await page.click('#two-go');
  await page.fill('#two-text', 'again'); // Submitted it is, whatever comes after.
  await page.evaluate(() => history.pushState({}, '', '/route'));
  // On the new route the form is still there: it goes on.
  await page.fill('#one-text', 'x');
  assert.deepEqual(await told(page), ['Started one', 'Started two', 'Submitted two']);
  await page.goto(site.url + '/b');
  await ready(page);
  assert.deepEqual((await told(page)).slice(3), ['Abandoned one']);
  const left = await events(page, 'Form Abandoned');
  assert.deepEqual(left.map(pathOf), ['/route']);
  assert.deepEqual(Object.keys(left[0].properties), ['form']);
  assert.ok(!JSON.stringify(await stored(page)).includes('CANARY'));
});

test('a tab that is only hidden abandons no form', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ body: '<form id="one"><input id="text"></form>' }), '/model.json': kModel } });
  const page = await open();
  await ready(page);
  await page.fill('#text', 'x');
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await rest(100);
  assert.deepEqual(await told(page), ['Started one']);
});

test('errored: once for each try, however many fields are at fault and however often a script asks', async (t) => {
  const body = `<form id="f"><input id="a" required><input id="b" required><button id="go">Go</button></form>${kStay}
    <script>a.addEventListener("input", () => f.checkValidity())</script>`;
  const { open } = await visit(t, { pages: { '/': html({ body }) } });
  const page = await open();
  await ready(page);
  const errors = async () => (await events(page, 'Form Errored')).length;
  await page.click('#go');
  assert.equal(await errors(), 1);
  await page.click('#go');
  assert.equal(await errors(), 2);
  await page.focus('#a');
  await page.keyboard.type('a long text, key by key');
  assert.equal(await errors(), 2);
  await page.keyboard.press('Enter');
  assert.equal(await errors(), 3);
});

test('the model that README.md shows first: a search in the header and a log-in are no contact', async (t) => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, model] = /```json\n(\{"kelvin"[^]*?)```/.exec(readme);
  const body = `<header><form role="search"><input id="q" name="q"><button id="search">Search</button></form></header>
    <form id="login"><input id="user"><button id="in">Log in</button></form><form id="contact"><input id="text"><button id="send">Send</button></form>${kStay}`;
  const { open } = await visit(t, { pages: { '/': html({ body }), '/model.json': { headers: { 'content-type': 'application/json' }, body: model } } });
  const page = await open();
  await ready(page);
  const worth = async (field, button) => {
    await page.fill(field, 'steel');
    await page.click(button);
    await page.evaluate(() => kelvin.export());
    return page.evaluate(() => kelvin.view().scores.engagement);
  };
  assert.equal(await worth('#q', '#search'), 0);
  assert.equal(await worth('#user', '#in'), 0);
  assert.equal(await worth('#text', '#send'), 60);
  assert.equal((await events(page, 'Form Submitted')).length, 3);
});
