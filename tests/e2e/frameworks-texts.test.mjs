/** A text of an experience, and what others than a renderer do to it: translators, what works on words, who types, and pages that put back what they kept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { events, ready, useBrowser, visit } from './support/browser.mjs';
import { cool, experience, frames, heat, pagesOf, texts, traces } from './support/frameworks.mjs';

useBrowser();

async function openHot(t, body, { experiences = [experience('#x', { text: 'Talk to us', class: 'strong' })] } = {}) {
  const { open } = await visit(t, { pages: await pagesOf({ experiences, body }) });
  const page = await open();
  await ready(page);
  await heat(page);
  await page.evaluate(() => (window.states = []));
  return page;
}
/** The text of #x as it is seen, once what was done to the page is answered. */
const seen = async (page) => (await frames(page), (await texts(page, '#x'))[0]);

/** As the translators of Chrome and Edge do it: each text makes place for two <font>, which hold another. */
const translate = () => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (node) => (node.data.trim() && node.parentNode.localName !== 'script' ? 1 : 2));
  const all = [];
  while (walker.nextNode()) all.push(walker.currentNode);
  window.back = all.map((node) => {
    const font = document.createElement('font');
    font.append(document.createElement('font'));
    font.firstChild.textContent = node.data.toUpperCase();
    node.replaceWith(font);
    return () => font.replaceWith(node);
  });
};

for (const body of ['<a id="x" href="/a">Get <b>the</b> letter</a>', '<a id="x" href="/a">Offer</a>', '<a id="x" href="/a"><b>Offer</b></a>']) {
  test(`a page that is translated, has another text meanwhile, and is put back: ${body}`, async (t) => {
    const warmer = { id: 'more', if: { segments: 'hot', 'profile.role': 'buyer', 'scores.engagement': { $lt: 100 } }, at: '#x', set: { text: 'Call us' } };
    const page = await openHot(t, body, { experiences: [experience('#x', { text: 'Talk to us', class: 'strong' }), warmer] });
    await page.evaluate(translate);
    assert.equal(await seen(page), 'TALK TO US');
    await page.evaluate(() => (kelvin.identify({ role: 'buyer' }), kelvin.export()));
    assert.equal(await seen(page), 'Call us');
    await page.evaluate(() => window.back.forEach((put) => put()));
    assert.equal(await seen(page), 'Call us');
    await page.evaluate(translate);
    await cool(page);
    assert.equal((await seen(page)).toLowerCase(), body.replace(/<.*?>/g, '').toLowerCase());
    assert.deepEqual(await traces(page), []);
  });
}

test('a word is marked in our text, and somebody types into it: it stands alone, then and later', async (t) => {
  const page = await openHot(t, '<p id="x" contenteditable>Offer</p>');
  await page.evaluate(() => {
    const range = document.createRange();
    range.setStart(document.querySelector('#x').lastChild, 0);
    range.setEnd(document.querySelector('#x').lastChild, 4);
    range.surroundContents(document.createElement('mark'));
  });
  assert.equal(await seen(page), 'Talk to us');
  await page.click('#x');
  await page.keyboard.press('End');
  await page.keyboard.type(' now');
  assert.equal(await seen(page), 'Talk to us now');
  await cool(page);
  assert.equal(await seen(page), 'Talk to us now');
});

const kPutBack = {
  innerHTML: [() => (window.kept = document.querySelector('#x').innerHTML), () => (document.querySelector('#x').innerHTML = window.kept)],
  textContent: [() => (window.kept = document.querySelector('#x').lastChild.data), () => (document.querySelector('#x').textContent = window.kept)],
};
for (const [name, [keep, put]] of Object.entries(kPutBack)) {
  test(`a button that says "Loading" for a while, its ${name} put back: the experience, then the original`, async (t) => {
    const page = await openHot(t, '<button id="x">Get <b>it</b> now</button>');
    const text = name === 'innerHTML' ? 'Get it now' : 'Get now';
    const load = () => page.evaluate(() => (document.querySelector('#x').textContent = 'Loading'));
    await page.evaluate(keep);
    await load();
    assert.equal(await seen(page), 'Loading');
    await page.evaluate(put);
    assert.equal(await seen(page), 'Talk to us');
    await page.evaluate(keep);
    await load();
    await seen(page);
    await cool(page);
    await page.evaluate(put);
    assert.equal((await seen(page)).replace(/\s+/g, ' '), text);
    assert.deepEqual(await traces(page), []);
    assert.equal(await page.evaluate(() => document.querySelector('#x').hasAttribute('class')), false);
  });
}

test('a link that is clicked is told by what is shown of it', async (t) => {
  const page = await openHot(t, '<a id="x" href="/a" onclick="return false"><!-- v-if --><b>New</b> offer</a><a id="y" href="/b" onclick="return false"><i data-kelvin-unless="hot">News</i><!-- else --><i data-kelvin-if="hot">Call</i></a>');
  for (const id of ['x', 'y']) await page.click(`#${id}`);
  assert.deepEqual((await events(page, 'Link Clicked')).map(({ properties }) => properties.text), ['Talk to us', 'Call']);
});
