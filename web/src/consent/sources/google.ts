/**
 * Google Consent Mode v2: hears the `consent` commands that pages give Google's tags through `dataLayer`. There is no public
 * way to read the state, and the commands of a tag manager's own templates do not pass there. Inside Tag Manager it can be asked:
 * our template tells what it says in `kelvinConsentMode`, as the same commands, and then that alone is heard.
 */
import { choiceOf } from '../choice';
import type { Consent } from '../../../kelvin';
import { intercept } from '../../tools/intercept';
import { lookOut, own, type SourceKit } from './kit';

/**
 * Google's words: "storage related to analytics (e.g. visit duration)", "storage related to personalization (e.g. video
 * recommendations)", "sending user data to Google for online advertising purposes", the one that is about data leaving.
 */
const kTypes: Record<keyof Consent, string> = {
  score: 'analytics_storage',
  personalise: 'personalization_storage',
  send: 'ad_user_data',
};
const kNames = Object.values(kTypes);
/** Longest `wait_for_update` that is heeded. */
const kLongestWait = 10_000;

type Command = { verb: unknown; values: Map<string, boolean>; wait: number };

/**
 * A `gtag('consent', ...)` call; null for anything else. As for Google, an array of the same words is none, but from our template,
 * whose language has no `arguments`.
 */
export function consentCommand(entry: unknown, kind: 'Arguments' | 'Array' = 'Arguments'): Command | null {
  if (Object.prototype.toString.call(entry) !== `[object ${kind}]` || own(entry, 0) !== 'consent') return null;
  const given = own(entry, 2);
  const values = new Map<string, boolean>();
  for (const name of kNames) {
    const value = own(given, name);
    if (value !== undefined) values.set(name, value === 'granted');
  }
  return { verb: own(entry, 1), values, wait: Math.min(Number(own(given, 'wait_for_update')) || 0, kLongestWait) };
}

export function google(kit: SourceKit): void {
  const { win, guard, tell, declared } = kit;
  const seen = new WeakSet<object>();
  const hooked = new WeakSet<object>();
  const defaults = new Map<string, boolean>();
  const updates = new Map<string, boolean>();
  let waits = false;
  let speaks = false;

  const speak = () => {
    speaks = false;
    const granted = (purpose: keyof Consent) => updates.get(kTypes[purpose]) ?? defaults.get(kTypes[purpose]);
    const choice = choiceOf({ score: granted('score'), personalise: granted('personalise'), send: granted('send') });
    // A default is the site's word, not the visitor's.
    if (updates.size) tell({ choice });
    else if (!waits) tell(choice.score ? { basis: { ...declared, consent: choice } } : {});
  };

  const take = ({ verb, values, wait }: Command) => {
    if (!values.size) return;
    if (verb === 'update') for (const [name, value] of values) updates.set(name, value);
    else if (verb === 'default') {
      // Defaults may differ by region, and ours is not known to us: the strictest holds.
      for (const [name, value] of values) defaults.set(name, value && (defaults.get(name) ?? true));
      if (wait > 0 && !waits) {
        waits = true;
        win.setTimeout(guard('google', () => ((waits = false), speak())), wait);
      }
    } else return;
    // Once for all commands of a script: the second default may take back what the first one gave.
    if (!speaks) queueMicrotask(guard('google', speak));
    speaks = true;
  };

  const page = win as { dataLayer?: unknown; kelvinConsentMode?: unknown };
  const read = (entries: ArrayLike<unknown>) => {
    for (const entry of Array.from(entries)) {
      if (entry === null || typeof entry !== 'object' || seen.has(entry)) continue;
      seen.add(entry);
      guard('google', () => {
        const command = consentCommand(entry, page.kelvinConsentMode ? 'Array' : 'Arguments');
        if (command) take(command);
      })();
    }
  };

  lookOut(kit, () => {
    const layer = page.kelvinConsentMode ?? page.dataLayer;
    if (!Array.isArray(layer)) return;
    if (!hooked.has(layer)) intercept(layer, guard('google', read));
    hooked.add(layer);
    read(layer);
  });
}
