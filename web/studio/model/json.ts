/**
 * Edits of a JSON text that leave every byte alone which they do not mean: order, notes, spacing and alignment stay. Each is a list of
 * jsonc-parser's edits. What is new is written as its neighbours are.
 *
 * What stood in the file as it was opened (`opened`) is put back in its own bytes: `200.00`, the comma before it, the spaces around.
 */
import { type Edit, type Node, getNodeValue, parseTree } from 'jsonc-parser';

export type Path = (string | number)[];
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Parsed {
  text: string;
  /** Nothing where the text is no JSON. */
  tree: Node | undefined;
}

const kStrict = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

export function parse(text: string): Parsed {
  const errors: unknown[] = [];
  const tree = parseTree(text, errors as never, kStrict);
  return { text, tree: errors.length ? undefined : tree };
}

/** Of a key that an object has twice, the last one is meant, as everywhere. */
export function nodeAt({ tree }: Parsed, path: Path): Node | undefined {
  let node = tree;
  for (const key of path) {
    if (node?.type === 'object') node = entries(node).filter((member) => keyOf(member) === key).at(-1)?.children?.[1];
    else node = node?.type === 'array' ? node.children?.[Number(key)] : undefined;
  }
  return node;
}

/** The members whose key their object has before. The browser's JSON, which the core is given here, no longer has the first of them. */
export function repeatedKeys({ tree }: Parsed): { path: Path; member: Node }[] {
  const within = (node: Node | undefined, path: Path): { path: Path; member: Node }[] => {
    if (node?.type === 'array') return entries(node).flatMap((item, i) => within(item, [...path, i]));
    const seen = new Set<string>();
    return (node?.type === 'object' ? entries(node) : []).flatMap((member) => {
      const key = keyOf(member);
      const own = seen.has(key) ? [{ path: [...path, key], member }] : [];
      seen.add(key);
      return [...own, ...within(member.children?.[1], [...path, key])];
    });
  };
  return within(tree, []);
}

export function valueAt(parsed: Parsed, path: Path): Json | undefined {
  const node = nodeAt(parsed, path);
  return node && ordinary(getNodeValue(node) as Json);
}

/** The tree's values are objects without a prototype, of which not even `String` can be asked. */
function ordinary(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordinary);
  return value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, ordinary(one)])) : value;
}

export const same = (a: unknown, b: unknown): boolean => {
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return a === b;
  const [one, other] = [Object.keys(a), Object.keys(b)];
  return Array.isArray(a) === Array.isArray(b) && one.length === other.length && one.every((key) => key in b && same(a[key as never], b[key as never]));
};

const end = (node: Node) => node.offset + node.length;
/** A member of an object, or an item of a list, as one thing that stands between commas. */
const entries = (container: Node): Node[] => container.children ?? [];

/** Whether the file has a space after its colons; a minified one has none. */
function isSpaced({ tree }: Parsed): boolean {
  const [key, value] = tree?.children?.[0]?.children ?? [];
  return !key || !value || value.offset - end(key) > 1;
}

