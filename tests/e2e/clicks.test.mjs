/** One click of a person's is one event: labels, components, what scripts click; and files that a page makes itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundle } from './support/bundle.mjs';
import { events, names, ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { html } from './support/site.mjs';

useBrowser();

const kModel = {
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    kelvin: 1, id: 'clicks', version: '1', privacy: { keep: ['href', 'extension', 'plan'] },
    scores: [{ id: 's', range: [0, 100], rules: [{ id: 'r', on: ['Plan', 'Field', 'File Downloaded'], points: 1 }] }],
  }),
};

async function openPage(t, body, code) {
  const script = code ? '<script src="/app.js"></script>' : '';
  const pages = { '/': html({ body: body + script }), '/model.json': kModel };
  if (code) pages['/app.js'] = { headers: { 'content-type': 'text/javascript; charset=utf-8' }, body: await bundle(code) };
  const { open } = await visit(t, { pages });
  const page = await open();
  await ready(page);
  return page;
}
const told = async (page) => (await names(page)).filter((name) => name !== 'page');

const kLabels = {
  'a label around its field': ['<label data-kelvin-track="Plan"><b id="text">Pro</b> <input id="field" type="radio"></label>', 'Plan'],
  'a label for a field elsewhere': ['<div data-kelvin-track="Plan"><label id="text" for="field">Pro</label><p><input id="field" type="checkbox"></p></div>', 'Plan'],
  'a label within a label': ['<label data-kelvin-track="Plan"><label id="text" for="field">Pro</label> <input id="field" type="checkbox"></label>', 'Plan'],
  'a label and its field, each marked': ['<label id="text" for="field" data-kelvin-track="Plan">Pro</label><input id="field" type="checkbox" data-kelvin-track="Field">', 'Plan', 'Field'],
  'a label whose field alone is marked': ['<label id="text" for="field">Pro</label><input id="field" type="checkbox" data-kelvin-track="Field">', 'Field'],
};
for (const [what, [body, byText, byField = byText]] of Object.entries(kLabels)) {
  test(`${what}: a click on either is one event`, async (t) => {
    const page = await openPage(t, body);
    await page.click('#text');
    assert.deepEqual(await told(page), [byText]);
    await rest(1100); // A click on the field so soon after its label would be the label's.
    await page.click('#field');
    assert.deepEqual(await told(page), [byText, byField]);
    await page.focus('#field');
    await page.keyboard.press('Space');
    const { length } = await told(page);
    // On a radio button that is chosen already browsers differ.
    if ((await page.getAttribute('#field', 'type')) === 'checkbox') assert.equal(length, 3, 'a key clicks, too');
  });
}

test('a click that a page refuses a label is no reason to miss the next on its field', async (t) => {
  const page = await openPage(t, '<label id="text" for="field" data-kelvin-track="Plan" onclick="event.preventDefault()">Pro</label><input id="field" type="checkbox" data-kelvin-track="Field">');
  await page.click('#text');
  await page.click('#field');
  assert.deepEqual(await told(page), ['Plan', 'Field']);
});

test('components: a checkbox of Shoelace and one of Material in a label, by its text', async (t) => {
  const code = `import '@shoelace-style/shoelace/dist/components/checkbox/checkbox.js'; import '@material/web/checkbox/checkbox.js';`;
  const page = await openPage(t, '<sl-checkbox id="one" data-kelvin-track="Plan"><b>Team</b></sl-checkbox><p><label id="two" data-kelvin-track="Plan">Pro <md-checkbox></md-checkbox></label></p>', code);
  await page.locator('#one').getByText('Team').click();
  assert.deepEqual(await told(page), ['Plan']);
  await page.click('#two', { position: { x: 5, y: 5 } });
  assert.deepEqual(await told(page), ['Plan', 'Plan']);
});

test('what a script clicks counts where it passes on a person\'s click, once, and else not', async (t) => {
  const body = `<div id="card">Card</div><div hidden><a id="link" href="/x.pdf">x</a></div><p id="outer" data-kelvin-track="Plan">Open <i id="inner">x</i></p>
    <script>link.onclick = (event) => event.preventDefault(); card.onclick = () => link.click(); outer.onclick = (event) => event.isTrusted && inner.click()</script>`;
  const page = await openPage(t, body);
  await page.evaluate(() => (link.click(), outer.click()));
  assert.deepEqual(await told(page), []);
  await page.click('#card');
  assert.deepEqual(await told(page), ['File Downloaded']);
  await page.click('#outer');
  assert.deepEqual(await told(page), ['File Downloaded', 'Plan']);
});

test('files that a page makes: blob: and data: links to be kept, by hand and by a script', async (t) => {
  const body = `<a id="blob" download="quote.PDF">Quote</a> <a id="data" download="table.csv" href="data:text/csv;charset=utf-8,secret;1">Table</a> <a id="plain" download href="data:text/plain,secret">Text</a>
    <a id="named" download="price.pdf" href="/make.exe" onclick="return false">Price</a> <a id="session" href="/terms.pdf;id=7" onclick="return false">Terms</a>
    <a id="view" href="data:text/plain,secret" target="_blank" onclick="return false">View</a> <button id="make">Export</button>
    <script>const href = URL.createObjectURL(new Blob(['x'])); blob.href = href;
      make.onclick = () => { const link = document.createElement('a'); link.href = href; link.download = 'report.xlsx'; document.body.append(link); link.click(); link.remove(); };</script>`;
  const page = await openPage(t, body);
  for (const id of ['blob', 'data', 'plain', 'view', 'named', 'session', 'make']) await page.click(`#${id}`);
  const files = (await events(page, 'File Downloaded')).map(({ properties }) => [properties.extension, properties.href.split(':')[0]]);
  assert.deepEqual(files, [['pdf', 'blob'], ['csv', 'data'], ['', 'data'], ['pdf', 'http'], ['pdf', 'http'], ['xlsx', 'blob']]);
  assert.deepEqual(await told(page), Array(6).fill('File Downloaded'));
  assert.ok(!(await page.evaluate(() => kelvin.export())).includes('secret'));
});

test('files that a library saves by a link in no document, or after a while: one for each press', async (t) => {
  const body = `<button id="now">Save</button> <button id="soon">Make</button> <button id="path">Prices</button> <a id="link" href="/report.pdf">Report</a>
    <script>const save = (name) => { const link = document.createElement('a'); link.href = URL.createObjectURL(new Blob(['x'])); link.download = name; link.dispatchEvent(new MouseEvent('click')); };
      now.onclick = () => save('list.CSV');
      soon.onclick = () => setTimeout(() => save('offer.pdf'), 300);
      link.onclick = (event) => { event.preventDefault(); save('report.pdf'); };
      path.onclick = () => { const link = document.createElement('a'); link.href = '/price.pdf'; link.download = ''; link.dispatchEvent(new MouseEvent('click')); };</script>`;
  const page = await openPage(t, body);
  await page.evaluate(() => save('nobody.pdf'));
  const files = async () => (await events(page, 'File Downloaded')).map(({ properties }) => [properties.extension, properties.href.split(':')[0]]);
  await page.click('#now');
  await page.click('#link');
  await page.mouse.wheel(0, 5);
  await page.evaluate(() => save('again.pdf'));
  await page.click('#soon');
  await until(async () => (await files()).length > 2, 'the third file');
  await page.click('#path');
  await until(async () => (await files()).length > 3, 'the fourth');
  assert.deepEqual(await files(), [['csv', 'blob'], ['pdf', 'http'], ['pdf', 'blob'], ['pdf', 'http']]);
});

test('the middle button opens a marked link, and does nothing to what else is marked', async (t) => {
  const page = await openPage(t, '<a id="link" href="/demo" data-kelvin-track="Plan" onauxclick="event.preventDefault()">Demo</a> <button id="button" data-kelvin-track="Field">Pro</button>');
  await page.click('#button', { button: 'middle' });
  await page.click('#link', { button: 'middle' });
  assert.deepEqual((await told(page)).sort(), ['Link Clicked', 'Plan']);
});
