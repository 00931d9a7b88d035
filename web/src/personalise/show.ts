/** Shows and hides what the page marks by segment, applies experiences, and names the visitor's state on <html>. */
import type { View } from '../../kelvin';
import type { Report } from '../tools/safe';
import { createExperiences } from './experiences';

/** What of a view is shown, and until when it may be. */
export type Shown = Pick<View, 'segments' | 'grade' | 'experiences' | 'forgotten_at'>;

export interface Show {
  /** Begins: until the first paint, `unless` is shown, `if` hidden, and no experience applied. */
  start(): void;
  paint(shown: Shown): void;
  /** Leaves the page as it was found. */
  stop(): void;
}

const kIf = 'data-kelvin-if';
const kUnless = 'data-kelvin-unless';
const kOn = 'data-kelvin-on';
const kOff = 'data-kelvin-off';
const kMarked = `[${kIf}],[${kUnless}]`;
/** Sites put the same rule into their own CSS, so that nothing flashes before this script has come. */
const kRule = `[${kIf}]:not([${kOn}]),[${kOff}]{display:none!important}`;

const words = (element: Element, name: string): string[] =>
  (element.getAttribute(name) ?? '').split(/\s+/).filter(Boolean);

/** `if`: any of its segments holds; `unless`: none of its segments does; with both, both. */
export function isShown(element: Element, segments: ReadonlySet<string>): boolean {
  const holds = (segment: string) => segments.has(segment);
  return (
    (!element.hasAttribute(kIf) || words(element, kIf).some(holds)) && !words(element, kUnless).some(holds)
  );
}

export function createShow(win: Window & typeof globalThis, report: Report): Show {
  const doc = win.document;
  // Not `documentElement`: an image of that name would hide it, and be marked in its place.
  const root = () => doc.querySelector(':root')!;
  const experiences = createExperiences(doc, report);
  let segments: ReadonlySet<string> = new Set();
  let observer: MutationObserver | null = null;
  let sheet: CSSStyleSheet | null = null;

  const mark = (element: Element) => {
    const shown = isShown(element, segments);
    element.toggleAttribute(kOn, shown);
    element.toggleAttribute(kOff, !shown);
  };
  const markWithin = (node: Node) => {
    if (node.nodeType !== 1) return;
    const element = node as Element;
    if (element.matches(kMarked)) mark(element);
    element.querySelectorAll(kMarked).forEach(mark);
  };
  // Runs before the next paint, so that what is added never flashes.
  const changed: MutationCallback = (changes) => {
    try {
      for (const { type, target, addedNodes } of changes) {
        if (type === 'attributes') markWithin(target);
        else {
          addedNodes.forEach(markWithin);
          addedNodes.forEach(experiences.late);
        }
      }
    } catch {
      // The host's mutation goes on.
    }
  };
  const hide = () => {
    try {
      sheet = new win.CSSStyleSheet();
      sheet.replaceSync(kRule);
      doc.adoptedStyleSheets = [...doc.adoptedStyleSheets, sheet];
    } catch {
      // No sheets here: the site's own CSS has the rule, if it followed the README.
    }
  };

  return {
    start() {
      if (observer) return;
      observer = new win.MutationObserver(changed);
      hide();
      markWithin(root());
      observer.observe(doc, { childList: true, subtree: true, attributeFilter: [kIf, kUnless] });
    },
    paint(shown) {
      if (!observer) return;
      segments = new Set(shown.segments);
      const label = [...shown.segments, shown.grade].filter(Boolean).join(' ');
      if (root().getAttribute('data-kelvin') !== label) root().setAttribute('data-kelvin', label);
      markWithin(root());
      experiences.paint(shown.experiences ?? []);
    },
    stop() {
      if (!observer) return;
      observer.disconnect();
      observer = null;
      experiences.paint([]);
      if (sheet) doc.adoptedStyleSheets = doc.adoptedStyleSheets.filter((other) => other !== sheet);
      sheet = null;
      segments = new Set();
      root().removeAttribute('data-kelvin');
      for (const name of [kOn, kOff]) {
        doc.querySelectorAll(`[${name}]`).forEach((element) => element.removeAttribute(name));
      }
    },
  };
}
