/** Runs in the page before any script: counts all that could leave a trace, also what is undone at once. */
export function countTraces() {
  const traces = (window.traces = { read: [], written: [], databases: [], channels: [], random: 0, asked: [] });
  const wrap = (owner, name, note) => {
    const original = owner?.[name];
    if (!original) return;
    owner[name] = function (...args) {
      note.apply(this, args);
      return original.apply(this, args);
    };
  };
  const has = Storage.prototype.getItem;
  wrap(Storage.prototype, 'getItem', (key) => void traces.read.push(key));
  wrap(Storage.prototype, 'setItem', (key) => void traces.written.push(key));
  wrap(Storage.prototype, 'removeItem', function (key) {
    if (has.call(this, key) !== null) traces.written.push(key);
  });
  wrap(Storage.prototype, 'clear', () => void traces.written.push('*'));
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  const set = (text) => (traces.written.push(text), cookie.set.call(document, text));
  Object.defineProperty(Document.prototype, 'cookie', { ...cookie, set });
  wrap(window.CookieStore?.prototype, 'set', (name) => void traces.written.push(name));
  wrap(IDBFactory.prototype, 'open', (name) => void traces.databases.push(name));
  wrap(window.CacheStorage?.prototype, 'open', (name) => void traces.written.push(name));
  wrap(window.BroadcastChannel?.prototype, 'postMessage', () => void traces.channels.push('post'));
  wrap(Crypto.prototype, 'getRandomValues', () => void traces.random++);
  wrap(Crypto.prototype, 'randomUUID', () => void traces.random++);
  wrap(window, 'fetch', (what) => void traces.asked.push(String(what?.url ?? what)));
  wrap(XMLHttpRequest.prototype, 'open', (_, url) => void traces.asked.push(String(url)));
  wrap(Navigator.prototype, 'sendBeacon', (url) => void traces.asked.push(String(url)));
  const Channel = window.BroadcastChannel;
  window.BroadcastChannel = class extends Channel {
    constructor(name) {
      super(name);
      traces.channels.push(name);
    }
  };
}

/** Everything that is there to be found afterwards. */
export const keptAnywhere = (page) =>
  page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
  }));
export const kNothingKept = { local: [], session: [], cookies: '', databases: [], caches: [] };
export const kNoTrace = { written: [], databases: [], channels: [], random: 0, asked: [] };
