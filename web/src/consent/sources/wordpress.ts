/**
 * The WP Consent API, by which WordPress's plugins hear of the visitor's choice: asks `wp_has_consent` and hears its events. What
 * they look like is "Javascript Usage" of the plugin wp-consent-api.
 */
import { choiceOf } from '../choice';
import type { Consent } from '../../../kelvin';
import { lookOut, type SourceKit } from './kit';

/**
 * The categories that each of ours needs. By the API's words "statistics" is for statistical purposes exclusively, "marketing"
 * to create user profiles: a score is one.
 */
const kNeeds: Record<keyof Consent, string[]> = { score: ['marketing'], personalise: ['marketing', 'preferences'], send: ['marketing'] };

/** What the API puts on the window. The banner names the type of consent ("optin", "optout"), in PHP or later in the page. */
interface WordPressWindow {
  wp_has_consent?: unknown;
  wp_consent_type?: unknown;
  wp_fallback_consent_type?: unknown;
  waitfor_consent_hook?: unknown;
  consent_api?: { cookie_prefix?: unknown };
}

export function wordpress(kit: SourceKit): void {
  const { win, guard, tell, declared } = kit;
  const page = win as Window & WordPressWindow;
  let said: boolean | undefined;
  let speaks = false;
  let acts = false;

  /** The visitor has answered: else it is the site's default that holds. */
  const answered = () => {
    const name = `${page.consent_api?.cookie_prefix ?? 'wp_consent'}_marketing=`;
    return page.document.cookie.split('; ').some((cookie) => cookie.startsWith(name) && /=(allow|deny)$/.test(cookie));
  };

  const speak = () => {
    const act = acts;
    speaks = acts = false;
    const has = page.wp_has_consent;
    // Without a banner that named a type nobody asks, and the API calls everything granted.
    const type = page.wp_consent_type ?? (page.waitfor_consent_hook ? '' : page.wp_fallback_consent_type);
    if (typeof has !== 'function' || !type) return;
    const granted = (purpose: keyof Consent) => kNeeds[purpose].every((category) => (has as (category: string) => unknown)(category) === true);
    const choice = choiceOf({ score: granted('score'), personalise: granted('personalise'), send: granted('send') });
    said = true;
    if (answered()) tell({ choice, act });
    else tell(choice.score ? { basis: { ...declared, consent: choice } } : {});
  };

  /** Once for all categories of one answer: the second may be what the first one lacked. */
  const soon = (act: boolean) => {
    acts ||= act;
    if (!speaks) queueMicrotask(guard('wordpress', speak));
    speaks = true;
  };
  page.document.addEventListener('wp_consent_type_defined', () => soon(false));
  page.document.addEventListener('wp_listen_for_consent_change', () => soon(true));
  lookOut(kit, () => said || soon(false));
}
