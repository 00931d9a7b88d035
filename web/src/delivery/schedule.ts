/** What is due. */
import { ready, stateOf, type OutboxPage } from './outbox-page';
import type { QueuedMessage } from './queue';

/** Requests at once to one destination: one that hangs must not take the page's connections. One that fails gets one. */
const kSockets = 2;

/** Begins with what a page may try now, and gives the time when more is due: `next` at most. */
export function schedule(page: OutboxPage, next: number, begin: (message: QueuedMessage) => void): number {
  const until = (at: number) => at > page.now() && (next = Math.min(next, at));
  for (const message of page.queue.values()) {
    const state = stateOf(page, message);
    const busy = [...page.tries.values()].filter(({ to }) => to === message.destination).length;
    if (message.aside || page.tries.has(message.key) || busy >= (state.fails ? 1 : kSockets)) continue;
    if (!until(ready(page, state)) && !until(ready(page, message))) begin(message);
  }
  return next;
}
