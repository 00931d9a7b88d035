/** A page that is left: what it may still post, and what it gives to the next page. */
import type { Message } from '../door';
import type { Writes } from '../storage/store';
import { toJson } from '../tools/json';
import { isMine, kArrival, queued, ready, stateOf, type OutboxPage } from './outbox-page';
import { bytesOf, simple } from './post';
import { kTo, pack, readDestination, unpack, type QueuedMessage } from './queue';

/** Sends those of these that are due, and fit into what a page may still post; small ones first. */
export function sendNow(page: OutboxPage, messages: readonly Message[], send: (message: QueuedMessage) => void): void {
  const sized = messages.map((each) => [bytesOf(each.body), queued(page, each)] as const).sort(([a], [b]) => a - b);
  for (const [bytes, message] of sized) {
    const due = Math.max(ready(page, message), ready(page, stateOf(page, message)));
    if (!page.tries.get(message.key)?.request && bytes <= page.poster.room() && simple(message, page.win) && due <= page.now()) send(message);
  }
}

/** Nobody will hear the answers: the next page has to try these again, once what can still arrive has arrived. */
export async function handOver(page: OutboxPage, mine: QueuedMessage[]): Promise<void> {
  const { me, now, store, tries } = page;
  const tos = [...page.destinations].filter(([, state]) => isMine(page, state)).map(([to]) => kTo + to);
  // A transaction under way, and another page that waits for it, keep this one out of the back-forward cache.
  if (!mine.length && !tos.length) return;
  await store.step([...mine.map(({ key }) => key), ...tos], (values) => {
    const writes: Writes = {};
    for (const message of mine) {
      const kept = unpack(message.key, values[message.key]);
      message.lease = tries.get(message.key)?.request === 'keepalive' ? now() + kArrival : 0;
      if (kept?.by === me) writes[message.key] = pack({ ...kept, lease: message.lease });
    }
    for (const to of tos) {
      const state = readDestination(values[to]);
      if (isMine(page, state)) writes[to] = toJson({ ...state, lease: 0 });
    }
    return writes;
  });
}
