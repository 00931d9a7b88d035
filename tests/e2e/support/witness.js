/*
 * In the page, before the host's own script and ours: keeps what it needs of the browser before anyone can patch it, and at the
 * end writes down what the page is. Two pages that are written down alike are alike. In place of AWAIT below whoever serves it writes
 * "score" (wait until Kelvin knows the visitor) or milliseconds to rest.
 */
(() => {
  'use strict';
  const { setTimeout: later, Object: O, String: S, Reflect: R, performance: stopwatch } = window;
  const { getOwnPropertyNames: namesOf, getOwnPropertySymbols: symbolsOf, getOwnPropertyDescriptor: describe, isExtensible } = O;
  const { apply } = R;
  const sourceOf = (f) => apply(Function_toString, f, []);
  const Function_toString = Function.prototype.toString;
  const outer = describe(Element.prototype, 'outerHTML').get;
  const rootOf = describe(Document.prototype, 'documentElement').get;
  const cookieOf = describe(Document.prototype, 'cookie').get;
  const { setAttribute } = Element.prototype;
  const { length: lengthOf, state: stateOf } = O.getOwnPropertyDescriptors(History.prototype);
  const { sort, push, join } = Array.prototype;
  const { charCodeAt, replace, indexOf } = S.prototype;
  const print = JSON.stringify;
  const { imul } = Math;
  const now = stopwatch.now.bind(stopwatch);
  const page = document;
  const past = history;
  const wants = 'AWAIT';
  const began = history.length;

  const told = [];
  const tell = (text) => apply(push, told, [text]);
  addEventListener('error', (event) => tell('error ' + event.message), true);
  addEventListener('unhandledrejection', (event) => tell('unhandled rejection ' + S(event.reason)));
  addEventListener('securitypolicyviolation', (event) => tell('violation ' + event.violatedDirective));

  const tried = (work) => {
    try {
      return work();
    } catch (error) {
      return 'threw ' + (error && error.name);
    }
  };
  const hash = (text) => {
    let sum = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) sum = imul(sum ^ apply(charCodeAt, text, [i]), 0x01000193);
    return (sum >>> 0) + '';
  };
  const property = (owner, key) => {
    const { value, get, set, writable, enumerable, configurable } = describe(owner, key);
    const what = typeof value === 'function' ? sourceOf(value) : get ? sourceOf(get) + (set ? sourceOf(set) : '') : typeof value;
    return `${S(key)} ${what} ${writable} ${enumerable} ${configurable}`;
  };
  /** Every property of an object: what it is, and whether it can be changed. */
  const shape = (owner) => {
    const lines = [isExtensible(owner) + ''];
    for (let i = 0, names = namesOf(owner); i < names.length; i++) apply(push, lines, [property(owner, names[i])]);
    for (let i = 0, names = symbolsOf(owner); i < names.length; i++) apply(push, lines, [property(owner, names[i])]);
    return hash(apply(join, apply(sort, lines, []), ['\n']));
  };

  const storageOf = (name) =>
    tried(() => {
      const storage = window[name];
      const keys = apply(sort, namesOf(storage), []);
      let text = '';
      for (let i = 0; i < keys.length; i++) if (apply(indexOf, keys[i], ['kelvin.']) !== 0) text += keys[i] + '=' + storage.getItem(keys[i]) + ';';
      return text;
    });

  /** Names and shapes of all that is global. */
  const globals = (lines) => {
    const names = apply(sort, namesOf(window), []);
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      if (name === 'kelvin' || name >>> 0 + '' === name) continue;
      const found = describe(window, name);
      const value = found.value;
      let line = 'global ' + property(window, name);
      if (value && (typeof value === 'object' || typeof value === 'function') && value !== window) {
        line += ' ' + tried(() => shape(value)) + ' ' + tried(() => value.prototype && shape(value.prototype));
      }
      apply(push, lines, [hash(line) + ' global ' + name]);
    }
    const ours = ['history', 'navigator', 'document', 'location', 'performance', 'crypto', 'console', 'navigation', 'screen'];
    for (let i = 0; i < ours.length; i++) apply(push, lines, [tried(() => shape(window[ours[i]])) + ' own properties of ' + ours[i]]);
  };

  const snapshot = () => {
    const root = apply(rootOf, page, []);
    // What a site asks us for: the state's name on <html>, and which marked elements are shown.
    const html = apply(replace, apply(replace, apply(outer, root, []), [/^<html([^>]*) data-kelvin="[^"]*"/, '<html$1']), [/ data-kelvin-o(n|ff)=""| style="display: none !important;"/g, '']);
    const lines = ['html ' + html];
    apply(push, lines, ['history ' + began + ' to ' + apply(lengthOf.get, past, []) + ' ' + print(apply(stateOf.get, past, []))]);
    apply(push, lines, ['address ' + location.pathname + location.search + location.hash]);
    apply(push, lines, ['cookie ' + tried(() => apply(cookieOf, page, []))]);
    apply(push, lines, ['localStorage ' + storageOf('localStorage'), 'sessionStorage ' + storageOf('sessionStorage')]);
    apply(push, lines, ['told ' + apply(join, told, ['; '])]);
    globals(lines);
    return lines;
  };

  /** The score that Kelvin tells; -1 when it tells none. */
  const score = () => tried(() => window.kelvin.view().scores.engagement);
  const finish = () => {
    const found = score();
    const lines = snapshot();
    apply(push, lines, ['score ' + (typeof found === 'number' ? found : 'none')]);
    apply(setAttribute, apply(rootOf, page, []), ['witness', apply(join, lines, ['\u0001'])]);
  };
  const until = (check, then, end = now() + 50_000) => (check() || now() > end ? then() : later(() => until(check, then, end), 20));

  const begin = () => {
    const act = () => {
      tried(() => window.act && window.act());
      const waits = wants === 'score' ? () => score() >= 80 : ((end) => () => now() > end)(now() + 250);
      until(waits, () => later(finish, 50));
    };
    if (wants === 'score') until(() => typeof score() === 'number', act);
    else later(act, +wants);
  };
  addEventListener('load', () => later(begin, 0));
})();
