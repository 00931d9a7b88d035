/** Searches on the site: what a page's address says was searched for, each once. */
import { words, type Sensor } from './kit';

// The query keys by which GA4 knows a page of results; the first that is there counts.
const kKeys = 'q s search query keyword';
/** What an advertisement adds to the address of the page that it leads to. */
const kAd = /[?&](utm_\w+|gad_\w+|\w*cl(ic)?k?id|[gw]braid|li_fat_id|rdt_cid|sccid|epik)=/i;
const kNumber = /^[-+\d.,\s]+$/;

/** A part of a query as text. Forms write it in the character set of their document; links mostly in UTF-8. */
function decoded(text: string, charset: string): string {
  const escaped = text.replaceAll('+', ' ').replace(/[^\0-\x7f]+/g, (plain) => encodeURIComponent(plain.toWellFormed()));
  const bytes = Uint8Array.from(unescape(escaped), (letter) => letter.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(charset).decode(bytes);
  }
}

export const search: Sensor = ({ win, doc, options, track, routes, searched }) => {
  const named = options.search !== undefined;
  const keys = words(options.search ?? kKeys);
  /** The term in an address, be its query in front of the fragment or in a "#/route?q=". */
  const termIn = (url: string) => {
    const query = new Map<string, string>();
    for (const part of url.replace('#', '&').split('?').slice(1).join('&').split('&')) {
      const [key, ...value] = part.split('=').map((text) => decoded(text, doc.characterSet).trim());
      if (!query.has(key!)) query.set(key!, value.join('='));
    }
    const term = (key: string) => {
      // An advertisement tells which keyword it was shown for; a bare number is a page, a size, or a network's own mark.
      const text = key === 'keyword' && !named && kAd.test(url) ? '' : query.get(key);
      return named || !kNumber.test(text ?? '') ? text : '';
    };
    return keys.map(term).find(Boolean);
  };
  // Read again, or come back to: not searched anew.
  const [load] = win.performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  let again = load?.type !== 'navigate';
  routes.opened(() => {
    const { url, referrer } = routes.current;
    const query = termIn(url);
    // From one page of results to the next the term stays.
    if (query && !again && !searched.has(query) && query !== termIn(referrer)) track('Site Searched', { query }, routes.current);
    if (query) searched.add(query);
    again = false;
  });
};
