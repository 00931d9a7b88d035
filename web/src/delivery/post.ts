/** One request. Never rejects, never lasts longer than 20 s. */
import type { Message } from '../door';
import { absolute } from '../tools/address';
import { postsTo } from '../tools/ours';

const kTimeout = 20_000;
/** Browsers refuse keepalive requests above 64 KiB in flight, all together; room is left for the page's own. */
const kKeepalive = 60_000;

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

export interface Poster {
  /**
   * With `keepalive` the request outlives its page; ask for no more than there is room for. Gives what `read` makes of the answer, and
   * undefined where there was none in time.
   */
  post<T>(message: Message, keepalive: boolean, read: (answer: Response, asked: URL) => Promise<T>): Promise<T | undefined>;
  /** Bytes that keepalive requests may still take. */
  room(): number;
  /** Ends all requests: what they carry may not leave any more. */
  abort(): void;
}

export function createPoster(win: Window): Poster {
  // Taken at start: the page may put its own in this place later.
  const { fetch } = win;
  const stops = new Set<() => void>();
  let used = 0;

  const ask = async ({ url, method, contentType, headers, body }: Message, keepalive: boolean, signal: AbortSignal) => {
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
    return [answer, asked] as const;
  };

  return {
    room: () => kKeepalive - used,
    abort: () => stops.forEach((stop) => stop()),
    post: <T>(message: Message, keepalive: boolean, read: (answer: Response, asked: URL) => Promise<T>) =>
      new Promise<T | undefined>((done) => {
        const bytes = keepalive ? bytesOf(message.body) : 0;
        const aborter = new AbortController();
        const end = (said?: T) => {
          if (stops.delete(stop)) used -= bytes;
          done(said);
        };
        const stop = () => {
          end();
          aborter.abort();
        };
        used += bytes;
        stops.add(stop);
        // Our own timer: a fetch that is not the browser's may never settle. It also ends answers whose body never does.
        win.setTimeout(stop, kTimeout);
        ask(message, keepalive, aborter.signal).then((answered) => read(...answered)).then(end, () => end());
      }),
  };
}
