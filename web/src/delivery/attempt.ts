/**
 * One try of this page, from its claim to what came of it:
 *
 * | try | moves when | to |
 * |---|---|---|
 * | (none) | it is due; the page is left, and the message may still be posted | claim; keepalive |
 * | claim | the store gave it to us | plain, or keepalive where that is better |
 * | | another page has it, or it may not be sent any more | ended |
 * | | meanwhile the page was left, and posted it | ended: the new try goes on |
 * | plain, keepalive | an answer, or none in time; it is written what came of it | ended |
 * | any | all stops | ended: nothing is posted, nothing written |
 */
import { fault } from '../tools/safe';
import { readAnswer, type Answer } from './answers';
import { ready, stateOf, type Attempt, type OutboxPage } from './outbox-page';
import { bytesOf } from './post';
import { kSilence, type QueuedMessage } from './queue';
import { step, trim } from './shared-outbox';
import { claim, conclude } from './steps';

const kNone: Answer = { fate: 'again', said: kSilence, wish: 0 };
const kTaken: Answer = { fate: 'sent', said: '', wish: 0 };

const claimed = (page: OutboxPage, message: QueuedMessage) =>
  step(page, message, (kept, state) => {
    const time = page.now();
    if (kept.aside || Math.max(ready(page, kept), ready(page, state)) > time) return;
    page.last ||= time;
    return claim(kept, state, page.me, time);
  });

/** `onExit`: at once, with keepalive; the claim is already written, or will be. Rejects where storage failed. */
export async function runAttempt(page: OutboxPage, ended: () => void, message: QueuedMessage, onExit?: boolean): Promise<void> {
  const { tries, taken, poster } = page;
  const { key, destination: to } = message;
  const mine: Attempt = { to };
  tries.set(key, mine);
  const ours = () => tries.get(key) === mine;
  try {
    if ((!onExit && !(await claimed(page, message))) || !ours()) return;
    // After a failure without: it may have been refused for the quota, which is the page's as well; and Chromium (156) holds
    // the connection of an aborted keepalive request for 30 s more, of six that the page has to one host.
    const keepalive = onExit || (!stateOf(page, message).fails && bytesOf(message.body) <= poster.room());
    mine.request = keepalive ? 'keepalive' : 'plain';
    const read = (found: Response, asked: URL) => readAnswer(found, message, asked, page.win, page.trueNow());
    const answer = taken.has(key) ? kTaken : ((await poster.post(message, keepalive, read)) ?? kNone);
    if (onExit && answer.fate === 'sent') taken.add(key);
    if (answer.fate === 'again') page.hinted = false;
    const kept = await step(page, message, (stored, state) => conclude(stored, state, answer, page.me, page.now()));
    if (!kept?.aside || kept.by !== page.me) return;
    page.report(fault('message_refused', to, `${answer.said} from ${message.url}`, 'The message was set aside.'));
    await trim(page);
  } catch (error) {
    page.queue.delete(key); // Storage failed. The next look may find it.
    throw error;
  } finally {
    if (ours()) tries.delete(key);
    ended();
  }
}
