/** A form that a library renders anew is one form; forms and fields of components in open shadow trees are known. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bundle } from './support/bundle.mjs';
import { pathOf, ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { formEvents as forms, toldOfForms as told } from './support/forms.mjs';
import { html } from './support/site.mjs';

useBrowser();

const kModel = {
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    kelvin: 1, id: 'frameworks', version: '1', privacy: { keep: ['form', 'need', 'agree', 'size', 'plan'] },
    scores: [{ id: 's', range: [0, 100], rules: [
      { id: 'r', on: ['Form Started', 'Form Errored', 'Form Abandoned', 'Form Submitted'], points: 1 }, { id: 'role', while: { 'profile.role': 'buyer' }, points: 5 },
    ] }],
  }),
};
const js = (body) => ({ headers: { 'content-type': 'text/javascript; charset=utf-8' }, body });
const kOk = { headers: { 'content-type': 'text/html' }, body: 'ok' };

/** By keys: what playwright fills in in Firefox is a script's to React and to Shoelace. */
async function type(field, text) {
  await field.focus();
  await field.press('Control+a');
  await field.pressSequentially(text);
}

async function openPage(t, { body = '', code = '', pages = {} }) {
  const script = code && '<script src="/app.js"></script>';
  const all = { '/': html({ body: body + script }), '/send': kOk, '/b': html(), '/model.json': kModel, ...pages };
  if (code) all['/app.js'] = js(await bundle(code));
  const { open, site } = await visit(t, { pages: all });
  const page = await open();
  await ready(page);
  return { page, site };
}

test('React: a form with a new key is the same form; controlled, sent by fetch, and refused before', async (t) => {
  const code = `import { createRoot } from 'react-dom/client'; import { useState } from 'react';
    function App() {
      const [key, setKey] = useState(0); const [text, setText] = useState(''); const [error, setError] = useState('');
      const send = (event) => { event.preventDefault(); if (text.length < 3) setError('Too short'); else fetch('/send', {method: 'POST'}).then(() => setText('')); };
      window.again = () => setKey((n) => n + 1);
      return <form key={key} id="contact" noValidate onSubmit={send}><input id="text" value={text} onChange={(event) => setText(event.target.value)} /><button id="go">Send</button><i>{error}</i></form>;
    }
    createRoot(document.getElementById('root')).render(<App />);`;
  const { page, site } = await openPage(t, { body: '<div id="root"></div>', code });
  await type(page.locator('#text'), 'a');
  await page.evaluate(() => again());
  await type(page.locator('#text'), 'ab');
  await page.click('#go');
  await rest(1200);
  await page.evaluate(() => again());
  assert.deepEqual(await told(page), ['Started contact']);
  await type(page.locator('#text'), 'abc');
  await page.click('#go');
  await until(async () => (await told(page)).length > 1, 'submitted');
  await page.goto(site.url + '/b');
  await ready(page);
  assert.deepEqual(await told(page), ['Started contact', 'Submitted contact']);
});

test('a form without a name whose fields change while it is filled in is one form', async (t) => {
  const code = `import { createRoot } from 'react-dom/client'; import { useState } from 'react';
    function App() {
      const [step, set] = useState(0);
      const send = (event) => { event.preventDefault(); fetch('/send', {method: 'POST'}); };
      return <form action="/contact" onSubmit={send}>
        {step ? <input key="b" name="need" id="need" /> : <input key="a" name="size" id="size" />}
        {step ? <button key="go" id="go">Send</button> : <button key="next" type="button" id="next" onClick={() => set(1)}>Next</button>}
      </form>;
    }
    createRoot(document.getElementById('root')).render(<App />);`;
  const { page } = await openPage(t, { body: '<div id="root"></div>', code });
  await type(page.locator('#size'), 'a');
  await page.click('#next');
  await type(page.locator('#need'), 'b');
  await rest(2500); // One that is gone would be abandoned by now.
  await page.click('#go');
  await until(async () => (await told(page)).length > 1, 'submitted');
  assert.deepEqual(await told(page), ['Started ', 'Submitted ']);
});

