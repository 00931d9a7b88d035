/** Google's `dataLayer`: what Tag Manager and gtag() are told. */
import type { Fields } from '../../kelvin';
import { kSignOut } from '../event';
import type { Kit } from '../sensors/kit';
import { intercept } from '../tools/intercept';
import { copy, quietly } from './copy';
import type { Emit } from './emit';
import { ga4, isCommerce } from './ga4';

/** How often we look for an array put in the place of the first, and for entries that came by other ways than push. */
const kLook = 1000;
/** Of a longer array the newest entries are read. */
const kMost = 1000;

/** Makes events of entries, in their order. */
function createReader(emit: Emit): (entry: unknown) => void {
  let commerce: unknown;
  let user: unknown;

  const identified = (id: unknown) => {
    // Who was signed in no longer is; many pages emit null for whoever never was.
    if (id === null && user !== undefined) {
      user = undefined;
      return emit(kSignOut);
    }
    if ((typeof id !== 'string' && typeof id !== 'number') || id === user || id === '') return;
    user = id;
    emit({ type: 'identify', userId: String(id), traits: {} });
  };

  /** gtag("event", "purchase", {...}) and its like. */
  const command = ([verb, subject, given]: unknown[]) => {
    if (verb === 'event' && typeof subject === 'string') ga4(subject, copy(given), emit);
    else if (verb === 'config') identified(copy(given)['user_id']);
    else if (verb === 'set' && subject === 'user_id') identified(given);
    else if (verb === 'set' && subject === 'user_properties') emit({ type: 'identify', traits: copy(given) });
    else if (verb === 'set') identified(copy(subject)['user_id']);
  };

  return (entry) => {
    if (typeof entry !== 'object' || entry === null) return;
    // For Google's tags an array of the same words is no command.
    if (Object.prototype.toString.call(entry) === '[object Arguments]') return command(Array.from(entry as ArrayLike<unknown>));
    if (Array.isArray(entry)) return;
    // Tag Manager's own entries hold elements and are many.
    const name = (entry as Fields)['event'];
    if (typeof name === 'string' && name.startsWith('gtm.')) return;
    const { event, ecommerce, ...rest } = copy(entry);
    // Tag Manager remembers what it was told: the products may have come before the event.
    if (ecommerce !== undefined) commerce = ecommerce;
    identified(rest['user_id']);
    if (typeof event === 'string') ga4(event, isCommerce(event) ? { ...rest, ...Object(commerce) } : rest, emit);
  };
}

export function interceptDataLayer({ win, doc, listen, every, undo }: Kit, emit: Emit, late: boolean): void {
  const read = createReader(emit);
  const seen = new WeakSet<object>();
  let layer: unknown[] | null = null;
  let count = 0;
  let last: unknown;
  let busy = false;
  let live = true;
  undo(() => (live = false));

  /** Reads what is new. Tag Manager drops the oldest of more than 300 entries; pages replace the array, and copy it. */
  const scan = (emit: boolean) => {
    const found = (win as unknown as { dataLayer?: unknown[] }).dataLayer;
    if (!Array.isArray(found)) return;
    if (found !== layer) {
      layer = found;
      count = 0;
      undo(intercept(found, look));
    }
    // As we left it, but for what was pushed since; else only what we never saw is new.
    const straight = count > 0 && found[count - 1] === last;
    const { length } = found;
    for (let i = Math.max(straight ? count : 0, length - kMost); i < length; i++) {
      quietly(() => {
        const entry = found[i];
        if (typeof entry !== 'object' || entry === null || (!straight && seen.has(entry))) return;
        seen.add(entry);
        if (emit) read(entry);
      });
    }
    count = length;
    last = found[length - 1];
  };

  const look = () => {
    // An entry's getter may push.
    if (busy || !live) return;
    busy = true;
    quietly(() => scan(true));
    busy = false;
  };

  if (late) quietly(() => scan(false));
  else look();
  every(kLook, look);
  listen(doc, 'load', look);
  listen(win, 'pagehide', look);
}
