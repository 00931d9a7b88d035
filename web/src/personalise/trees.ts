/** The document and the open shadow trees in it: each is observed, and has our sheet among its own. */
interface TreesDeps {
  win: Window & typeof globalThis;
  /** A tree was found. */
  found(tree: Document | ShadowRoot): void;
}

interface Trees {
  /** Looks for trees in this node; in the whole page without one. */
  search(node?: ParentNode): void;
  /** Puts the sheet back where a page gave a tree others. Rules without a text: none anywhere. */
  adopt(): void;
  rule(text: string): void;
  forEach(work: (tree: Document | ShadowRoot) => void): void;
}

export function createTrees({ win, found }: TreesDeps): Trees {
  const doc = win.document;
  const trees = new Set<Document | ShadowRoot>();
  const awaited = new Set<string>();
  let sheet: CSSStyleSheet | null = null;
  let rule = '';

  const adopt = () => {
    for (const tree of trees) {
      try {
        if (tree !== doc && !(tree as ShadowRoot).host.isConnected) trees.delete(tree);
        const all = tree.adoptedStyleSheets;
        if (!sheet || all.includes(sheet) === !!rule) continue;
        tree.adoptedStyleSheets = rule ? [...all, sheet] : all.filter((other) => other !== sheet);
      } catch {
        // No sheets here: what the elements themselves say is enough.
      }
    }
  };
  const add = (tree: Document | ShadowRoot) => {
    if (trees.has(tree)) return;
    trees.add(tree);
    adopt();
    found(tree);
    search(tree);
  };
  /** A component may come after its element, and have its shadow tree only then. */
  const awaitDefinition = (name: string) => {
    if (awaited.has(name)) return;
    awaited.add(name);
    win.customElements.whenDefined(name).then(() => trees.forEach(search), () => {});
  };
  const search = (node: ParentNode) => {
    const { shadowRoot } = node as Element;
    if (shadowRoot) add(shadowRoot);
    for (const { shadowRoot: inner } of node.querySelectorAll('*')) if (inner) add(inner);
    for (const { localName } of node.querySelectorAll(':not(:defined)')) awaitDefinition(localName);
  };

  return {
    search(node) {
      if (node) search(node);
      else if (trees.has(doc)) trees.forEach(search);
      else add(doc);
    },
    adopt,
    rule(text) {
      // The browser would style the whole page anew.
      if (text !== rule) {
        try {
          sheet ??= new win.CSSStyleSheet();
          sheet.replaceSync(text);
        } catch {
          sheet = null;
        }
      }
      rule = text;
      adopt();
    },
    forEach: (work) => trees.forEach(work),
  };
}