test('a form without a name that goes elsewhere is another form, in the same element too', async (t) => {
  const { page } = await openPage(t, { body: '<form action="/newsletter"><input name="mail"></form>' });
  await type(page.locator('input'), 'a');
  await page.evaluate(() => document.querySelector('form').setAttribute('action', '/contact'));
  await type(page.locator('input'), 'b');
  await until(async () => (await told(page)).length > 2, 'abandoned');
  assert.deepEqual((await told(page)).sort(), ['Abandoned ', 'Started ', 'Started ']);
});

test('htmx: a form that the server answers with is the same form, what it refuses is not submitted', async (t) => {
  const form = '<form hx-post="/try" hx-swap="outerHTML" action="/contact"><input name="mail" id="mail"><button id="go">Go</button></form>';
  let asked = 0;
  const pages = {
    '/htmx.js': js(readFileSync(new URL('../../web/node_modules/htmx.org/dist/htmx.min.js', import.meta.url))),
    // Told as pages do that keep to 200: the form again. The second time it is accepted.
    '/try': (_, response) => response.writeHead(asked++ ? 200 : 422, { 'content-type': 'text/html' }).end(asked > 1 ? '<p id="thanks">Thanks</p>' : form),
  };
  const head = '<meta name="htmx-config" content=\'{"responseHandling":[{"code":"[23]..","swap":true},{"code":"422","swap":true}]}\'>';
  const { open } = await visit(t, { pages: { '/': html({ head, body: `<main>${form}</main><script src="/htmx.js"></script>` }), '/model.json': kModel, ...pages }, expected: /422/ });
  const page = await open();
  await ready(page);
  await page.fill('#mail', 'ann');
  await page.click('#go');
  await until(() => page.evaluate(() => document.querySelector('#mail')?.value === ''), 'the form again');
  await page.fill('#mail', 'ann@firm');
  assert.deepEqual(await told(page), ['Started ']);
  await page.click('#go');
  await until(async () => (await told(page)).length > 1, 'submitted');
  await page.waitForSelector('#thanks');
  await page.goto('about:blank');
  const back = await open();
  await ready(back);
  assert.deepEqual(await told(back), ['Started ', 'Submitted ']);
});

const kWizard = `import { createRoot } from 'react-dom/client'; import { useState } from 'react';
  import { BrowserRouter, Routes, Route, useNavigate } from 'react-router';
  function Step({ next }) {
    const go = useNavigate();
    return <form data-kelvin-form="order" onSubmit={(event) => (event.preventDefault(), setTimeout(() => go(next), 300))}><input id={'text' + next.slice(1)} /><button id={'go' + next.slice(1)}>Next</button></form>;
  }
  function App() {
    return <BrowserRouter><Routes><Route path="/" element={<Step next="/two" />} /><Route path="/two" element={<Step next="/three" />} /><Route path="/three" element={<p id="else">Else</p>} /></Routes></BrowserRouter>;
  }
  createRoot(document.getElementById('root')).render(<App />);`;

test('a form over several routes is begun once; abandoned when it is gone from the page, with the page it was last on', async (t) => {
  const { page } = await openPage(t, { body: '<div id="root"></div>', code: kWizard });
  await page.fill('#texttwo', 'x');
  await page.click('#gotwo');
  await page.fill('#textthree', 'x');
  await rest(2500);
  assert.deepEqual(await told(page), ['Started order']);
  await page.evaluate(() => history.pushState({}, '', '/elsewhere'));
  await rest(2500);
  assert.deepEqual(await told(page), ['Started order'], 'it is still there');
  await page.evaluate(() => document.querySelector('form').remove());
  await until(async () => (await told(page)).length > 1, 'abandoned');
  assert.deepEqual(await told(page), ['Started order', 'Abandoned order']);
  assert.equal(pathOf((await forms(page))[1]), '/two');
});

