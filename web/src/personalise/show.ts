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
  const root = doc.documentElement;
  const experiences = createExperiences(doc, report);
  let segments: ReadonlySet<string> = new Set();
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
  const observer = new win.MutationObserver((changes) => {
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
  });

  return {
    start() {
      if (sheet) return;
      sheet = new win.CSSStyleSheet();
      sheet.replaceSync(kRule);
      doc.adoptedStyleSheets = [...doc.adoptedStyleSheets, sheet];
      markWithin(root);
      observer.observe(doc, { childList: true, subtree: true, attributeFilter: [kIf, kUnless] });
    },
    paint(shown) {
      if (!sheet) return;
      segments = new Set(shown.segments);
      const label = [...shown.segments, shown.grade].filter(Boolean).join(' ');
      if (root.getAttribute('data-kelvin') !== label) root.setAttribute('data-kelvin', label);
      markWithin(root);
      experiences.paint(shown.experiences ?? []);
    },
    stop() {
      if (!sheet) return;
      observer.disconnect();
      experiences.paint([]);
      doc.adoptedStyleSheets = doc.adoptedStyleSheets.filter((other) => other !== sheet);
      sheet = null;
      segments = new Set();
      root.removeAttribute('data-kelvin');
      for (const name of [kOn, kOff]) {
        doc.querySelectorAll(`[${name}]`).forEach((element) => element.removeAttribute(name));
      }
    },
  };
}
