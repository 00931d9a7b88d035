/** Links, marked clicks, time, robots: exact counts, on the right page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { events, log, kept, names, pathOf, ready, rest, standStill, until, useBrowser, visit } from './support/browser.mjs';
import { html, kAttributes, kStub } from './support/site.mjs';

useBrowser();

/** A page where clicks are seen and lead nowhere. */
const kStay = '<script>addEventListener("click", (event) => event.preventDefault()); addEventListener("auxclick", (event) => event.preventDefault())</script>';

const linked = async (page) => (await events(page, 'Link Clicked')).map(({ properties }) => [properties.text, properties.outbound]);

test('links: outbound or not, downloads, and nothing else', async (t) => {
  const body = `<a id="in" href="/next">Next  page</a> <a id="out" href="https://other.test/x"><b>Other</b></a>
    <a id="pdf" href="/files/Guide.PDF?x=1">Guide</a> <a id="named" href="/files/7" download="data.CSV">Data</a> <a id="plain" href="/files/7" download>Data</a>
    <a id="jump" href="#below">Jump</a> <a id="long" href="/#below">Jump</a> <a id="js" href="javascript:void 0">Script</a> <a id="bad" href="http://[">Bad</a>
    <a id="none">None</a> <a id="route" href="#/route">Route</a> <a id="mail" href="mailto:a@b.test">Mail</a>
    <svg id="svg" width="60" height="20"><a href="/svg"><text id="new" y="15">Sky</text></a></svg>
    <svg width="60" height="20"><a xlink:href="https://old.test/"><text id="old" y="15">Old</text></a></svg>
    <div id="host"></div>${kStay}<script>host.attachShadow({mode: "open"}).innerHTML = '<a id="deep" href="https://deep.test/">Deep</a>'</script>`;
  const { open } = await visit(t, { pages: { '/': html({ body }) } });
  const page = await open();
  await ready(page);
  for (const id of ['in', 'out', 'pdf', 'named', 'plain', 'jump', 'long', 'js', 'bad', 'none', 'route', 'mail', 'new', 'old', 'deep']) await page.click(`#${id}`);
  assert.deepEqual(await linked(page), [['Next page', false], ['Other', true], ['Route', false], ['Mail', false], ['Sky', false], ['Old', true], ['Deep', true]]);
  assert.deepEqual((await events(page, 'File Downloaded')).map(({ properties }) => properties.extension), ['pdf', 'csv', '']);
});

test('links: by the middle button, the keyboard and into a new tab, once each; not by the right button', async (t) => {
  const body = `<a id="a" href="/a">A</a> <a id="blank" href="/b" target="_blank" rel="noopener">B</a> <a id="modified" href="/c">C</a>${kStay}`;
  const { open } = await visit(t, { pages: { '/': html({ body }) } });
  const page = await open();
  await ready(page);
  await page.click('#a', { button: 'middle' });
  await page.click('#a', { button: 'right' });
  await page.focus('#a');
  await page.keyboard.press('Enter');
  await page.click('#blank');
  await page.click('#modified', { modifiers: ['Control'] });
  assert.deepEqual((await linked(page)).map(([text]) => text), ['A', 'A', 'B', 'C']);
});

test('a click that leaves the page is kept and scored', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ body: '<a id="go" href="/b">Go</a>' }), '/b': html({ title: 'B' }) } });
  const page = await open();
  await ready(page);
  await page.click('#go');
  await page.waitForURL('**/b');
  await ready(page);
  assert.deepEqual(await names(page), ['page', 'Link Clicked', 'page']);
});

test('marked clicks carry their properties', async (t) => {
  const body = '<button data-kelvin-track="CTA Clicked" data-kelvin-prop-plan="pro"><b id="in">Buy</b></button><i id="plain">x</i>';
  const { open } = await visit(t, { pages: { '/': html({ body }) } });
  const page = await open();
  await ready(page);
  await page.click('#plain');
  await page.click('#in');
  const [clicked, ...more] = await events(page, 'CTA Clicked');
  assert.equal(clicked.properties.plan, 'pro');
  assert.equal(more.length, 0);
});

test('active time: every 15 s, on leaving, with the page it was spent on; an idle tab earns nothing', async (t) => {
  const { open, context } = await visit(t, { pages: { '/a': html({ title: 'A' }), '/b': html({ title: 'B' }) } });
  await context.clock.install();
  const page = await open('/a');
  await ready(page);
  const spent = async () => (await events(page, 'Page Engaged')).map((event) => [pathOf(event), event.properties.seconds, event.properties.total]);
  await page.clock.runFor(16_000);
  const [first] = await spent();
  assert.equal(first[0], '/a');
  assert.ok(first[1] >= 14.9 && first[1] <= 16, String(first));
  await standStill(page);
  await page.clock.runFor(600_000);
  const idle = (await spent()).at(-1)[2];
  assert.ok(idle >= 29.9 && idle <= 30.1, `${idle} s of ten minutes`);
  await page.mouse.move(5, 5);
  await page.clock.runFor(4000);
  await page.evaluate(() => history.pushState({}, '', '/b'));
  const left = (await spent()).at(-1);
  assert.deepEqual(left.slice(0, 2), ['/a', 4]);
  await page.clock.runFor(5000);
  await page.goto('about:blank');
  await context.clock.resume();
  const back = await open('/b');
  await ready(back);
  const last = (await events(back, 'Page Engaged')).at(-1);
  assert.deepEqual([pathOf(last), last.properties.total], ['/b', 5]);
});

test('data-sensors chooses', async (t) => {
  const body = '<a id="a" href="#x" data-kelvin-track="CTA Clicked" data-kelvin-prop-plan="p">x</a><a id="b" href="/next">y</a><script>addEventListener("click", (event) => event.preventDefault())</script>';
  const { open } = await visit(t, { pages: { '/': html({ body, attributes: `${kAttributes} data-sensors="click"` }) } });
  const page = await open();
  await ready(page);
  await page.click('#a');
  await page.click('#b');
  assert.deepEqual(await names(page), ['CTA Clicked']);
});

test('robots are flagged, once, and not scored: nothing fetched, nothing stored', async (t) => {
  const head = `${kStub}<script>window.flags = []; kelvin.on('error', ({code, found}) => flags.push([code, found]))</script>`;
  const { open, site } = await visit(t, { pages: { '/': html({ head, attributes: 'data-model="/model.json" data-consent="granted"' }) } });
  const page = await open();
  await until(() => page.evaluate(() => window.flags.length), 'the flag');
  await page.evaluate(() => (window.kelvin.track('Demo Requested'), window.kelvin.consent('granted')));
  await rest(500);
  assert.deepEqual(await page.evaluate(() => window.flags), [['robot', await page.evaluate(() => navigator.userAgent)]]);
  assert.equal(await page.evaluate(() => window.kelvin.view()), null);
  assert.ok(!site.requests.includes('/kelvin.wasm'));
  assert.deepEqual(await kept(page), []);
});
