// The studio as an editor: what is opened, changed by mouse or keyboard and saved; what is wrong told where it stands; nothing serious for
// people who cannot see or use a mouse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kBrowser } from './support/browser.mjs';
import { goTab, libraryModel, openModel, openStudio, openText, saved, seen, serious, useStudio } from './support/studio.mjs';

useStudio();
const source = libraryModel('b2b-shop');
/** For what does not hang on the browser, as axe, which reads the document and its styles, and what the core says of a model. */
const inOne = { skip: kBrowser === 'firefox' && !process.env.KELVIN_SOAK && 'in soak' };

test('a value changed changes its bytes alone, and changed back the file is the same', async (t) => {
  const page = await openStudio(t);
  await openModel(page, 'b2b-shop');
  assert.equal(await saved(page), source);
  await page.fill('[aria-label="points of Filled in the contact form"]', '40');
  await seen(page);
  assert.equal(await saved(page), source.replace('"points": 35,', '"points": 40,'));
  assert.match(await page.textContent('tr:has([aria-label="points of Filled in the contact form"]) .sentence'), /^40 points; only once/);
  await page.fill('[aria-label="points of Filled in the contact form"]', '35');
  assert.equal(await saved(page), source);
});

test('by the keyboard alone: a number raised, a member taken out, undone and done again', async (t) => {
  const page = await openStudio(t);
  await openModel(page, 'b2b-shop');
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);
  const tabTo = async (label) => {
    for (let i = 0; i < 60 && (await focused()) !== label; i++) await page.keyboard.press('Tab');
    assert.equal(await focused(), label);
  };
  await page.focus('[aria-label="Name of the file"]');
  await tabTo('points of Visited the site');
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Tab');
  assert.equal(await saved(page), source.replace('"points": 5,', '"points": 8,'));
  await page.focus('[aria-label="points of Visited the site"]');
  await tabTo('Edit Visited the site');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[aria-label="Close Visited the site"]:focus');
  await tabTo('Remove limit');
  await page.keyboard.press('Enter');
  assert.match(await saved(page), /"id": "visited", .*"on": "visit", "points": 8},\n/);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  assert.equal(await saved(page), source);
  await page.keyboard.press('Control+Shift+z');
  await page.keyboard.press('Control+y');
  assert.match(await saved(page), /"on": "visit", "points": 8},\n/);
});

test('rules and conditions are made, moved and copied by clicks', async (t) => {
  const page = await openStudio(t);
  await page.click('text="Add a rule"');
  await page.selectOption('[aria-label="Add to Rule New rule"]', 'where');
  await page.selectOption('[aria-label="operator of page.path"]', '$glob');
  await page.fill('[aria-label="value of page.path"]', '/pricing/**');
  await page.fill('[aria-label="points of New rule"]', '10');
  // By its grip, pulled past the other row; and back, and once more by the button, which keeps the focus.
  const pull = async (from, to) => {
    const [a, b] = await Promise.all([from, to].map((i) => page.locator(`.rules tr:has(.grip) >> nth=${i} >> .grip`).boundingBox()));
    await page.mouse.move(a.x + 4, a.y + 4);
    await page.mouse.down();
    await page.mouse.move(b.x + 4, b.y + (to > from ? 400 : -30), { steps: 5 });
    await page.mouse.up();
  };
  const ids = async () => JSON.parse(await saved(page)).scores[0].rules.map(({ id }) => id);
  await pull(1, 0);
  assert.deepEqual(await ids(), ['rule', 'visited']);
  await page.click('[aria-label="Undo"]');
  assert.deepEqual(await ids(), ['visited', 'rule']);
  await page.click('[aria-label="Move New rule up"]');
  await page.waitForSelector('[aria-label="Move New rule down"]:focus');
  await page.click('[aria-label="Copy New rule"] >> nth=0');
  await seen(page);
  const { scores } = JSON.parse(await saved(page));
  const rule = { id: 'rule', label: 'New rule', on: 'page', points: 10, where: { 'page.path': { $glob: '/pricing/**' } } };
  assert.deepEqual(scores[0].rules, [rule, { ...rule, id: 'rule-2' }, { id: 'visited', label: 'Visited the site', on: 'visit', points: 5 }]);
});

