/**
 * A list of customers into the core: NDJSON, or CSV with a row of names. What a label is the core says; here a file becomes objects.
 */
import type { KelvinError, KelvinStudio, Labelled, Refused } from '../../../wasm/studio';
import { BadLines, isJson } from './read-log';
import type { LabelsRead } from './questions';

interface Row {
  line: number;
  json: string;
}

/** The separator that a first line has most of, outside quotation marks. */
export function separatorOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((one) => [one, bare.split(one).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

/** Records as RFC 4180 writes them, each with the line that it begins at. */
export function* recordsOf(text: string): Generator<{ line: number; fields: string[] }> {
  const separator = separatorOf(text.split('\n', 1)[0] as string);
  let [at, line] = [0, 1];
  while (at < text.length) {
    const begun = line;
    const fields: string[] = [];
    for (let more = true; more; ) {
      let field = '';
      if (text[at] === '"') {
        // To the quotation mark that is not doubled.
        for (at++; at < text.length && (text[at] !== '"' || text[at + 1] === '"'); at++) {
          if (text[at] === '"') at++;
          if (text[at] === '\n') line++;
          field += text[at];
        }
        at++;
      }
      const from = at;
      while (at < text.length && text[at] !== separator && text[at] !== '\n') at++;
      fields.push((field + text.slice(from, at)).replace(/\r$/, ''));
      more = text[at] === separator;
      at++;
    }
    line++;
    if (fields.length > 1 || fields[0] !== '') yield { line: begun, fields };
  }
}

function* rowsOfTable(text: string): Generator<Row> {
  let names: string[] | undefined;
  for (const { line, fields } of recordsOf(text)) {
    const trimmed = fields.map((field) => field.trim());
    if (!names) names = trimmed.map((name) => name.toLowerCase());
    else yield { line, json: JSON.stringify(Object.fromEntries(names.flatMap((name, i) => (trimmed[i] === undefined || trimmed[i] === 'NULL' || trimmed[i] === '\\N' ? [] : [[name, trimmed[i]]])))) };
  }
}

function* rowsOfLines(text: string): Generator<Row> {
  for (const [i, json] of text.split('\n').entries()) if (json.trim()) yield { line: i + 1, json };
}

/** Names that a table must have, and has not. */
function missing(text: string): string {
  const { fields = [] } = recordsOf(text).next().value ?? {};
  const names = fields.map((name: string) => name.trim().toLowerCase());
  return ['visitor', 'converted'].filter((name) => !names.includes(name)).join(' and ');
}

export async function readLabels(kelvin: KelvinStudio, file: File): Promise<LabelsRead> {
  const text = (await file.text()).replace(/^\ufeff/, '');
  const isLines = text.trimStart().startsWith('{');
  const lacks = isLines ? '' : missing(text);
  if (lacks) return { name: file.name, labels: 0, converted: 0, bad: { count: 0, named: [] }, wrong: `it has no column ${lacks}` };
  const told: { line: number; errors: KelvinError[] }[] = [];
  const label = (json: string) => JSON.parse(kelvin.label(json)) as Labelled | Refused;
  const all = [...(isLines ? rowsOfLines(text) : rowsOfTable(text))];
  // A list is refused whole where a row is no JSON, or holds what no list may hold.
  const isWell = ({ json, line }: Row) => {
    const alone = label(isJson(json) ? `[${json}]` : json);
    if (!alone.ok) told.push({ line, errors: alone.errors });
    return alone.ok;
  };
  const asList = (rows: Row[]) => label(`[${rows.map(({ json }) => json).join(',')}]`);
  let [rows, answer] = [all, all.every(({ json }) => isJson(json)) ? asList(all) : undefined];
  if (!answer?.ok) {
    rows = all.filter(isWell);
    answer = asList(rows);
  }
  // The rows that were tried alone have taken the place of the labels before.
  if (!answer.ok) throw new Error(answer.errors.map(({ fix }) => fix).join('; '));
  for (const { index, errors } of answer.bad) told.push({ line: (rows[index] as Row).line, errors });
  const bad = new BadLines(file.name);
  for (const { line, errors } of told.sort((a, b) => a.line - b.line)) bad.add(line, errors);
  return { name: file.name, labels: answer.labels, converted: answer.converted, bad: bad.told(), wrong: '' };
}
