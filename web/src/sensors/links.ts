/** Clicks on links: where to, and whether that leaves the site or fetches a file. */
import { kOff } from '../personalise/hide';
import { attribute, closest, createClicked, kLink, type Sensor } from './kit';
import { routeOf } from './pages';

// What GA4 counts as a file download.
export const kFile =
  /\.(pdf|xlsx?|docx?|txt|rtf|csv|exe|key|pp(?:s|t|tx)|7z|pkg|rar|gz|zip|avi|mov|mp4|mpe?g|wmv|midi?|mp3|wav|wma|dmg|apk|epub)($|;[^/]*$)/i;

/** How long a page may take to make or fetch what a person asked it to save. */
const kMaking = 5000;

/** Of what a link holds itself only the kind is ours to tell. */
const plain = (href: string) => href.replace(/^(\s*data:[^,;]*)[^]*/i, '$1');

/** What a page made itself. */
const isMade = ({ protocol }: URL) => /^(blob|data):$/.test(protocol);

/** What a file's name ends with; null for what is no file. `name`: as which it is to be saved, null where it is not. */
function extensionOf(url: URL, name: string | null): string | null {
  const path = isMade(url) ? '' : url.pathname;
  const found = (name !== null && /\.(\w+)$/.exec(name || path)) || kFile.exec(path);
  return found ? found[1]!.toLowerCase() : name === null ? null : '';
}

/** What is shown of it: of two variants one is hidden. */
const textOf = (node: Node): string =>
  node.nodeType === 3 ? (node as Text).data : (node as Element).hasAttribute?.(kOff) ? '' : [...node.childNodes].map(textOf).join('');

export const links: Sensor = (kit) => {
  const { win, doc, listen, track, moment } = kit;
  const clicked = createClicked(kit);
  let pressed = -Infinity;
  let told = pressed;
  const file = (href: string, extension: string) => {
    told = moment().mono;
    track('File Downloaded', { href, extension });
  };
  listen(win, 'click auxclick', (event) => {
    if (event.isTrusted) pressed = moment().mono;
    // The right button opens a menu and goes nowhere.
    if ((event as MouseEvent).button > 1) return;
    const link = closest(event, kLink);
    const given = link && (attribute(link, 'href') ?? attribute(link, 'xlink:href'));
    if (!given) return;
    let url: URL;
    try {
      url = new URL(plain(given), doc.baseURI);
    } catch {
      return;
    }
    const { href, protocol, hostname, host } = url;
    const name = attribute(link, 'download');
    // What a page made itself is a file when it is to be kept, and else no way to anywhere.
    if (isMade(url) ? name === null : !/^(https?|mailto|tel):$/.test(protocol)) return;
    // A jump within the page, which is a click but no way to anywhere.
    if (host === win.location.host && routeOf(url).full === routeOf(win.location).full) return;
    if (!clicked(event, link)) return;
    const extension = extensionOf(url, name);
    if (extension !== null) {
      file(href, extension);
    } else {
      // Not cut here: half an e-mail address would no longer look like one to the core, which masks first.
      const text = textOf(link).trim().replace(/\s+/g, ' ');
      track('Link Clicked', { href, text, outbound: hostname !== '' && hostname !== win.location.hostname });
    }
  });
  if (win.navigation) {
    // What libraries save is mostly linked to by an element that is in no document, whose clicks nobody hears.
    listen(win.navigation, 'navigate', (event) => {
      const { downloadRequest: name, destination } = event as NavigateEvent;
      // One file for each click, and a link that we heard was told already.
      if (name == null || moment().mono - pressed > kMaking || pressed <= told) return;
      const url = new URL(plain(destination.url));
      file(url.href, extensionOf(url, name) ?? '');
    });
  }
};
