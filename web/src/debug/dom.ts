/** Elements with text, never markup. */

type Child = Node | string | null | undefined | false;

export function el(tag: string, name = '', ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...children.filter((child): child is Node | string => !!child || child === ''));
  return element;
}

const kSvg = 'http://www.w3.org/2000/svg';

export function svg(tag: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(kSvg, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** A line through `values`, oldest first, drawn into a box of 100 by 28. */
export function sparkline(values: number[]): SVGElement {
  const box = svg('svg', { viewBox: '0 0 100 28', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  const low = Math.min(0, ...values);
  const high = Math.max(100, ...values);
  const points = values.map((value, i) => {
    const x = values.length > 1 ? (i / (values.length - 1)) * 100 : 100;
    return `${x.toFixed(2)},${(26 - ((value - low) / (high - low)) * 24).toFixed(2)}`;
  });
  if (points.length === 1) points.unshift(points[0]!.replace(/^[^,]*/, '0'));
  box.append(svg('polyline', { points: points.join(' ') }));
  return box;
}

function span(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 130_000 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** "3 min ago" */
export function ago(time: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - time) / 1000));
  return seconds < 5 ? 'now' : `${span(seconds)} ago`;
}

/** "in 3 d" */
export const ahead = (ms: number): string => `in ${span(Math.round(ms / 1000))}`;

/** 12.5 as "12.5", and with a sign where it is a change: "+12.5", "−3". */
export const number = (value: number): string => String(Math.round(value * 100) / 100).replace('-', '\u2212');
export const signed = (value: number): string => (value > 0 ? '+' : '') + number(value);
