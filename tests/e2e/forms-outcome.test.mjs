/** What counts as a form that was begun, and as one that was submitted: not a dialog that closes, not what a script made up, not what the page refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kBrowser, log, nameOf, ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { toldOfForms as told } from './support/forms.mjs';
import { html } from './support/site.mjs';

useBrowser();

const kModel = {
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    kelvin: 1, id: 'outcome', version: '1', privacy: { keep: ['form', 'need', 'price'] },
    scores: [{ id: 's', range: [0, 100], rules: [
      { id: 'r', on: ['Form Started', 'Form Abandoned', 'Form Submitted'], points: 1 }, { id: 'role', while: { 'profile.role': 'buyer' }, points: 5 },
    ] }],
  }),
};

const kOk = { headers: { 'content-type': 'text/plain' }, body: 'ok' };

const submissions = async (page) => (await told(page)).filter((text) => text.startsWith('Submitted')).length;

async function openPage(t, body, more = {}) {
  const { open, site } = await visit(t, { pages: { '/': html({ body }), '/model.json': kModel, ...more.pages }, expected: more.expected });
  const page = await open();
  await ready(page);
  return { page, site };
}

test('a form that closes a dialog is neither begun nor submitted, by its own method or by its button\'s', async (t) => {
  const { page } = await openPage(t, `<dialog id="box"><form id="close" method="DIALOG"><input id="why"><button id="ok">Close</button></form></dialog>
    <dialog id="second"><form id="post" method="post" action="/sent"><input id="text"><button id="cancel" formmethod="dialog">Cancel</button></form></dialog>`);
  await page.evaluate(() => box.showModal());
  await page.fill('#why', 'x');
  await page.click('#ok');
  await page.evaluate(() => second.showModal());
  await page.fill('#text', 'x');
  await page.click('#cancel');
  assert.deepEqual(await page.evaluate(() => [box.open, second.open]), [false, false]);
  assert.deepEqual(await told(page), ['Started post']);
});

test('what a script fills in or submits by an event of its own is neither begun nor submitted, nor is a hidden field', async (t) => {
  const { page } = await openPage(t, '<form id="f"><input id="text"><input type="hidden" id="token"><select id="pick"><option>a<option>b</select></form>');
  // Firefox submits by such an event.
  await page.evaluate(() => f.addEventListener('submit', (event) => event.preventDefault()));
  await page.evaluate(() => {
    for (const id of ['text', 'token', 'pick']) {
      const field = document.getElementById(id);
      field.value = 'b';
      for (const type of ['focus', 'input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
    }
    f.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  });
  assert.deepEqual(await told(page), []);
  await page.fill('#text', 'by hand');
  assert.deepEqual(await told(page), ['Started f']);
});

test('the browser\'s validation asked by a script is no refused submission', async (t) => {
  const { page } = await openPage(t, '<form id="f"><input id="text" required oninput="f.checkValidity()"><input required></form><script>f.checkValidity()</script>');
  await page.evaluate(() => f.reportValidity());
  await page.click('#text');
  await rest(1100);
  await page.keyboard.type('ab');
  assert.deepEqual(await told(page), ['Started f']);
});

/** In the page: as sites check and send by themselves. */
const kOwn = `<form id="f" novalidate><input id="mail" data-kelvin-prop="need"><input type="hidden" name="x"><button id="go">Send</button></form><p id="error"></p>
  <script>f.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!mail.value.includes('@')) return void (error.textContent = 'Please correct the address.');
    SEND
  })</script>`;
const kSends = {
  fetch: `fetch('/send', {method: 'POST', body: mail.value})`,
  XMLHttpRequest: `const request = new XMLHttpRequest(); request.open('POST', '/send'); request.send(mail.value)`,
  'a request to another site': `fetch('http://localhost:' + location.port + '/send', {method: 'POST', mode: 'no-cors', body: mail.value})`,
  'a socket, and the form is cleared': 'setTimeout(() => f.reset(), 200)',
  'a socket, and the form gives way to thanks': 'setTimeout(() => f.replaceWith("Thanks"), 200)',
};
for (const [how, send] of Object.entries(kSends)) {
  test(`a page that checks and sends by itself: refused is not submitted, sent is, once: ${how}`, async (t) => {
    const { page } = await openPage(t, kOwn.replace('SEND', send), { pages: { '/send': kOk } });
    await page.fill('#mail', 'ann');
    await page.click('#go');
    await rest(1500);
    assert.deepEqual(await told(page), ['Started f']);
    await page.fill('#mail', 'want@steel');
    await page.click('#go');
    await until(() => submissions(page), 'submitted');
    await rest(1500);
    assert.deepEqual(await told(page), ['Started f', 'Submitted f']);
    const { properties } = (await log(page)).find((event) => nameOf(event) === 'Form Submitted');
    assert.equal(properties.need, 'want@steel', 'as it was when it was sent');
  });
}

