/**
 * Messages wait in the store from the moment they fire until a receiver said 2xx. Any page may try any of them: a try is
 * claimed in a transaction, so that no two pages make it at once. Each destination has its own pace.
 *
 * steps.ts has the states of a message and of a destination, attempt.ts those of a try. Tries and their schedule are the later part's
 * (deliveries.ts); until it has come messages are kept, and each is posted once where the page is left or the part cannot be had. This
 * page, as all others do, goes round:
 *
 * | the page | when | then |
 * |---|---|---|
 * | may send | messages fired here; another page's were seen; a pause is over; a try has ended | starts what is due, sets the timer |
 * | | five minutes are over; consent, the network or the page itself came back | looks at the store first |
 * | is left | | posts what it still may, gives the rest to the next page, and schedules nothing |
 * | may not send | | does nothing |
 */
import type { Delivery } from '../../kelvin';
import type { Message } from '../door';
import type { LaterPart } from '../later-part';
import type { Writes } from '../storage/store';
import type { Deliveries } from './deliveries';
import { handOver, sendNow } from './exit';
import { listAll } from './list';
import { isMine, queued, type Attempt, type OutboxDeps, type OutboxPage } from './outbox-page';
import { createPoster } from './post';
import { kOut, kTo, pack, type QueuedMessage } from './queue';

export interface Outbox {
  /** What to write, in the transaction that made them, so that these messages are not lost. This page has them first. */
  keep(messages: readonly Message[]): Writes;
  /** Posts what is due. With `messages`: these were just kept. Without: what the store has, whoever put it there; nothing on a page that is left. */
  flush(messages?: readonly Message[]): void;
  /** The browser says that the network is back: a hint, no more. */
  online(): void;
  /** The page is left: posts what it still may, small ones first, and gives the rest to the next page. False: it came back. */
  leave(gone: boolean): void;
  /** Posts now, without the store, messages that a later transaction keeps with the same id and bytes. */
  sendOnExit(messages: readonly Message[]): void;
  /** What was sent, waits and failed. `again`: what was set aside waits again. */
  list(again?: boolean): Promise<Delivery>;
  /** Forgets what this page holds and ends its requests. What is stored stays. */
  stop(): void;
  /** Drops everything. */
  clear(): Promise<void>;
}

const createPage = (deps: OutboxDeps): OutboxPage => ({
  ...deps,
  poster: createPoster(deps.win),
  me: Math.random(),
  queue: new Map(),
  destinations: new Map(),
  tries: new Map(),
  taken: new Set(),
  last: 0,
});

export function createOutbox({ later, ...deps }: OutboxDeps & { later: LaterPart }): Outbox {
  const { maySend, guard } = deps;
  const page = createPage(deps);
  let deliveries: Deliveries | undefined;
  /** The later part cannot be had: what fires is posted once, and kept for a page that reads the answer. */
  let alone = false;
  const posted = new Set<string>();

  const flush: Outbox['flush'] = guard('outbox', (messages: readonly Message[] | undefined): void | Promise<void> => {
    if (!maySend()) return;
    for (const each of messages ?? []) {
      const message = queued(page, each);
      page.queue.has(message.key) || page.queue.set(message.key, message);
    }
    if (page.leaving) return messages && leave(true);
    if (alone && !deliveries) return postMine();
    return deliveries?.proceed(!messages);
  });

  /** What came of it nobody reads without the later part: should the page come back, the message is posted again. */
  const postOnExit = async (message: QueuedMessage) => {
    if (deliveries) return deliveries.attempt(message, true);
    const { key, destination: to } = message;
    const mine: Attempt = { to, request: 'keepalive' };
    page.tries.set(key, mine);
    posted.add(key);
    await page.poster.post(message, true, async () => {});
    if (page.tries.get(key) === mine) page.tries.delete(key);
    if (!page.leaving && deliveries) flush([]);
  };

  const sendOnExit = guard('outbox', (messages: readonly Message[]) => {
    if (maySend()) sendNow(page, messages, guard('outbox', postOnExit));
  });
  const mine = () => [...page.queue.values()].filter((message) => isMine(page, message) && !message.aside);
  const postMine = () => sendOnExit(mine().filter(({ key }) => !posted.has(key)));

  later.use(
    ({ createDeliveries }) => {
      deliveries = createDeliveries(page);
      flush();
    },
    () => {
      alone = true;
      flush([]);
    },
  );

  const leave: Outbox['leave'] = guard('outbox', (gone: boolean): void | Promise<void> => {
    page.leaving = gone;
    if (page.last) deps.leftPages.mark(page.me, gone);
    if (!gone) return flush();
    deliveries?.rest();
    if (deliveries) sendOnExit(mine());
    else postMine();
    return handOver(page, mine());
  });

  const stop = () => {
    deliveries?.rest();
    page.poster.abort();
    for (const all of [page.tries, page.queue, page.destinations, page.taken]) all.clear();
  };

  return {
    keep(messages) {
      const writes: Writes = {};
      for (const each of deps.mayKeep() ? messages : []) {
        const message = queued(page, each);
        writes[message.key] = pack(message);
      }
      return writes;
    },
    flush,
    sendOnExit,
    leave,
    stop,
    online() {
      page.hinted = true;
      flush();
    },
    async list(again = false) {
      if (maySend()) later.ask();
      await later.settled();
      return deliveries ? deliveries.list(again) : listAll(page);
    },
    async clear() {
      stop();
      await deps.store.write({ [kOut + '*']: null, [kTo + '*']: null });
    },
  };
}
