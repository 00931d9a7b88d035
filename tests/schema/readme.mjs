// The model reference (docs/model) as data: its examples as whole models, its tables as rows.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../wasm/load.mjs';

const kReference = readdirSync(join(root, 'docs/model')).filter((name) => name.endsWith('.md')).map((name) => `docs/model/${name}`);

/** The fenced blocks of a language in some pages, the reference unless given, each with the heading that it stands under. */
export function blocks(language, pages = kReference) {
  return [pages].flat().flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
      .filter((block) => block[1] === language)
      .map((block) => ({ heading: text.slice(0, block.index).match(/^#+ .*(?=\n)/gm).at(-1).replace(/^#+ /, ''), body: block[2] }));
  });
}

/** An example as the reference says it is to be read: the parts that it leaves out are any model's. */
export function wholeModel(example) {
  if (example.kelvin) return example;
  const { rules, groups, inactivity, ...rest } = example;
  const scores = rest.scores ?? [{ id: 'interest', groups, inactivity, rules }];
  return JSON.parse(JSON.stringify({ kelvin: 1, id: 'example', version: '1', ...rest, scores }));
}

/** The cells of the table whose first line has these headings, wherever in the reference it is. */
export function table(...headings) {
  const lines = kReference.map((page) => readFileSync(join(root, page), 'utf8')).join('\n').split('\n');
  const first = lines.findIndex((line) => line === `| ${headings.join(' | ')} |`);
  if (first < 0) throw new Error(`no table ${headings}`);
  const rows = lines.slice(first + 2);
  return rows.slice(0, rows.findIndex((line) => !line.startsWith('|'))).map((line) => line.slice(2, -2).split(' | '));
}

/** What stands in `backticks`. */
export const codes = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
