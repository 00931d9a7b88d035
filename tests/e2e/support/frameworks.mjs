/** Pages that a framework renders, with a visitor who turns hot and, later, cools: the model's experiences hold in between. */
import { readFileSync } from 'node:fs';
import { html, kStub } from './site.mjs';
import { bundle } from './bundle.mjs';

const fixture = JSON.parse(readFileSync(new URL('../fixtures/model.json', import.meta.url), 'utf8'));
/** Two demos make the visitor hot, a third one ends this. */
const kHolds = { segments: 'hot', 'scores.engagement': { $lt: 100 } };
/** One experience for each selector. */
export const experience = (at, set, more = {}) => ({ id: 'x-' + at.replace(/\W/g, ''), if: kHolds, at, set, ...more });

/** Until the library is bundled nothing is served. `code`: the application, JSX allowed. `html()`'s options, and the model's experiences. */
export async function pagesOf({ code = '', components, jsx, experiences = [], body = '', head = '', files = {}, script = '<script defer src="/app.js"></script>', ...page }) {
  const app = code && (await bundle(code, { components, jsx }));
  return {
    '/': html({ head: kStub + head, body: body + (code && script), ...page }),
    '/app.js': { headers: { 'content-type': 'text/javascript; charset=utf-8' }, body: app },
    '/model.json': { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...fixture, triggers: [], experiences }) },
    ...files,
  };
}

const demo = () => (window.kelvin.track('Demo Requested'), window.kelvin.export());
/** The visitor is hot, then no longer as the experiences ask. */
export const heat = async (page) => (await page.evaluate(demo), page.evaluate(demo));
export const cool = (page) => page.evaluate(demo);

/** Texts of elements as they are seen, in the order of the selectors; null where there is none. */
export const texts = (page, ...selectors) =>
  page.evaluate((all) => all.map((at) => document.querySelector(at)?.innerText.replace(/\s+/g, ' ').trim() ?? null), selectors);

/** Ids of what is visible among the selector's elements. */
export const visible = (page, selector = '[id]') =>
  page.evaluate((at) => [...document.querySelectorAll(at)].filter((one) => one.checkVisibility()).map(({ id }) => id), selector);

/** From now on, what of the selector is visible is noted in every frame, each state once: `frames` gives them. */
export const watchFrames = (page, selector) =>
  page.evaluate((at) => {
    window.states = [];
    const look = () => {
      const now = [...document.querySelectorAll(at)].filter((one) => one.checkVisibility()).map((one) => one.id || one.innerText).join(' ');
      if (window.states.at(-1) !== now) window.states.push(now);
      requestAnimationFrame(look);
    };
    look();
  }, selector);
/** After two more frames. */
export const frames = (page) =>
  page.evaluate(async () => {
    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
    return window.states;
  });

/** Anything of ours in the markup. */
export const traces = (page, selector = 'html') => page.evaluate((at) => (document.querySelector(at).outerHTML.match(/data-kelvin-(was|on|off)/g) ?? []), selector);
