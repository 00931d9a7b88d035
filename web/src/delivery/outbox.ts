/**
 * Messages wait in the store from the moment they fire until a receiver said 2xx. Any page may try any of them: a try is
 * claimed in a transaction, so that no two pages make it at once. Each destination has its own pace.
 */
import type { Delivery } from '../../kelvin';
import type { Message } from '../door';
import type { LeftPages } from '../storage/left-pages';
import type { Store, Writes } from '../storage/store';
import { toJson } from '../tools/json';
import { fault, type Guard, type Report } from '../tools/safe';
import { isSilence, kLease, kOut, kTo, pack, readyAt, unpack, readDestination, type Claim, type DestinationState, type QueuedMessage } from './queue';
import { bytesOf, createPoster, kWebPage, simple, type Answer } from './post';
import { backoff } from './retry';

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

export interface Outbox {
  /** What to write, in the transaction that made them, so that these messages are not lost. This page has them first. */
  keep(messages: readonly Message[]): Writes;
  /** Posts what is due. With `messages`: these were just kept. Without: what the store has, whoever put it there. */
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

interface Attempt {
  to: string;
  state: 'claim' | 'plain' | 'keepalive';
}

/** Requests at once to one destination: one that hangs must not take the page's connections. */
const kSockets = 2;
const kLife = 7 * 86_400_000;
/** Who was away for a week still gets this many tries. A receiver that answers with web pages gets no more. */
const kFairTries = 10;
/** To one destination. The oldest go first: what fires later says what holds now. */
const kMostWaiting = 1000;
const kMostAside = 50;
/** What a page posted while it was left has arrived by then, or never will. */
const kArrival = 3000;
/** After this the store is looked at again: another page may have died and left something. */
const kLook = 5 * 60_000;
const kTaken: Answer = { fate: 'sent', said: '', wish: 0 };

export function createOutbox({ store, leftPages, win, now, trueNow, mayKeep, maySend, guard, report }: OutboxDeps): Outbox {
  const poster = createPoster(win, trueNow);
  /** This page's name in claims. */
  const me = Math.random();
  /** Oldest first. */
  let queue = new Map<string, QueuedMessage>();
  const destinations = new Map<string, DestinationState>();
  const inFlight = new Map<string, Attempt>();
  /** Keys of what was posted before it was kept, and taken. */
  const taken = new Set<string>();
  let timer = 0;
  let looked = 0;
  let hinted = false;
  let leaving = false;
  let full = false;
  let newest = 0;

  const queued = (message: Message): QueuedMessage => {
    newest = Math.max(now(), newest + 0.001);
    const key = `${kOut}${message.id}.${message.destination}`;
    return { ...message, key, tries: 0, born: newest, last: '', by: me, lease: now() + (leaving ? kArrival : kLease), due: 0 };
  };
  /** The claims of a page that was left end once what it still posted can have arrived. */
  const ready = (claim: Claim): number =>
    readyAt({ ...claim, lease: Math.min(claim.lease, leftPages.at(claim.by) + kArrival) }, me, hinted, now());
  const stateOf = ({ destination }: Message): DestinationState => destinations.get(destination) ?? readDestination(null);
  const isMine = ({ by, lease }: Claim): boolean => by === me && lease > 0;
  const wait = (message: QueuedMessage): number => Math.max(ready(message), ready(stateOf(message)));

  /** A transaction on a message that is still stored and on its destination: `work` changes both, and says what to do with them. */
  const step = (message: QueuedMessage, work: (kept: QueuedMessage, state: DestinationState) => 'keep' | 'remove' | 'leave') => {
    const { key, destination } = message;
    const to = kTo + destination;
    return store.step([key, to], (values): Writes => {
      const kept = unpack(key, values[key]);
      const state = readDestination(values[to]);
      const what = kept && maySend() ? work(kept, state) : 'gone'; // Erased, or taken from another page.
      destinations.set(destination, state);
      if (what === 'keep' || what === 'leave') queue.set(key, kept!);
      else queue.delete(key);
      if (what === 'keep' || what === 'remove') return { [key]: what === 'keep' ? pack(kept!) : null, [to]: toJson(state) };
      return {};
    });
  };

  const claim = async (message: QueuedMessage): Promise<boolean> => {
    let mine = false;
    await step(message, (kept, state) => {
      if (kept.aside || Math.max(ready(kept), ready(state)) > now()) return 'leave';
      mine = true;
      newest ||= now();
      kept.tries++;
      kept.by = me;
      kept.lease = now() + kLease;
      if (state.fails) Object.assign(state, { by: me, lease: kept.lease });
      return 'keep';
    });
    return mine;
  };

  /** Writes what came of a try. */
  const conclude = async (message: QueuedMessage, { fate, said, wish }: Answer) => {
    let aside = false;
    await step(message, (kept, state) => {
      if (state.by === me) state.lease = 0;
      // Silence ends no pause that an answer asked for; any answer ends silence's.
      if (fate !== 'again') state.fails = state.lease = 0;
      if (fate !== 'again' && isSilence(state.last)) state.due = 0;
      if (!isSilence(said) || state.due <= now()) state.last = said;
      if (fate === 'again') {
        hinted = false;
        state.due = Math.max(state.due, now() + backoff(++state.fails, Math.random(), wish));
      }
      if (fate === 'sent') return (state.sent++, 'remove');
      if (kept.by !== me) return 'keep'; // We took too long: another page has it now.
      const pages = said === kWebPage && kept.last === kWebPage;
      const old = kept.tries >= kFairTries && (pages || now() - kept.born > kLife);
      aside = kept.aside = fate === 'aside' || old;
      kept.last = said;
      kept.lease = 0;
      kept.due = now() + backoff(kept.tries, Math.random());
      return 'keep';
    });
    if (!aside) return;
    report(fault('message_refused', message.destination, `${said} from ${message.url}`, 'The message was set aside.'));
    await trim();
  };

  /** A try, from its claim to what came of it. `onExit`: at once, with keepalive; the claim is already written, or will be. */
  const attempt = guard('outbox', async (message: QueuedMessage, onExit?: boolean) => {
    const { key } = message;
    const mine: Attempt = { to: message.destination, state: 'claim' };
    inFlight.set(key, mine);
    const ours = () => inFlight.get(key) === mine;
    try {
      if (!onExit && !(await claim(message))) return;
      if (!ours()) return; // Meanwhile the page was left, and sent it; or all was stopped, and it may not go.
      // After a failure without: it may have been refused for the quota, which is the page's as well; and Chromium (156) holds
      // the connection of an aborted keepalive request for 30 s more, of six that the page has to one host.
      const keepalive = onExit || (!stateOf(message).fails && bytesOf(message.body) <= poster.room());
      mine.state = keepalive ? 'keepalive' : 'plain';
      const answer = taken.has(key) ? kTaken : await poster.post(message, keepalive);
      if (onExit && answer.fate === 'sent') taken.add(key);
      await conclude(message, answer);
    } catch (error) {
      queue.delete(key); // Storage failed. The next look may find it.
      throw error;
    } finally {
      if (ours()) inFlight.delete(key);
      schedule();
    }
  });

  const schedule = guard('outbox', () => {
    win.clearTimeout(timer);
    if (!maySend() || leaving) return;
    let next = looked + kLook;
    const until = (at: number) => at > now() && (next = Math.min(next, at));
    const free = new Map<string, number>();
    for (const to of destinations.keys()) free.set(to, until(ready(destinations.get(to)!)) ? 0 : destinations.get(to)!.fails ? 1 : kSockets);
    const take = (to: string) => free.set(to, (free.get(to) ?? kSockets) - 1);
    inFlight.forEach(({ to }) => take(to));
    for (const message of queue.values()) {
      const to = message.destination;
      if (free.get(to)! <= 0 || message.aside || inFlight.has(message.key) || until(ready(message))) continue;
      take(to);
      void attempt(message);
    }
    timer = win.setTimeout(() => (now() < looked + kLook ? schedule() : flush()), Math.max(next - now(), 0) + 20);
  });

  const look = async () => {
    looked = now();
    const known = [...queue.keys()];
    const [stored, tos] = await Promise.all([store.list(kOut), store.list(kTo)]);
    for (const [to, text] of tos) destinations.set(to.slice(kTo.length), readDestination(text));
    for (const key of known) if (!inFlight.has(key)) queue.delete(key);
    for (const [key, text] of stored) {
      const message = unpack(key, text);
      if (message && !inFlight.has(key)) queue.set(key, message);
    }
    queue = new Map([...queue].sort(([, a], [, b]) => a.born - b.born));
    await trim();
  };

  /** Drops the oldest of what is too much. */
  const trim = async () => {
    const groups = new Map<string, QueuedMessage[]>();
    for (const message of queue.values()) {
      const name = message.aside ? '' : message.destination;
      if (groups.get(name)?.push(message) === undefined) groups.set(name, [message]);
    }
    for (const [name, group] of groups) {
      for (const message of group.slice(0, Math.max(0, group.length - (name ? kMostWaiting : kMostAside)))) {
        if (!inFlight.has(message.key)) await step(message, (_, state) => (state.dropped++, 'remove'));
        if (!full && name) report(fault('outbox_full', name, kMostWaiting, 'The oldest were dropped.'));
        full ||= !!name;
      }
    }
  };

  const flush: Outbox['flush'] = guard('outbox', async (messages?: readonly Message[]): Promise<void> => {
    if (!maySend()) return;
    for (const message of (messages ?? []).map(queued)) queue.has(message.key) || queue.set(message.key, message);
    if (leaving) return leave(true);
    await (messages ? trim() : look());
    schedule();
  });

  const sendOnExit = guard('outbox', (messages: readonly Message[]) => {
    if (!maySend()) return;
    const sized = messages.map((each) => [bytesOf(each.body), queued(each)] as const).sort(([a], [b]) => a - b);
    for (const [bytes, message] of sized) {
      const state = inFlight.get(message.key)?.state ?? 'claim';
      if (state === 'claim' && bytes <= poster.room() && simple(message, win) && wait(message) <= now()) void attempt(message, true);
    }
  });

  const leave: Outbox['leave'] = guard('outbox', (gone: boolean): void | Promise<void> => {
    leaving = gone;
    if (newest) leftPages.mark(me, gone);
    if (!gone) return flush();
    win.clearTimeout(timer);
    const mine = [...queue.values()].filter((message) => isMine(message) && !message.aside);
    sendOnExit(mine);
    // Nobody will hear the answers: the next page has to try again, once what can still arrive has arrived.
    const tos = [...destinations.keys()].filter((to) => isMine(destinations.get(to)!)).map((to) => kTo + to);
    // A transaction under way, and another page that waits for it, keep this one out of the back-forward cache.
    if (!mine.length && !tos.length) return;
    return store.step([...mine.map(({ key }) => key), ...tos], (values) => {
      const writes: Writes = {};
      for (const message of mine) {
        const kept = unpack(message.key, values[message.key]);
        message.lease = inFlight.get(message.key)?.state === 'keepalive' ? now() + kArrival : 0;
        if (kept?.by === me) writes[message.key] = pack({ ...kept, lease: message.lease });
      }
      for (const to of tos) {
        const state = readDestination(values[to]);
        if (isMine(state)) writes[to] = toJson({ ...state, lease: 0 });
      }
      return writes;
    });
  });

  const stop = () => {
    win.clearTimeout(timer);
    poster.abort();
    inFlight.clear();
    queue.clear();
    destinations.clear();
    taken.clear();
  };

  return {
    keep: (messages) =>
      Object.fromEntries((mayKeep() ? messages : []).map(queued).map((message) => [message.key, pack(message)])),
    flush,
    sendOnExit,
    leave,
    stop,
    online() {
      hinted = true;
      flush();
    },
    async list(again) {
      await look();
      for (const message of again ? queue.values() : []) {
        if (message.aside) await step(message, (kept) => (Object.assign(kept, { aside: false, tries: 0, due: 0 }), 'keep'));
      }
      schedule();
      const all = [...destinations.values()];
      const total = (what: 'sent' | 'dropped') => all.reduce((sum, state) => sum + state[what], 0);
      return {
        sent: total('sent'),
        dropped: total('dropped'),
        messages: [...queue.values()].map((message) => {
          const { id, trigger, destination, tries, born, last, aside, key } = message;
          const state = aside ? 'aside' : inFlight.has(key) ? 'sending' : 'waiting';
          const next = state === 'waiting' ? Math.max(wait(message), now()) : null;
          return { id, trigger, destination, state, tries, born: Math.floor(born), next, last };
        }),
      };
    },
    async clear() {
      stop();
      await store.write({ [kOut + '*']: null, [kTo + '*']: null });
    },
  };
}
