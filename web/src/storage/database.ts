/** The Store on IndexedDB: one database, one object store of texts by key, each step one transaction. */
import { prefixOf, type Store, type Values, type Writes } from './store';

const kName = 'kelvin';
/** Version of all that is kept in it. A browser refuses to open a newer one (VersionError). */
const kVersion = 1;
const kTexts = 'texts';
/**
 * Browsers have had faults by which an opening never ends (WebKit bug 226547); another tab's old connection can hold it up, or a
 * busy disk.
 */
const kPatience = 5000;

interface Database extends Store {
  /** Rejects where there can be none: blocked, hanging, a newer version's. `create`: makes it where there is none. */
  open(create: boolean): Promise<unknown>;
  /** Removes everything but `keep`, in one transaction that needs no answer: it is done even if the page is left at once. */
  wipe(keep: string): Promise<unknown>;
  /** Removes everything, then the database itself as soon as no tab holds it open. */
  erase(): Promise<unknown>;
  /**
   * The page was frozen and is back: Firefox gives a frozen page no answers, nor later. What was under way is done again, whether it
   * was done or not.
   */
  thaw(): void;
}

type Connection = Promise<IDBDatabase | null>;

/** `came`: an opening that was given up has ended all the same; there is a database from now on. */
export function createDatabase(win: Window & typeof globalThis, came: () => void): Database {
  let connection: Connection | null = null;
  const underWay = new Set<() => void>();
  const range = (prefix: string) => win.IDBKeyRange.bound(prefix, prefix + '\uffff');

  /** Null where there is no database and none was to be made. */
  const connect = (create: boolean): Connection => {
    let mine: Connection = new Promise((done, fail) => {
      let late = false;
      const timer = win.setTimeout(() => ((late = true), fail(new Error('no answer'))), kPatience);
      const request = win.indexedDB.open(kName, kVersion);
      request.onupgradeneeded = () => {
        if (create) request.result.createObjectStore(kTexts);
        else request.transaction!.abort();
      };
      request.onerror = (event) => {
        event.preventDefault();
        win.clearTimeout(timer);
        if (request.error!.name === 'AbortError' && !create) done(null);
        else fail(request.error);
      };
      request.onsuccess = () => {
        win.clearTimeout(timer);
        const database = request.result;
        // Let go when a tab deletes it or a newer version wants it, and when the browser took it away: the next step opens it anew.
        database.onversionchange = database.onclose = () => {
          database.close();
          if (connection === mine) connection = null;
        };
        if (!late) return done(database);
        if (connection) return database.close();
        connection = mine = Promise.resolve(database);
        came();
      };
    });
    connection = mine;
    mine.then((found) => found ?? Promise.reject()).catch(() => connection === mine && (connection = null));
    return mine;
  };

  const begin = (database: IDBDatabase, mode: IDBTransactionMode): IDBTransaction => {
    try {
      // "relaxed": complete means handed to the operating system, so that it outlives the browser's death; "strict" would wait
      // for the disk each time. It is what all browsers take by default since Chrome 121.
      return database.transaction(kTexts, mode, { durability: 'relaxed' });
    } catch (why) {
      connection = null; // Closed: the next try opens it anew.
      throw why;
    }
  };

  /** Runs `work` on the object store; resolves with what it returned once the transaction is complete. */
  const transact = async <T>(mode: IDBTransactionMode, work: (texts: IDBObjectStore, fail: (why: unknown) => void) => T): Promise<T | null> => {
    const database = await (connection ?? connect(false));
    return new Promise<T | null>((done, fail) => {
      if (!database) return done(null);
      const transaction = begin(database, mode);
      let result: T;
      // The old one is undone where it still can be, before the new one begins.
      const redo = () => {
        done(transact(mode, work));
        failed(0);
      };
      const ended = () => underWay.delete(redo);
      underWay.add(redo);
      transaction.oncomplete = () => {
        ended();
        done(result);
      };
      transaction.onabort = (event) => {
        event.preventDefault();
        ended();
        fail(transaction.error ?? new Error('aborted'));
      };
      // What throws in a callback of a request would reach the page's error listeners.
      const failed = (why: unknown) => {
        ended();
        fail(why);
        try {
          transaction.abort();
        } catch {
          // It is undone already.
        }
      };
      try {
        result = work(transaction.objectStore(kTexts), failed);
      } catch (why) {
        failed(why);
      }
    });
  };

  const put = (texts: IDBObjectStore, writes: Writes) => {
    for (const key of Object.keys(writes)) {
      const value = writes[key]!;
      const prefix = prefixOf(key);
      if (value !== null) texts.put(value, key);
      else texts.delete(prefix === null ? key : range(prefix));
    }
    texts.transaction.commit();
  };

  const step: Store['step'] = async (keys, work) => {
    await transact('readwrite', (texts, fail) => {
      const values: Values = {};
      let missing = keys.length;
      for (const key of keys) {
        const request = texts.get(key);
        request.onsuccess = () => {
          values[key] = typeof request.result === 'string' ? request.result : null;
          try {
            if (!--missing) put(texts, work(values));
          } catch (why) {
            fail(why);
          }
        };
      }
    });
  };

  const keys = (texts: IDBObjectStore, prefix: string) => texts.getAllKeys(range(prefix)) as IDBRequest<string[]>;
  return {
    open: (create) => connection ?? connect(create),
    step,
    write: (writes) => transact('readwrite', (texts) => put(texts, writes)).then(() => {}),
    async keys(prefix) {
      return (await transact('readonly', (texts) => keys(texts, prefix)))?.result ?? [];
    },
    async list(prefix) {
      const both = await transact('readonly', (texts) => [keys(texts, prefix), texts.getAll(range(prefix))] as const);
      return both ? both[0].result.map((key, i) => [key, String(both[1].result[i])]) : [];
    },
    wipe: (keep) =>
      transact('readwrite', (texts) => {
        texts.delete(win.IDBKeyRange.upperBound(keep, true));
        texts.delete(win.IDBKeyRange.lowerBound(keep, true));
        texts.transaction.commit();
      }),
    async erase() {
      const mine = connection;
      connection = null;
      const database = await mine?.catch(() => null);
      try {
        if (database) begin(database, 'readwrite').objectStore(kTexts).clear();
      } finally {
        database?.close();
        win.indexedDB.deleteDatabase(kName);
      }
    },
    thaw: () => underWay.forEach((redo) => redo()),
  };
}
