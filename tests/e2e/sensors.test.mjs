/** What the page sees by itself: exact counts, the right page, no field that was not marked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { events, log, names, pathOf, ready, rest, stored, until, useBrowser, visit } from './support/browser.mjs';
import { html, kAttributes } from './support/site.mjs';

useBrowser();

const views = async (page) => (await events(page, 'page')).map(pathOf);

test('a page load is one view, with its title and campaign', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ title: 'Welcome' }) } });
  const page = await open('/?utm_source=google&utm_medium=cpc&utm_campaign=spring');
  const view = await ready(page);
  assert.equal(view.visit.pages, 1);
  assert.equal(view.visit.channel, 'Paid Search');
  assert.deepEqual(await views(page), ['/']);
});

for (const api of ['Navigation API', 'patched history']) {
  test(`single-page routes are counted once each: ${api}`, async (t) => {
    const init = api === 'patched history' ? () => Object.defineProperty(window, 'navigation', { value: undefined }) : undefined;
    const { open } = await visit(t, { pages: { '/': html() }, init });
    const page = await open();
    await ready(page);
    const go = async (...steps) => {
      await page.evaluate((list) => {
        for (const [method, url] of list) {
          if (method === 'hash') location.hash = url;
          else history[method]({}, '', url);
        }
      }, steps);
      await rest(600);
    };
    await go(['pushState', '/a']);
    await go(['replaceState', '/a'], ['pushState', '/b']); // as vue-router does on every push
    await go(['pushState', '/login'], ['replaceState', '/c']); // a redirect: /login was never seen
    await go(['pushState', '/c?tab=2']);
    await go(['replaceState', '/c?tab=3']); // a filter that writes itself into the address
    await go(['pushState', '/c?tab=3']); // the same again
    await go(['hash', '#section']); // a jump within the page
    await go(['hash', '#/route']);
    await page.evaluate(() => history.back());
    await rest(600);
    assert.deepEqual(await views(page), ['/', '/a', '/b', '/c', '/c', '/c', '/c']);
    assert.equal((await page.evaluate(() => window.kelvin.view())).visit.pages, 7);
  });
}

test('a quick second route does not swallow the first', async (t) => {
  const { open } = await visit(t, { pages: { '/': html() } });
  const page = await open();
  await ready(page);
  await page.evaluate(() => ['/a', '/b', '/c'].forEach((url) => history.pushState({}, '', url)));
  await until(async () => (await views(page)).length === 4, 'four views');
  assert.deepEqual(await views(page), ['/', '/a', '/b', '/c']);
});

test('data-spa="off" leaves routes to the site, which may call kelvin.page()', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ attributes: `${kAttributes} data-spa="off"` }) } });
  const page = await open();
  await ready(page);
  await page.evaluate(() => history.pushState({}, '', '/a'));
  await rest(600);
  assert.deepEqual(await views(page), ['/']);
  await page.evaluate(() => window.kelvin.page());
  assert.deepEqual(await views(page), ['/', '/a']);
});

test('links: outbound or not, downloads, and nothing else', async (t) => {
  const body = `<a id="in" href="/next">Next  page</a> <a id="out" href="https://other.test/x"><b>Other</b></a>
    <a id="pdf" href="/files/Guide.PDF?x=1">Guide</a> <a id="named" href="/files/data" download>Data</a>
    <a id="jump" href="#below">Jump</a> <a id="js" href="javascript:void 0">Script</a> <a>None</a>
    <div id="host"></div><script>addEventListener("click", (event) => event.preventDefault());
    host.attachShadow({mode: "open"}).innerHTML = '<a id="deep" href="https://deep.test/">Deep</a>'</script>`;
  const { open } = await visit(t, { pages: { '/': html({ body }) } });
  const page = await open();
  await ready(page);
  for (const id of ['in', 'out', 'pdf', 'named', 'jump', 'js', 'deep']) await page.click(`#${id}`);
  const clicked = (await events(page, 'Link Clicked')).map(({ properties }) => [properties.text, properties.outbound]);
  assert.deepEqual(clicked, [['Next page', false], ['Other', true], ['Deep', true]]);
  assert.deepEqual((await events(page, 'File Downloaded')).map(({ properties }) => properties.extension), ['pdf', '']);
});

test('a click that leaves the page is kept and scored', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ body: '<a id="go" href="/b">Go</a>' }), '/b': html({ title: 'B' }) } });
  const page = await open();
  await ready(page);
  await page.click('#go');
  await page.waitForURL('**/b');
  await ready(page);
  assert.deepEqual((await names(page)).filter((name) => name !== 'Page Engaged'), ['page', 'Link Clicked', 'page']);
});

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
  assert.ok(first[1] >= 14.5 && first[1] <= 16, String(first));
  await page.clock.runFor(600_000);
  const idle = (await spent()).at(-1)[2];
  assert.ok(idle >= 29 && idle <= 32, `${idle} s of 616`);
  await page.mouse.move(5, 5);
  await page.clock.runFor(4000);
  await page.evaluate(() => history.pushState({}, '', '/b'));
  const left = (await spent()).at(-1);
  assert.equal(left[0], '/a');
  assert.ok(left[1] >= 3.5 && left[1] <= 5, String(left));
  await page.clock.runFor(5000);
  await page.goto('about:blank');
  const back = await open('/b');
  await ready(back);
  const last = (await events(back, 'Page Engaged')).at(-1);
  assert.equal(pathOf(last), '/b');
  assert.ok(last.properties.total >= 4.5 && last.properties.total <= 6, String(last.properties.total));
});

test('scroll depth: each once per page, not before someone scrolls', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ body: '<div style="height:5000px">long</div>' }) } });
  const page = await open();
  await ready(page);
  const depths = async () => (await events(page, 'Page Scrolled')).map(({ properties }) => properties.percent);
  await rest(300);
  assert.deepEqual(await depths(), []);
  await page.evaluate(() => window.scrollTo(0, 2000));
  await until(async () => (await depths()).length === 2, 'two depths');
  await page.evaluate(() => window.scrollTo(0, 0));
  await rest(250);
  await page.evaluate(() => window.scrollTo(0, 5000));
  await until(async () => (await depths()).length === 4, 'four depths');
  assert.deepEqual(await depths(), [25, 50, 75, 90]);
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

test('bots are not scored', async (t) => {
  const { open, site } = await visit(t, { pages: { '/': html({ attributes: 'data-model="/model.json" data-consent="granted"' }) } });
  const page = await open();
  await until(() => page.evaluate(() => !!window.kelvin?.version), 'the script');
  await page.evaluate(() => window.kelvin.track('Demo Requested'));
  await rest(500);
  assert.equal(await page.evaluate(() => window.kelvin.view()), null);
  assert.ok(!site.requests.includes('/kelvin.wasm'));
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
});
