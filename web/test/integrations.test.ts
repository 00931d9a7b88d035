/** GA4's words in Segment's: each row of web/docs/other-tools.md's table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import events from '../../tests/vocabulary/ga4-events.json';
import type { Fields } from '../kelvin';
import { ga4 } from '../src/integrations/ga4';

/** What is said of an event: [name, properties] each. */
const said = (name: string, params: Fields = {}) => {
  const all: unknown[] = [];
  ga4(name, params, ({ type, event, properties }) => void all.push([event ?? type, properties]));
  return all;
};
const item = { item_id: 'A', item_name: 'Pipe', item_brand: 'B', item_category: 'C', item_variant: 'V', price: 10, quantity: 2, index: 3 };
const product = { product_id: 'A', name: 'Pipe', brand: 'B', category: 'C', variant: 'V', price: 10, quantity: 2, position: 3 };
const cart = { currency: 'EUR', value: 20, items: [item] };
const products = [product];

test('orders', () => {
  const params = { transaction_id: 'T', shipping: 5, tax: 1, coupon: 'X', ...cart };
  const properties = { order_id: 'T', shipping: 5, tax: 1, coupon: 'X', currency: 'EUR', value: 20, total: 20, revenue: 20, products };
  assert.deepEqual(said('purchase', params), [['Order Completed', properties]]);
  assert.deepEqual(said('refund', params), [['Order Refunded', properties]]);
});

test('products, one by one', () => {
  const names = { view_item: 'Product Viewed', select_item: 'Product Clicked', add_to_cart: 'Product Added', remove_from_cart: 'Product Removed', add_to_wishlist: 'Product Added to Wishlist' };
  for (const [name, ours] of Object.entries(names)) {
    assert.deepEqual(said(name, { ...cart, items: [item, { item_id: 'B' }] }), [[ours, { currency: 'EUR', ...product }], [ours, { currency: 'EUR', product_id: 'B' }]]);
    assert.deepEqual(said(name, { currency: 'EUR', value: 20 }), [[ours, { currency: 'EUR', price: 20 }]]);
  }
});

test('carts, checkouts, lists, promotions', () => {
  const rest = { currency: 'EUR', value: 20, products };
  assert.deepEqual(said('view_cart', cart), [['Cart Viewed', rest]]);
  assert.deepEqual(said('begin_checkout', cart), [['Checkout Started', rest]]);
  assert.deepEqual(said('add_shipping_info', { shipping_tier: 'Fast', ...cart }), [['Checkout Step Completed', { shipping_method: 'Fast', ...rest }]]);
  assert.deepEqual(said('add_payment_info', { payment_type: 'Card', ...cart }), [['Payment Info Entered', { payment_method: 'Card', ...rest }]]);
  assert.deepEqual(said('view_item_list', { item_list_id: 'l', item_list_name: 'L', items: [item] }), [['Product List Viewed', { list_id: 'l', list: 'L', products }]]);
  const promotion = { promotion_id: 'p', promotion_name: 'P', creative_name: 'c', creative_slot: 's' };
  const ours = { promotion_id: 'p', name: 'P', creative: 'c', position: 's' };
  assert.deepEqual([said('view_promotion', promotion), said('select_promotion', promotion)], [[['Promotion Viewed', ours]], [['Promotion Clicked', ours]]]);
});

test('people and pages', () => {
  assert.deepEqual(said('sign_up', { method: 'mail' }), [['Signed Up', { method: 'mail' }]]);
  assert.deepEqual(said('login', { method: 'mail' }), [['Signed In', { method: 'mail' }]]);
  assert.deepEqual(said('generate_lead', { value: 5 }), [['Lead Generated', { value: 5 }]]);
  for (const name of ['search', 'view_search_results']) assert.deepEqual(said(name, { search_term: 'x' }), [['Site Searched', { query: 'x' }]]);
  assert.deepEqual(said('page_view', { a: 1 }), [['page', { a: 1 }]]);
});

test('what `kelvin import` says of the same events', () => {
  // tests/cli/import_ga4_test.cpp runs the same list, and sees to it that it has every name.
  for (const { name, params, items, said: wanted } of events) {
    assert.deepEqual(said(name, items ? { ...params, items } : params), wanted, name);
  }
});

test('any other name is its own, and names of the language are names; noise is nothing', () => {
  for (const name of ['brochure_ordered', 'constructor', '__proto__', 'toString']) assert.deepEqual(said(name, { a: 1 }), [[name, { a: 1 }]]);
  for (const name of ['gtm.js', 'GTM.click', 'conversion', 'user_engagement', 'session_start', 'first_visit', '']) assert.deepEqual(said(name), []);
});

test('items that are none, and carts without end', () => {
  assert.deepEqual(said('view_cart', { items: 'x' }), [['Cart Viewed', {}]]);
  assert.deepEqual(said('add_to_cart', { items: [null, 7] }), [['Product Added', {}], ['Product Added', {}]]);
  assert.equal(said('add_to_cart', { items: Array(1e4).fill(item) }).length, 50);
});
