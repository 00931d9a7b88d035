/**
 * Where things are kept: memory until storing is allowed, then the database; and nothing more once the grant has gone from it.
 * Where a database may not be used it is localStorage instead, and memory where neither may.
 */
import { fault, type Report } from '../tools/safe';
import { createDatabase } from './database';
import { linesOf } from './log';
import { memoryValues, type KeyValueStore } from './key-value';
import { storeOn, type Store, type Writes } from './store';
import { readVisitor } from './visitor';

/** Key of the visitor's choice, in the database and as a copy in localStorage. */
export const kConsent = 'consent';
/**
 * Suffix of a consent copy in localStorage that IndexedDB has not confirmed; without it IndexedDB wins: a browser that is killed may
 * have lost localStorage's last three seconds, and with them a withdrawal.
 */
const kUnconfirmed = ' ';

const kFix = 'The page goes on in memory. Is the disk full?';

export interface Grant {
  /** The choice as a text. */
  text: string;
  /** The visitor has just said so; else it is what the copy says, */
  said: boolean;
  /** or what the site declares while the visitor has said nothing. */
  declared: boolean;
}

export interface GatedStoreDeps {
  win: Window & typeof globalThis;
  /** localStorage: small copies that are there at once. */
  mirror: KeyValueStore;
  /** Whether storing is granted by this choice. */
  grants(choice: string | null): boolean;
  /** The store holds another choice than this page's: another tab's, or none where all was deleted. */
  found(choice: string | null): void;
  /** The database came late, with what it may hold of this visitor. */
  came(): void;
  /** Log lines of events that were scored in memory, where the store turned out to hold another visitor: score them for that one. */
  orphanEvents(lines: string): void;
  report: Report;
}

export interface ConsentGatedStore extends Store {
  /** From now on things are kept; what memory held is kept too unless another tab's visitor is there already. */
  persist(grant: Grant): void;
  /** Things outlive this page. */
  keeps(): boolean;
  /** A newer version's data is there: it is left alone, and this page goes on in memory. */
  leave(): void;
  /** The page was frozen and is back: what was under way is done again. */
  thaw(): void;
  /** Removes the visitor; the choice stays. */
  forget(): Promise<unknown>;
  /** Removes the visitor's copies in localStorage alone. */
  clearMirror(): void;
  /** Removes everything, or all but `choice`, and goes back to memory. */
  erase(choice: string | null): void;
  /** A refusal, of an earlier page perhaps, may not have erased the database yet. */
  erasePending(): boolean;
}

/** What is kept in localStorage alone, by its keys: never moved into the database. */
const kMirrored = /^(consent|view|beat|late\.|gone\.)/;