test('what a server refuses is not submitted, and what was refused and then left is abandoned', async (t) => {
  const pages = { '/send': { status: 422, headers: {}, body: 'no' }, '/b': html() };
  const { page, site } = await openPage(t, kOwn.replace('SEND', kSends.fetch), { pages, expected: /422/ });
  await page.fill('#mail', 'ann@firm');
  await page.click('#go');
  await until(() => site.requests.includes('/send'), 'asked');
  await rest(5200); // Until it is no longer a moment ago.
  await page.goto(site.url + '/b');
  await ready(page);
  assert.deepEqual(await told(page), ['Started f', 'Abandoned f']);
});

test('a page left right after its form was sent by itself calls it neither submitted twice nor abandoned', async (t) => {
  const send = `fetch('/send', {method: 'POST'}).then((answer) => answer.text()).then(() => (location.href = '/b'))`;
  const { page } = await openPage(t, kOwn.replace('SEND', send), { pages: { '/send': kOk, '/b': html() } });
  await page.fill('#mail', 'ann@firm');
  await page.click('#go');
  await page.waitForURL('**/b');
  await ready(page);
  assert.deepEqual(await told(page), ['Started f', 'Submitted f']);
});

test('a listener of the form\'s that stops the event hides no submission that the browser makes', async (t) => {
  const body = '<iframe name="frame"></iframe><form id="f" method="post" action="/sent" target="frame"><input id="text"><button id="go">Go</button></form><script>f.addEventListener("submit", (event) => event.stopPropagation())</script>';
  const { page } = await openPage(t, body, { pages: { '/sent': { headers: {}, body: 'ok' } } });
  await page.fill('#text', 'x');
  await page.click('#go');
  await until(() => submissions(page), 'submitted');
  assert.deepEqual(await told(page), ['Started f', 'Submitted f']);
});

// To Firefox its driver is somebody who has done something from the start.
test('what a script submits before anybody did anything is no submission', { skip: kBrowser !== 'chromium' }, async (t) => {
  const body = '<iframe name="frame"></iframe><form id="f" method="post" action="/sent" target="frame"><input name="a" value="1"><button id="go">Go</button></form>';
  // By the page itself: what a test evaluates is, to the browser, somebody's doing, too.
  const head = '<script>window.kelvin={q:[["on",["ready",function(){f.requestSubmit()}]]]}</script>';
  const { open, site } = await visit(t, { pages: { '/': html({ head, body }), '/model.json': kModel, '/sent': kOk } });
  const page = await open();
  await until(() => site.requests.includes('/sent'), 'the script has submitted');
  await ready(page);
  await page.click('#go');
  await until(() => submissions(page), 'submitted');
  assert.deepEqual(await told(page), ['Submitted f']);
});

test('data-kelvin-submit="success": the site says when it has succeeded, and its word has the marked fields', async (t) => {
  const body = `<form id="f" data-kelvin-submit="success"><input id="role" data-kelvin-trait="role"><input id="need" data-kelvin-prop="need"><button id="go">Go</button></form>
    <script>f.addEventListener('submit', (event) => (event.preventDefault(), fetch('/send').then(() => f.reset())))</script>`;
  const { page } = await openPage(t, body, { pages: { '/send': kOk } });
  await page.fill('#role', 'buyer');
  await page.fill('#need', 'demo');
  await page.click('#go');
  await rest(1500);
  assert.deepEqual(await told(page), ['Started f']);
  await page.evaluate(() => kelvin.track('Form Submitted', { form: 'f', price: 7 }));
  await page.evaluate(() => history.pushState({}, '', '/thanks'));
  assert.deepEqual(await told(page), ['Started f', 'Submitted f']);
  const { properties } = (await log(page)).find((event) => nameOf(event) === 'Form Submitted');
  assert.deepEqual(properties, { form: 'f', need: 'demo', price: 7 });
  assert.equal((await page.evaluate(() => kelvin.view())).profile.role, 'buyer');
});

test('data-kelvin-submit="try": each press counts, whatever the page does with it', async (t) => {
  const body = '<form id="f" data-kelvin-submit="try" onsubmit="return false"><input id="text"><button id="go">Go</button></form>';
  const { page } = await openPage(t, body);
  await page.click('#go');
  assert.deepEqual(await told(page), ['Submitted f']);
});
