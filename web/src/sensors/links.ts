/** Clicks on links: where to, and whether that leaves the site or fetches a file. */
import { attribute, closest, type Sensor } from './kit';

// What GA4 counts as a file download.
const kFile =
  /\.(pdf|xlsx?|docx?|txt|rtf|csv|exe|key|pp(?:s|t|tx)|7z|pkg|rar|gz|zip|avi|mov|mp4|mpe?g|wmv|midi?|mp3|wav|wma|dmg|apk|epub)$/i;

const kText = 100;

export const links: Sensor = ({ win, listen, track }) => {
  listen(win, 'click auxclick', (event) => {
    // The right button opens a menu and goes nowhere.
    if ((event as MouseEvent).button > 1) return;
    const link = closest(event, 'a[href],area[href]') as HTMLAnchorElement | null;
    if (!link || !/^(https?|mailto|tel):$/.test(link.protocol)) return;
    const { href, hostname, pathname } = link;
    // A jump within the page, which is a click but no way to anywhere.
    if (attribute(link, 'href')!.startsWith('#')) return;
    const extension = kFile.exec(pathname)?.[1];
    if (extension || link.hasAttribute('download')) {
      track('File Downloaded', { href, extension: (extension ?? /\.(\w+)$/.exec(pathname)?.[1] ?? '').toLowerCase() });
    } else {
      const text = (link.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, kText);
      track('Link Clicked', { href, text, outbound: hostname !== '' && hostname !== win.location.hostname });
    }
  });
};
