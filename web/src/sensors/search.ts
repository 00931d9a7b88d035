/** Searches on the site: what a page's address says was searched for, each once. */
import { words, type Sensor } from './kit';

// The query keys by which GA4 knows a page of results; the first that is there counts.
const kKeys = 'q s search query keyword';
/** What an advertisement adds to the address of the page that it leads to. */
const kAd = /[?&#]((utm|gad|mtm)_\w+|matchtype|ad_?group_?id|campaign_?id|srsltid|pk_(campaign|kwd|source|medium)|hsa_\w\w\w?|\w*cl(ic)?k?_?id|[gw]braid|li_fat_id|rdt_cid|sccid|epik|tblci|dicbo|s_kwcid)=/i;
const kNumber = /^[-+\p{Nd}.,\s]+$/u;
/** Sets of two bytes a character, and of escapes: what they write may pass for UTF-8. */
const kWide = /^(gb|big5|euc|shift|iso-2022)/i;

/** A part of a query as text. Forms write it in the character set of their document; links mostly in UTF-8. */
function decoded(text: string, charset: string): string {
  const escaped = text.replaceAll('+', ' ').replace(/[^\0-\x7f]+/g, (plain) => encodeURIComponent(plain.toWellFormed()));
  const bytes = Uint8Array.from(unescape(escaped), (letter) => letter.charCodeAt(0));
  const read = (set: string) => {
    try {
      return new TextDecoder(set, { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  };
  const utf8 = read('utf-8');
  // Letters of Europe, or less: in UTF-8 the words of such a page's language are beyond them.
  const own = utf8 === null || (kWide.test(charset) && !/[^\0-\u07ff]/.test(utf8));
  const term = (own ? read(charset) : utf8) ?? utf8 ?? new TextDecoder(charset).decode(bytes);
  // Forms write letters that the set lacks as references (url.spec.whatwg.org, percent-encode after encoding).
  return charset === 'UTF-8' ? term : term.replace(/&#(\d{1,7});/g, (reference, code) => (code < 0x110000 ? String.fromCodePoint(+code) : reference));
}

export const search: Sensor = ({ win, doc, options, track, routes, searched }) => {
  const named = options.search !== undefined;
  const keys = words(options.search ?? kKeys);
  /** What an address says, be its query in front of the fragment or in a "#/route?q=". */
  const queryIn = (url: string) => {
    const query = new Map<string, string>();
    for (const part of url.replace('#', '?').split('?').slice(1).join('&').split('&')) {
      const [key, ...value] = part.split('=').map((text) => decoded(text, doc.characterSet).trim());
      if (!query.has(key!)) query.set(key!, value.join('='));
    }
    return query;
  };
  const [load] = win.performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  // Scripts that tidy the address take the click id out of it, and may leave the keyword.
  const landing = load?.name ?? '';
  let shown = kAd.test(landing) ? queryIn(landing).get('keyword') : undefined;
  const termIn = (url: string) => {
    const query = queryIn(url);
    const term = (key: string) => {
      // An advertisement tells which keyword it was shown for; a bare number is a page, a size, or a network's own mark.
      const text = query.get(key) ?? '';
      const ad = key === 'keyword' && (kAd.test(url) || text === shown);
      return named || !(ad || kNumber.test(text)) ? text : '';
    };
    return keys.map(term).find(Boolean);
  };
  // Read again, or come back to: not searched anew.
  let again = load?.type !== 'navigate';
  routes.opened(() => {
    const { url, referrer } = routes.current;
    const query = termIn(url);
    // From one page of results to the next the term stays.
    if (query && !again && !searched.has(query) && query !== termIn(referrer)) track('Site Searched', { query }, routes.current);
    if (query) searched.add(query);
    again = false;
    shown = undefined;
  });
};
