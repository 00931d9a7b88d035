/** The page an event happened on. What a page's address says of its campaign is the core's to read. */
import type { Fields } from '../kelvin';

export interface Page {
  path: string;
  url: string;
  title: string;
  referrer: string;
  search: string;
}

export interface PageSource {
  /** The page as it is now. Its title is empty as long as it is the page's before. */
  read(): Page;
  /** The address changed without a load: what was shown is the referrer of what comes. `instead`: it was not, this is shown in its place. */
  moved(instead?: boolean): void;
  /** The site says itself which page this is, until the next: what it leaves out is read from the address. */
  named(given: Fields): void;
  /**
   * The query of the address that was loaded, with today's. Routers, and scripts that tidy the address, take the campaign out
   * of it, often before we come or the visitor chose; the browser still knows it.
   */
  landing(): string;
}

export function pageSource({ document, location, performance }: Window): PageSource {
  let referrer = document.referrer;
  let url = location.href;
  let given: Partial<Page> = {};
  // A form field named "title" can shadow the property with an element.
  const shown = () => String(document.title);
  /** The last title that was seen; `late`: on the page before. Some routers set the title first, and then the address. */
  let title = shown();
  let late = false;
  const own = () => {
    if (late && shown() === title) return '';
    late = false;
    return (title = shown());
  };
  return {
    read: () => ({
      path: location.pathname,
      url: location.href,
      title: own(),
      referrer,
      search: location.search,
      ...given,
    }),
    moved(instead) {
      const another = url !== location.href;
      if (another && !instead) referrer = url;
      url = location.href;
      // Of a page that the site names itself, at the same address, the title is what it was.
      late = instead ? late : another && shown() === title;
      given = {};
    },
    named(fields) {
      const texts = ['path', 'url', 'title', 'referrer', 'search'].filter((key) => typeof fields[key] === 'string');
      given = Object.fromEntries(texts.map((key) => [key, fields[key]]));
    },
    landing() {
      const { search } = location;
      const [, loaded] = performance.getEntriesByType('navigation')[0]?.name.split('#')[0]!.split('?') ?? [];
      return loaded && !search.includes(loaded) ? `${search || '?'}&${loaded}` : search;
    },
  };
}
