// Boxes, arrows and words as SVG that is read in light and dark, alone or in a page.
const kStyle = `
  svg { font: 14px system-ui, sans-serif; }
  .paper { fill: #fff } .box { fill: #f5f6f7; stroke: #9aa4ad } .key { fill: #fdeee8; stroke: #c8401f } .stop { fill: #eef3f9; stroke: #0b5cb8 }
  text { fill: #1c2126 } .quiet { fill: #56616b; font-size: 12.5px } .bold { font-weight: 650 }
  .line { stroke: #56616b; stroke-width: 1.5; fill: none } .head { fill: #56616b }
  .a { stroke: #c8401f } .b { stroke: #0b5cb8 } .c { stroke: #1f6b3a } .grid { stroke: #d9dde1 }
  .ta { fill: #b3361a } .tb { fill: #0b5cb8 } .tc { fill: #1f6b3a }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #15191d } .box { fill: #1f262c; stroke: #66727d } .key { fill: #33201a; stroke: #ff8a66 } .stop { fill: #18283a; stroke: #7ab8ff }
    text { fill: #e6eaee } .quiet { fill: #a9b4be }
    .line { stroke: #a9b4be } .head { fill: #a9b4be }
    .a { stroke: #ff8a66 } .b { stroke: #7ab8ff } .c { stroke: #8edbaa } .grid { stroke: #3a444d }
    .ta { fill: #ff9d7d } .tb { fill: #8cc4ff } .tc { fill: #8edbaa }
  }`;

const escape = (words) => String(words).replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);
export const words = (x, y, said, kind = '', anchor = 'start') => `<text x="${x}" y="${y}" text-anchor="${anchor}"${kind ? ` class="${kind}"` : ''}>${escape(said)}</text>`;

/** A box with a name in bold, and lines below it. */
export function box(x, y, width, height, name, lines = [], kind = 'box') {
  const middle = x + width / 2;
  const first = y + height / 2 - (lines.length * 17) / 2 + 5;
  return [`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" class="${kind}"/>`, words(middle, first, name, 'bold', 'middle'), ...lines.map((line, i) => words(middle, first + 17 * (i + 1), line, 'quiet', 'middle'))].join('');
}

/** A line through points, with a head at its end; a word beside it. */
export function arrow(points, said = '', at = null, anchor = 'start') {
  const [[x1, y1], [x2, y2]] = points.slice(-2);
  const long = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / long, (y2 - y1) / long];
  const side = (s) => `${(x2 - 9 * ux - 5 * s * uy).toFixed(1)},${(y2 - 9 * uy + 5 * s * ux).toFixed(1)}`;
  const line = points.map(([x, y]) => `${x},${y}`).join(' ');
  return `<polyline points="${line}" class="line"/><polygon points="${x2},${y2} ${side(1)} ${side(-1)}" class="head"/>${said ? words(at[0], at[1], said, 'quiet', anchor) : ''}`;
}

export const curve = (points, kind) => `<polyline points="${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}" class="line ${kind}" stroke-width="2.5"/>`;

/** The whole picture. `told` says what it shows to who does not see it. */
export const picture = (width, height, told, parts) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(told)}">\n<title>${escape(told)}</title>\n<style>${kStyle}\n</style>\n<rect width="${width}" height="${height}" class="paper"/>\n${parts.join('\n')}\n</svg>\n`;
