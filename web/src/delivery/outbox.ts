/** Messages wait in the store from the moment they fire until a receiver said 2xx. */
import type { Message } from '../door';
import { fromJson, toJson } from '../tools/json';
import type { Store, Writes } from '../storage/store';
import { backoff, fate, retryAfter } from './retry';

export const kOut = 'out.';

/** A message on its way. The bytes posted are `body`, the same on every try. */
export interface Parcel extends Message {
  /** Where it is stored. One trigger may tell several destinations: their messages share an id, not a key. */
  key: string;
  tries: number;
  /** Fired at; older than a week it is set aside. */
  born: number;
  /** Not before this time. */
  due: number;
  /** Set aside: what the receiver said (a status), or why. Never tried again. */
  aside?: string;
}

export interface OutboxDeps {
  store: Store;
  win: Window;
  now(): number;
  mayKeep(): boolean;
  maySend(): boolean;
  guard<A extends unknown[], R>(at: string, work: (...args: A) => R): (...args: A) => R | undefined;
  failed(parcel: Parcel): void;
}

export interface Outbox {
  /** What to write, in the transaction that made them, so that these messages are not lost. */
  keep(messages: Message[]): Writes;
  /** Posts what is due. */
  flush(): void;
  list(): Promise<Parcel[]>;
  /** Drops everything that waits. */
  clear(): Promise<void>;
  /** The page is being left: no timer of ours will run any more. */
  stop(): void;
}

const kTimeout = 20_000;
const kLife = 7 * 86_400_000;
/** Browsers refuse keepalive requests above 64 KiB in flight, all together; room is left for the page's own. */
const kKeepalive = 60_000;
const kMostAtOnce = 6;
const kMostAside = 50;

export function createOutbox({ store, win, now, mayKeep, maySend, guard, failed }: OutboxDeps): Outbox {
  const fetch = win.fetch;
  const flying = new Map<string, number>();
  let timer = 0;

  const list = async (): Promise<Parcel[]> =>
    (await store.list(kOut))
      .map(([key, text]) => ({ ...fromJson<Parcel>(text), key }))
      .filter((parcel): parcel is Parcel => typeof parcel.body === 'string')
      .sort((a, b) => a.born - b.born);

  /** Keeps what became of it, unless it was erased or sent from elsewhere meanwhile. */
  const save = (parcel: Parcel) =>
    store.step([parcel.key], (kept): Writes => (kept[parcel.key] === null ? {} : { [parcel.key]: toJson(parcel, Infinity) }));

  /** Status and the receiver's wish; status 0 when nothing came. */
  const post = async (parcel: Parcel) => {
    const { url, method, contentType, headers, body } = parcel;
    const size = new TextEncoder().encode(body).length;
    const aborter = new AbortController();
    const alarm = win.setTimeout(() => aborter.abort(), kTimeout);
    const inFlight = [...flying.values()].reduce((sum, bytes) => sum + bytes, 0);
    const keepalive = inFlight + size <= kKeepalive;
    flying.set(parcel.key, keepalive ? size : 0);
    try {
      const answer = await fetch.call(win, url, {
        method,
        headers: { ...headers, 'content-type': contentType },
        body,
        keepalive,
        credentials: 'omit',
        redirect: 'error',
        signal: aborter.signal,
      });
      return { status: answer.status, wish: retryAfter(answer.headers.get('retry-after'), now()) };
    } catch {
      return { status: 0, wish: 0 };
    } finally {
      win.clearTimeout(alarm);
      flying.delete(parcel.key);
    }
  };

  const setAside = async (parcel: Parcel, why: string) => {
    parcel.aside = why;
    await save(parcel);
    const dead = (await list()).filter((other) => other.aside);
    for (const old of dead.slice(0, -kMostAside)) await store.write({ [old.key]: null });
    failed(parcel);
  };

  const send = async (parcel: Parcel) => {
    const { status, wish } = await post(parcel);
    const verdict = fate(status);
    parcel.tries++;
    if (verdict === 'sent') await store.write({ [parcel.key]: null });
    else if (verdict === 'aside') await setAside(parcel, `HTTP ${status}`);
    else {
      parcel.due = now() + backoff(parcel.tries, Math.random(), wish);
      await save(parcel);
    }
    flush();
  };

  const flush = guard('outbox', async () => {
    win.clearTimeout(timer);
    if (!maySend()) return;
    let next = Infinity;
    for (const parcel of await list()) {
      if (parcel.aside || flying.has(parcel.key)) continue;
      if (now() - parcel.born > kLife) await setAside(parcel, 'a week old');
      else if (parcel.due > now()) next = Math.min(next, parcel.due);
      else if (flying.size < kMostAtOnce) void guard('outbox', send)(parcel);
    }
    if (next < Infinity) timer = win.setTimeout(flush, Math.min(next - now() + 50, 2 ** 31 - 1));
  });

  return {
    keep(messages) {
      const writes: Writes = {};
      for (const message of mayKeep() ? messages : []) {
        writes[`${kOut}${message.id}.${message.destination}`] = toJson({ ...message, tries: 0, born: now(), due: 0 }, Infinity);
      }
      return writes;
    },
    flush,
    list,
    async clear() {
      const writes: Writes = {};
      for (const [key] of await store.list(kOut)) writes[key] = null;
      await store.write(writes);
    },
    stop: () => win.clearTimeout(timer),
  };
}