export function createGatedStore({ win, mirror, grants, found, came, orphanEvents, report }: GatedStoreDeps): ConsentGatedStore {
  let whenItComes = () => {};
  const database = createDatabase(win, () => whenItComes());
  const onMirror = storeOn(mirror);
  const inMemory = (pairs?: [string, string][]): Store => storeOn(memoryValues(pairs));
  let store = Promise.resolve(inMemory());
  let keeps = false;
  let left = false;
  /** The last erasure has ended, or was given up. */
  let erased: Promise<unknown> = Promise.resolve();
  /** The last erasure has not reached the database: whatever it holds counts as erased. */
  let unerased = false;

  const toMemory = () => {
    keeps = false;
    store = Promise.resolve(inMemory());
  };
  const unconfirmed = () => !!mirror.get(kConsent)?.endsWith(kUnconfirmed);
  const clearMirror = () => mirror.keys().forEach((key) => key === kConsent || mirror.set(key, null));
  const lost = (choice: string | null) => {
    toMemory();
    found(choice);
  };

  /**
   * Moves what was kept elsewhere, unless another visitor is there; null when there is no grant, else the choice that holds. It
   * `stands` while nothing newer was said, and nothing erased.
   */
  const move = async (from: Store, to: Store, { text, said, declared }: Grant, stands: () => boolean): Promise<string | null> => {
    const held = from === to ? [] : (await from.list('')).filter(([key]) => !kMirrored.test(key));
    const idIn = (text: string | null = null) => readVisitor(text)?.id ?? text;
    const mine = idIn(held.find(([key]) => key === 'id')?.[1]);
    let holds: string | null = null;
    let other = false;
    await to.step([kConsent, 'id'], (values): Writes => {
      const anew = unerased && to === database;
      const kept = anew ? null : values[kConsent]!;
      const id = anew ? null : values['id']!;
      holds = said || (declared && kept === null) ? text : (kept?.trim() ?? null);
      other = id !== null && idIn(id) !== mine;
      if (!stands() || !grants(holds)) return {};
      return { ...(anew ? { '*': null } : {}), ...(id === null ? Object.fromEntries(held) : {}), [kConsent]: holds };
    });
    if (!stands()) return holds;
    if (to === database) unerased = false;
    if (from === onMirror) for (const [key] of held) mirror.set(key, null);
    if (other) orphanEvents(linesOf(held));
    return holds;
  };

  /** Opens the database, moves there what was kept so far, and resolves with the store to use from now on. */
  const begin = async (now: Store, grant: Grant, stands: () => boolean): Promise<Store> => {
    // Kept in localStorage, grant and all, while no database could be used.
    const aside = mirror.get('id') !== null;
    const declared = grant.declared || aside;
    let to: Store = database;
    let from = now;
    try {
      await erased;
      if (!stands()) return now;
      await database.open(grant.said || declared);
      if (aside) from = onMirror;
    } catch (why) {
      if ((why as Error).name === 'VersionError') {
        left = true;
        report(fault('newer_data', 'storage', why, 'Load the newest Kelvin on every page.'));
        return now;
      }
      to = onMirror; // Blocked, broken or slow.
    }
    if (!stands()) return now;
    if (to === onMirror) whenItComes = () => stands() && follow(grant);
    try {
      const holds = await move(from, to, { ...grant, declared }, stands);
      if (!stands()) return now;
      if (!grants(holds)) lost(holds);
      else if (holds !== grant.text) found(holds);
      else if (grant.said) mirror.set(kConsent, to === database ? holds : holds + kUnconfirmed);
      if (now === onMirror && to === database) came();
    } catch (why) {
      report(fault('storage_failed', 'storage', why, kFix));
      return now;
    }
    return to;
  };

  /** Begins once the previous beginning has ended. */
  const follow = (grant: Grant) => {
    const mine: Promise<Store> = store.then((now) => begin(now, grant, () => store === mine));
    store = mine;
    whenItComes = () => {};
  };

  const step: Store['step'] = async (keys, work) => {
    const mine = store;
    const base = await mine;
    if (base !== database && base !== onMirror) return base.step(keys, work);
    let holds: string | null = null;
    let broken: unknown[] = [];
    const attempt = () =>
      base.step([kConsent, ...keys], (values): Writes => {
        holds = values[kConsent]!;
        broken = [];
        try {
          const writes = grants(holds) ? work(values) : {};
          return '*' in writes ? { ...writes, [kConsent]: holds } : writes;
        } catch (why) {
          broken = [why];
          return {};
        }
      });
    try {
      // A connection that was closed under us is opened anew for the second try.
      await attempt().catch(attempt);
    } catch (why) {
      if (store === mine) {
        report(fault('storage_failed', 'storage', why, kFix));
        store = base.list('').then(inMemory, () => inMemory());
      }
      return (await store).step(keys, work);
    }
    if (broken.length) throw broken[0];
    if (!grants(holds) && store === mine) lost(holds);
  };

  return {
    step,
    write: (writes) => step([], () => writes),
    list: async (prefix) => (await store).list(prefix),
    keys: async (prefix) => (await store).keys(prefix),
    keeps: () => keeps && !left,
    persist(grant) {
      const said = grant.said || unconfirmed();
      if (left || (keeps && !grant.said)) return;
      keeps = true;
      if (grant.said) mirror.set(kConsent, grant.text + kUnconfirmed);
      follow({ ...grant, said });
    },
    leave() {
      left = true;
      store = Promise.resolve(inMemory());
    },
    thaw: database.thaw,
    erasePending: unconfirmed,
    clearMirror,
    async forget() {
      clearMirror();
      const base = await store;
      if (base === database) await database.wipe(kConsent).catch(() => database.wipe(kConsent));
      else if (base !== onMirror) await base.write({ '*': null });
    },
    erase(choice) {
      toMemory();
      // First the choice: other tabs hear of it and stop.
      mirror.set(kConsent, choice && choice + kUnconfirmed);
      clearMirror();
      unerased = true;
      const wipe = async () => {
        await database.write({ '*': null, [kConsent]: choice });
        unerased = false;
        if (choice && mirror.get(kConsent) === choice + kUnconfirmed) mirror.set(kConsent, choice);
      };
      const tried = choice ? database.open(false).then(wipe) : database.erase().then(() => (unerased = false));
      erased = tried.catch(() => {}); // No database can be used, or not yet.
      whenItComes = () => void (choice && wipe().catch(() => {}));
    },
  };
}
