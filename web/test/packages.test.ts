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

test('a listener that another one has stopped is not told of that very change', async () => {
  const { subscribe } = await import('../packages/shown');
  const told: string[] = [];
  const stops = [subscribe(() => (told.push('first'), stops[1]!())), subscribe(() => told.push('second'))];
  label = 'hot';
  changed();
  assert.deepEqual(told, ['first']);
  stops[0]!();
});

test('a server that calls its global "window", and has no document, is a server', async (t) => {
  const page = { document: globalThis.document, Node: globalThis.Node };
  Object.assign(globalThis, { document: undefined, Node: undefined });
  t.after(() => void Object.assign(globalThis, page));
  const { calls, shown } = await import('../packages/shown');
  const { attributes } = await import('../packages/flags');
  calls.track('Demo Requested');
  assert.deepEqual([shown().segments, attributes()['kelvin_segments']], [[], []]);
});
