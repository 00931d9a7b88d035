/** Imports of the page's files point one way, those of types too: a file can be read when those that it names have been. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/** The files of the page that `name` imports: by `import`, `export ... from` and `import()`. */
function importsOf(name: string): string[] {
  const text = readFileSync(join(src, name), 'utf8');
  const named = [...text.matchAll(/(?:\bfrom |\bimport\()'(\.[^']*)'/g)].map(([, path]) => join(dirname(name), `${path}.ts`));
  return named.filter((path) => path !== name && files.includes(path)); // A file may give its own type a name.
}

/** The first circle that is met; empty where there is none. */
function circleIn(imports: ReadonlyMap<string, string[]>): string[] {
  const done = new Set<string>();
  const visit = (name: string, path: string[]): string[] => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return [];
    for (const next of imports.get(name) ?? []) {
      const found = visit(next, [...path, name]);
      if (found.length) return found;
    }
    done.add(name);
    return [];
  };
  return [...imports.keys()].map((name) => visit(name, [])).find((found) => found.length) ?? [];
}

test('no file of the page imports itself by way of others', () => {
  const imports = new Map(files.map((name) => [name, importsOf(name)]));
  assert.ok(imports.get('pipeline.ts')?.includes('pipeline-steps.ts') && imports.get('chunks.ts')?.includes(join('debug', 'entry.ts')));
  assert.deepEqual(circleIn(imports), []);
});
