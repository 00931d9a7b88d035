/** The transactions by which all pages share the outbox. */
import type { Writes } from '../storage/store';
import { toJson } from '../tools/json';
import { fault } from '../tools/safe';
import type { OutboxPage } from './outbox-page';
import { kOut, kTo, pack, readDestination, unpack, type QueuedMessage } from './queue';
import type { Rule } from './steps';

/** To one destination. The oldest go first: what fires later says what holds now. */
const kMostWaiting = 1000;
const kMostAside = 50;

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
