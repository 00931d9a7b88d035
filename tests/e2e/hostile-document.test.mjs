/** Documents of every kind, elements with names that hide the document's own, elements and scripts that go away. */
import { useBrowser } from './support/browser.mjs';
import { hostile, kTag } from './support/hostile.mjs';

useBrowser();
const image = (...names) => names.map((name) => `<img name="${name}" alt="">`).join('');
/** Waits for the load, so that what the browser itself does then is over. */
const later = (ms, work) => `() => addEventListener('load', () => setTimeout(${work}, ${ms}))`;

hostile('documents', {
  // Named elements become properties of the document, and of their form.
  'a form named kelvin': { body: '<form name="kelvin"><input name="q"></form>', expect: 'unharmed' },
  'an element with the id kelvin': { body: '<p id="kelvin">273.15</p>' },
  'images named as what pages are asked for': { body: image('title', 'referrer', 'visibilityState', 'hidden', 'hasFocus', 'cookie') },
  'an image named currentScript': { before: image('currentScript') },
  'images named as what finds elements': { before: image('documentElement', 'head', 'body', 'getElementById', 'readyState') },
  'images named as what we call': { before: image('querySelector', 'querySelectorAll', 'addEventListener', 'adoptedStyleSheets', 'location'), expect: 'unharmed' },
  'fields named as a form\'s own members': {
    body: `<form id="evil" onsubmit="return false">${['getAttribute', 'hasAttribute', 'setAttribute', 'attributes', 'id', 'name', 'matches', 'closest', 'parentElement', 'getRootNode', 'nodeType', 'textContent', 'toggleAttribute', 'querySelectorAll', 'children', 'form', 'type', 'localName']
      .map((name) => `<input name="${name}" value="${name}">`).join('')}<button id="b2">x</button></form>`,
    act: () => { document.getElementById('b2').click(); document.querySelector('#evil input').dispatchEvent(new Event('input', { bubbles: true })); kelvin.track('Demo Requested'); kelvin.track('Demo Requested'); },
    init: () => { window.kelvin = { q: [], track() { this.q.push(['track', arguments]); } }; },
  },
  'elements named as what is global': { body: '<a id="history"></a><a id="fetch"></a><a id="navigation"></a><form id="localStorage"></form><a name="JSON"></a><p id="crypto"></p>' },

  // Kinds of documents.
  'XHTML, served as such': { doctype: '<!DOCTYPE html>', type: 'application/xhtml+xml; charset=utf-8', html: '<html xmlns="http://www.w3.org/1999/xhtml">', body: '<p data-kelvin-if="warm hot"/>' },
  'quirks mode': { doctype: '' },
  'a <base> elsewhere': { before: '<base href="/deep/er/">', tag: kTag.replace('src="/kelvin.js"', 'src="../../kelvin.js"') },
  'twenty thousand elements': { body: Array.from({ length: 20_000 }, (_, i) => `<i${i % 100 ? '' : ' data-kelvin-if="warm"'}>${i % 10}</i>`).join('') },
  'the tag is a module': { tag: kTag.replace('async=""', 'type="module"') },
  'the tag stands in the body, and is blocking': { tag: '', body: kTag.replace(' async=""', '') },
  'the tag is put in by a script, as tag managers do': {
    tag: '',
    after: () => { const tag = document.createElement('script'); tag.src = '/kelvin.js'; Object.assign(tag.dataset, { model: '/model.json', consent: 'granted', bots: 'allow' }); document.body.append(tag); },
  },

  // Things that go away, or come again.
  'the tag takes itself out': { after: () => { document.querySelector('script[data-model]').remove(); } },
  'marked elements go away while they are painted': {
    after: `() => new MutationObserver((all) => { for (const { target } of all) if (target.id !== 'keep' && target.localName === 'b') target.remove(); }).observe(document, { subtree: true, attributes: true })`,
    body: '<b data-kelvin-if="warm">1</b><b data-kelvin-unless="warm">2</b><b data-kelvin-if="hot">3</b><b id="keep">4</b>',
    // Which of them go depends on what we mark: that is what the host asked for.
    differs: /^html /,
  },
  'the host undoes what we mark': {
    after: `() => { let left = 50; new MutationObserver((all) => { for (const { target, attributeName } of all) if (left-- > 0) target.removeAttribute(attributeName); }).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ['data-kelvin-on', 'data-kelvin-off'] }); }`,
  },
  'the body is replaced': { after: later(0, `() => { const fresh = document.createElement('body'); fresh.innerHTML = '<h1>Fresh</h1>'; document.documentElement.replaceChild(fresh, document.body); }`) },
  'the root is replaced': {
    after: later(0, `() => { const fresh = document.documentElement.cloneNode(true); document.replaceChild(fresh, document.documentElement); }`),
  },
  'the head is emptied': { after: later(0, `() => { document.head.textContent = ''; }`) },
  'document.write after the load': { after: later(200, `() => { document.open(); document.write('<!doctype html><title>Written</title><p id="w" data-kelvin-if="warm">w</p>'); document.close(); }`), expect: 'unharmed', rest: 900 },
  'custom elements that throw when they are touched': {
    body: '<x-mine data-kelvin-if="warm"></x-mine>',
    head: () => { customElements.define('x-mine', class extends HTMLElement { static observedAttributes = ['data-kelvin-on', 'data-kelvin-off', 'class']; attributeChangedCallback() { this.changes = (this.changes || 0) + 1; } toggleAttribute() { return true; } matches() { throw new Error('host'); } getAttribute() { throw new Error('host'); } hasAttribute() { throw new Error('host'); } querySelectorAll() { throw new Error('host'); } }); },
  },
  'a page that throws by itself': { after: () => { setTimeout(() => { throw new Error('the host\'s own'); }); Promise.reject(new Error('the host\'s own promise')); } },
});
