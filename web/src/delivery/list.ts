/** What `kelvin.outbox()` tells: what was sent, waits and failed. */
import type { Delivery } from '../../kelvin';
import { ready, stateOf, type OutboxPage } from './outbox-page';

export function listAll(page: OutboxPage): Delivery {
  const total = (what: 'sent' | 'dropped') => [...page.destinations.values()].reduce((sum, state) => sum + state[what], 0);
  return {
    sent: total('sent'),
    dropped: total('dropped'),
    messages: [...page.queue.values()].map((message) => {
      const { id, trigger, destination, tries, born, last, aside, key } = message;
      const state = aside ? 'aside' : page.tries.has(key) ? 'sending' : 'waiting';
      const next = state === 'waiting' ? Math.max(ready(page, message), ready(page, stateOf(page, message)), page.now()) : null;
      return { id, trigger, destination, state, tries, born: Math.floor(born), next, last };
    }),
  };
}