test('what is new has nothing wrong with it, and an id that follows its label until somebody types one', async (t) => {
  const page = await openStudio(t);
  const status = async () => (await seen(page), page.textContent('header [role=status]'));
  assert.equal(await status(), 'Right');
  assert.deepEqual(await serious(page), []);
  await page.click('text="Add a rule"');
  await page.fill('.rules tr.open >> nth=-1 >> [data-label="Rule"] input', 'Saw the price list');
  await page.selectOption('[aria-label="Add to Rule Saw the price list"]', 'where');
  for (const name of ['Segments', 'Triggers', 'Experiences']) {
    await goTab(page, name);
    await page.click(`text="Add to ${name.toLowerCase()}"`);
  }
  assert.match(await status(), /^Right/);
  const model = JSON.parse(await saved(page));
  assert.deepEqual(model.scores[0].rules[1], { id: 'saw-the-price-list', label: 'Saw the price list', on: 'page', points: 5, where: { 'page.path': '/' } });
  assert.deepEqual([model.segments[1].when, model.triggers[0].when], [{ 'scores.interest': { $gte: 50 } }, { enter: 'hot' }]);
  // Once another part names it, or somebody has typed it, it stays.
  await goTab(page, 'Rules');
  await page.fill('[data-at="/scores/0/rules/1/id"] input', 'price-list');
  await page.fill('.rules tr.open >> nth=-1 >> [data-label="Rule"] input', 'Saw what it costs');
  assert.deepEqual(JSON.parse(await saved(page)).scores[0].rules[1].id, 'price-list');
});

test('what is wrong is told where it stands, and what was meant is one click', async (t) => {
  const page = await openStudio(t);
  await openText(page, source.replace('"limit": 1', '"limt": 1').replace('"points": 35', '"points": "many"'));
  const row = page.locator('tr.detail:has-text("limt")');
  await row.waitFor();
  assert.match(await page.textContent('.problems'), /wrong_type/);
  await page.click('.problems button:has-text("/scores/0/rules/0/limt")');
  await page.click('button:text-is("Use limit")');
  await page.fill('[aria-label="points of Filled in the contact form"]', '35');
  await seen(page);
  assert.equal(await page.textContent('header [role=status]'), 'Right');
  assert.equal(await saved(page), source);
});

test('what is no model, a file that is cut and a link that was cut end in a sentence', inOne, async (t) => {
  const page = await openStudio(t, { path: '#model=0123' });
  assert.match(await page.textContent('.notice'), /link was cut or damaged/);
  await openText(page, source.slice(0, 400), 'cut.json');
  assert.match(await page.textContent('[role=alert].broken'), /bad_json/);
  for (const text of ['', '[]', '7', 'null', '{"scores": 3, "tests": {}, "segments": [7]}']) {
    await openText(page, text, `odd${text.length}.json`);
    assert.match(await page.textContent('header [role=status]'), /error/);
    for (const name of ['Segments', 'Tests', 'Pages', 'More', 'Rules']) await goTab(page, name);
  }
  await openText(page, source);
  assert.equal(await page.textContent('header [role=status]'), 'Right');
});

test('a file opened by mistake costs no work: undo brings back what was being made, under its name', async (t) => {
  const page = await openStudio(t);
  await openModel(page, 'b2b-shop');
  await page.fill('[aria-label="points of Filled in the contact form"]', '40');
  const name = () => page.inputValue('[aria-label="Name of the file"]');
  await openText(page, '{"kelvin": 1}', 'other.json');
  await page.click('[aria-label="Undo"]');
  assert.equal(await name(), 'b2b-shop.json');
  assert.equal(await saved(page), source.replace('"points": 35,', '"points": 40,'));
  await page.click('[aria-label="Redo"]');
  assert.deepEqual([await name(), await saved(page)], ['other.json', '{"kelvin": 1}']);
  await page.click('[aria-label="Undo"]');
  await page.click('[aria-label="Undo"]');
  assert.equal(await saved(page), source);
  // Nothing was changed in the files before it: undo ends here.
  assert.ok(await page.isDisabled('[aria-label="Undo"]'));
});

test('the text tab\'s own undo stays within its file, also of one that has the same text', async (t) => {
  const page = await openStudio(t);
  const starter = libraryModel('starter');
  await openText(page, starter, 'first.json');
  await goTab(page, 'Text');
  const press = async (...keys) => {
    await page.click('.cm-content');
    for (const key of keys) await page.keyboard.press(key);
  };
  for (const other of ['{"kelvin": 1}', `\n${starter}`]) {
    await press('Control+Home', 'Enter');
    await openText(page, other, `other${other.length}.json`);
    await press('Control+z');
    assert.equal(await saved(page), other);
    await page.click('[aria-label="Undo"]');
    await press('Control+z', 'Control+y');
    assert.equal(await saved(page), `\n${starter}`);
    await page.click('[aria-label="Undo"]');
  }
});

