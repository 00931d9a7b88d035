/**
 * Messages wait in the store from the moment they fire until a receiver said 2xx. Any page may try any of them: a try is
 * claimed in a transaction, so that no two pages make it at once. Each destination has its own pace.
 */
import type { Delivery } from '../../kelvin';
import type { Message } from '../door';
import type { Parted } from '../storage/parted';
import type { Store, Writes } from '../storage/store';
import { toJson } from '../tools/json';
import { fault, type Guard, type Report } from '../tools/safe';
import { kLease, kOut, kSilence, kTo, pack, readyAt, unpack, unpackLine, type Claim, type Line, type Parcel } from './parcel';
import { bytesOf, createPoster, kWebPage, simple, type Answer } from './post';
import { backoff } from './retry';

export interface OutboxDeps {
  store: Store;
  parted: Parted;
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
  dash(messages: readonly Message[]): void;
  /** What was sent, waits and failed. `again`: what was set aside waits again. */
  list(again?: boolean): Promise<Delivery>;
  /** Forgets what this page holds and ends its requests. What is stored stays. */
  stop(): void;
  /** Drops everything. */
  clear(): Promise<void>;
}

interface Flight {
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

export function createOutbox({ store, parted, win, now, trueNow, mayKeep, maySend, guard, report }: OutboxDeps): Outbox {
  const poster = createPoster(win, trueNow);
  /** This page's name in claims. */
  const me = Math.random();
  /** Oldest first. */
  let queue = new Map<string, Parcel>();
  const lines = new Map<string, Line>();
  const flying = new Map<string, Flight>();
  /** Keys of what was posted before it was kept, and taken. */
  const taken = new Set<string>();
  let timer = 0;
  let looked = 0;
  let hinted = false;
  let leaving = false;
  let full = false;
  let newest = 0;

  const parcelOf = (message: Message): Parcel => {
    newest = Math.max(now(), newest + 0.001);
    const key = `${kOut}${message.id}.${message.destination}`;
    return { ...message, key, tries: 0, born: newest, last: '', by: me, lease: now() + (leaving ? kArrival : kLease), due: 0 };
  };
  /** The claims of a page that was left end once what it still posted can have arrived. */
  const ready = (claim: Claim): number =>
    readyAt({ ...claim, lease: Math.min(claim.lease, parted.at(claim.by) + kArrival) }, me, hinted, now());
  const lineOf = ({ destination }: Message): Line => lines.get(destination) ?? unpackLine(null);
  const isMine = ({ by, lease }: Claim): boolean => by === me && lease > 0;
  const wait = (parcel: Parcel): number => Math.max(ready(parcel), ready(lineOf(parcel)));

  /** A transaction on a parcel that is still stored and its line: `work` changes both, and says what to do with them. */
  const step = (parcel: Parcel, work: (kept: Parcel, line: Line) => 'keep' | 'remove' | 'leave') => {
    const { key, destination } = parcel;
    const to = kTo + destination;
    return store.step([key, to], (values): Writes => {
      const kept = unpack(key, values[key]);
      const line = unpackLine(values[to]);
      const what = kept && maySend() ? work(kept, line) : 'gone'; // Erased, or taken from another page.
      lines.set(destination, line);
      if (what === 'keep' || what === 'leave') queue.set(key, kept!);
      else queue.delete(key);
      if (what === 'keep' || what === 'remove') return { [key]: what === 'keep' ? pack(kept!) : null, [to]: toJson(line) };
      return {};
    });
  };

  const claim = async (parcel: Parcel): Promise<boolean> => {
    let mine = false;
    await step(parcel, (kept, line) => {
      if (kept.aside || Math.max(ready(kept), ready(line)) > now()) return 'leave';
      mine = true;
      newest ||= now();
      kept.tries++;
      kept.by = me;
      kept.lease = now() + kLease;
      if (line.fails) Object.assign(line, { by: me, lease: kept.lease });
      return 'keep';
    });
    return mine;
  };

  /** Writes what came of a try. */
  const settle = async (parcel: Parcel, { fate, said, wish }: Answer) => {
    let aside = false;
    await step(parcel, (kept, line) => {
      if (line.by === me) line.lease = 0;
      // Silence ends no pause that an answer asked for; any answer ends silence's.
      if (fate !== 'again') line.fails = line.lease = 0;
      if (fate !== 'again' && line.last === kSilence) line.due = 0;
      if (said !== kSilence || line.due <= now()) line.last = said;
      if (fate === 'again') {
        hinted = false;
        line.due = Math.max(line.due, now() + backoff(++line.fails, Math.random(), wish));
      }
      if (fate === 'sent') return (line.sent++, 'remove');
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
    report(fault('message_refused', parcel.destination, `${said} from ${parcel.url}`, 'The message was set aside.'));
    await trim();
  };

  /** A try, from its claim to what came of it. `dash`: at once, with keepalive; the claim is already written, or will be. */
  const fly = guard('outbox', async (parcel: Parcel, dash?: boolean) => {
    const { key } = parcel;
    const flight: Flight = { to: parcel.destination, state: 'claim' };
    flying.set(key, flight);
    const ours = () => flying.get(key) === flight;
    try {
      if (!dash && !(await claim(parcel))) return;
      if (!ours()) return; // Left meanwhile, and dashed.
      // After a failure without: it may have been refused for the quota, which is the page's as well; and Chromium (156) holds
      // the connection of an aborted keepalive request for 30 s more, of six that the page has to one host.
      const keepalive = dash || (!lineOf(parcel).fails && bytesOf(parcel.body) <= poster.room());
      flight.state = keepalive ? 'keepalive' : 'plain';
      const answer = taken.has(key) ? kTaken : await poster.post(parcel, keepalive);
      if (dash && answer.fate === 'sent') taken.add(key);
      await settle(parcel, answer);
    } catch (error) {
      queue.delete(key); // Storage failed. The next look may find it.
      throw error;
    } finally {
      if (ours()) flying.delete(key);
      pump();
    }
  });

  const pump = guard('outbox', () => {
    win.clearTimeout(timer);
    if (!maySend() || leaving) return;
    let next = looked + kLook;
    const until = (at: number) => at > now() && (next = Math.min(next, at));
    const free = new Map<string, number>();
    for (const to of lines.keys()) free.set(to, until(ready(lines.get(to)!)) ? 0 : lines.get(to)!.fails ? 1 : kSockets);
    const take = (to: string) => free.set(to, (free.get(to) ?? kSockets) - 1);
    flying.forEach(({ to }) => take(to));
    for (const parcel of queue.values()) {
      const to = parcel.destination;
      if (free.get(to)! <= 0 || parcel.aside || flying.has(parcel.key) || until(ready(parcel))) continue;
      take(to);
      void fly(parcel);
    }
    timer = win.setTimeout(() => (now() < looked + kLook ? pump() : flush()), Math.max(next - now(), 0) + 20);
  });

  const look = async () => {
    looked = now();
    const known = [...queue.keys()];
    const [parcels, tos] = await Promise.all([store.list(kOut), store.list(kTo)]);
    for (const [to, text] of tos) lines.set(to.slice(kTo.length), unpackLine(text));
    for (const key of known) if (!flying.has(key)) queue.delete(key);
    for (const [key, text] of parcels) {
      const parcel = unpack(key, text);
      if (parcel && !flying.has(key)) queue.set(key, parcel);
    }
    queue = new Map([...queue].sort(([, a], [, b]) => a.born - b.born));
    await trim();
  };

  /** Drops the oldest of what is too much. */
  const trim = async () => {
    const groups = new Map<string, Parcel[]>();
    for (const parcel of queue.values()) {
      const name = parcel.aside ? '' : parcel.destination;
      if (groups.get(name)?.push(parcel) === undefined) groups.set(name, [parcel]);
    }
    for (const [name, group] of groups) {
      for (const parcel of group.slice(0, Math.max(0, group.length - (name ? kMostWaiting : kMostAside)))) {
        if (!flying.has(parcel.key)) await step(parcel, (_, line) => (line.dropped++, 'remove'));
        if (!full && name) report(fault('outbox_full', name, kMostWaiting, 'Messages wait too long; the oldest are dropped.'));
        full ||= !!name;
      }
    }
  };

  const flush: Outbox['flush'] = guard('outbox', async (messages?: readonly Message[]): Promise<void> => {
    if (!maySend()) return;
    for (const parcel of (messages ?? []).map(parcelOf)) queue.has(parcel.key) || queue.set(parcel.key, parcel);
    if (leaving) return leave(true);
    await (messages ? trim() : look());
    pump();
  });

  const dash = guard('outbox', (messages: readonly Message[]) => {
    if (!maySend()) return;
    const sized = messages.map((message) => [bytesOf(message.body), message] as const).sort(([a], [b]) => a - b);
    for (const [bytes, message] of sized) {
      const parcel = parcelOf(message);
      const state = flying.get(parcel.key)?.state ?? 'claim';
      if (state === 'claim' && bytes <= poster.room() && simple(message, win) && wait(parcel) <= now()) void fly(parcel, true);
    }
  });

  const leave: Outbox['leave'] = guard('outbox', (gone: boolean): void | Promise<void> => {
    leaving = gone;
    if (newest) parted.mark(me, gone);
    if (!gone) return flush();
    win.clearTimeout(timer);
    const mine = [...queue.values()].filter((parcel) => isMine(parcel) && !parcel.aside);
    dash(mine);
    // Nobody will hear the answers: the next page has to try again, once what can still arrive has arrived.
    const tos = [...lines.keys()].filter((to) => isMine(lines.get(to)!)).map((to) => kTo + to);
    // A transaction under way, and another page that waits for it, keep this one out of the back-forward cache.
    if (!mine.length && !tos.length) return;
    return store.step([...mine.map(({ key }) => key), ...tos], (values) => {
      const writes: Writes = {};
      for (const parcel of mine) {
        const kept = unpack(parcel.key, values[parcel.key]);
        parcel.lease = flying.get(parcel.key)?.state === 'keepalive' ? now() + kArrival : 0;
        if (kept?.by === me) writes[parcel.key] = pack({ ...kept, lease: parcel.lease });
      }
      for (const to of tos) {
        const line = unpackLine(values[to]);
        if (isMine(line)) writes[to] = toJson({ ...line, lease: 0 });
      }
      return writes;
    });
  });

  const stop = () => {
    win.clearTimeout(timer);
    poster.abort();
    queue.clear();
    lines.clear();
    taken.clear();
  };

  return {
    keep: (messages) =>
      Object.fromEntries((mayKeep() ? messages : []).map(parcelOf).map((parcel) => [parcel.key, pack(parcel)])),
    flush,
    dash,
    leave,
    stop,
    online() {
      hinted = true;
      flush();
    },
    async list(again) {
      await look();
      for (const parcel of again ? queue.values() : []) {
        if (parcel.aside) await step(parcel, (kept) => (Object.assign(kept, { aside: false, tries: 0, due: 0 }), 'keep'));
      }
      pump();
      const all = [...lines.values()];
      const total = (what: 'sent' | 'dropped') => all.reduce((sum, line) => sum + line[what], 0);
      return {
        sent: total('sent'),
        dropped: total('dropped'),
        messages: [...queue.values()].map((parcel) => {
          const { id, trigger, destination, tries, born, last, aside, key } = parcel;
          const state = aside ? 'aside' : flying.has(key) ? 'sending' : 'waiting';
          const next = state === 'waiting' ? Math.max(wait(parcel), now()) : null;
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
