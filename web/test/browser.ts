/**
 * One visitor's browser for random walks: its disk, its localStorage, its clock and network, and tabs in which all that keeps, scores
 * and sends is the page's own code. Core, sensors and painter are small stand-ins. Nothing happens but in `pass`, `wait` and `answer`.
 */
import { createAct } from '../src/consent/act';
import { createConsentState } from '../src/consent/state';
import type { Door, Message, Outcome } from '../src/door';
import { createErrors, type Site } from '../src/errors';
import { createIntake } from '../src/intake';
import { createKeeping, type Keeping, type Signals } from '../src/keeping';
import * as later from '../src/later';
import { createLaterPart } from '../src/later-part';
import { watchLifecycle } from '../src/lifecycle';
import { memoryValues, type KeyValueStore } from '../src/storage/key-value';
import { kConsent } from '../src/storage/gated-store';
import { createBus } from '../src/tools/bus';
import type { Fields, Options, View } from '../kelvin';
import { Disk } from './disk';
import { model } from './pages';

/** Of three tabs two have the later part of the script so late. */
const kLate = 1500;
/** Milliseconds, the same for all tabs. */
const kStart = Date.parse('2026-03-01T10:00:00Z');

/** Counts events, each name once: its state is their names. Every second one fires a message. */
function counter(): Door {
  let names: string[] = [];
  let visitor = '';
  const messageOf = (name: string): Message => {
    const id = `m.${name}`;
    return { id, trigger: 't', destination: 'crm', url: 'https://crm.test/in', method: 'POST', contentType: 'text/plain', headers: {}, body: id };
  };
  const view = () => ({ visitor: names.length ? visitor : '', scores: { s: names.length }, segments: [], last: names.length ? 1 : null }) as unknown as View;
  return {
    compile: () => model,
    restore(text) {
      [visitor = '', ...names] = text ? text.split(',') : [];
      return { ok: true, digest: 'd', events: names.length, dropped: [] };
    },
    resume() {},
    save: () => [visitor, ...names].join(),
    apply(text): Outcome {
      const event = JSON.parse(text) as Fields;
      const name = event['event'] as string;
      if (names.includes(name)) return { status: 'duplicate', time: 0 };
      names = [...names, name];
      visitor = event['anonymousId'] as string;
      const messages = Number(name.slice(1)) % 2 ? [] : [messageOf(name)];
      return { status: 'scored', event, line: text, time: 0, hits: [], before: {}, scores: {}, entered: [], left: [], fired: [], messages };
    },
    view,
    explain: view,
  };
}

/** The score of a log, by another way than the page's. */
export const replayed = (lines: string): string[] => {
  const core = counter();
  for (const line of lines.split('\n').filter(Boolean)) core.apply(line);
  return core.save().split(',').slice(1);
};

interface Timer {
  at: number;
  work(): void;
}

export interface Request {
  tab: Tab;
  id: string;
  /** Ended: answered, broken, or given up. */
  over: boolean;
  /** Its page was left since, or then: other pages take it for lost after a while. */
  left: boolean;
  /** The database has the message, so that a claim on it is seen by all. */
  claimed: boolean;
  answer(status: number | null): void;
}

export interface Tab extends Keeping {
  name: number;
  alive: boolean;
  /** In the back-forward cache. */
  frozen: boolean;
  leaving: boolean;
  /** By what it knows of the visitor's choice. */
  mayScore(): boolean;
  maySend(): boolean;
  /** Somebody has chosen. */
  knows(): boolean;
  choose(request: unknown): void;
  track(event: string): void;
  /** The browser tells the page of something. */
  tell(type: string, event?: object): void;
  timers: Map<number, Timer>;
  errors: string[];
}

interface Watch {
  /** A tab has learnt, or made, a choice; and what localStorage held before. */
  chose(tab: Tab, held: string): void;
  /** A tab hears that the visitor was forgotten: what waits in it was theirs. */
  forgot(tab: Tab): void;
  /** localStorage was written to. */
  stored(key: string, text: string | null): void;
  posted(request: Request): void;
}

export class Browser {
  time = kStart;
  online = true;
  tabs: Tab[] = [];
  /** Those that nobody has answered yet. */
  requests: Request[] = [];
  /** What localStorage holds. */
  readonly texts: KeyValueStore = memoryValues();
  private ids = 0;

  constructor(readonly disk: Disk, private watch: Watch, private mode: Options['consent']) {}

  /** What localStorage holds, as one text. */
  held = (): string => this.texts.keys().map((key) => this.texts.get(key)).join();

  /** Has the tab do something, after `ms`: not while it is frozen, never once it is dead. */
  private later(tab: Tab, work: () => void, ms = 0): number {
    tab.timers.set(++this.ids, { at: this.time + Math.max(0, ms), work });
    return this.ids;
  }

  /** localStorage as a tab sees it: a write is told to the others. */
  private local(tab: Tab): KeyValueStore {
    return {
      ...this.texts,
      set: (key, value) => {
        if (!tab.alive || this.texts.get(key) === value) return;
        this.texts.set(key, value);
        this.watch.stored(key, value);
        const event = { key: `kelvin.${key}`, newValue: value };
        const tell = (other: Tab) => {
          if (value?.startsWith('forget')) this.watch.forgot(other);
          other.tell('storage', event);
        };
        for (const other of this.tabs) if (other !== tab && !other.frozen) this.later(other, () => tell(other));
      },
    };
  }