/** A value on one line: `{"a": 1, "b": [1, 2]}`. */
export function write(value: Json, spaced: boolean): string {
  const [comma, colon] = spaced ? [', ', ': '] : [',', ':'];
  if (Array.isArray(value)) return `[${value.map((item) => write(item, spaced)).join(comma)}]`;
  if (!value || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, item]) => JSON.stringify(key) + colon + write(item, spaced)).join(comma)}}`;
}

/** The value's bytes as opened, where the same stood there; else new ones. */
function written(parsed: Parsed, opened: Parsed, path: Path, value: Json): string {
  const before = nodeAt(opened, path);
  if (before && same(getNodeValue(before), value)) return opened.text.slice(before.offset, end(before));
  return write(value, isSpaced(parsed));
}

/** What stands between two entries here, or would. */
function separator({ text }: Parsed, container: Node, at: number, spaced: boolean): string {
  const all = entries(container);
  const [one, other] = at > 0 && at < all.length ? [all[at - 1], all[at]] : [all[all.length - 2], all[all.length - 1]];
  if (one && other) {
    const between = text.slice(end(one), other.offset);
    // Spaces that align a column are the neighbour's own.
    return between.includes('\n') ? between : between.replace(/ +$/, spaced ? ' ' : '');
  }
  const first = all[0];
  const before = first ? text.slice(container.offset + 1, first.offset) : '';
  return ',' + (before.includes('\n') ? before : spaced ? ' ' : '');
}

function insertEntry(parsed: Parsed, container: Node, at: number, content: string): Edit[] {
  const all = entries(container);
  if (all.length === 0) return [{ offset: container.offset + 1, length: 0, content }];
  const between = separator(parsed, container, at, isSpaced(parsed));
  const next = all[at];
  if (at === 0 && next) return [{ offset: next.offset, length: 0, content: content + between }];
  return [{ offset: end(all[at - 1] as Node), length: 0, content: between + content }];
}

const keyOf = (member: Node) => member.children?.[0]?.value as string;
/** The members' names as they stand in the file: an object would put those that are numbers first. */
export const keysAt = (parsed: Parsed, path: Path): string[] => {
  const node = nodeAt(parsed, path);
  return node?.type === 'object' ? [...new Set(entries(node).map(keyOf))] : [];
};

interface FormerPlace {
  offset: number;
  lead: string;
  key: string;
  tail: string;
  /** Of an object that is empty now: what stands before its first member. */
  indent?: string;
}

/** Where a member stood as opened, after or before one that still stands here: its bytes and its place. */
function formerPlace(opened: Parsed, path: Path, container: Node): FormerPlace | undefined {
  const former = nodeAt(opened, path.slice(0, -1));
  const members = former?.type === 'object' ? entries(former) : [];
  const at = members.findIndex((member) => keyOf(member) === path.at(-1));
  const member = members[at];
  const value = member?.children?.[1];
  if (!former || !member || !value) return undefined;
  const bytes = (from: number, to: number) => opened.text.slice(from, to);
  const here = (other: Node | undefined) => other && entries(container).find((one) => keyOf(one) === keyOf(other));
  const key = bytes(member.offset, value.offset);
  const prev = members[at - 1];
  const prevHere = here(prev);
  if (prev && prevHere) return { offset: end(prevHere), lead: bytes(end(prev), member.offset), key, tail: '' };
  const next = members[at + 1];
  const nextHere = here(next);
  if (!prev && next && nextHere) return { offset: nextHere.offset, lead: '', key, tail: bytes(end(member), next.offset) };
  if (entries(container).length) return undefined;
  const indent = bytes(former.offset + 1, entries(former)[0]?.offset ?? former.offset + 1);
  return { offset: container.offset + 1, lead: '', key, tail: '', indent };
}

/** Puts a value where it belongs: in place of the one that is there, or as a new member or item, with the objects that it needs. */
export function setValue(parsed: Parsed, opened: Parsed, path: Path, value: Json): Edit[] {
  const node = nodeAt(parsed, path);
  if (node) {
    if (same(getNodeValue(node), value)) return [];
    return [{ offset: node.offset, length: node.length, content: written(parsed, opened, path, value) }];
  }
  const key = path.at(-1);
  const parent = path.slice(0, -1);
  const container = nodeAt(parsed, parent);
  if (!container || key === undefined) return key === undefined ? [] : setValue(parsed, opened, parent, typeof key === 'number' ? [value] : { [key]: value });
  if (container.type === 'array') return insertEntry(parsed, container, Math.min(Number(key), entries(container).length), written(parsed, opened, path, value));
  if (container.type !== 'object') return setValue(parsed, opened, parent, { [key]: value });
  const content = written(parsed, opened, path, value);
  const place = formerPlace(opened, path, container);
  if (place?.indent && parsed.text.startsWith(place.indent, place.offset)) place.offset += place.indent.length;
  if (place) return [{ offset: place.offset, length: 0, content: place.lead + place.key + content + place.tail }];
  return insertEntry(parsed, container, entries(container).length, JSON.stringify(key) + (isSpaced(parsed) ? ': ' : ':') + content);
}

/** Makes room in a list. */
export function insertItem(parsed: Parsed, path: Path, at: number, value: Json): Edit[] {
  const list = nodeAt(parsed, path);
  return list?.type === 'array' ? insertEntry(parsed, list, at, write(value, isSpaced(parsed))) : [];
}

/** A copy of an item behind it, in its own bytes but for what `change` names. */
export function copyItem(parsed: Parsed, path: Path, at: number, change: (value: Json) => Json): Edit[] {
  const list = nodeAt(parsed, path);
  const item = list && entries(list)[at];
  if (!list || !item) return [];
  const bytes = parsed.text.slice(item.offset, end(item));
  const alone = parse(bytes);
  const value = getNodeValue(item) as Json;
  const wanted = change(value);
  let content = bytes;
  if (item.type === 'object') {
    for (const [key, now] of Object.entries(wanted as object)) content = apply(content, setValue(parse(content), alone, [key], now));
  }
  return insertEntry(parsed, list, at + 1, content);
}

/** Takes a member or an item out, with the comma that belongs to it. */
export function remove(parsed: Parsed, path: Path): Edit[] {
  const node = nodeAt(parsed, path);
  const container = nodeAt(parsed, path.slice(0, -1));
  if (!node || !container) return [];
  const all = entries(container);
  const entry = container.type === 'object' ? (node.parent as Node) : node;
  const at = all.indexOf(entry);
  const [prev, next] = [all[at - 1], all[at + 1]];
  const from = prev ? end(prev) : entry.offset;
  const to = prev ? end(entry) : next ? next.offset : end(entry);
  return [{ offset: from, length: to - from, content: '' }];
}

/** Exchanges two items of a list; what stands between them stays. */
export function swapItems(parsed: Parsed, path: Path, one: number, other: number): Edit[] {
  const list = nodeAt(parsed, path);
  const [a, b] = list ? [entries(list)[one], entries(list)[other]] : [];
  if (!a || !b) return [];
  const bytes = (node: Node) => parsed.text.slice(node.offset, end(node));
  return [{ offset: a.offset, length: a.length, content: bytes(b) }, { offset: b.offset, length: b.length, content: bytes(a) }];
}

/** Whether another member of its object has the name already. */
export function isTaken(parsed: Parsed, path: Path, name: string): boolean {
  const member = nodeAt(parsed, path)?.parent;
  return member?.parent?.children?.some((other) => other !== member && keyOf(other) === name) ?? false;
}

/** Another name for a member, at its place; not one that is taken, which would hide the other. */
export function renameMember(parsed: Parsed, path: Path, name: string): Edit[] {
  const key = nodeAt(parsed, path)?.parent?.children?.[0];
  return key && !isTaken(parsed, path, name) ? [{ offset: key.offset, length: key.length, content: JSON.stringify(name) }] : [];
}

/** Edits do not overlap; their places are those before any of them. */
export function apply(text: string, edits: Edit[]): string {
  let out = text;
  for (const { offset, length, content } of [...edits].sort((a, b) => b.offset - a.offset)) out = out.slice(0, offset) + content + out.slice(offset + length);
  return out;
}

/** The path that a JSON pointer names, in this document: a number where a list is meant. */
export function pathOf(parsed: Parsed, pointer: string): Path {
  const path: Path = [];
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(nodeAt(parsed, path)?.type === 'array' ? Number(key) : key);
  }
  return path;
}

export const pointerOf = (path: Path): string => path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
