/** The page an event happened on, and the campaign that led to it. */
import type { Fields } from '../kelvin';

export interface Page {
  path: string;
  url: string;
  title: string;
  referrer: string;
  search: string;
}

export interface PageSource {
  /** The page as it is now. */
  read(): Page;
  /** The address changed without a load: what was shown is the referrer of what comes. */
  moved(): void;
}

export function pageSource({ document, location }: Window): PageSource {
  let referrer = document.referrer;
  let url = location.href;
  return {
    read: () => ({
      path: location.pathname,
      url: location.href,
      // A form field named "title" can shadow the property with an element.
      title: String(document.title),
      referrer,
      search: location.search,
    }),
    moved() {
      if (url !== location.href) referrer = url;
      url = location.href;
    },
  };
}

/** `context.campaign` from utm_ parameters: utm_campaign is its `name`. Undefined when there are none. */
export function campaign(search: string): Fields | undefined {
  let found: Fields | undefined;
  for (const [key, value] of new URLSearchParams(search)) {
    if (key.startsWith('utm_') && value) {
      const name = key.slice(4);
      (found ??= {})[name === 'campaign' ? 'name' : name] = value;
    }
  }
  return found;
}
