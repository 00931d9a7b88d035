/**
 * What happens to a message and to its destination, as rules on their two records. Each is one transaction (shared-outbox.ts), so all
 * pages see the same. A message that is kept is in one of three states:
 *
 * | message | moves when | to |
 * |---|---|---|
 * | (none) | it fires, in the transaction that scored its event | claimed by the page that scored |
 * | waiting: nobody has claimed it | `claim`: its time and its destination's have come | claimed by that page |
 * | claimed: `by` a page, until `lease` | `conclude`: it was taken | gone |
 * | | refused for good, or tried for a week in vain | aside |
 * | | no answer, or "not now" | waiting, twice as long each time (`due`) |
 * | | `release`: its page is left, and posted it with keepalive | claimed, until that can have arrived |
 * | | its page is left and did not; or the page died, once the lease is over | waiting |
 * | aside | the site asks for it again | waiting |
 * | any | more wait, or lie aside, than is kept | gone: the oldest, counted in `dropped` |
 *
 * | destination | moves when | to |
 * |---|---|---|
 * | answering: two tries at once | no answer, or "not now" | failing |
 * | failing: one try at once, claimed like a message, after a pause (`due`) | any answer | answering |
 * | | none | failing, with a longer pause |
 */
import { isSilence, kLease, type DestinationState, type QueuedMessage } from './queue';
import { kWebPage, type Answer } from './answers';
import { backoff } from './retry';

/** Changes the two records, and gives what is to be stored of the message: itself, or null for none; undefined: nothing changed. */
export type Rule = (message: QueuedMessage, destination: DestinationState) => QueuedMessage | null | undefined;

const kLife = 7 * 86_400_000;
/** Who was away for a week still gets this many tries. A receiver that answers with web pages gets no more. */
const kFairTries = 10;

/** A try begins. */
export function claim(message: QueuedMessage, destination: DestinationState, by: number, now: number): QueuedMessage {
  const mine = { by, lease: now + kLease };
  message.tries++;
  if (destination.fails) Object.assign(destination, mine);
  return Object.assign(message, mine);
}

/** Page `me` has tried, and this came of it. */
export function conclude(message: QueuedMessage, destination: DestinationState, { fate, said, wish }: Answer, me: number, now: number): QueuedMessage | null {
  if (destination.by === me) destination.lease = 0;
  // Silence ends no pause that an answer asked for; any answer ends silence's.
  if (fate !== 'again') destination.fails = destination.lease = 0;
  if (fate !== 'again' && isSilence(destination.last)) destination.due = 0;
  if (!isSilence(said) || destination.due <= now) destination.last = said;
  if (fate === 'again') destination.due = Math.max(destination.due, now + backoff(++destination.fails, Math.random(), wish));
  if (fate === 'sent') return (destination.sent++, null);
  if (message.by !== me) return message; // We took too long: another page has it now.
  const pages = said === kWebPage && message.last === kWebPage;
  const old = message.tries >= kFairTries && (pages || now - message.born > kLife);
  message.aside = fate === 'aside' || old;
  message.last = said;
  message.lease = 0;
  message.due = now + backoff(message.tries, Math.random());
  return message;
}

/** What was set aside is asked for again. */
export const revive = (message: QueuedMessage): QueuedMessage => Object.assign(message, { aside: false, tries: 0, due: 0 });
