/**
 * A world for outboxes: one virtual clock, one browser's store, pages that are born and die, and receivers made up by a
 * test. Time moves only when everything that can happen now has happened.
 */
import { createOutbox, type Outbox } from '../src/delivery/outbox';
import type { Message } from '../src/door';
import { createLeftPages } from '../src/storage/left-pages';
import { memoryValues, type KeyValueStore } from '../src/storage/key-value';
import { storeOn, type Store } from '../src/storage/store';
import { guard } from '../src/tools/safe';
import type { KelvinError } from '../kelvin';
import { kLater } from './later';

/** What a receiver does with a request: answers, breaks the connection ("reset"), or nothing at all ("hang"). */
export type Reply = Response | 'reset' | 'hang';
export interface Post {
  at: number;
  page: number;
  url: string;
  body: string;
  init: RequestInit;
  /** Posted while its page was left: that goes by what the page heard last, not by the store. */
  leaving: boolean;
  /** Whether the page still lives to hear the answer. */
  alive(): boolean;
}
export type Receiver = (post: Post) => Reply | Promise<Reply>;

export interface Page {
  outbox: Outbox;
  errors: KelvinError[];
  permission: { keep: boolean; send: boolean };
  /** Scores and fires: writes in a transaction, then tells the outbox, as the pipeline does. */
  fire(...messages: Message[]): Promise<void>;
  /** No timer runs any more, no answer comes. `pagehide`: it is told before. */
  die(how?: 'pagehide' | 'killed'): Promise<void>;
}

export interface World {
  now(): number;
  values: KeyValueStore;
  posts: Post[];
  /** `fetch`: what the page's window has in its place. */
  open(options?: { store?: Store; fetch?: unknown; serviceWorker?: unknown }): Page;
  pass(ms: number): Promise<void>;
  /** A promise kept after `ms` of the world's time. */
  sleep(ms: number): Promise<void>;
  errors(): string[];
}

interface Timer {
  at: number;
  id: number;
  work: () => void;
}

/** A heap by time, then by age. */
function timers() {
  const heap: Timer[] = [];
  const before = (a: Timer, b: Timer) => a.at - b.at || a.id - b.id;
  return {
    next: (): Timer | undefined => heap[0],
    add(timer: Timer) {
      let i = heap.push(timer) - 1;
      for (let up; i && before(heap[i]!, heap[(up = (i - 1) >> 1)]!) < 0; i = up) [heap[i], heap[up]] = [heap[up]!, heap[i]!];
    },
    take(): Timer {
      const first = heap[0]!;
      const last = heap.pop()!;
      if (heap.length) heap[0] = last;
      for (let i = 0; ; ) {
        let least = i;
        for (const child of [2 * i + 1, 2 * i + 2]) if (heap[child] && before(heap[child], heap[least]!) < 0) least = child;
        if (least === i) return first;
        [heap[i], heap[least]] = [heap[least]!, heap[i]!];
        i = least;
      }
    },
  };
}

const kSettle = () => new Promise((done) => setImmediate(done));

