/**
 * Values as people type them: `pricing`, `5`, `true`, `a, b, c`. A text that would read as something else stands in quotation marks, as in
 * JSON: `"5"`. What is printed reads back as the same value.
 */
import type { Json } from './json';

const kPlain = /^(?![\s"[{])[^,\n]*[^\s,]$/;

function readOne(text: string): Json {
  const trimmed = text.trim();
  try {
    const value = JSON.parse(trimmed) as Json;
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
  } catch {
    // Plain text.
  }
  return trimmed;
}

export function print(value: Json): string {
  if (typeof value === 'string' && kPlain.test(value) && readOne(value) === value) return value;
  return JSON.stringify(value);
}

/** One value; an object or a list stands as JSON. */
export const read = (text: string): Json => readOne(text);

export const printList = (values: Json[]): string => values.map(print).join(', ');

/** At the commas that stand in no quotation marks or brackets. */
export function readList(text: string): Json[] {
  const parts = [''];
  let [quoted, depth] = [false, 0];
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    const begins = parts.at(-1)?.trim() === '';
    if (quoted && c === '\\') parts[parts.length - 1] += c + (text[++i] ?? '');
    else if (c === ',' && !quoted && depth === 0) parts.push('');
    else {
      if (c === '"' && (quoted || begins || depth > 0)) quoted = !quoted;
      else if (!quoted && (depth > 0 || begins) && '[{'.includes(c)) depth++;
      else if (!quoted && depth > 0 && ']}'.includes(c)) depth--;
      parts[parts.length - 1] += c;
    }
  }
  if (parts.length > 1 && parts.at(-1)?.trim() === '') parts.pop();
  return parts.length === 1 && parts[0]?.trim() === '' ? [] : parts.map(readOne);
}
