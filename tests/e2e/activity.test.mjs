/** Depth and active time come from hands: wheel, touch, key and pointer. What scrolls or moves by itself earns nothing beyond the first 30 s. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, events, ready, rest, standStill, until, useBrowser, visit } from './support/browser.mjs';
import { html } from './support/site.mjs';

useBrowser();

const seconds = async (page) => (await events(page, 'Page Engaged')).reduce((sum, { properties }) => sum + properties.seconds, 0);
const depths = async (page) => (await events(page, 'Page Scrolled')).map(({ properties }) => properties.percent);

/** In the page: what goes on without anybody. */
const kByItself = {
  'a carousel that scrolls': 'setInterval(() => (slides.scrollLeft = (slides.scrollLeft + 100) % 900), 3000)',
  'a page that scrolls itself': 'setInterval(() => scrollBy(0, 40), 1000)',
  'routes of a show': 'let n = 0; setInterval(() => history.pushState(null, "", "/slide-" + "abcdefgh"[n++ % 8]), 5000)',
  'events that a script makes up': `setInterval(() => { for (const type of ['pointermove', 'pointerdown', 'keydown', 'wheel', 'scroll', 'touchstart', 'focus', 'pageshow', 'click']) dispatchEvent(new Event(type)); document.dispatchEvent(new Event('visibilitychange')) }, 2000)`,
  'a field that takes the focus again and again': 'setInterval(() => (field.focus(), field.blur()), 2000)',
  'a slide that moves under a resting pointer': 'setInterval(() => (slides.style.marginTop = Math.random() * 20 + "px"), 1000)',
};
for (const [what, script] of Object.entries(kByItself)) {
  test(`${what}: three minutes without a hand earn 30 s at most, and no depth`, async (t) => {
    const body = `<input id="field"><div id="slides" style="width:300px;height:100px;overflow:scroll"><div style="width:2000px">slides</div></div><div style="height:4000px">long</div>`;
    const { open, context } = await visit(t, { pages: { '/': html({ body }) } });
    await context.clock.install();
    const page = await open();
    await ready(page);
    await page.mouse.move(50, 60);
    await standStill(page);
    await page.evaluate(script);
    for (let i = 0; i < 20; i++) {
      await page.clock.runFor(10_000);
      await rest(40); // A frame, in which what was scrolled is told.
    }
    assert.ok((await seconds(page)) <= 51, `${await seconds(page)} s`); // What the clock made of the start, and 30 s after the pointer.
    assert.deepEqual(await depths(page), []);
  });
}

test('hands: each of wheel, key and pointer goes on earning', async (t) => {
  const { open, context } = await visit(t, { pages: { '/': html({ body: '<div style="height:4000px">long</div>' }) } });
  await context.clock.install();
  const page = await open();
  await ready(page);
  await standStill(page);
  await page.clock.runFor(60_000);
  for (const act of [() => page.mouse.wheel(0, 50), () => page.keyboard.press('ArrowDown'), () => page.mouse.move(90, 90), () => page.mouse.down()]) {
    const before = await seconds(page);
    await page.evaluate(() => {
      window.heard = false;
      for (const type of ['wheel', 'keydown', 'pointermove', 'pointerdown']) addEventListener(type, () => (window.heard = true), { once: true, passive: true });
    });
    // A browser tells of a wheel later than that it was turned, and not of one that is turned before it has drawn the page.
    await until(async () => (await act(), await rest(50), page.evaluate(() => window.heard)), `${act} is heard`);
    await page.clock.runFor(45_000);
    const earned = (await seconds(page)) - before;
    assert.ok(earned >= 29 && earned <= 31, `${act}: ${earned} s`);
  }
});

test('depth: by the wheel and by keys, each once; not by a script, nor by a position that the browser restores', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ body: '<a id="go" href="#end">End</a><div style="height:5000px">long</div><p id="end">End</p>' }) } });
  const page = await open();
  await ready(page);
  await page.evaluate(() => scrollTo(0, 2500));
  await rest(400);
  assert.deepEqual(await depths(page), []);
  await page.reload();
  await ready(page);
  await until(() => page.evaluate(() => scrollY > 0), 'restored');
  await rest(400);
  assert.deepEqual(await depths(page), []);
  await page.evaluate(() => scrollTo(0, 0));
  await rest(300);
  await drawn(page);
  await page.mouse.move(200, 200);
  await page.mouse.wheel(0, 1500);
  await until(async () => (await depths(page)).length, 'a depth');
  assert.deepEqual(await depths(page), [25]);
  await rest(1200);
  await page.keyboard.press('Home');
  await rest(500);
  await page.click('#go');
  await until(async () => (await depths(page)).length === 4, 'a person\'s click on a link within the page');
  await page.keyboard.press('Home');
  await rest(300);
  await page.keyboard.press('End');
  await rest(500);
  assert.deepEqual(await depths(page), [25, 50, 75, 90]);
});

test('a box that is scrolled by hand tells nothing of the page', async (t) => {
  const { open } = await visit(t, { pages: { '/': html({ body: '<div id="box" style="height:300px;overflow:scroll"><div style="height:3000px">long</div></div><div style="height:900px"></div>' }) } });
  const page = await open();
  await ready(page);
  await page.evaluate(() => scrollTo(0, 20));
  await drawn(page);
  await page.mouse.move(50, 50);
  await page.mouse.wheel(0, 200);
  await until(() => page.evaluate(() => box.scrollTop > 100), 'scrolled');
  await rest(400);
  assert.deepEqual(await depths(page), []);
});
