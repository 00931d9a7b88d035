/** What an answer means for its message. */
import type { Message } from '../door';
import { kStandIn } from './queue';
import { fate, retryAfter, type Fate } from './retry';

export interface Answer {
  fate: Fate;
  /** For people: `HTTP 503`. */
  said: string;
  /** Milliseconds that the receiver asks us to stay away. */
  wish: number;
}

export const kWebPage = 'a web page';

/** An address as an answer names it; browsers may have made https of http on the way. */
const plainly = (url: string): string => url.replace(/^http:|#.*/g, (found) => (found[0] === '#' ? '' : 'https:'));

/**
 * Whether an answer can be that of the address that was asked. The page's service worker may answer in its place: from its
 * cache, by another address, with one of its own making. An answer of another address says so. One of the worker's own making
 * is of the page's origin ("basic") where another was asked; where the page's own was, it lacks the Date that servers must send.
 * What cannot be told: a cached answer of that very address, and a header that the worker made up.
 */
function isOwn({ url, type, headers }: Response, asked: URL, { origin, navigator }: Window): boolean {
  if (url !== undefined && plainly(url) !== plainly(asked.href)) return false; // A stand-in for fetch may bring none.
  if (type !== 'basic') return true;
  return asked.origin === origin && (!navigator.serviceWorker?.controller || !!headers.get('date'));
}

/** `now`: the corrected time. */
export async function readAnswer(answer: Response, { id }: Message, asked: URL, win: Window, now: number): Promise<Answer> {
  // A stand-in for fetch may follow a redirect all the same, or bring no headers.
  const { status, redirected } = answer;
  const header = (name: string) => answer.headers?.get(name) ?? null;
  // A body can be read once.
  let body: Promise<string> | undefined;
  const text = () => (body ??= answer.text());
  // A captive portal answers for the receiver, in HTML. It can do so on plain http alone; there, who says "ok" as text/html
  // (as PHP and Express do by default) is believed, who sends markup is not.
  const portal =
    answer.url?.startsWith('http:') &&
    header('content-type')?.startsWith('text/html') &&
    (await text()).trimStart().startsWith('<');
  const taken = fate(status);
  // Who gives the message's id back has read it, whoever handed the answer on.
  if (taken === 'sent' && !isOwn(answer, asked, win) && !(await text()).includes(id)) {
    return { fate: 'again', said: kStandIn, wish: 0 };
  }
  return taken === 'sent' && (portal || redirected)
    ? { fate: 'again', said: kWebPage, wish: 0 }
    : { fate: taken, said: `HTTP ${status}`, wish: retryAfter(header('retry-after'), header('date'), now) };
}
