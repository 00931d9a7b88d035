/** What one page knows of the outbox, as data, and the transactions by which all pages share it. */
import type { Message } from '../door';
import type { LeftPages } from '../storage/left-pages';
import type { Store, Writes } from '../storage/store';
import { toJson } from '../tools/json';
import { fault, type Guard, type Report } from '../tools/safe';
import type { Poster } from './post';
import { isSilence, kLease, kOut, kTo, pack, readDestination, unpack, type Claim, type DestinationState, type QueuedMessage } from './queue';
import { kLongestPause } from './retry';
import type { Rule } from './steps';

export interface OutboxDeps {
  store: Store;
  leftPages: LeftPages;
  win: Window;
  /** The device's clock, which all its pages share. */
  now(): number;
  /** The corrected time. */
  trueNow(): number;
  mayKeep(): boolean;
  maySend(): boolean;
  guard: Guard;
  report: Report;
}

/** A try of this page: it claims the message, then posts it, by a request of one of two kinds. */
export interface Attempt {
  to: string;
  request?: 'plain' | 'keepalive';
}

export interface OutboxPage extends OutboxDeps {
  poster: Poster;
  /** This page's name in claims. */
  me: number;
  /** What the store held when it was last looked at, or changed: by key, oldest first. */
  queue: Map<string, QueuedMessage>;
  destinations: Map<string, DestinationState>;
  /** This page's own, by the message's key. */
  tries: Map<string, Attempt>;
  /** Keys of what was posted before it was kept, and taken. */
  taken: Set<string>;
  /** When it last made or claimed a message; 0: never, so that it leaves nothing behind. */
  last: number;
  /** The network may be back: silence is no reason to wait. */
  hinted?: boolean;
  /** It is left: nothing is scheduled. */
  leaving?: boolean;
  /** It was told that too many wait. */
  full?: boolean;
}

/** What a page posted while it was left has arrived by then, or never will. */
export const kArrival = 3000;
/** To one destination. The oldest go first: what fires later says what holds now. */
const kMostWaiting = 1000;
const kMostAside = 50;

/** A message that fired here: this page has it first. */
export function queued(page: OutboxPage, message: Message): QueuedMessage {
  const time = page.now();
  page.last = Math.max(time, page.last + 0.001);
  const key = `${kOut}${message.id}.${message.destination}`;
  return { ...message, key, tries: 0, born: page.last, last: '', by: page.me, lease: time + (page.leaving ? kArrival : kLease), due: 0 };
}

export const isMine = ({ me }: OutboxPage, { by, lease }: Claim): boolean => by === me && lease > 0;
export const stateOf = ({ destinations }: OutboxPage, { destination }: Message): DestinationState => destinations.get(destination) ?? readDestination(null);

/** When this page may go on; 0: now. */
export function ready({ me, hinted, leftPages, now }: OutboxPage, { by, lease, due, last }: Claim): number {
  const time = now();
  // A time kept by a clock that has been set back since would never come.
  const sane = (at: number, longest: number) => (at > time && at <= time + longest ? at : 0);
  // The claims of a page that was left end once what it still posted can have arrived.
  const claimed = by === me || lease <= time ? 0 : sane(Math.min(lease, leftPages.at(by) + kArrival), kLease);
  return Math.max(claimed, hinted && isSilence(last) ? 0 : sane(due, kLongestPause));
}

/**
 * A transaction on a message and on its destination: `rule` changes both. Gives the message as it is stored now, if the rule changed
 * it; without asking the rule where it is gone (erased, or taken from another page), or may not be sent any more.
 */
export async function step(page: OutboxPage, { key, destination }: QueuedMessage, rule: Rule): Promise<ReturnType<Rule>> {
  const to = kTo + destination;
  let next: ReturnType<Rule>;
  await page.store.step([key, to], (values): Writes => {
    const kept = unpack(key, values[key]);
    const state = readDestination(values[to]);
    const stands = kept && page.maySend();
    next = stands ? rule(kept, state) : undefined;
    page.destinations.set(destination, state);
    if (stands && next !== null) page.queue.set(key, kept);
    else page.queue.delete(key);
    return next === undefined ? {} : { [key]: next && pack(next), [to]: toJson(state) };
  });
  return next;
}

/** Looks at the store. What came here meanwhile stays, and what is being tried stays as it is. */
export async function look(page: OutboxPage): Promise<void> {
  const { store, tries } = page;
  const known = new Set(page.queue.keys());
  const [stored, tos] = await Promise.all([store.list(kOut), store.list(kTo)]);
  for (const [to, text] of tos) page.destinations.set(to.slice(kTo.length), readDestination(text));
  const all = [...page.queue.values()].filter(({ key }) => tries.has(key) || !known.has(key));
  for (const [key, text] of stored) {
    const message = unpack(key, text);
    if (message && !tries.has(key)) all.push(message);
  }
  page.queue = new Map(all.sort((a, b) => a.born - b.born).map((message) => [message.key, message]));
  await trim(page);
}

/** Drops the oldest of what is too much. */
export async function trim(page: OutboxPage): Promise<void> {
  const counts = new Map<string, number>();
  for (const message of [...page.queue.values()].reverse()) {
    const name = message.aside ? '' : message.destination;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (count <= (name ? kMostWaiting : kMostAside)) continue;
    if (!page.tries.has(message.key)) await step(page, message, (_, state) => (state.dropped++, null));
    if (!page.full && name) page.report(fault('outbox_full', name, kMostWaiting, 'The oldest were dropped.'));
    page.full ||= !!name;
  }
}
