/** A browser's IndexedDB for tests that say when it answers: one database, of texts by key. Nothing happens but in `turn`. */

type Texts = Map<string, string>;
type Call = ((event: unknown) => void) | undefined | null;
interface Job {
  tab: number;
  run(alive: boolean): void;
}
const kEvent = { preventDefault() {} };

/** A key, or a range of them, as a test for keys. */
const within = (range: unknown) => (typeof range === 'function' ? (range as (key: string) => boolean) : (key: string) => key === range);

export class Disk {
  /** Null: there is no database. */
  texts: Texts | null = null;
  version = 1;
  /** It is full: transactions that put something are undone. */
  failing = false;
  readonly dead = new Set<number>();
  /** What is answered to these meanwhile they never hear, as in Firefox. */
  readonly frozen = new Set<number>();
  private jobs: Job[] = [];
  readonly connections: { tab: number; open: boolean; onversionchange?: Call }[] = [];

  /** `committed`: what is there now, by which tab's transaction; `erased`: one that removed whole ranges, or the database. */
  constructor(private committed: (texts: Texts, tab: number, erased: boolean) => void) {}

  get waiting(): number {
    return this.jobs.length;
  }

  /** Does what is asked for next. What a dead tab asked for may still be done; nobody hears of it. */
  turn(): boolean {
    const job = this.jobs.shift();
    job?.run(!this.dead.has(job.tab) && !this.frozen.has(job.tab));
    return !!job;
  }

  private later(tab: number, run: Job['run']) {
    this.jobs.push({ tab, run });
  }

  private transaction(tab: number, link: { open: boolean }) {
    if (!link.open || this.dead.has(tab)) throw new DOMException('closed', 'InvalidStateError');
    const asked: (() => void)[] = [];
    const self = { oncomplete: null as Call, onabort: null as Call, error: null as unknown, abort: () => void (aborted = true), commit() {}, objectStore: () => texts };
    let aborted = false;
    let wrote = false;
    let erased = false;
    let copy: Texts = new Map();
    const ask = (work: () => unknown) => {
      const request = { result: undefined as unknown, onsuccess: null as Call };
      asked.push(() => ((request.result = work()), request.onsuccess?.(kEvent)));
      return request;
    };
    const keys = (range: unknown) => [...copy.keys()].filter(within(range)).sort();
    const texts = {
      transaction: self,
      get: (key: string) => ask(() => copy.get(key)),
      put: (value: string, key: string) => ask(() => ((wrote = true), copy.set(key, value))),
      delete: (range: unknown) => ask(() => ((erased ||= typeof range === 'function'), keys(range).forEach((key) => copy.delete(key)))),
      clear: () => ask(() => ((erased = true), copy.clear())),
      getAllKeys: (range: unknown) => ask(() => keys(range)),
      getAll: (range: unknown) => ask(() => keys(range).map((key) => copy.get(key))),
    };
    this.later(tab, (alive) => {
      if (!alive && asked.length > 1) return; // It cannot ask on.
      copy = new Map(this.texts ?? []);
      for (const work of asked) if (!aborted) work();
      if (aborted || (this.failing && wrote) || !this.texts) {
        self.error = new DOMException('undone', 'AbortError');
        return alive && self.onabort?.(kEvent);
      }
      this.texts = copy;
      this.committed(copy, tab, erased);
      if (alive) self.oncomplete?.(kEvent);
    });
    return self;
  }

  /** What a tab's window has of it. */
  for(tab: number) {
    const open = (_: string, version: number) => {
      const request = { result: undefined as unknown, error: null as unknown, transaction: null as unknown, onsuccess: null as Call, onerror: null as Call, onupgradeneeded: null as Call };
      this.later(tab, (alive) => {
        if (!alive) return;
        const fail = (name: string) => ((request.error = new DOMException(name, name)), request.onerror?.(kEvent));
        if (this.version > version) return fail('VersionError');
        const link = { tab, open: true };
        request.result = Object.assign(link, {
          close: () => void (link.open = false),
          transaction: () => this.transaction(tab, link),
          createObjectStore: () => void (this.texts = new Map()),
        });
        if (!this.texts) {
          request.transaction = { abort() {} };
          request.onupgradeneeded?.(kEvent);
          if (!this.texts) return fail('AbortError');
        }
        this.connections.push(link);
        request.onsuccess?.(kEvent);
      });
      return request;
    };
    const deleteDatabase = () =>
      this.later(tab, () => {
        for (const link of this.connections.splice(0)) if (link.open && !this.dead.has(link.tab)) link.onversionchange?.(kEvent);
        this.texts = null;
        this.committed(new Map(), tab, true);
      });
    return {
      indexedDB: { open, deleteDatabase },
      IDBKeyRange: {
        bound: (low: string, high: string) => (key: string) => key >= low && key <= high,
        upperBound: (bound: string) => (key: string) => key < bound,
        lowerBound: (bound: string) => (key: string) => key > bound,
      },
    };
  }
}
