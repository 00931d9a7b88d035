/** Pages that patched, broke, froze or removed what the browser gives: before us, or behind our back. */
import { useBrowser } from './support/browser.mjs';
import { hostile } from './support/hostile.mjs';

useBrowser();

hostile('builtins', {
  'an ordinary page': {},

  // Fetching. What is broken before we come keeps us away; afterwards we have our own.
  'fetch throws': { head: () => { window.fetch = () => { throw new Error('host'); }; }, expect: 'unharmed' },
  'fetch returns nothing': { head: () => { window.fetch = () => {}; }, expect: 'unharmed' },
  'fetch never settles': { head: () => { window.fetch = () => new Promise(() => {}); }, expect: 'unharmed' },
  'fetch gives something else': { head: () => { window.fetch = async () => ({ status: 200 }); }, expect: 'unharmed' },
  'fetch is wrapped, and wants `window`': {
    head: () => { const real = window.fetch; window.fetch = function () { return Reflect.apply(real, this, arguments).then((answer) => answer.clone()); }; },
  },
  'fetch throws once we are there': { after: () => addEventListener('load', () => { window.fetch = () => { throw new Error('host'); }; }) },
  'AbortController is missing': { head: () => { delete window.AbortController; }, expect: 'unharmed' },

  // Texts.
  'JSON throws once we are there': { after: () => addEventListener('load', () => { JSON.parse = JSON.stringify = () => { throw new Error('host'); }; }) },
  'JSON throws from the beginning': { head: () => { JSON.parse = JSON.stringify = () => { throw new Error('host'); }; }, expect: 'unharmed' },
  'JSON is replaced by one that has no limits': {
    head: () => { const { parse, stringify } = JSON; window.JSON = { parse: (text) => parse(text), stringify: (value) => stringify(value) }; },
  },
  'toJSON on everything, as Prototype.js 1.7 had it': {
    head: () => { for (const { prototype } of [Object, Array, String, Number]) prototype.toJSON = () => '"hijacked"'; },
  },
  'toWellFormed is missing': { head: () => { delete String.prototype.toWellFormed; } },
  'toWellFormed throws': { head: () => { String.prototype.toWellFormed = () => { throw new Error('host'); }; } },

  // Old libraries.
  'Prototype.js: $, enumerable methods, its own Array.from, reduce, entries': {
    head: () => {
      window.$ = (id) => document.getElementById(id);
      window.$A = (list) => { const out = []; for (let i = 0; i < (list || []).length; i++) out[i] = list[i]; return out; };
      Array.from = window.$A;
      Object.assign(Array.prototype, {
        each(f) { this.forEach(f); return this; }, first() { return this[0]; }, clone() { return this.slice(); }, toArray() { return this.slice(); },
        entries() { return this.slice(); }, include(x) { return this.indexOf(x) >= 0; }, collect: Array.prototype.map, detect: Array.prototype.find,
        select: Array.prototype.filter, reduce() { return this.length > 1 ? this : this[0]; }, uniq() { return this; }, size() { return this.length; },
      });
      Object.assign(String.prototype, { strip() { return this.replace(/^\s+|\s+$/g, ''); }, evalJSON() { return JSON.parse(this); } });
      Object.assign(Function.prototype, { curry() { return this; }, defer() { return setTimeout(this, 10); } });
      Object.assign(Element.prototype, { show() { return this; }, hide() { return this; }, update() { return this; }, visible() { return true; } });
    },
  },
  'an enumerable member on every object': { head: () => { Object.prototype.extend = function () { return this; }; Object.prototype.$family = 'object'; } },
  'MooTools: an own Function.prototype.bind, Element constructor kept': {
    head: () => { Function.prototype.bind = function (that, ...first) { const f = this; return function (...rest) { return f.apply(that, [...first, ...rest]); }; }; },
  },

  // The language.
  'Promise replaced, as zone.js does': {
    head: () => {
      const Native = Promise;
      window.Promise = class ZonePromise extends Native {};
      const { then } = Native.prototype;
      Native.prototype.then = function (...handlers) { return then.apply(this, handlers.map((f) => f && ((x) => f(x)))); };
    },
  },
  'Promise replaced by one that is nobody\'s child': { head: () => { const Native = Promise; window.Promise = function (work) { return new Native(work); }; Object.assign(window.Promise, { resolve: (x) => Native.resolve(x), reject: (x) => Native.reject(x), all: (x) => Native.all(x), race: (x) => Native.race(x) }); } },
  'Promise without catch and finally': { head: () => { delete Promise.prototype.catch; delete Promise.prototype.finally; }, expect: 'unharmed' },
  'Map and Set are shims without iterators': {
    head: () => {
      window.Map = function () { this.get = () => undefined; this.set = () => this; this.has = () => false; };
      window.Set = function () { this.add = () => this; this.has = () => false; };
    },
    expect: 'unharmed',
  },
  'arrays cannot be iterated': { head: () => { Array.prototype[Symbol.iterator] = () => { throw new Error('host'); }; }, expect: 'unharmed' },
  'Function.prototype.call and apply throw': { head: () => { Function.prototype.call = Function.prototype.apply = () => { throw new Error('host'); }; }, expect: 'unharmed' },
  'Array.prototype.push throws once we are there': {
    after: () => addEventListener('load', () => { Array.prototype.push = () => { throw new Error('host'); }; }),
    expect: 'unharmed',
  },
  'frozen: Object, Array, Function, String, Promise and their prototypes': {
    head: () => { for (const each of [Object, Array, Function, String, Number, Promise, Error, RegExp]) { Object.freeze(each); Object.freeze(each.prototype); } },
  },
  'frozen: all that is global': { head: () => { for (const name of ['JSON', 'Math', 'Reflect', 'history', 'navigator', 'Element', 'Document', 'Node', 'EventTarget', 'Event']) { Object.freeze(window[name]); Object.freeze(window[name].prototype ?? {}); } } },
  'the window takes no more properties': { head: () => { try { Object.preventExtensions(window); } catch {} }, act: () => {}, expect: 'unharmed' },

  // Chance and time.
  'getRandomValues throws': { head: () => { crypto.getRandomValues = () => { throw new Error('host'); }; } },
  'crypto is missing': { head: () => { delete window.crypto; Object.defineProperty(window, 'crypto', { value: undefined }); } },
  'Math.random always says the same': { head: () => { Math.random = () => 0.5; } },
  'performance.now stands still': { head: () => { performance.now = () => 1; } },
  'performance.now runs backwards': { head: () => { let now = 1e6; performance.now = () => (now -= 10); } },
  'performance.now throws': { head: () => { performance.now = () => { throw new Error('host'); }; }, expect: 'unharmed' },
  'performance is missing': { head: () => { Object.defineProperty(window, 'performance', { value: undefined }); }, expect: 'unharmed' },
  'Date stands still': { head: () => { Date.now = () => 1_700_000_000_000; } },
  'Date.now says nothing of use': { head: () => { Date.now = () => NaN; }, expect: 'unharmed' },
  'Date is a child of Date': { head: () => { window.Date = class extends Date { getTimezoneOffset() { return 0; } }; } },
  'timers never run': { head: () => { window.setTimeout = () => 0; window.setInterval = () => 0; }, expect: 'unharmed' },
  'timers throw': { head: () => { window.setTimeout = window.setInterval = () => { throw new Error('host'); }; }, expect: 'unharmed' },
  'queueMicrotask is missing': { head: () => { delete window.queueMicrotask; }, expect: 'unharmed' },

  // The document's tools.
  'addEventListener is wrapped, and knows no options': {
    head: () => {
      const real = EventTarget.prototype.addEventListener;
      EventTarget.prototype.addEventListener = function (type, work, options) { return real.call(this, type, typeof work === 'function' ? function (event) { return work.call(this, event); } : work, !!(options && (options === true || options.capture))); };
    },
  },
  'addEventListener throws': { head: () => { EventTarget.prototype.addEventListener = () => { throw new Error('host'); }; }, expect: 'unharmed' },
  'MutationObserver is missing': { head: () => { delete window.MutationObserver; } },
  'there are no constructed sheets': { head: () => { delete window.CSSStyleSheet; } },
  'adoptedStyleSheets may not be set': { head: () => { Object.defineProperty(document, 'adoptedStyleSheets', { value: Object.freeze([]), writable: false }); } },
  'console is missing': { head: () => { Object.defineProperty(window, 'console', { value: undefined }); }, act: () => { kelvin.on('view', 1); kelvin.init({}); kelvin.track('Demo Requested'); kelvin.track('Demo Requested'); } },
  'console.warn throws': {
    head: () => { console.warn = () => { throw new Error('host'); }; },
    act: () => { try { kelvin.init({}); kelvin.track('Demo Requested'); kelvin.track('Demo Requested'); } catch (error) { if (window.kelvin) document.title = 'thrown: ' + error; } },
  },
  'navigator is a Proxy that stands in': { head: () => { const real = navigator; Object.defineProperty(window, 'navigator', { value: new Proxy({}, { get: (_, key) => (typeof real[key] === 'function' ? real[key].bind(real) : real[key]) }) }); } },
  'navigator is a Proxy that throws': { head: () => { Object.defineProperty(window, 'navigator', { value: new Proxy({}, { get() { throw new Error('host'); } }) }); }, expect: 'unharmed' },
  'URL is replaced by an old shim': { head: () => { window.URL = function (text) { this.href = String(text); }; }, expect: 'unharmed' },
  'Element is taken': { head: () => { window.Element = undefined; }, expect: 'unharmed' },

  // History.
  'history is frozen': { head: () => { Object.freeze(history); } },
  'history is patched by a router': {
    head: () => { for (const name of ['pushState', 'replaceState']) { const real = history[name]; history[name] = function () { const out = real.apply(this, arguments); dispatchEvent(new Event(name)); return out; }; } },
  },
  'history throws': { head: () => { history.pushState = history.replaceState = () => { throw new Error('host'); }; } },
  // Where there is no Navigation API the router's calls can be seen in no other way; the wrapper is an own property of history.
  'there is no Navigation API': { head: () => { Object.defineProperty(window, 'navigation', { value: undefined }); }, differs: /own properties of history/ },
  'there is none, and history is frozen': { head: () => { Object.defineProperty(window, 'navigation', { value: undefined }); Object.freeze(history); } },
  'the Navigation API throws': { head: () => { Object.defineProperty(window, 'navigation', { get() { throw new Error('host'); } }); } },
});
