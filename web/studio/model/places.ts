/** Where in the text tab's editor, which counts a line end as one character, the problems of a file stand. */
import type { Node } from 'jsonc-parser';
import { nodeAt, parse, type Parsed, pathOf, repeatedKeys } from './json';
import { linesOf } from './line-ends';

interface Told {
  at: string;
  code: string;
  found: string;
}
type Span = [from: number, to: number];

const kStart: Span = [0, 1];
const whole = ({ offset, length }: Node): Span => [offset, offset + length];

/** Of what is missing, what should have it. */
function spanOf(here: Parsed, { at, found }: Told): Span {
  // What is no JSON is told by its place in the text.
  const position = /position (\d+)/.exec(found)?.[1];
  if (!here.tree) return position ? [Number(position), Number(position) + 1] : kStart;
  for (let pointer = at; ; pointer = pointer.slice(0, pointer.lastIndexOf('/'))) {
    const node = nodeAt(here, pathOf(here, pointer));
    if (node) return node.type === 'object' || node.type === 'array' ? [node.offset, node.offset + 1] : whole(node);
    if (!pointer) return kStart;
  }
}

export function placesOf(source: string, problems: Told[]): Span[] {
  const here = parse(source);
  // A path cannot tell the members of one name apart: they are told in the order in which they stand.
  const repeated = repeatedKeys(here);
  const shown = (place: number) => (source.includes('\r') ? linesOf(source.slice(0, place)) : source.slice(0, place)).length;
  return problems.map((one) => {
    const member = one.code === 'repeated_key' ? repeated.shift()?.member : undefined;
    const [from, to] = member ? whole(member) : spanOf(here, one);
    return [shown(from), shown(to)];
  });
}
