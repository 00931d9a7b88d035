/** Clicks on links: where to, and whether that leaves the site or fetches a file. */
import { attribute, closest, type Sensor } from './kit';
import { routeOf } from './pages';

// What GA4 counts as a file download.
export const kFile =
  /\.(pdf|xlsx?|docx?|txt|rtf|csv|exe|key|pp(?:s|t|tx)|7z|pkg|rar|gz|zip|avi|mov|mp4|mpe?g|wmv|midi?|mp3|wav|wma|dmg|apk|epub)$/i;

export const links: Sensor = ({ win, doc, listen, track }) => {
  listen(win, 'click auxclick', (event) => {
    // The right button opens a menu and goes nowhere.
    if ((event as MouseEvent).button > 1) return;
    // Links in SVG have no `protocol`, and older ones an xlink:href.
    const link = closest(event, 'a[*|href],area[href]');
    const given = link && (attribute(link, 'href') ?? attribute(link, 'xlink:href'));
    if (!given) return;
    let url: URL;
    try {
      url = new URL(given, doc.baseURI);
    } catch {
      return;
    }
    const { href, protocol, hostname, host } = url;
    if (!/^(https?|mailto|tel):$/.test(protocol)) return;
    // A jump within the page, which is a click but no way to anywhere.
    if (host === win.location.host && routeOf(url).full === routeOf(win.location).full) return;
    const name = attribute(link, 'download');
    const extension = kFile.exec(url.pathname)?.[1] ?? (name !== null && (/\.(\w+)$/.exec(name || url.pathname)?.[1] ?? ''));
    if (extension !== false) {
      track('File Downloaded', { href, extension: extension.toLowerCase() });
    } else {
      // Not cut here: half an e-mail address would no longer look like one to the core, which masks first.
      const text = (link.textContent ?? '').trim().replace(/\s+/g, ' ');
      track('Link Clicked', { href, text, outbound: hostname !== '' && hostname !== win.location.hostname });
    }
  });
};
