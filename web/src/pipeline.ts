/** From an event to its outcome: waits for the core, scores in transactions, logs, keeps messages, tells the news. */
import type { News, View } from '../kelvin';
import type { Door, Outcome, Scored } from './door';
import type { Draft, Stamp } from './event';
import { message } from './event';
import type { Outbox } from './delivery/outbox';
import type { Log } from './storage/log';
import type { Store, Writes } from './storage/store';
import type { Bus } from './tools/bus';
import { fromJson, toJson } from './tools/json';
import { fault, type Report } from './tools/safe';

/** News for the public, and every outcome for the panel. */
export type AllNews = News & { outcome: Scored };

export interface PipelineDeps {
  store: Store;
  log: Log;
  outbox: Outbox;
  bus: Bus<AllNews>;
  report: Report;
  stamp(): Stamp;
  now(): number;
  /** Erases what is stored of the visitor. */
  forget(): void;
  /** A pause in which the host page may work. */
  pause(): Promise<void>;
}

export interface Pipeline {
  push(draft: Draft): void;
  /** The core has a model; `labels` of its segments. Scores what waits; resolves when the first view is there. */
  open(door: Door, labels: Map<string, string>): Promise<View>;
  /** The stored state may have changed under us. */
  stale(): void;
  /** The visitor was forgotten: what waits was theirs. */
  forget(): void;
  /** The page is being left: from now on no pauses, there may be no later. False: it came back. */
  hurry(leaving: boolean): void;
  /** All that was pushed so far is scored and stored. */
  settled(): Promise<void>;
  /** Drops what waits and forgets the core. */
  close(): void;
  view(): View | null;
  explain(): View | null;
}

const kState = 'state';
/** A page that floods us loses its oldest events, not its memory. */
const kWaiting = 10_000;
/** Milliseconds of scoring before the host page gets its turn. */
const kTurn = 8;

export function createPipeline(deps: PipelineDeps): Pipeline {
  const { store, log, outbox, bus, report, stamp, now } = deps;
  let door: Door | null = null;
  let labels = new Map<string, string>();
  let waiting: Draft[] = [];
  let running: Promise<void> | null = null;
  let dirty = false;
  let wake = () => {};
  let hurried = false;
  let flooded = false;
  // The state text is "<generation>\n<state>". What we wrote last tells whether another tab wrote since.
  let known: string | null | undefined;
  let generation = 0;
  let remembered = false;

  /** Takes in a stored state; false when there is none that can be read. */
  const restore = (core: Door, text: string | null): boolean => {
    known = text;
    const cut = text?.indexOf('\n') ?? -1;
    generation = cut > 0 ? Number(text!.slice(0, cut)) || 0 : 0;
    const state = cut > 0 ? text!.slice(cut + 1) : '';
    const answer = core.restore(state);
    remembered = answer.ok && state !== '';
    if (answer.ok) {
      for (const at of answer.dropped) report(fault('state_dropped', at, 'not in this model', 'The rest was kept.'));
      return state !== '';
    }
    answer.errors.forEach(report);
    core.restore('');
    return false;
  };

  /** Scores the whole log again, without its messages: they were sent when they fired. */
  const rebuild = async (core: Door) => {
    let turn = now();
    for (const line of (await log.read()).split('\n')) {
      if (line) core.apply(line);
      if (now() - turn > kTurn) {
        await deps.pause();
        turn = now();
      }
    }
    generation = await log.newest();
    remembered = generation > 0;
  };

  const scoreSome = (core: Door, done: Scored[], end: number) => {
    while (waiting.length && (hurried || performance.now() < end)) {
      const outcome: Outcome = core.apply(toJson(message(waiting.shift()!, stamp())));
      if (outcome.status === 'scored') done.push(outcome);
      else if (outcome.status === 'bad') outcome.errors.forEach(report);
    }
  };

  /** One transaction's work: catch up with other tabs, score, and say what to write. */
  const work = (core: Door, text: string | null, done: Scored[], end: number): Writes => {
    const alone = text === known;
    if (!alone) restore(core, text);
    // The core knows nobody, though something is stored: by the model's retention it is to be forgotten.
    if (remembered && core.view(now()).last === null) {
      deps.forget();
      restore(core, null);
    }
    scoreSome(core, done, end);
    if (!done.length) return {};
    remembered = true;
    generation++;
    known = `${generation}\n${core.save()}`;
    return {
      ...log.append(generation, alone, done.map(({ event }) => toJson(event, Infinity))),
      ...outbox.keep(done.flatMap(({ messages }) => messages)),
      [kState]: known,
    };
  };

  const tell = (core: Door, done: Scored[]) => {
    const view = core.view(now());
    const cross = (segment: string) => ({ segment, label: labels.get(segment) ?? segment, view });
    for (const outcome of done) {
      bus.emit('outcome', outcome);
      outcome.left.forEach((segment) => bus.emit('leave', cross(segment)));
      outcome.entered.forEach((segment) => bus.emit('enter', cross(segment)));
      for (const { id, trigger, destination, body } of outcome.messages) {
        bus.emit('message', { id, trigger, destination, body: fromJson(body) ?? body });
      }
    }
    bus.emit('view', view);
  };

  const drain = async () => {
    let end = performance.now() + kTurn;
    while (door && (waiting.length || dirty)) {
      const core = door;
      const done: Scored[] = [];
      const before = generation;
      dirty = false;
      await store.step([kState], (kept) => work(core, kept[kState]!, done, end));
      if (core !== door) return; // Consent was withdrawn meanwhile.
      const messages = done.flatMap((outcome) => outcome.messages);
      if (messages.length) outbox.flush(messages);
      tell(core, done);
      if (generation >> 6 !== before >> 6) await log.prune();
      if (hurried || performance.now() < end) continue;
      if (waiting.length) await Promise.race([deps.pause(), new Promise<void>((go) => (wake = go))]);
      end = performance.now() + kTurn;
    }
    flooded = false;
  };

  const run = () => {
    // Chained rather than flagged, so that a failed step never stops the ones after it.
    running ??= drain()
      .catch((error) => {
        // Whatever failed would fail again, for ever, with the same events.
        waiting.shift();
        dirty = false;
        report(fault('internal', 'pipeline', error, 'Please report this.'));
      })
      .then(() => {
        running = null;
        if (door && (waiting.length || dirty)) run();
      });
  };

  const stale = () => {
    dirty = true;
    run();
  };

  return {
    push(draft) {
      if (waiting.push(draft) > kWaiting) {
        waiting.shift();
        if (!flooded) report(fault('flood', 'events', `${kWaiting} wait`, 'Make fewer events.'));
        flooded = true;
      }
      run();
    },
    async open(core, names) {
      labels = names;
      let text: string | null = null;
      await store.step([kState], (kept) => ((text = kept[kState]!), {}));
      if (!restore(core, text)) await rebuild(core);
      door = core;
      dirty = true;
      run();
      await running;
      return core.view(now());
    },
    stale,
    forget() {
      waiting = [];
      stale();
    },
    hurry(leaving) {
      hurried = leaving;
      wake();
    },
    async settled() {
      while (running) await running;
    },
    close() {
      door = null;
      waiting = [];
      known = undefined;
    },
    view: () => door?.view(now()) ?? null,
    explain: () => door?.explain(now()) ?? null,
  };
}