  private fetch(tab: Tab, { body, signal }: RequestInit): Promise<unknown> {
    return new Promise((done, fail) => {
      const broken = () => fail(new TypeError('network'));
      if (!this.online) return void this.later(tab, broken);
      const request: Request = {
        tab,
        id: String(body),
        over: false,
        left: tab.leaving,
        claimed: tab.store.lasting() && !!this.disk.texts?.has(`out.${String(body)}.crm`),
        answer: (status) => {
          request.over = true;
          const response = { status, headers: { get: () => null }, text: async () => '' };
          this.later(tab, () => (status ? done(response) : broken()));
        },
      };
      signal!.addEventListener('abort', () => {
        request.over = true;
        broken();
      });
      this.requests.push(request);
      this.watch.posted(request);
    });
  }

  /** As boot.ts puts it together, without what sees and shows. */
  open(): Tab {
    const tab = { name: ++this.ids, alive: true, frozen: false, leaving: false, timers: new Map(), errors: [] as string[] } as unknown as Tab;
    const told = new Map<string, (event: unknown) => void>();
    const target = { addEventListener: (type: string, work: (event: unknown) => void) => void told.set(type, work) };
    const win = {
      ...this.disk.for(tab.name),
      ...target,
      document: { ...target, hidden: false },
      location: { href: 'https://site.test/', protocol: 'https:' },
      origin: 'https://site.test',
      navigator: {},
      fetch: (_: string, init: RequestInit) => this.fetch(tab, init),
      setTimeout: (work: () => void, ms: number) => this.later(tab, work, ms),
      clearTimeout: (id: number) => tab.timers.delete(id),
    } as unknown as Window & typeof globalThis;
    const options = { model: 'm', consent: this.mode };
    const site: Site = { options };
    const errors = createErrors(win, site);
    errors.bus.on('error', ({ code }) => tab.errors.push(code));
    const signals = createBus<Signals>(errors.report);
    const local = this.local(tab);
    const consent = createConsentState(win, () => local.get(kConsent));
    const page = { path: '/', url: 'https://site.test/', title: '', referrer: '', search: '' };
    const base = {
      ...errors, win, site, signals, local, consent,
      later: createLaterPart({ ...errors, win, load: () => new Promise((done) => void this.later(tab, () => done(later), tab.name % 3 && kLate)) }),
      clock: { now: Date.now, correct() {} },
      now: Date.now,
      pause: () => new Promise<void>((resume) => this.later(tab, resume)),
      source: { read: () => page, moved() {}, named() {}, landing: () => '' },
    };
    const keeping = createKeeping(base);
    const intake = createIntake({ ...base, take: keeping.pipeline.push });
    let on = false;
    const run = {
      on: () => on,
      failed: () => false,
      start: errors.guard('start', async () => ((on = true), base.later.ask(), void (await keeping.pipeline.open(counter(), model)))),
      stop: () => void ((on = false), keeping.pipeline.close()),
    };
    const act = createAct({ ...base, ...keeping, run, painter: { start() {}, stop() {} } });
    const plan = () => {
      const held = this.held();
      act(options);
      this.watch.chose(tab, held);
    };
    const reread = () => {
      consent.reread();
      plan();
    };
    signals.on('choice', () => {
      reread();
      keeping.pipeline.stale();
    });
    signals.on('orphans', (events) => {
      events.forEach((event) => intake.push(event));
      if (events.length) keeping.pipeline.leave(false);
    });
    consent.declare(options);
    watchLifecycle({ ...base, ...keeping, reread, signal: new AbortController().signal });
    Object.assign(tab, keeping, {
      mayScore: () => !!consent.current().choice?.score,
      maySend: () => !!consent.current().choice?.send,
      knows: () => !!consent.current().choice,
      choose(request: unknown) {
        consent.choose(request);
        plan();
      },
      track: (event: string) => intake.push({ type: 'track', event }),
      tell: (type: string, event: object = {}) => told.get(type)?.(event),
    });
    this.tabs.push(tab);
    plan();
    return tab;
  }

  /** Into the back-forward cache. */
  freeze(tab: Tab) {
    tab.leaving = true;
    tab.tell('pagehide');
    tab.frozen = true;
    for (const request of this.requests) request.left ||= request.tab === tab;
    this.disk.frozen.add(tab.name);
  }

  thaw(tab: Tab) {
    if (!tab.frozen) return;
    tab.frozen = tab.leaving = false;
    this.disk.frozen.delete(tab.name);
    tab.tell('pageshow', { persisted: true });
  }

  kill(tab: Tab) {
    tab.alive = false;
    this.disk.dead.add(tab.name);
    tab.timers.clear();
    this.tabs.splice(this.tabs.indexOf(tab), 1);
  }

  /** As much as is due now, `turns` of the disk at most. */
  async pass(turns: number): Promise<void> {
    for (;;) {
      await settle();
      let first: (Timer & { id: number; tab: Tab }) | undefined;
      for (const tab of this.tabs) {
        if (!tab.frozen) for (const [id, { at, work }] of tab.timers) if (at <= this.time && !(first && (first.at < at || (first.at === at && first.id < id)))) first = { id, tab, at, work };
      }
      if (first) {
        first.tab.timers.delete(first.id);
        first.work();
      } else if (turns-- <= 0 || !this.disk.turn()) return;
    }
  }

  /** The next timer's time comes, if that is within `most` milliseconds; else so many pass. */
  async wait(most: number, turns: number): Promise<void> {
    const next = Math.min(...this.tabs.flatMap(({ frozen, timers }) => (frozen ? [] : [...timers.values()].map(({ at }) => at))));
    this.time = Math.max(this.time, Math.min(next, this.time + most));
    await this.pass(turns);
  }
}

/** Promises that wait for nothing but each other. */
export async function settle() {
  for (let i = 0; i < 24; i++) await undefined;
}
