/**
 * A text of ours in an element that the page made. None of the page's nodes is removed, replaced or moved, since a framework may
 * hold it: the element's own text nodes are emptied, and one node of ours comes last. Its child elements are hidden elsewhere.
 */
import { isText, textsIn } from './copied-text';

export interface OwnText {
  node: Text;
  /** What the page's text nodes said. */
  emptied: Map<Text, string>;
}

/** `observe` is called for each of the page's nodes that is emptied. */
export function putText(element: Element, text: string, observe: (node: Text) => void): OwnText {
  const emptied = new Map<Text, string>();
  for (const node of textsIn(element)) {
    if (!node.data) continue;
    emptied.set(node, node.data);
    node.data = '';
    observe(node);
  }
  const node = element.ownerDocument.createTextNode(text);
  element.appendChild(node);
  return { node, emptied };
}

/** The page took our node away, changed it, or wrote a text of its own. */
export const isOverwritten = (element: Element, { node }: OwnText, text: string): boolean =>
  node.parentNode !== element || node.data !== text || textsIn(element).some((other) => other !== node && other.data.trim());

/** What the page wrote meanwhile stands. */
export function takeText({ node, emptied }: OwnText, text: string): void {
  for (const [own, was] of emptied) if (!own.data) own.data = was;
  if (node.data === text) node.remove();
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
