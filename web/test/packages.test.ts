/** The packages around Kelvin, in a page made of values: nothing of theirs throws into it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

/** An element as far as <kelvin-show> needs one. */
class Element {
  children: Element[] = [];
  name = '';
  textContent = '';
  constructor(readonly tag = '') {}
  replaceChildren(...children: Element[]) {
    this.children = children;
  }
  getAttribute() {
    return null;
  }
  attachShadow() {
    return (this.children[0] = new Element('root'));
  }
}
const defined = new Map<string, new () => Element>();
let label: string | null = null;
let changed = () => {};
Object.assign(globalThis, {
  window: globalThis,
  Node: Element,
  HTMLElement: Element,
  kelvin: { on() {}, view: () => null },
  localStorage: { getItem: () => null },
  document: { documentElement: { getAttribute: () => label }, createElement: (tag: string) => new Element(tag) },
  customElements: { get: (name: string) => defined.get(name), define: (name: string, made: new () => Element) => defined.set(name, made) },
  MutationObserver: class {
    constructor(work: () => void) {
      changed = work;
    }
    observe() {}
  },
  CSSStyleSheet: class {
    constructor() {
      throw new TypeError('Illegal constructor'); // Safari before 16.4.
    }
  },
});

test('<kelvin-show> is defined where the browser constructs no style sheets, and has its style all the same', async () => {
  await import('../packages/element');
  const [root] = new (defined.get('kelvin-show')!)().children;
  assert.deepEqual(root!.children.map(({ tag, name, textContent }) => tag + name + textContent), ['style:host{display:contents}', 'slot']);
});

test('a listener that throws keeps no other from the change', async (t) => {
  const warned = t.mock.method(console, 'warn', () => {});
  const { shown, subscribe } = await import('../packages/shown');
  const seen: string[] = [];
  subscribe(() => {
    throw new Error('the page\'s own');
  });
  subscribe(() => seen.push(shown().segments.join()));
  for (label of ['hot', 'cold']) changed();
  assert.deepEqual(seen, ['hot', 'cold']);
  assert.equal(warned.mock.callCount(), 2);
});
