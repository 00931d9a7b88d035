/** Searches on the site: what a page's address says was searched for, each once. */
import { words, type Sensor } from './kit';

// The query keys by which GA4 knows a page of results; the first that is there counts.
const kKeys = 'q s search query keyword';

export const search: Sensor = ({ win, options, track, routes, searched }) => {
  const keys = words(options.search ?? kKeys);
  /** The term in an address, be its query in front of the fragment or in a "#/route?q=". */
  const termIn = (url: string) => {
    const query = new URLSearchParams(url.replace('#', '&').split('?').slice(1).join('&'));
    return keys.map((key) => query.get(key)?.trim()).find(Boolean);
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