test('Shoelace: fields, checks and a button in shadow trees', async (t) => {
  const parts = ['input', 'checkbox', 'select', 'option', 'button'].map((name) => `import '@shoelace-style/shoelace/dist/components/${name}/${name}.js';`).join('');
  const body = `<form id="contact"><sl-input id="mail" name="mail" type="email" required data-kelvin-prop="need"></sl-input><sl-input type="password" value="CANARY" data-kelvin-prop="need"></sl-input>
    <sl-checkbox id="agree" data-kelvin-prop="agree">Agree</sl-checkbox><sl-select value="m" data-kelvin-prop="size"><sl-option value="m">M</sl-option></sl-select>
    <sl-input value="buyer" data-kelvin-trait="role"></sl-input><sl-button id="go" type="submit">Send</sl-button></form>`;
  // Shoelace's own check comes before the page's listener.
  const send = "customElements.whenDefined('sl-button').then(() => setTimeout(() => contact.addEventListener('submit', (event) => (event.preventDefault(), fetch('/send', {method: 'POST'})))));";
  const { page } = await openPage(t, { body, code: parts + send });
  await type(page.locator('#mail').locator('input'), 'no address');
  assert.deepEqual(await told(page), ['Started contact']);
  await page.locator('#go').click();
  await rest(1200);
  assert.equal((await told(page)).filter((text) => text.startsWith('Submitted')).length, 0);
  await type(page.locator('#mail').locator('input'), 'ann@firm.test');
  await page.locator('#agree').click();
  await page.locator('#go').click();
  await until(async () => (await told(page)).includes('Submitted contact'), 'submitted');
  const { properties } = (await forms(page)).at(-1);
  assert.deepEqual(properties, { form: 'contact', need: '[email]', agree: true, size: 'm' });
  assert.equal((await page.evaluate(() => kelvin.view())).profile.role, 'buyer');
  assert.equal((await told(page)).filter((text) => text.startsWith('Started')).length, 1);
});

test('Material Web: form-associated fields', async (t) => {
  const parts = ['textfield/outlined-text-field', 'checkbox/checkbox', 'switch/switch', 'radio/radio', 'button/filled-button'].map((name) => `import '@material/web/${name}.js';`).join('');
  const body = `<form id="contact"><md-outlined-text-field id="need" label="Need" required data-kelvin-prop="need"></md-outlined-text-field>
    <md-checkbox id="agree" data-kelvin-prop="agree"></md-checkbox><md-switch selected data-kelvin-prop="size"></md-switch>
    <md-radio name="plan" value="free" data-kelvin-prop="plan"></md-radio><md-radio name="plan" value="pro" checked data-kelvin-prop="plan"></md-radio>
    <md-filled-button id="go">Send</md-filled-button></form>
    <script>contact.addEventListener('submit', (event) => (event.preventDefault(), fetch('/send', {method: 'POST'})))</script>`;
  const { page } = await openPage(t, { body, code: parts });
  await page.locator('#go').click();
  await until(async () => (await told(page)).length, 'refused');
  await page.locator('#need').locator('input').fill('steel');
  await page.locator('#agree').click();
  await page.locator('#go').click();
  await until(async () => (await told(page)).includes('Submitted contact'), 'submitted');
  assert.deepEqual(await told(page), ['Errored contact', 'Started contact', 'Submitted contact']);
  assert.deepEqual((await forms(page)).at(-1).properties, { form: 'contact', need: 'steel', agree: true, size: true, plan: 'pro' });
});

test('a form within an open shadow tree: begun, refused, submitted by Enter and by its button, abandoned', async (t) => {
  const body = `<div id="host"></div><iframe name="frame"></iframe><script>
    const make = (name) => '<form data-kelvin-form="' + name + '" action="/send" target="frame"><input id="' + name + '" required data-kelvin-prop="need"><button id="go-' + name + '">Go</button></form>';
    host.attachShadow({mode: 'open'}).innerHTML = make('one') + make('two') + make('three')</script>`;
  const { page, site } = await openPage(t, { body });
  await page.locator('#go-one').click();
  await page.locator('#one').fill('steel');
  await page.locator('#go-one').click();
  await page.locator('#two').fill('zinc');
  await page.locator('#two').press('Enter');
  await page.locator('#three').fill('x');
  const all = ['Errored one', 'Started one', 'Submitted one', 'Started two', 'Submitted two', 'Started three'];
  await until(async () => (await told(page)).length >= all.length, 'all');
  assert.deepEqual(await told(page), all);
  assert.equal((await forms(page))[2].properties.need, 'steel');
  await page.goto(site.url + '/b');
  await ready(page);
  assert.deepEqual(await told(page), [...all, 'Abandoned three']);
});
