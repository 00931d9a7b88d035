/**
 * GA4's recommended events in the words of the Segment spec; all others under their own names. `kelvin import` reads the same list:
 * what only an export holds stays out of this bundle.
 */
import { fields as kFields, names as kNames, perItem as kPerItem } from '../../../core/vocabulary/ga4.json';
import type { Fields } from '../../kelvin';
import type { Emit } from './emit';

/** What is no event of the visitor's: Tag Manager's own, and advertising's copies. */
const kNoise = /^(gtm\.|conversion$|user_engagement$|session_start$|first_visit$)/i;

const has = Object.hasOwn as <T extends object>(table: T, key: PropertyKey) => key is keyof T;

/** Whether the event takes its products from `ecommerce`. */
export const isCommerce = (name: string) => has(kPerItem, name) || has(kNames, name);

const renamed = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [has(kFields, key) ? kFields[key] : key, value]));

/** Says the event `name` of a tag or of Tag Manager's data layer. `params` is plain data. */
export function ga4(name: string, params: Fields, emit: Emit): void {
  if (!name || kNoise.test(name)) return;
  const track = (event: string, properties: Fields) => emit({ type: 'track', event, properties });
  if (name === 'page_view') return emit({ type: 'page', properties: params });
  if (!isCommerce(name)) return track(name, params);

  const { items, ...rest } = params;
  const { value } = params;
  // A cart of more is not read further.
  const products = (Array.isArray(items) ? items.slice(0, 50) : []).map((item) => renamed(Object(item) as Fields));
  const properties = renamed(rest);
  if (has(kPerItem, name)) {
    // The event's value is that of all its products; where none is named, it stands for the one.
    delete properties['value'];
    for (const product of products[0] ? products : [{ price: value }]) track(kPerItem[name], { ...properties, ...product });
  } else {
    if (products[0]) properties['products'] = products;
    if (name === 'purchase' || name === 'refund') properties['total'] = properties['revenue'] = value;
    track(kNames[name], properties);
  }
}
