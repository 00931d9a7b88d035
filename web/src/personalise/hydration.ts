/**
 * Finds server-rendered elements that a framework has yet to take over. Until then their markup must stay what the server wrote:
 * the framework compares, and what differs it reports, or renders anew. No framework says when it is done, so this looks at what
 * each leaves behind; where nothing does, the site starts Kelvin after it (web/docs/frameworks.md).
 */

/** Signs of a page whose scripts, all run by DOMContentLoaded, may hydrate it; and of one that may take until `load`. */
const kEarly = 'script[type=module],script[defer],#root>*,#app>*';
const kLate = 'link[rel=modulepreload],script[src*="/_next/"]';

/** While a document is parsed its last script may still come. Deferred scripts run when it is "interactive" already. */
function mayHydrate(doc: Document): boolean {
  if (doc.readyState !== 'interactive') return doc.readyState === 'loading';
  const [times] = doc.defaultView!.performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return !!doc.querySelector(times?.domContentLoadedEventEnd ? kLate : `${kEarly},${kLate}`);
}

/** React's own record on a node: it ends in a random word. */
function reactOf(node: object, what: string): unknown {
  const key = Object.keys(node).find((name) => name.startsWith(`__react${what}$`));
  return key && (node as Record<string, unknown>)[key];
}

/** The root of a tree that React began to hydrate, and has not committed. */
const isDehydrated = (root: unknown): boolean =>
  !!(root as { stateNode?: { current?: { memoizedState?: { isDehydrated?: boolean } } } }).stateNode?.current?.memoizedState?.isDehydrated;

/** Between the comments that React's server writes around a Suspense boundary. */
function isInBoundary(node: Node): boolean {
  let ended = 0;
  for (let at = node.previousSibling; at; at = at.previousSibling) {
    if (at.nodeType !== 8) continue;
    const { data } = at as Comment;
    if (data === '/$') ended++;
    else if (/^\$[?!~]?$/.test(data) && ended-- === 0) return true;
  }
  return false;
}

/** React hydrates a boundary after its parent, maybe when somebody touches it: its elements have no record until then. */
function waitsForReact(element: Element): boolean {
  let known = false;
  for (let at: Node | null = element; at; at = at.parentNode) {
    known ||= !!reactOf(at, 'Fiber');
    if (!known && isInBoundary(at)) return true;
    const root = reactOf(at, 'Container');
    if (root) return isDehydrated(root);
  }
  return false;
}

export function isUnhydrated(element: Element): boolean {
  if (mayHydrate(element.ownerDocument)) return true;
  const nuxt = element.closest('#__nuxt');
  return !!element.closest('astro-island[ssr]') || (!!nuxt && !('__vue_app__' in nuxt)) || waitsForReact(element);
}
