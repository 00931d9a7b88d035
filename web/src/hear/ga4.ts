/** GA4's recommended events in the words of the Segment spec; all others under their own names. */
import type { Fields } from '../../kelvin';
import type { Say } from './say';

const kNames: Record<string, string> = {
  purchase: 'Order Completed',
  refund: 'Order Refunded',
  begin_checkout: 'Checkout Started',
  add_shipping_info: 'Checkout Step Completed',
  add_payment_info: 'Payment Info Entered',
  view_cart: 'Cart Viewed',
  view_item_list: 'Product List Viewed',
  view_promotion: 'Promotion Viewed',
  select_promotion: 'Promotion Clicked',
  sign_up: 'Signed Up',
  login: 'Signed In',
  generate_lead: 'Lead Generated',
  search: 'Site Searched',
  view_search_results: 'Site Searched',
};

/** In the Segment spec these are about one product: each item becomes an event. */
const kPerItem: Record<string, string> = {
  view_item: 'Product Viewed',
  select_item: 'Product Clicked',
  add_to_cart: 'Product Added',
  remove_from_cart: 'Product Removed',
  add_to_wishlist: 'Product Added to Wishlist',
};

const kFields: Record<string, string> = {
  transaction_id: 'order_id',
  search_term: 'query',
  payment_type: 'payment_method',
  shipping_tier: 'shipping_method',
  item_list_id: 'list_id',
  item_list_name: 'list',
  promotion_name: 'name',
  creative_name: 'creative',
  creative_slot: 'position',
  item_id: 'product_id',
  item_name: 'name',
  item_brand: 'brand',
  item_category: 'category',
  item_variant: 'variant',
  index: 'position',
};

/** A cart of more is not read further. */
const kItems = 50;

/** What is no event of the visitor's: Tag Manager's own, and advertising's copies. */
const kNoise = /^(gtm\.|conversion$|user_engagement$|session_start$|first_visit$)/i;

/** Whether the event takes its products from `ecommerce`. */
export const isCommerce = (name: string): boolean => Object.hasOwn(kPerItem, name) || Object.hasOwn(kNames, name);

const renamed = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [Object.hasOwn(kFields, key) ? kFields[key]! : key, value]));

/** Says the event `name` of a tag or of Tag Manager's data layer. `params` is plain data. */
export function ga4(name: string, params: Fields, say: Say): void {
  if (!name || kNoise.test(name)) return;
  const track = (event: string, properties: Fields) => say({ type: 'track', event, properties });
  if (name === 'page_view') return say({ type: 'page', properties: params });
  if (!isCommerce(name)) return track(name, params);

  const { items, ...rest } = params;
  const products = (Array.isArray(items) ? items.slice(0, kItems) : []).map((item) => renamed(Object(item) as Fields));
  const properties = renamed(rest);
  const { value } = rest;
  if (Object.hasOwn(kPerItem, name)) {
    // The event's value is that of all its products; where none is named, it stands for the one.
    delete properties['value'];
    const each = products.length ? products : [{ price: value }];
    for (const product of each) track(kPerItem[name]!, { ...properties, ...product });
  } else {
    if (products.length) properties['products'] = products;
    if (name === 'purchase' || name === 'refund') properties['total'] = properties['revenue'] = value;
    track(kNames[name]!, properties);
  }
}
