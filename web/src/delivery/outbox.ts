/**
 * Messages wait in the store from the moment they fire until a receiver said 2xx. Any page may try any of them: a try is
 * claimed in a transaction, so that no two pages make it at once. Each destination has its own pace.
 *
 * steps.ts has the states of a message and of a destination, attempt.ts those of a try. This page, as all others do, goes round:
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
import type { Writes } from '../storage/store';
import { runAttempt } from './attempt';
import { handOver, sendNow } from './exit';
import { listAll } from './list';
import { isMine, look, queued, step, trim, type OutboxDeps, type OutboxPage } from './outbox-page';
import { createPoster } from './post';
import { kOut, kTo, pack, type QueuedMessage } from './queue';
import { schedule } from './schedule';
import { revive } from './steps';

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

/** After this the store is looked at again: another page may have died and left something. */
const kLook = 5 * 60_000;

const createPage = (deps: OutboxDeps): OutboxPage => ({
  ...deps,
  poster: createPoster(deps.win, deps.trueNow),
  me: Math.random(),
  queue: new Map(),
  destinations: new Map(),
  tries: new Map(),
  taken: new Set(),
  last: 0,
});

export function createOutbox(deps: OutboxDeps): Outbox {
  const { win, now, maySend, guard } = deps;
  const page = createPage(deps);
  let timer = 0;
  let looked = 0;

  const proceed = guard('outbox', () => {
    win.clearTimeout(timer);
    if (!maySend() || page.leaving) return;
    const next = schedule(page, looked + kLook, attempt);
    timer = win.setTimeout(() => (now() < looked + kLook ? proceed() : flush()), Math.max(next - now(), 0) + 20);
  });

  const attempt = guard('outbox', (message: QueuedMessage, onExit?: boolean) => runAttempt(page, proceed, message, onExit));

  const lookAgain = () => {
    looked = now();
    return look(page);
  };

  const flush: Outbox['flush'] = guard('outbox', async (messages: readonly Message[] | undefined): Promise<void> => {
    if (!maySend()) return;
    for (const each of messages ?? []) {
      const message = queued(page, each);
      page.queue.has(message.key) || page.queue.set(message.key, message);
    }
    if (page.leaving) return messages && leave(true);
    await (messages ? trim(page) : lookAgain());
    proceed();
  });

  const sendOnExit = guard('outbox', (messages: readonly Message[]) => {
    if (maySend()) sendNow(page, messages, (message) => attempt(message, true));
  });

  const leave: Outbox['leave'] = guard('outbox', (gone: boolean): void | Promise<void> => {
    page.leaving = gone;
    if (page.last) deps.leftPages.mark(page.me, gone);
    if (!gone) return flush();
    win.clearTimeout(timer);
    const mine = [...page.queue.values()].filter((message) => isMine(page, message) && !message.aside);
    sendOnExit(mine);
    return handOver(page, mine);
  });

  const stop = () => {
    win.clearTimeout(timer);
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
    async list(again) {
      await lookAgain();
      for (const message of again ? page.queue.values() : []) if (message.aside) await step(page, message, revive);
      proceed();
      return listAll(page);
    },
    async clear() {
      stop();
      await deps.store.write({ [kOut + '*']: null, [kTo + '*']: null });
    },
  };
}
