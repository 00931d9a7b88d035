/**
 * Where things are kept. A place is one of these, and moves by this table alone:
 *
 * | place | what is kept | moves when | to |
 * |---|---|---|---|
 * | memory | for this page: nobody granted more | a grant | opening |
 * | opening | with the place before, until this one is ready | the database opened, and the grant is the one that holds | database |
 * | | | it cannot be used, or took too long | local |
 * | | | a newer version made it | newer |
 * | | | the database holds no grant any more | memory |
 * | | | what was kept could not be moved | failed; or the place before, where that keeps things |
 * | database | in the database | a write failed twice | failed |
 * | local | in localStorage, by its mirror | a write failed twice | failed |
 * | | | the database came after all | opening |
 * | database, local | | a step found the grant gone | memory |
 * | failed | in memory; small copies in localStorage go on | | |
 * | newer | in memory, for good: a newer version's data is left as it is | | |
 * | any | | the visitor said something else | opening |
 * | any | | erase; leave | memory; newer |
 *
 * An erasure is apart from the place: it goes on until the database has it, and whatever that holds until then counts as erased.
 * A visitor who is forgotten stays named in localStorage until then: a browser drops what a page that is left has asked of the database
 * behind other work, and the next page does it.
 */
import { fault, type Report } from '../tools/safe';
import { createDatabase } from './database';
import { kLog, linesOf } from './log';
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
/** Key in localStorage of the id of a visitor whom the database may hold though they are forgotten. */
const kForgotten = 'forgotten';

const kFix = 'The page goes on in memory. Is the disk full?';

interface Grant {
  /** The choice as a text. */
  text: string;
  /** The visitor has just said so; else it is what the copy says, */
  said: boolean;
  /** or what the site declares while the visitor has said nothing. */
  declared: boolean;
}

interface GatedStoreDeps {
  win: Window & typeof globalThis;
  /** localStorage: small copies that are there at once. */
  mirror: KeyValueStore;
  /** Whether storing is granted by this choice. */
  grants(choice: string | null): boolean;
  /** The store holds another choice than this page's: another tab's, or none where all was deleted. */
  found(choice: string | null): void;
  /** The database came late, with what it may hold of this visitor. */
  came(): void;
  /** What was kept elsewhere is now where all tabs look. */
  moved?(): void;
  /** Log lines of events that were scored in memory, where the store turned out to hold a visitor: score them for that one. */
  orphanEvents(lines: string): void;
  report: Report;
}

export interface ConsentGatedStore extends Store {
  /** From now on things are kept; what memory held is kept too unless another tab's visitor is there already. */
  persist(grant: Grant): void;
  /** Things outlive this page. */
  keeps(): boolean;
  /** What a step has just written outlives this page: nothing failed, nor is it to be moved yet. */
  lasting(): boolean;
  /** A newer version's data is there: it is left alone, and this page goes on in memory. */
  leave(): void;
  /** The page was frozen and is back: what was under way is done again. */
  thaw(): void;
  /** Removes the visitor, by id where it is known; the choice stays. */
  forget(id?: string): Promise<unknown>;
  /** Removes the visitor's copies in localStorage alone. */
  clearMirror(): void;
  /** Removes everything, or all but `choice`, and goes back to memory. */
  erase(choice: string | null): void;
  /** A refusal, of an earlier page perhaps, may not have erased the database yet. */
  erasePending(): boolean;
}

/** What is kept in localStorage alone, by its keys: never moved into the database. */
const kMirrored = /^(consent|view|beat|forgotten|late\.|gone\.)/;

interface Place {
  is: 'memory' | 'opening' | 'database' | 'local' | 'failed' | 'newer';
  /** What steps work on, once it is there. */
  store: Promise<Store>;
  /** For what it was opened. */
  grant?: Grant;
}

