// The studio against the command line: what random edits make of a model, the studio's core and `kelvin check` say the same of; 40 edits of
// each model of the library, 1,000 with KELVIN_SOAK (KELVIN_SEED). The edits are the studio's own, of its own choice: what its schema
// offers at a place, and what people mistype.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { coreFolder, root } from './load.mjs';

const require = createRequire(join(root, 'web/package.json'));
const { build } = require('esbuild');
const native = process.env.KELVIN_NATIVE ?? join(root, 'build/release/native/kelvin');
const studio = await createRequire(import.meta.url)(join(coreFolder, 'kelvin-studio.js'))({ wasm: readFileSync(join(coreFolder, 'kelvin-studio.wasm')) });
const kEdits = process.env.KELVIN_SOAK ? 1000 : 40;

const folder = mkdtempSync(join(tmpdir(), 'kelvin-studio-'));
after(() => rmSync(folder, { recursive: true }));

/** The studio's modules, as its page has them. */
async function modules() {
  const schema = { name: 'schema', setup: ({ onResolve }) => onResolve({ filter: /^kelvin-schema$/ }, () => ({ path: join(root, 'core/model.schema.json') })) };
  const contents = "export * from './json'; export * from './schema'; export * from './history'; export * from './meant';";
  const { outputFiles } = await build({ stdin: { contents, loader: 'ts', resolveDir: join(root, 'web/studio/model') }, bundle: true, write: false, format: 'esm', platform: 'node', mainFields: ['module', 'main'], plugins: [schema] });
  writeFileSync(join(folder, 'model.mjs'), outputFiles[0].text);
  return import(join(folder, 'model.mjs'));
}
const { addable, apply, child, copyItem, correction, createHistory, field, formOf, insertItem, model, parse, pathOf, pointerOf, remove, renameMember, replacedBy, setValue, start, swapItems, valueAt } = await modules();

function randomOf(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** Every place of a document: its path, what stands there, what the schema says of it. */
function* places(value, of = model(), path = []) {
  if (of.kind === 'either') of = field(of.schema.anyOf[formOf(of, value)]);
  yield { path, value, of };
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* places(item, child(of, i), [...path, i]);
  else if (value && typeof value === 'object') for (const [key, item] of Object.entries(value)) yield* places(item, child(of, key), [...path, key]);
}

const kOdd = [0, -1, 1e7, 0.5, '', 'x', '30d', '5', true, null, [], {}, 'page', ['page'], 'scores.interest', { $gte: 5 }, '\u00e9', '"', 'a\\b'];

/** One edit, as a person might make it: edits of the text, and what they are called. */
function randomEdit(random, here, opened) {
  const all = [...places(valueAt(here, []))].filter(({ path }) => path.length > 0);
  const { path, value, of } = all[random(all.length)];
  const last = path.at(-1);
  const list = path.slice(0, -1);
  const offered = of.kind === 'object' && value && !Array.isArray(value) ? addable(of, value) : [];
  const added = offered[random(offered.length)];
  /** As the form does it: what cannot stand beside it goes first. */
  const add = () => {
    let text = here.text;
    for (const other of replacedBy(of, value, added)) text = apply(text, remove(parse(text), [...path, other]));
    text = apply(text, setValue(parse(text), opened, [...path, added], start(child(of, added))));
    return [{ offset: 0, length: here.text.length, content: text }];
  };
  const kinds = [
    ['another value', () => setValue(here, opened, path, kOdd[random(kOdd.length)])],
    ['a number nearby', () => (typeof value === 'number' ? setValue(here, opened, path, value + random(20) - 10) : [])],
    ['taken out', () => remove(here, path)],
    ['begun anew', () => setValue(here, opened, path, start(of))],
    ['a member that is offered', () => (added ? add() : [])],
    ['another name', () => (typeof last === 'string' ? renameMember(here, path, `${last}x`) : [])],
    ['a copy', () => (typeof last === 'number' ? copyItem(here, list, last, (one) => (one && typeof one === 'object' && !Array.isArray(one) && one.id ? { ...one, id: `${one.id}-2` } : one)) : [])],
    ['moved', () => (typeof last === 'number' && last > 0 ? swapItems(here, list, last, last - 1) : [])],
    ['an item', () => (Array.isArray(value) ? insertItem(here, path, random(value.length + 1), value[0] ?? 'x') : [])],
  ];
  const [name, make] = kinds[random(kinds.length)];
  return { name: `${name} at ${pointerOf(path)}`, edits: make() };
}

/** What both say of a text, without the file's name. */
function saidOf(source) {
  const path = join(folder, 'model.json');
  writeFileSync(path, source);
  const { stdout, stderr, status } = spawnSync(native, ['check', '--json', path], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  assert.ok(status === 0 || status === 1, stderr);
  const { model: _, ...theirs } = JSON.parse(stdout);
  return { ours: JSON.parse(studio.check(source)), theirs };
}

/** What the core would have written, written by the button: that problem is gone, and both say the same again. */
function mended({ errors = [] }, opened, text) {
  let count = 0;
  for (const problem of errors) {
    const here = parse(text);
    const edits = correction(here, opened, problem, pathOf(here, problem.at));
    if (typeof edits === 'string' || edits.length === 0) continue;
    const after = apply(text, edits);
    const { ours, theirs } = saidOf(after);
    assert.deepEqual(ours, theirs, problem.fix);
    assert.ok(!(ours.errors ?? []).some(({ code, at, found }) => code === problem.code && at === problem.at && found === problem.found), JSON.stringify(problem));
    count++;
  }
  return count;
}

for (const name of readdirSync(join(root, 'core/models')).filter((one) => one.endsWith('.json'))) {
  test(`${name}: ${kEdits} edits: accepted by both or refused by both, in the same words; undone, the same bytes`, (t) => {
    const source = readFileSync(join(root, 'core/models', name), 'utf8');
    const seed = Number(process.env.KELVIN_SEED ?? 1);
    t.diagnostic(`KELVIN_SEED=${seed}`);
    const random = randomOf(seed * 7919 + name.length);
    const opened = parse(source);
    let history = createHistory(source);
    const seen = { right: 0, wrong: 0 };
    let meant = 0;
    for (let i = 0; i < kEdits; i++) {
      const { name: what, edits } = randomEdit(random, parse(history.text), opened);
      if (edits.length === 0) continue;
      history.change(apply(history.text, edits));
      assert.ok(parse(history.text).tree, `${what} made what is no JSON`);
      const { ours, theirs } = saidOf(history.text);
      assert.deepEqual(ours, theirs, what);
      seen[ours.ok ? 'right' : 'wrong']++;
      meant += mended(ours, opened, history.text);
      // A model with errors is mended by undo, or the next edits would all be refused.
      if (!ours.ok) history.undo();
    }
    while (history.canUndo) history.undo();
    assert.equal(history.text, source);
    assert.ok(seen.right > 0 && seen.wrong > 0, JSON.stringify(seen));
    t.diagnostic(`${JSON.stringify(seen)}, ${meant} mended by what was meant`);
  });
}
