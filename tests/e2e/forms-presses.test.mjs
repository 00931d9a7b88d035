/** One submission is one, however often its button is pressed or the page submits; and what is checked, cleared or left by other presses is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ready, until, useBrowser, visit } from './support/browser.mjs';
import { toldOfForms as told } from './support/forms.mjs';
import { html } from './support/site.mjs';

useBrowser();

const kModel = {
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    kelvin: 1, id: 'presses', version: '1', privacy: { keep: ['form'] },
    scores: [{ id: 's', range: [0, 100], rules: [{ id: 'r', on: ['Form Started', 'Form Errored', 'Form Abandoned', 'Form Submitted'], points: 1 }] }],
  }),
};
const kOk = { headers: { 'content-type': 'text/plain' }, body: 'ok' };

async function openPage(t, body) {
  const { open } = await visit(t, { pages: { '/': html({ body }), '/model.json': kModel, '/ok': kOk } });
  const page = await open();
  await ready(page);
  return page;
}

test('a double click is one submission, of a form that the browser sends and of one whose page sends it once', async (t) => {
  const page = await openPage(t, `<form id="sent" action="/ok" target="frame"><input><button>Go</button></form><iframe name="frame" hidden></iframe>
    <form id="own"><input><button>Go</button></form>
    <script>let busy; own.onsubmit = (event) => { event.preventDefault(); busy ??= fetch('/ok'); }</script>`);
  await page.mouse.click(2, 2); // Somebody is there. A driver's two clicks may take longer than a person's.
  for (const id of ['sent', 'own']) await page.$eval(`#${id} button`, (button) => (button.click(), button.click()));
  await until(async () => (await told(page)).includes('Submitted own'), 'the page\'s own');
  assert.deepEqual(await told(page), ['Submitted sent', 'Submitted own']);
});

test('a page that asks whether somebody is a person, and then submits by itself, has one submission', async (t) => {
  const page = await openPage(t, `<form id="f" action="/ok" target="frame"><input><button>Go</button></form><iframe name="frame" hidden></iframe>
    <script>let person; f.onsubmit = (event) => { if (person) return; event.preventDefault(); fetch('/ok'); }</script>`);
  await page.click('button');
  await until(async () => (await told(page)).length, 'the first');
  await page.evaluate(() => ((person = true), new Promise((done) => ((document.querySelector('iframe').onload = done), f.requestSubmit()))));
  assert.deepEqual(await told(page), ['Submitted f']);
});

test('a page that sends the form itself, tells of it, and then submits it, has one submission', async (t) => {
  const page = await openPage(t, `<form id="f" action="/ok" target="frame"><input><button>Go</button></form><iframe name="frame" hidden></iframe>
    <script>let sent; f.onsubmit = (event) => { if (sent) return; event.preventDefault(); sent = true; }</script>`);
  await page.click('button');
  await page.evaluate(() => {
    kelvin.track('Form Submitted', { form: 'f' });
    return new Promise((done) => ((document.querySelector('iframe').onload = done), f.requestSubmit()));
  });
  assert.deepEqual(await told(page), ['Submitted f']);
});

test('a form that is refused, and then cleared or left by another press, was not sent; nor was one that goes to javascript:', async (t) => {
  const page = await openPage(t, `<form id="cleared"><input><button>Go</button><button type="reset">Clear</button></form>
    <form id="nowhere" action="javascript:void(0)"><input><button>Go</button></form>
    <div id="box"><form id="left"><input><button>Go</button></form><form id="other"><input></form></div><a id="home" href="#home">Home</a>
    <script>for (const form of [cleared, left]) form.onsubmit = (event) => event.preventDefault(); home.onclick = () => box.remove();</script>`);
  for (const id of ['cleared', 'nowhere', 'left']) {
    await page.fill(`#${id} input`, 'x');
    await page.click(`#${id} button`);
  }
  await page.fill('#other input', 'x');
  await page.click('[type=reset]');
  await page.click('#home');
  await until(async () => (await told(page)).includes('Abandoned other'), 'what is gone');
  // Five seconds after its try a form that is gone is abandoned: a slow machine gets there.
  const all = (await told(page)).filter((text) => text !== 'Abandoned left');
  assert.deepEqual(all, ['Started cleared', 'Started nowhere', 'Started left', 'Started other', 'Abandoned other']);
});

test('fields that are checked as somebody fills them in are no refused submission; a button that asks for a check is', async (t) => {
  const page = await openPage(t, `<form id="live"><input id="mail" type="email" required oninput="live.checkValidity()"><input id="next" required onblur="this.checkValidity()">
      <label><input type="checkbox" onchange="live.checkValidity()"> Yes</label><textarea id="note" oninput="live.checkValidity()"></textarea></form>
    <form id="steps"><input required><button type="button" onclick="steps.reportValidity()">Next</button></form>
    <form id="labelled"><label><input required><button>Go</button></label></form>`);
  await page.click('#mail');
  await page.keyboard.type('a');
  await page.click('#next');
  await page.click('label');
  await page.click('#note');
  await page.keyboard.press('Enter');
  assert.deepEqual(await told(page), ['Started live']);
  await page.click('#steps button');
  assert.deepEqual(await told(page), ['Started live', 'Errored steps']);
  await page.click('#labelled button');
  assert.deepEqual(await told(page), ['Started live', 'Errored steps', 'Errored labelled']);
});