test('leaving the page asks about what nobody has saved, and about nothing else', async (t) => {
  const page = await openStudio(t);
  const asks = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
  await openModel(page, 'b2b-shop');
  assert.equal(await asks(), false);
  await page.fill('[aria-label="points of Filled in the contact form"]', '40');
  assert.equal(await asks(), true);
  await saved(page);
  assert.equal(await asks(), false);
});

test('the bytes of an odd file stay: its mark, its line ends in the text tab; a file that is no text is not opened', async (t) => {
  const page = await openStudio(t);
  const windows = `\uFEFF${source.replaceAll('\n', '\r\n')}`;
  await openText(page, windows, 'windows.json');
  assert.equal(await saved(page), windows);
  await goTab(page, 'Text');
  await page.click('.cm-content');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Enter');
  await seen(page);
  assert.equal(await saved(page), windows.replace('{', '\r\n{'));
  await page.click('[aria-label="Undo"]');
  assert.equal(await saved(page), windows);
  for (const [name, bytes] of [['picture.png', [0x89, 0x50, 0x4e, 0x47, 0xff, 0xd8]], ['latin.json', [...Buffer.from('{"kelvin": 1, "id": "caf'), 0xe9, 0x22, 0x7d]]]) {
    await page.setInputFiles('header input[type=file]', { name, mimeType: 'application/json', buffer: Buffer.from(bytes) });
    await page.waitForSelector(`.notice:has-text("${name} is no text in UTF-8")`);
    assert.equal(await saved(page), windows);
  }
});

test('a file that cannot be read is not called a folder', async (t) => {
  const page = await openStudio(t);
  // As of a file that was removed since it was chosen.
  await page.evaluate(() => {
    const file = Object.assign(new File(['{}'], 'gone.json'), { arrayBuffer: () => Promise.reject(new Error('it is gone')) });
    dispatchEvent(Object.assign(new Event('drop'), { dataTransfer: { files: [file] } }));
  });
  await page.waitForSelector('.notice:has-text("gone.json could not be read: it is gone. If it is a folder, open the files in it")');
});

test('a key that stands twice is told in the command line\'s words, in the text tab too; a field edits the one that counts', inOne, async (t) => {
  const page = await openStudio(t);
  const starter = libraryModel('starter').replace('"version"', '"id": "two", "version"');
  await openText(page, starter);
  assert.equal(await page.textContent('header [role=status]'), 'Right, with 1 warning');
  assert.match(await page.textContent('.problem'), /id the object has this key before: what stands there is lost.*repeated_key/);
  await goTab(page, 'Text');
  await page.waitForSelector('.cm-lint-marker-warning');
  assert.equal(await page.$$eval('.cm-lintRange-warning', (all) => all.map(({ textContent }) => textContent).join('')), '"id": "two"');
  await goTab(page, 'More');
  await page.fill('[data-at="/id"] input', 'three');
  assert.equal(await saved(page), starter.replace('"two"', '"three"'));
});

/** A model with the page groups `price` and `other`, the second of which somebody gives another name. */
async function typesName(t, name) {
  const page = await openStudio(t);
  const text = JSON.stringify({ ...JSON.parse(libraryModel('starter')), pages: { price: ['/price'], other: ['/other'] } });
  await openText(page, text);
  await goTab(page, 'Pages');
  await page.focus('[aria-label="pages: name 2"]');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(name);
  return { page, text };
}

test('a name that is typed passes through one that is there already, and is one step back', async (t) => {
  const { page, text } = await typesName(t, 'price-list');
  assert.equal(await saved(page), text.replace('"other":', '"price-list":'));
  await page.click('[aria-label="Undo"]');
  assert.equal(await saved(page), text);
});

