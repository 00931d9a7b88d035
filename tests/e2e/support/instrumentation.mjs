/** What the tests of other tools' events share: a page that listens to them, and what it was told. */
import assert from 'node:assert/strict';
import { log, nameOf, rest, until } from './browser.mjs';
import { html, kAttributes } from './site.mjs';

const kKeep = [
  'order_id', 'total', 'revenue', 'currency', 'coupon', 'products', 'product_id', 'name', 'price', 'quantity', 'category', 'query',
  'method', 'value', 'plan', 'n', 'list_id', 'payment_method', 'role', 'city', 'deep',
];
const kModel = {
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    kelvin: 1, id: 'hear', version: '1', privacy: { keep: kKeep },
    scores: [{ id: 's', range: [0, 1000], rules: [{ id: 'r', on: ['Order Completed'], where: { 'properties.total': { $gte: 99 } }, points: 10 }] }],
  }),
};
export const kHear = `${kAttributes} data-hear="datalayer analytics"`;

/** A page with `head` before the script tag. */
export const site = (head, attributes = kHear) => ({ '/': html({ head, attributes }), '/b': html({ attributes }), '/model.json': kModel });

/** Everything but what the sensors tell: [name, properties or traits, with the id]. */
export const heard = async (page) =>
  (await log(page))
    .filter((event) => !['page', 'Page Engaged'].includes(nameOf(event)))
    .map((event) => {
      const ids = Object.entries(event).filter(([key, value]) => /^(userId|groupId)$/.test(key) && value);
      return [nameOf(event), { ...event.properties, ...event.traits, ...Object.fromEntries(ids) }];
    });
export const heardNames = async (page) => (await heard(page)).map(([name]) => name);

/** Until these are heard, in this order, and then no more. */
export async function hears(page, ...expected) {
  await until(async () => (await heard(page)).length >= expected.length, `${expected.length} heard`);
  await rest(300);
  assert.deepEqual(await heardNames(page), expected);
}

/** Whether our own accessor still stands for a global that another tool has not made yet. */
export const isWatched = (page) => page.evaluate(() => ['analytics', 'dataLayer'].some((name) => Object.getOwnPropertyDescriptor(window, name)?.get));