/** The last erasure. */
interface Erasure {
  /** It was done, or given up. */
  tried: Promise<unknown>;
  /** The database has not heard of it. */
  pending: boolean;
  /** The refusal that is to stay behind. */
  choice: string | null;
}

export function createGatedStore({ win, mirror, grants, found, came, moved, orphanEvents, report }: GatedStoreDeps): ConsentGatedStore {
  const database = createDatabase(win, () => databaseCame());
  const onMirror = storeOn(mirror);
  const inMemory = (pairs?: [string, string][]): Store => storeOn(memoryValues(pairs));
  const fresh = (is: 'memory' | 'newer'): Place => ({ is, store: Promise.resolve(inMemory()) });
  let place = fresh('memory');
  let erasure: Erasure = { tried: Promise.resolve(), pending: false, choice: null };

  const isNewer = () => place.is === 'newer';
  const keeps = () => place.is !== 'memory' && !isNewer();
  const unconfirmed = () => !!mirror.get(kConsent)?.endsWith(kUnconfirmed);
  const clearMirror = () => mirror.keys().forEach((key) => key === kConsent || mirror.set(key, null));
  const lost = (choice: string | null) => {
    place = fresh('memory');
    found(choice);
  };

  /**
   * Moves what was kept elsewhere, unless another visitor is there; resolves with the choice that holds there, null without one.
   * Where `stands` turned false, something newer was said and nothing moves.
   */
  const move = async (from: Store, to: Store, { text, said, declared }: Grant, stands: () => boolean): Promise<string | null> => {
    const held = from === to ? [] : (await from.list('')).filter(([key]) => !kMirrored.test(key));
    const idIn = (text: string | null = null) => readVisitor(text)?.id ?? text;
    const mine = idIn(held.find(([key]) => key === 'id')?.[1]);
    const known = new Map(held.length ? await to.list(kLog) : []);
    let holds: string | null = null;
    let there = false;
    let other = false;
    const forgotten = to === database ? mirror.get(kForgotten) : null;
    await to.step([kConsent, 'id'], (values): Writes => {
      const anew = erasure.pending && to === database;
      const kept = anew ? null : values[kConsent]!;
      const gone = anew || (forgotten !== null && idIn(values['id']) === forgotten);
      const id = gone ? null : values['id']!;
      holds = said || (declared && kept === null) ? text : (kept?.trim() ?? null);
      there = id !== null;
      other = there && idIn(id) !== mine;
      if (!stands() || !grants(holds)) return {};
      return { ...(gone ? { '*': null } : {}), ...(id === null ? Object.fromEntries(held) : {}), [kConsent]: holds };
    });
    if (!stands()) return holds;
    if (to === database) erasure.pending = false;
    if (forgotten !== null) mirror.set(kForgotten, null);
    if (from === onMirror) for (const [key] of held) mirror.set(key, null);
    if (!there && held.length) moved?.();
    // Of the same visitor: what memory took in after the database had failed.
    if (there) orphanEvents(linesOf(held.filter(([key, line]) => other || known.get(key) !== line)));
    return holds;
  };

  /** Opens the database for `mine`, moves there what the former store kept, and resolves with the store to use from now on. */
  const begin = async (mine: Place, former: Store, grant: Grant): Promise<Store> => {
    const stands = () => place === mine;
    // Kept in localStorage, grant and all, while no database could be used.
    const aside = mirror.get('id') !== null;
    const declared = grant.declared || aside;
    let is: 'database' | 'local' = 'database';
    try {
      await erasure.tried;
      if (!stands()) return former;
      await database.open(grant.said || declared);
      if (!stands()) return former;
    } catch (why) {
      if (!stands()) return former;
      if ((why as Error).name === 'VersionError') {
        mine.is = 'newer';
        report(fault('newer_data', 'storage', why, 'Load the newest Kelvin on every page.'));
        return former;
      }
      is = 'local'; // Blocked, broken or slow.
    }
    const to = is === 'local' ? onMirror : database;
    const all = { ...grant, declared };
    try {
      if (to === database && aside && former !== onMirror) await move(onMirror, to, all, stands);
      const holds = await move(former, to, all, stands);
      if (!stands()) return former;
      mine.is = is;
      if (!grants(holds)) lost(holds);
      else if (holds !== grant.text) found(holds);
      else if (grant.said) mirror.set(kConsent, to === database ? holds : holds + kUnconfirmed);
      if (to === database && (aside || former === onMirror)) came();
    } catch (why) {
      mine.is = former === database ? 'database' : former === onMirror ? 'local' : 'failed';
      report(fault('storage_failed', 'storage', why, kFix));
      return former;
    }
    return to;
  };

  /** Begins once the place before has ended its own beginning. */
  const open = (grant: Grant) => {
    const { store } = place;
    const mine: Place = { is: 'opening', store, grant };
    place = mine;
    mine.store = store.then((former) => begin(mine, former, grant));
  };

  const wipe = async (mine: Erasure) => {
    const { choice } = mine;
    await database.write({ '*': null, [kConsent]: choice });
    mine.pending = false;
    if (choice && mirror.get(kConsent) === choice + kUnconfirmed) mirror.set(kConsent, choice);
  };

  /** An opening that had been given up has ended all the same. */
  const databaseCame = () => {
    if (place.is === 'local') open(place.grant!);
    else if (!keeps() && erasure.pending && erasure.choice) wipe(erasure).catch(() => {});
  };

  // A connection that was closed under us is opened anew for the second try.
  const read = async <T>(work: (base: Store) => Promise<T>): Promise<T> => {
    const base = await place.store;
    return work(base).catch(() => work(base));
  };

  const step: Store['step'] = async (keys, work) => {
    const mine = place;
    const base = await mine.store;
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
      await attempt().catch(attempt);
    } catch (why) {
      if (place === mine) {
        report(fault('storage_failed', 'storage', why, kFix));
        place = { is: 'failed', store: base.list('').then(inMemory, () => inMemory()) };
      }
      return step(keys, work); // Where things are kept by now.
    }
    if (broken.length) throw broken[0];
    if (!grants(holds) && place === mine) lost(holds);
  };

  return {
    step,
    write: (writes) => step([], () => writes),
    list: (prefix) => read((base) => base.list(prefix)),
    keys: (prefix) => read((base) => base.keys(prefix)),
    keeps,
    lasting: () => place.is === 'database' || place.is === 'local',
    persist(grant) {
      const said = grant.said || unconfirmed();
      if (isNewer() || (keeps() && !grant.said)) return;
      if (grant.said) mirror.set(kConsent, grant.text + kUnconfirmed);
      open({ ...grant, said });
    },
    leave() {
      place = fresh('newer');
    },
    thaw: database.thaw,
    erasePending: unconfirmed,
    clearMirror,
    async forget(id) {
      clearMirror();
      if (id && keeps()) mirror.set(kForgotten, id);
      const base = await place.store;
      if (base !== database && base !== onMirror) await base.write({ '*': null });
      // After a failure, too, the database may hold the visitor.
      if (base === database || place.is === 'failed') await database.wipe(kConsent).catch(() => database.wipe(kConsent));
      if (id && mirror.get(kForgotten) === id) mirror.set(kForgotten, null);
    },
    erase(choice) {
      place = fresh(isNewer() ? 'newer' : 'memory');
      // First the choice: other tabs hear of it and stop.
      mirror.set(kConsent, choice && choice + kUnconfirmed);
      clearMirror();
      const mine: Erasure = { tried: Promise.resolve(), pending: true, choice };
      erasure = mine;
      const done = choice ? database.open(false).then(() => wipe(mine)) : database.erase().then(() => (mine.pending = false));
      mine.tried = done.catch(() => {}); // No database can be used, or not yet.
    },
  };
}
