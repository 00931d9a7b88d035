/** Pages whose storage is tried: what is served, what is asked of them. The errors that were told lie in `window.codes` and `window.faults`. */
import { html } from './site.mjs';

export const attributes = (consent = 'granted') => `data-model="/model.json" data-consent="${consent}" data-bots="allow" data-mode="test" data-sensors="page link form scroll click"`;
const ears = '<script>window.codes=[];window.faults=[];window.kelvin={q:[["on",["error",function(e){codes.push(e.code);faults.push(e)}]]]}</script>';
export const pages = (consent) => ({ '/': html({ attributes: attributes(consent), head: ears }), '/b': html({ attributes: attributes(consent), head: ears, title: 'B' }), '/plain': html({ tag: null }) });
export const hot = (page) => page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested'), kelvin.export()));
export const score = (page) => page.evaluate(() => kelvin.view().scores.engagement);
export const codes = (page) => page.evaluate(() => window.codes);
export const local = (page) => page.evaluate(() => Object.keys(localStorage));