export function createWorld(receiver: Receiver, { start = Date.parse('2026-03-01T10:00:00Z'), log = true } = {}): World {
  let time = start;
  let ids = 0;
  let pages = 0;
  const due = timers();
  const values = memoryValues();
  const posts: Post[] = [];
  const all: Page[] = [];
  const after = (ms: number, work: () => void) => (due.add({ at: time + Math.max(0, ms || 0), id: ++ids, work }), ids);

  const open: World['open'] = ({ store = storeOn(values), fetch, serviceWorker } = {}) => {
    const name = ++pages;
    let alive = true;
    let leaving = false;
    const stopped = new Set<number>();
    /** What reaches a page while it lives; a dead one waits for ever. */
    const living = <T>(promise: Promise<T>) =>
      new Promise<T>((done, fail) => promise.then((value) => alive && done(value), (error) => alive && fail(error)));
    const errors: KelvinError[] = [];
    const permission = { keep: true, send: true };
    const ask = (url: string, init: RequestInit): Promise<Response> => {
      const post: Post = { at: time, page: name, url, body: String(init.body), init, leaving, alive: () => alive };
      if (log) posts.push(post);
      return living(
        new Promise<Response>((done, fail) => {
          init.signal!.addEventListener('abort', () => fail(new DOMException('aborted', 'AbortError')));
          Promise.resolve(receiver(post)).then((reply) => {
            if (reply === 'reset') fail(new TypeError('network'));
            else if (reply !== 'hang') done(Object.hasOwn(reply, 'url') && !reply.url ? Object.assign(reply, { url, type: 'cors' }) : reply);
          }, fail);
        }),
      );
    };
    const win = {
      location: { href: 'https://site.test/page', protocol: 'https:' },
      origin: 'https://site.test',
      navigator: { serviceWorker },
      fetch: fetch ?? ask,
      setTimeout: (work: () => void, ms: number) => {
        const id = after(ms, () => alive && !stopped.delete(id) && work());
        return id;
      },
      clearTimeout: (id: number) => id && stopped.add(id),
    } as unknown as Window;
    const outbox = createOutbox({
      later: kLater,
      store: {
        step: (keys, work) => living(alive ? store.step(keys, work) : new Promise(() => {})),
        list: (prefix) => living(store.list(prefix)),
        keys: (prefix) => living(store.keys(prefix)),
        write: (writes) => living(alive ? store.write(writes) : new Promise(() => {})),
      },
      leftPages: createLeftPages(memoryValues(), () => true),
      win,
      now: () => time,
      trueNow: () => time,
      mayKeep: () => permission.keep,
      maySend: () => permission.send,
      guard: (at, work) => guard((error) => errors.push(error), at, work),
      report: (error) => errors.push(error),
    });
    const page: Page = {
      outbox,
      errors,
      permission,
      async fire(...messages) {
        await store.step([], () => outbox.keep(messages));
        if (alive) outbox.flush(messages);
      },
      async die(how = 'killed') {
        leaving = how === 'pagehide';
        if (leaving) {
          outbox.leave(true);
          await kSettle();
        }
        alive = false;
        outbox.stop();
      },
    };
    all.push(page);
    return page;
  };

  return {
    now: () => time,
    values,
    posts,
    open,
    sleep: (ms) => new Promise((done) => after(ms, done)),
    errors: () => all.flatMap(({ errors }) => errors.map(({ code, found }) => `${code}: ${found}`)),
    async pass(ms) {
      const end = time + ms;
      for (await kSettle(); (due.next()?.at ?? Infinity) <= end; await kSettle()) {
        const { at, work } = due.take();
        time = Math.max(time, at);
        work();
      }
      time = end;
    },
  };
}

export function kReply(status: number, headers: Record<string, string> = {}, body = ''): Response {
  let bodyUsed = false;
  const text = async () => {
    if (bodyUsed) throw new TypeError('body used');
    bodyUsed = true;
    return body;
  };
  return { status, redirected: false, url: '', headers: { get: (name: string) => headers[name] ?? null }, text } as unknown as Response;
}

/** A message as the core makes them. */
export const makeMessage = (id: string, more: Partial<Message> = {}): Message => ({
  id, trigger: 't', destination: 'crm', url: 'https://crm.test/in', method: 'POST',
  contentType: 'text/plain;charset=UTF-8', headers: {}, body: JSON.stringify({ id }), ...more,
});

/** Answers in turn with these, then 200. A number is a status. */
export const script = (...replies: (number | Reply)[]): Receiver => () => {
  const next = replies.length ? replies.shift()! : 200;
  return typeof next === 'number' ? kReply(next) : next;
};
export const ids = (posts: { body: string }[]) => posts.map(({ body }) => JSON.parse(body).id as string);
export const waiting = async ({ outbox }: Page) => (await outbox.list()).messages;
export const codes = (page: Page) => page.errors.map(({ code }) => code);

export const kHour = 3_600_000;
export const kDay = 24 * kHour;
