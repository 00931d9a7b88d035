/** What one page knows of the outbox, as data. shared-outbox.ts has the transactions by which all pages share it. */
import type { Message } from '../door';
import type { LeftPages } from '../storage/left-pages';
import type { Store } from '../storage/store';
import type { Guard, Report } from '../tools/safe';
import type { Poster } from './post';
import { isSilence, kLease, kLongestPause, kOut, readDestination, type Claim, type DestinationState, type QueuedMessage } from './queue';

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
