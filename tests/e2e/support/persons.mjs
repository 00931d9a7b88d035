/** Pages on which persons change: what is served, who is made of the visitor, and what must hold of the one who comes. */
import assert from 'node:assert/strict';
import { log, nameOf } from './browser.mjs';
import { html, kStub } from './site.mjs';

const body = '<p id="cold" data-kelvin-unless="warm hot">Newsletter</p><p id="hot" data-kelvin-if="hot">Talk</p>';
/** Notes what is told, and from `watch()` on what each frame shows. */
const head = `${kStub}<style>[data-kelvin-if]:not([data-kelvin-on]),[data-kelvin-off]{display:none!important}</style><script>
  window.news = [];
  for (const name of ['enter', 'leave', 'view']) kelvin.on(name, (told) => news.push([name, name === 'view' ? told.visitor : told.segment]));
  window.shown = () => [...document.querySelectorAll('p')].filter((p) => p.checkVisibility()).map((p) => p.id).join();
  window.frames_ = new Set();
  window.watch = () => (frames_.add(shown()), requestAnimationFrame(watch));
</script>`;
export const attributes = (consent = 'granted') => `data-model="/model.json" data-consent="${consent}" data-bots="allow" data-mode="test" data-sensors="page link form scroll click"`;
export const pageFor = (said = '', consent) => html({ attributes: attributes(consent), body: `${body}<script>watch()</script>`, head: `${head}<script>${said}</script>` });
export const pages = (consent) => ({ '/': pageFor('', consent), '/b': pageFor('kelvin.identify("b")'), '/c': pageFor('kelvin.identify("c")'), '/plain': html({ tag: null }) });

export const view = (page) => page.evaluate(() => kelvin.view());
export const shown = (page) => page.evaluate(() => window.shown());
/** Makes b of the visitor: a buyer, who is hot; gives their anonymousId. */
export const becomeB = async (page) => {
  await page.evaluate(() => {
    kelvin.identify('b', { role: 'buyer' });
    for (let i = 0; i < 2; i++) kelvin.track('Demo Requested');
    return kelvin.export();
  });
  const { visitor, segments, profile } = await view(page);
  assert.deepEqual([segments, profile.role], [['warm', 'hot'], 'buyer']);
  return visitor;
};
export const say = (page, ...args) => page.evaluate((args) => (kelvin.identify(...args), kelvin.export()), args);
/** Everything of the visitor's log is c's alone, and so is the view. */
export const isC = async (page, b, expected) => {
  const seen = await log(page);
  const { visitor, profile, events } = await view(page);
  assert.notEqual(visitor, b);
  assert.deepEqual(seen.map(nameOf), expected);
  assert.ok(seen.every(({ anonymousId }) => anonymousId === visitor), 'one visitor');
  assert.deepEqual([profile, events], [{}, expected.length]);
  return visitor;
};
