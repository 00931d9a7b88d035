// Packed models in the lean core against their sources in the whole one: every answer the same text.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { caseNames, readCase } from './cases.mjs';
import { runCase } from './corpus.mjs';
import { generateLog } from './generate-log.mjs';
import { coreFolder, load, root } from './load.mjs';
import { vocabularyOf } from './vocabulary.mjs';

const native = process.env.KELVIN_NATIVE ?? join(root, 'build/release/native/kelvin');
const leanBytes = readFileSync(join(coreFolder, 'kelvin-lean.wasm'));
const whole = await load();
const lean = await load(leanBytes);
const library = readdirSync(join(root, 'core/models')).filter((name) => name.endsWith('.json'));

/** Both visitors live through the same; whatever the doors say must be the same text. */
function compare(source, packed, lines) {
  assert.equal(lean.compile(packed), whole.compile(source));
  for (const line of lines) {
    const [expected, actual] = [whole, lean].map((core) => [core.scrub(line), core.apply(line)]);
    assert.deepEqual(actual, expected);
  }
  const last = 1_800_000_000_000;
  const [expected, actual] = [whole, lean].map((core) => [core.save(), core.view(last), core.explain(0), core.explain(last)]);
  assert.deepEqual(actual, expected);
  assert.equal(lean.restore(whole.save()), whole.restore(lean.save()));
}

test('one glue opens both', () => {
  const glue = (name) => readFileSync(join(coreFolder, name), 'utf8');
  assert.equal(glue('kelvin-lean.js'), glue('kelvin-core.js'));
});

for (const name of caseNames) {
  const { model, lines, expected } = readCase(name);
  const packed = whole.pack(model);
  if (expected.errors) {
    test(`${name}: not packed, but refused`, () => assert.equal(packed, whole.compile(model)));
    continue;
  }
  test(`${name}, packed`, () => {
    for (const keep of [undefined, () => lean.save()]) assert.deepEqual(runCase(lean, { model: packed, lines, expected }, keep), []);
    compare(model, packed, lines);
  });
}

for (const name of library) {
  test(`${name}, packed, over a log`, () => {
    const source = readFileSync(join(root, 'core/models', name), 'utf8');
    const words = vocabularyOf(JSON.parse(source));
    compare(source, whole.pack(source), generateLog({ events: 1000, visitors: 1, seed: 7, words }));
  });
}

test('the command line packs the same bytes', () => {
  for (const name of library) {
    const file = join(root, 'core/models', name);
    const packed = execFileSync(native, ['check', '--pack', file], { encoding: 'utf8' });
    assert.equal(packed, `${whole.pack(readFileSync(file, 'utf8'))}\n`, name);
  }
});

test('the whole core reads packed models, too', () => {
  const source = readFileSync(join(root, 'core/models/saas.json'), 'utf8');
  assert.equal(whole.compile(whole.pack(source)), whole.compile(source));
});

test('what was packed in format 2, and is kept since, is read', () => {
  const [source, packed] = ['model', 'packed'].map((kind) => readFileSync(join(root, `tests/packed/format-2.${kind}.json`), 'utf8'));
  assert.equal(lean.compile(packed), whole.compile(source));
});

test('the lean core refuses what is not its own, and keeps what it has', () => {
  const source = readFileSync(join(root, 'core/models/saas.json'), 'utf8');
  const packed = whole.pack(source);
  const first = lean.compile(packed);
  const refused = (text) => JSON.parse(lean.compile(text)).errors.map(({ code }) => code);
  assert.deepEqual(refused(source), ['not_packed']);
  assert.deepEqual(refused(packed.slice(0, -2)), ['bad_json']);
  assert.deepEqual(refused(packed.replace('"kelvin_packed":2', '"kelvin_packed":3')), ['newer_format']);
  assert.deepEqual(refused(readFileSync(join(root, 'tests/packed/release-0.1.0.packed.json'), 'utf8')), ['older_format']);
  assert.deepEqual(refused(packed.replace('saas', 'sass')), ['damaged']);
  assert.equal(JSON.parse(lean.view(0)).events, 0); // the model from before
  assert.equal(lean.compile(packed), first);
  assert.equal(lean.pack, undefined);
});
