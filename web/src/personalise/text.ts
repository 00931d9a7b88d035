/**
 * A text of ours in an element that the page made. None of the page's nodes is removed, replaced or moved, since a framework may
 * hold it: the element's own text nodes are emptied, and one node of ours comes last. Its child elements are hidden elsewhere.
 */
import { isText, textsIn } from './copied-text';
import { kOff } from './hide';

export interface OwnText {
  own: Text;
  /** Ours, or what a translator put in its place. */
  node: Text | Element;
  /** What the page's text nodes said. */
  emptied: Map<Node, string>;
}

/** `observe` is called for each of the page's nodes that is emptied. */
export function putText(element: Element, text: string, observe: (node: Text) => void): OwnText {
  const emptied = new Map<Node, string>();
  for (const node of textsIn(element)) {
    if (!node.data) continue;
    emptied.set(node, node.data);
    node.data = '';
    observe(node);
  }
  const own = element.ownerDocument.createTextNode(text);
  element.appendChild(own);
  return { own, node: own, emptied };
}

/** The translators of Chrome and Edge put a <font> in the place of each text, and may take it out again. */
export function followTranslator({ childNodes, lastElementChild: last }: Element, it: OwnText): void {
  const { own, emptied } = it;
  const all = [...childNodes];
  if (all.includes(own)) it.node = own;
  // Of a page that wrote all anew nothing is left that we hid.
  else if (last?.localName === 'font' && !last.hasAttribute(kOff) && all.some((node) => emptied.has(node) || (node as Element).hasAttribute?.(kOff))) it.node = last;
}

/** The page took our node away, changed it, or wrote a text of its own. */
export const isOverwritten = (element: Element, { node }: OwnText, text: string): boolean =>
  node.parentNode !== element || (isText(node) && node.data !== text) || textsIn(element).some((other) => other !== node && other.data.trim());

/** What the page wrote meanwhile stands; what was written into our text, in the place of the page's. */
export function takeText({ own, node, emptied }: OwnText, text: string): void {
  if (own.parentNode && own.data !== text) return;
  for (const [theirs, was] of emptied) (theirs as Text).data ||= was;
  node.remove();
}

/** What the page's texts say, joined between one child element and the next. */
export function textParts(element: Element, { emptied }: OwnText): string[] {
  const parts = [''];
  for (const node of element.childNodes) {
    if (node.nodeType === 1) parts.push('');
    else if (isText(node)) parts[parts.length - 1] += emptied.get(node) ?? '';
  }
  return parts;
}
