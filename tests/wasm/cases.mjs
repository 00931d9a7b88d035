// The corpus's files, for Node.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './load.mjs';

const folder = join(root, 'tests/cases');

export const caseNames = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

export function readCase(name) {
  const log = join(folder, name, 'events.ndjson');
  const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
  return {
    model: readFileSync(join(folder, name, 'model.json'), 'utf8'),
    lines: text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined).filter((l, i) => text !== '' || i > 0),
    expected: JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8')),
  };
}
