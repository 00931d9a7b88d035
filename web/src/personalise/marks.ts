/** What `data-kelvin-if` and `data-kelvin-unless` say, of an element and as a rule for sheets. */
import { kOff } from './hide';

const kIf = 'data-kelvin-if';
const kUnless = 'data-kelvin-unless';
/** Says for the site's own CSS that an element is shown. */
export const kOn = 'data-kelvin-on';
/** What of an element an experience has changed, and from what. */
export const kWas = 'data-kelvin-was';
export const kMarked = `[${kIf}],[${kUnless}]`;
/** Attributes that decide, or that others may take away from us. */
export const kMarkAttributes = [kIf, kUnless, kOn, kOff];

const words = (element: Element, name: string): string[] =>
  (element.getAttribute(name) ?? '').split(/\s+/).filter(Boolean);

/** `if`: any of its segments holds; `unless`: none of its segments does; with both, both. */
export function isShown(element: Element, segments: ReadonlySet<string>): boolean {
  const holds = (segment: string) => segments.has(segment);
  return (
    (!element.hasAttribute(kIf) || words(element, kIf).some(holds)) && !words(element, kUnless).some(holds)
  );
}

/**
 * The same as CSS: it holds for elements from the moment they are there, and leaves no mark on them. In a layer: an important
 * rule there stands above every important one outside of layers.
 */
export function hidingRule(segments: ReadonlySet<string>, escape: (text: string) => string): string {
  const of = (name: string) => [...segments].filter(Boolean).map((segment) => `[${name}~=${escape(segment)}]`);
  const held = of(kIf);
  const hidden = [`[${kIf}]${held.length ? `:not(${held})` : ''}`, ...of(kUnless), `[${kOff}]`];
  return `@layer{${hidden}{display:none!important}}`;
}
