/** One try: a request, and what its answer means. Never rejects, never lasts longer than 20 s. */
import type { Message } from '../door';
import { absolute } from '../tools/address';
import { postsTo } from '../tools/ours';
import { kSilence, kStandIn } from './queue';
import { fate, retryAfter, type Fate } from './retry';

export interface Answer {
  fate: Fate;
  /** For people: `HTTP 503`. */
  said: string;
  /** Milliseconds that the receiver asks us to stay away. */
  wish: number;
}

const kTimeout = 20_000;
/** Browsers refuse keepalive requests above 64 KiB in flight, all together; room is left for the page's own. */
const kKeepalive = 60_000;
export const kWebPage = 'a web page';

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** No preflight is needed (fetch.spec.whatwg.org, CORS-safelisted): it could not be finished while a page is left. */
export function simple({ url, method, contentType, headers }: Message, win: Window): boolean {
  const plain = method === 'POST' && contentType.startsWith('text/plain') && !Object.keys(headers).length;
  try {
    return plain || absolute(url, win).origin === win.origin;
  } catch {
    return false; // No address at all.
  }
}

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

export interface Poster {
  /** With `keepalive` the request outlives its page; ask for no more than there is room for. */
  post(message: Message, keepalive: boolean): Promise<Answer>;
  /** Bytes that keepalive requests may still take. */
  room(): number;
  /** Ends all requests: what they carry may not leave any more. */
  abort(): void;
}

/** `now`: the corrected time. */
export function createPoster(win: Window, now: () => number): Poster {
  // Taken at start: the page may put its own in this place later.
  const { fetch } = win;
  const stops = new Set<() => void>();
  let used = 0;

  const ask = async ({ id, url, method, contentType, headers, body }: Message, keepalive: boolean, signal: AbortSignal) => {
    const asked = absolute(url, win);
    postsTo(asked.href);
    const answer = await fetch.call(win, asked.href, {
      method,
      headers: { ...headers, 'content-type': contentType },
      body,
      keepalive,
      credentials: 'omit',
      redirect: 'error',
      signal,
    });
    // A stand-in for fetch may follow a redirect all the same, or bring no headers.
    const { status, redirected } = answer;
    const header = (name: string) => answer.headers?.get(name) ?? null;
    // A captive portal answers for the receiver, in HTML. It can do so on plain http alone; there, who says "ok" as text/html
    // (as PHP and Express do by default) is believed, who sends markup is not.
    const portal =
      answer.url?.startsWith('http:') &&
      header('content-type')?.startsWith('text/html') &&
      (await answer.text()).trimStart().startsWith('<');
    const taken = fate(status);
    // Who gives the message's id back has read it, whoever handed the answer on.
    if (taken === 'sent' && !isOwn(answer, asked, win) && !(await answer.text()).includes(id)) {
      return { fate: 'again' as const, said: kStandIn, wish: 0 };
    }
    return taken === 'sent' && (portal || redirected)
      ? { fate: 'again' as const, said: kWebPage, wish: 0 }
      : { fate: taken, said: `HTTP ${status}`, wish: retryAfter(header('retry-after'), header('date'), now()) };
  };

  return {
    room: () => kKeepalive - used,
    abort: () => stops.forEach((stop) => stop()),
    post: (message, keepalive) =>
      new Promise((done) => {
        const bytes = keepalive ? bytesOf(message.body) : 0;
        const aborter = new AbortController();
        const end = (answer: Answer = { fate: 'again', said: kSilence, wish: 0 }) => {
          if (stops.delete(stop)) used -= bytes;
          done(answer);
        };
        const stop = () => {
          end();
          aborter.abort();
        };
        used += bytes;
        stops.add(stop);
        // Our own timer: a fetch that is not the browser's may never settle. It also ends answers whose body never does.
        win.setTimeout(stop, kTimeout);
        ask(message, keepalive, aborter.signal).then(end, () => end());
      }),
  };
}
