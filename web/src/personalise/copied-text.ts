/** The texts of a copy of an element whose text we had changed (text.ts). */
export const isText = (node: Node): node is Text => node.nodeType === 3;
export const textsIn = (element: Element): Text[] => [...element.childNodes].filter(isText);

/** Gives a copy the texts of its original; `text` is what it has of ours. */
export function restoreCopiedText(copy: Element, parts: readonly string[], text: string): void {
  const added = textsIn(copy).reverse().find(({ data }) => data === text);
  if (!added) return; // The page wrote its own.
  added.remove();
  const places: Text[] = [];
  let part = 0;
  for (const node of copy.childNodes) {
    if (node.nodeType === 1) part++;
    else if (isText(node)) places[part] ??= node;
  }
  parts.forEach((was, i) => {
    const place = places[i];
    if (place) place.data ||= was;
    else if (was) copy.insertBefore(copy.ownerDocument.createTextNode(was), copy.children[i] ?? null);
  });
}
