/**
 * Tries of one page, in the later part: when, and what becomes of them. Until it has come nothing is tried but what a page that is left
 * may still post (outbox.ts).
 */
import type { Delivery } from '../../kelvin';
import { runAttempt } from './attempt';
import { listAll } from './list';
import type { OutboxPage } from './outbox-page';
import type { QueuedMessage } from './queue';
import { schedule } from './schedule';
import { look, step, trim } from './shared-outbox';
import { revive } from './steps';

export interface Deliveries {
  /** Tries what is due. `anew`: looks at the store first. */
  proceed(anew: boolean): Promise<void>;
  /** `onExit`: at once, with keepalive. */
  attempt(message: QueuedMessage, onExit?: boolean): void;
  /** What was sent, waits and failed. `again`: what was set aside waits again. */
  list(again: boolean): Promise<Delivery>;
  /** Schedules nothing more. */
  rest(): void;
}

/** After this the store is looked at again: another page may have died and left something. */
const kLook = 5 * 60_000;

export function createDeliveries(page: OutboxPage): Deliveries {
  const { win, now, maySend, guard } = page;
  let timer = 0;
  let looked = 0;

  const rest = () => win.clearTimeout(timer);
  const goOn = guard('outbox', () => {
    rest();
    if (!maySend() || page.leaving) return;
    const next = schedule(page, looked + kLook, attempt);
    timer = win.setTimeout(() => (now() < looked + kLook ? goOn() : again()), Math.max(next - now(), 0) + 20);
  });
  const attempt = guard('outbox', (message: QueuedMessage, onExit?: boolean) => runAttempt(page, goOn, message, onExit));
  const lookAgain = () => {
    looked = now();
    return look(page);
  };
  const proceed = async (anew: boolean) => {
    await (anew ? lookAgain() : trim(page));
    goOn();
  };
  const again = guard('outbox', () => (maySend() && !page.leaving ? proceed(true) : undefined));

  return {
    proceed,
    attempt,
    async list(wanted) {
      await lookAgain();
      for (const message of wanted ? page.queue.values() : []) if (message.aside) await step(page, message, revive);
      goOn();
      return listAll(page);
    },
    rest,
  };
}
