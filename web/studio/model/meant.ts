/** What the core would have written in a problem's place, "did you mean where?", as edits that write it. */
import type { Edit, Node } from 'jsonc-parser';
import { isTaken, nodeAt, type Parsed, type Path, renameMember, setValue, valueAt } from './json';

interface Told {
  code: string;
  found: string;
  fix: string;
}

/** One, or several where one pattern is meant as several: "did you mean "/a/**" and "/b/**"?". */
export function meantBy({ fix }: Told): string[] {
  const said = /did you mean (.+)/.exec(fix)?.[1];
  if (!said) return [];
  const quoted = /^("(?:[^"\\]|\\.)*"(?:,? (?:and )?)?)+/.exec(said)?.[0].match(/"(?:[^"\\]|\\.)*"/g);
  return quoted ? quoted.map((one) => JSON.parse(one) as string) : [said.replace(/\?(?: .*)?$/, '')];
}

/** What was found is told as JSON where it is a value, bare where it is a name. */
function bare(found: string): string {
  try {
    return String(JSON.parse(found));
  } catch {
    return found;
  }
}

/** Of `scores.intrest`, `rules.visted.hits` the id alone is told. */
function whole({ code }: Told, found: string, word: string): string {
  const [source, , ...rest] = found.split('.');
  return code === 'unknown_reference' && found.includes('.') ? [source, word, ...rest].join('.') : word;
}

/** The texts below a node, also names of members, that say just this. */
function saying(node: Node, text: string): Node[] {
  return node.type === 'string' ? (node.value === text ? [node] : []) : (node.children ?? []).flatMap((one) => saying(one, text));
}

/** The edits; or the name that is taken already, so that nothing is overwritten. */
export function correction(here: Parsed, opened: Parsed, problem: Told, path: Path): Edit[] | string {
  const words = meantBy(problem);
  const [node, value, found] = [nodeAt(here, path), valueAt(here, path), bare(problem.found)];
  if (!node || words[0] === undefined) return [];
  const word = whole(problem, found, words[0]);
  // A name is told bare, a value as JSON: one of them may be called as the other says.
  if (path.at(-1) === problem.found) return isTaken(here, path, word) ? word : renameMember(here, path, word);
  if (typeof value !== 'string') return saying(node, found).map(({ offset, length }) => ({ offset, length, content: JSON.stringify(word) }));
  // A placeholder is a part of its text.
  if (value !== found) return setValue(here, opened, path, value.replace(/{{.*?}}/g, (hole) => hole.replaceAll(found, word)));
  if (words.length === 1) return setValue(here, opened, path, word);
  const [list, i] = [path.slice(0, -1), path.at(-1)];
  const items = valueAt(here, list);
  return Array.isArray(items) ? setValue(here, opened, list, items.flatMap((one, k) => (k === i ? words : [one]))) : setValue(here, opened, path, words);
}