test('a name that another one has is refused in a sentence, and the one before it stands again', async (t) => {
  const { page, text } = await typesName(t, 'price');
  await page.keyboard.press('Tab');
  await page.waitForSelector('.notice:has-text("Another one here has the name price, so this one is still called other.")');
  assert.equal(await page.inputValue('[aria-label="pages: name 2"]'), 'other');
  assert.equal(await saved(page), text);
  assert.ok(await page.isDisabled('[aria-label="Undo"]'));
  // What was meant is there too.
  const both = source.replace('"limit": 1', '"limt": 1, "limit": 1');
  await openText(page, both, 'both.json');
  await goTab(page, 'Rules');
  await page.click('.problems button:has-text("/scores/0/rules/0/limt")');
  await page.click('button:text-is("Use limit")');
  await page.waitForSelector('.notice:has-text("limit is there already, beside limt. Take one of the two out.")');
  assert.equal(await saved(page), both);
});

test('each model of the library is shown, part by part, with all its tests passed', inOne, async (t) => {
  const page = await openStudio(t);
  const names = await page.$$eval('[aria-label="Open a model of the library"] option', (all) => all.map(({ value }) => value).filter((value) => value.trim()));
  for (const name of names) {
    await openModel(page, name);
    for (const part of ['Rules', 'Segments', 'Triggers', 'More', 'Tests']) await goTab(page, part);
    const { length } = JSON.parse(libraryModel(name)).tests;
    assert.equal(await page.textContent('[aria-label="Tests"] > [role=status]'), `${length} of ${length} tests pass.`, name);
  }
});

test('a thousand rules can be edited', inOne, async (t) => {
  const page = await openStudio(t);
  const rules = Array.from({ length: 1000 }, (_, i) => ({ id: `r${i}`, label: `Rule ${i}`, on: `Event ${i}`, points: 1, limit: 1 }));
  await openText(page, JSON.stringify({ kelvin: 1, id: 'large', version: '1', scores: [{ id: 's', rules }] }));
  await page.click('button:has-text("900 rules are not shown")');
  await page.fill('[aria-label="points of Rule 150"]', '7');
  await goTab(page, 'Segments');
  await goTab(page, 'Rules');
  await page.fill('[aria-label="points of Rule 0"]', 'x');
  await seen(page);
  await page.click('.problems button:has-text("/scores/0/rules/0/points")');
  await page.keyboard.press('Control+z');
  await seen(page);
  assert.equal(JSON.parse(await saved(page)).scores[0].rules[150].points, 7);
});

test('the text tab edits the same file, and tells what is wrong', async (t) => {
  const page = await openStudio(t);
  await openModel(page, 'starter');
  await goTab(page, 'Text');
  await page.waitForSelector('.cm-content');
  await page.click('.cm-content');
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('!');
  await page.waitForSelector('.cm-lint-marker-error');
  await page.keyboard.press('Backspace');
  await page.waitForSelector('.cm-lint-marker-error', { state: 'detached' });
  assert.equal(await saved(page), libraryModel('starter'));
});

for (const scheme of ['light', 'dark']) {
  test(`nothing serious for axe, ${scheme}`, inOne, async (t) => {
    const page = await openStudio(t, { colorScheme: scheme });
    await openModel(page, 'b2b-shop');
    for (const name of ['Rules', 'Segments', 'Triggers', 'More', 'Tests', 'Give out', 'Text']) {
      await goTab(page, name);
      if (name === 'Rules') await page.click('[aria-label="Edit The company we look for"]');
      if (name === 'Tests') await page.click('.test summary');
      assert.deepEqual(await serious(page), [], name);
    }
  });
}

test('at 360 px, and at twice the size, nothing is cut off', async (t) => {
  for (const viewport of [{ width: 360, height: 700 }, { width: 640, height: 450 }]) {
    const page = await openStudio(t, { viewport, deviceScaleFactor: 2 });
    await openModel(page, 'b2b-shop');
    await page.fill('.rules [data-label="Rule"] input >> nth=0', 'x'.repeat(400));
    await page.waitForSelector('.visitor');
    await seen(page);
    for (const name of ['Rules', 'Segments', 'Triggers', 'Destinations', 'More', 'Tests', 'Compare', 'Give out', 'Text']) {
      await goTab(page, name);
      if (name === 'Rules') await page.click('.rules button[aria-label^="Edit "] >> nth=0');
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than ${viewport.width}`);
    }
    await goTab(page, 'Rules');
    for (const width of [700, 870, 1190]) {
      await page.setViewportSize({ width, height: 700 });
      assert.ok(await page.evaluate(() => [document.documentElement, document.querySelector('.rules')].every(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)), `the rules are wider than ${width}`);
    }
  }
});
