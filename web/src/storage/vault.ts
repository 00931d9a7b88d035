/**
 * Where things are kept: memory until storing is allowed, then the database; and nothing more once the grant has gone from it.
 * Where a database may not be used it is localStorage instead, and memory where neither may.
 */
import { fault, type Report } from '../tools/safe';
import { createDatabase } from './database';
import { linesOf } from './log';
import { memoryShelf, type Shelf } from './shelf';
import { shelfStore, type Store, type Writes } from './store';
import { readVisitor } from './visitor';

/** Key of the visitor's choice, in the database and as a copy in localStorage. */
export const kConsent = 'consent';
/**
 * Ends the copy of a choice that may not be in the database yet. Any other copy is worth only what the database says: a browser
 * that is killed may have lost localStorage's last three seconds, and with them a withdrawal.
 */
const kUnconfirmed = ' ';

const kFix = 'This page goes on in memory. Is the disk full?';

export interface Grant {
  /** The choice as a text. */
  text: string;
  /** The visitor has just said so; else it is what the copy says, */
  said: boolean;
  /** or what the site declares while the visitor has said nothing. */
  declared: boolean;
}

export interface VaultDeps {
  win: Window & typeof globalThis;
  /** Small synchronous copies. */
  local: Shelf;
  /** Whether storing is granted by this choice. */
  grants(choice: string | null): boolean;
  /** Another choice than ours is kept: another tab's, or none where all was deleted. */
  found(choice: string | null): void;
  /** The database came late, with what it may hold of this visitor. */
  came(): void;
  /** Events that another visitor's state had no place for: their lines. */
  spare(lines: string): void;
  report: Report;
}

export interface Vault extends Store {
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
  /** Their copies in localStorage alone. */
  forgetCopies(): void;
  /** Removes everything, or all but `choice`, and goes back to memory. */
  erase(choice: string | null): void;
  /** The database may not have heard of the choice: of a refusal, on an earlier page perhaps, that had to erase it. */
  owes(): boolean;
}

/** Small synchronous things of localStorage: never moved into the database. */
const kCopies = /^(consent|view|beat|late\.|gone\.)/;

export function createVault({ win, local, grants, found, came, spare, report }: VaultDeps): Vault {
  let whenItComes = () => {};
  const database = createDatabase(win, () => whenItComes());
  const onLocal = shelfStore(local);
  const inMemory = (pairs?: [string, string][]): Store => shelfStore(memoryShelf(pairs));
  let store = Promise.resolve(inMemory());
  let keeps = false;
  let left = false;
  /** The last erasure has ended, or was given up. */
  let erased: Promise<unknown> = Promise.resolve();
  /** The database has not heard of it: what is in there is no more. */
  let owed = false;

  const toMemory = () => {
    keeps = false;
    store = Promise.resolve(inMemory());
  };
  const unconfirmed = () => !!local.get(kConsent)?.endsWith(kUnconfirmed);
  const forgetCopies = () => local.keys().forEach((key) => key === kConsent || local.set(key, null));
  const lost = (choice: string | null) => {
    toMemory();
    found(choice);
  };

  /**
   * Moves what was kept elsewhere, unless another visitor is there; null when there is no grant, else the choice that holds. It
   * `stands` while nothing newer was said, and nothing erased.
   */
  const move = async (from: Store, to: Store, { text, said, declared }: Grant, stands: () => boolean): Promise<string | null> => {
    const held = from === to ? [] : (await from.list('')).filter(([key]) => !kCopies.test(key));
    const idIn = (text: string | null = null) => readVisitor(text)?.id ?? text;
    const mine = idIn(held.find(([key]) => key === 'id')?.[1]);
    let holds: string | null = null;
    let other = false;
    await to.step([kConsent, 'id'], (values): Writes => {
      const anew = owed && to === database;
      const kept = anew ? null : values[kConsent]!;
      const id = anew ? null : values['id']!;
      holds = said || (declared && kept === null) ? text : (kept?.trim() ?? null);
      other = id !== null && idIn(id) !== mine;
      if (!stands() || !grants(holds)) return {};
      return { ...(anew ? { '*': null } : {}), ...(id === null ? Object.fromEntries(held) : {}), [kConsent]: holds };
    });
    if (!stands()) return holds;
    if (to === database) owed = false;
    if (from === onLocal) for (const [key] of held) local.set(key, null);
    if (other) spare(linesOf(held));
    return holds;
  };

  /** Where things are kept from now on. */
  const begin = async (now: Store, grant: Grant, stands: () => boolean): Promise<Store> => {
    // Kept in localStorage, grant and all, while no database could be used.
    const aside = local.get('id') !== null;
    const declared = grant.declared || aside;
    let to: Store = database;
    let from = now;
    try {
      await erased;
      if (!stands()) return now;
      await database.open(grant.said || declared);
      if (aside) from = onLocal;
    } catch (why) {
      if ((why as Error).name === 'VersionError') {
        left = true;
        report(fault('newer_data', 'storage', why, 'A newer Kelvin keeps data here: load that version on every page.'));
        return now;
      }
      to = onLocal; // Blocked, broken or slow.
    }
    if (!stands()) return now;
    if (to === onLocal) whenItComes = () => stands() && follow(grant);
    try {
      const holds = await move(from, to, { ...grant, declared }, stands);
      if (!stands()) return now;
      if (!grants(holds)) lost(holds);
      else if (holds !== grant.text) found(holds);
      else if (grant.said) local.set(kConsent, to === database ? holds : holds + kUnconfirmed);
      if (now === onLocal && to === database) came();
    } catch (why) {
      report(fault('storage_failed', 'storage', why, kFix));
      return now;
    }
    return to;
  };

  /** Begins once what is under way has ended. */
  const follow = (grant: Grant) => {
    const mine: Promise<Store> = store.then((now) => begin(now, grant, () => store === mine));
    store = mine;
    whenItComes = () => {};
  };

  const step: Store['step'] = async (keys, work) => {
    const mine = store;
    const base = await mine;
    if (base !== database && base !== onLocal) return base.step(keys, work);
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
      if (grant.said) local.set(kConsent, grant.text + kUnconfirmed);
      follow({ ...grant, said });
    },
    leave() {
      left = true;
      store = Promise.resolve(inMemory());
    },
    thaw: database.thaw,
    owes: unconfirmed,
    forgetCopies,
    async forget() {
      forgetCopies();
      const base = await store;
      if (base === database) await database.wipe(kConsent).catch(() => database.wipe(kConsent));
      else if (base !== onLocal) await base.write({ '*': null });
    },
    erase(choice) {
      toMemory();
      // First the choice: other tabs hear of it and stop.
      local.set(kConsent, choice && choice + kUnconfirmed);
      forgetCopies();
      owed = true;
      const wipe = async () => {
        await database.write({ '*': null, [kConsent]: choice });
        owed = false;
        if (choice && local.get(kConsent) === choice + kUnconfirmed) local.set(kConsent, choice);
      };
      const tried = choice ? database.open(false).then(wipe) : database.erase().then(() => (owed = false));
      erased = tried.catch(() => {}); // No database can be used, or not yet.
      whenItComes = () => void (choice && wipe().catch(() => {}));
    },
  };
}
