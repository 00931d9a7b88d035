// core/README.md as data: its examples as whole models, its tables as rows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../wasm/load.mjs';

const text = readFileSync(join(root, 'core/README.md'), 'utf8');

/** The fenced blocks of a language in a page, this one unless given, each with the heading that it stands under. */
export function blocks(language, page = 'core/README.md') {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
    .filter((block) => block[1] === language)
    .map((block) => ({ heading: text.slice(0, block.index).match(/^#+ .*(?=\n)/gm).at(-1).replace(/^#+ /, ''), body: block[2] }));
}

/** An example as the page says it is to be read: the parts that it leaves out are any model's. */
export function wholeModel(example) {
  if (example.kelvin) return example;
  const { rules, groups, inactivity, ...rest } = example;
  const scores = rest.scores ?? [{ id: 'interest', groups, inactivity, rules }];
  return JSON.parse(JSON.stringify({ kelvin: 1, id: 'example', version: '1', ...rest, scores }));
}

/** The cells of the table whose first line has these headings. */
export function table(...headings) {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line === `| ${headings.join(' | ')} |`);
  if (first < 0) throw new Error(`no table ${headings}`);
  const rows = lines.slice(first + 2);
  return rows.slice(0, rows.findIndex((line) => !line.startsWith('|'))).map((line) => line.slice(2, -2).split(' | '));
}

/** What stands in `backticks`. */
export const codes = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
