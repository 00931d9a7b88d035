/** Pages whose storage is tried: what is served, what is asked of them. The errors that were told lie in `window.codes` and `window.faults`. */
import { until } from './browser.mjs';
import { html } from './site.mjs';

export const attributes = (consent = 'granted') => `data-model="/model.json" data-consent="${consent}" data-bots="allow" data-mode="test" data-sensors="page link form scroll click"`;
const ears = '<script>window.codes=[];window.faults=[];window.kelvin={q:[["on",["error",function(e){codes.push(e.code);faults.push(e)}]]]}</script>';
export const pages = (consent) => ({ '/': html({ attributes: attributes(consent), head: ears }), '/b': html({ attributes: attributes(consent), head: ears, title: 'B' }), '/plain': html({ tag: null }) });
export const hot = (page) => page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested'), kelvin.export()));
export const score = (page) => page.evaluate(() => kelvin.view().scores.engagement);
export const codes = (page) => page.evaluate(() => window.codes);
export const local = (page) => page.evaluate(() => Object.keys(localStorage));
/** On addresses with `?slow` the database does not answer before `come()` is called, from then on at once; with `quick` set, too. */
export const slowly = () => {
  const { open } = IDBFactory.prototype;
  const held = [];
  let came = false;
  window.come = () => ((came = true), held.splice(0).forEach((request) => request.dispatchEvent(new Event('success'))));
  IDBFactory.prototype.open = function (...args) {
    const request = open.apply(this, args);
    const hold = (event) => {
      if (!event.isTrusted || came) return;
      event.stopImmediatePropagation();
      held.push(request);
    };
    if (location.search === '?slow' && !window.quick) {
      window.asked = true;
      request.addEventListener('success', hold);
    }
    return request;
  };
};
/** Until the page has asked its database, waited as long as it does, and gone on without. Needs a context whose clock was installed. */
export const givesUp = async (page) => {
  await page.waitForFunction(() => window.asked);
  await until(async () => (await page.clock.fastForward(5100), page.evaluate(() => !!window.kelvin.view())), 'the page goes on');
};
/** The database answers, late. */
export const comes = (page) => page.evaluate(() => window.come());
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
