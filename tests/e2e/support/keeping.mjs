/** Pages whose storage is tried: what is served, what is asked of them. The errors that were told lie in `window.codes` and `window.faults`. */
import { html } from './site.mjs';

export const attributes = (consent = 'granted') => `data-model="/model.json" data-consent="${consent}" data-bots="allow" data-mode="test" data-sensors="page link form scroll click"`;
const ears = '<script>window.codes=[];window.faults=[];window.kelvin={q:[["on",["error",function(e){codes.push(e.code);faults.push(e)}]]]}</script>';
export const pages = (consent) => ({ '/': html({ attributes: attributes(consent), head: ears }), '/b': html({ attributes: attributes(consent), head: ears, title: 'B' }), '/plain': html({ tag: null }) });
export const hot = (page) => page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested'), kelvin.export()));
export const score = (page) => page.evaluate(() => kelvin.view().scores.engagement);
export const codes = (page) => page.evaluate(() => window.codes);
export const local = (page) => page.evaluate(() => Object.keys(localStorage));
/** On addresses with `?slow` the database answers 6 s late: the page has given it up by then. */
export const slowly = () => {
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (...args) {
    const request = open.apply(this, args);
    const delay = (event) => {
      if (!event.isTrusted) return;
      event.stopImmediatePropagation();
      setTimeout(() => request.dispatchEvent(new Event('success')), 6000);
    };
    if (location.search === '?slow' && !window.quick) request.addEventListener('success', delay);
    return request;
  };
};
/** Begins a transaction that does not end, in another tab: all others wait behind it, until it is told to. */
export const holdDatabase = async (holder) => {
  await holder.evaluate(() => new Promise((done) => {
    const request = indexedDB.open('kelvin');
    request.onsuccess = () => {
      const store = request.result.transaction('texts', 'readwrite').objectStore('texts');
      const spin = () => { if (!window.release) store.get('id').onsuccess = spin; else request.result.close(); };
      spin();
      done();
    };
  }));
  return () => holder.evaluate(() => (window.release = true));
};
