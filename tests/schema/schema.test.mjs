// core/model.schema.json against the compiler: on every model there is, and on thousands of mutants
// of each, the two accept and refuse the same files, but for what unsayable.mjs lists.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { caseNames } from '../wasm/cases.mjs';
import { load, root } from '../wasm/load.mjs';
import { check } from './native.mjs';
import { memberPool, mutants, oversized, transplants } from './mutants.mjs';
import { accepts, ajv, schema } from './schema.mjs';
import { sayable, unsayable } from './unsayable.mjs';

const core = await load();
const errorsOf = (model) => JSON.parse(core.compile(JSON.stringify(model))).errors ?? [];

const modelsFolder = join(root, 'core/models');
const files = [
  ...caseNames.map((name) => `tests/cases/${name}/model.json`),
  ...(existsSync(modelsFolder) ? readdirSync(modelsFolder).filter((f) => f.endsWith('.json')).map((f) => `core/models/${f}`) : []),
  'web/demo/kelvin.model.json',
  'tests/wasm/bits.model.json',
  'tests/schema/every-part.model.json',
];
const models = files.map((file) => ({ file, model: JSON.parse(readFileSync(join(root, file), 'utf8')) }));
// What changes is tried without `tests`: the compiler does not look at them.
const right = models
  .filter(({ model }) => errorsOf(model).length === 0)
  .map(({ file, model: { tests: _, ...model } }) => ({ file, model }));
/** One of how many mutants is tried: each of the model that has every part, fewer of the others, more of them in `./dev soak`. */
const strideOf = (file) => (file.startsWith('tests/schema/') ? 1 : (file.startsWith('tests/cases/') ? 37 : 17) * (process.env.KELVIN_SOAK ? 1 : 6));

test('the model with every part is right: or its mutants would all be wrong anyway', () => {
  assert.ok(right.some(({ file }) => file === 'tests/schema/every-part.model.json'));
});

/** What the schema and the compiler say differently of a model; nothing where they agree. */
function difference(model) {
  const errors = errorsOf(model);
  const accepted = accepts(model);
  if (accepted) return errors.some(sayable) ? `the schema accepts ${JSON.stringify(errors)}` : undefined;
  return errors.length === 0 ? `the schema refuses ${JSON.stringify(accepts.errors)}` : undefined;
}

/** Asserts that there is no difference among [what was done, model]; returns how many were refused. */
function agreeOn(candidates) {
  const seen = { all: 0, refused: 0 };
  const differing = [];
  for (const [what, model] of candidates) {
    const told = difference(model);
    if (told !== undefined && differing.length < 20) differing.push(`${what}: ${told}`);
    seen.all += 1;
    seen.refused += accepts.errors ? 1 : 0;
  }
  assert.deepEqual(differing, []);
  return seen;
}

test('the schema is a valid one of draft 2020-12', () => {
  assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
  assert.equal(ajv.validateSchema(schema), true, JSON.stringify(ajv.errors));
});

test('every member has a description for the editor, and every example and default is right', () => {
  const resolved = (part) => (part.$ref ? { ...resolved(schema.$defs[part.$ref.slice('#/$defs/'.length)]), ...part } : part);
  const visit = (part, at) => {
    if (typeof part !== 'object' || part === null) return;
    for (const group of ['properties', 'patternProperties']) {
      if (/\/(properties|examples|default)$/.test(at) || !part[group]) continue;
      for (const [name, member] of Object.entries(part[group])) {
        if (member === false || /\/(then|else|if)$/.test(at)) continue;
        const { description } = resolved(member);
        assert.ok(description?.length > 3 && description.endsWith('.'), `${at}/${group}/${name}: ${description}`);
      }
    }
    const values = Array.isArray(part.examples) && !/\/properties$/.test(at) ? [...part.examples] : [];
    if ('default' in part && !/\/properties$/.test(at)) values.push(part.default);
    if (values.length > 0) {
      const { examples, default: _, ...bare } = part;
      const check = ajv.compile({ ...bare, $defs: schema.$defs });
      for (const value of values) assert.ok(check(value), `${at}: ${JSON.stringify(value)} ${JSON.stringify(check.errors)}`);
    }
    for (const [name, member] of Object.entries(part)) {
      if (!['examples', 'default', 'defaultSnippets', 'const', 'enum'].includes(name) || /\/properties$/.test(at)) visit(member, `${at}/${name}`);
    }
  };
  visit(schema, '#');
});

test('what a schema cannot say is what the list says', () => {
  const told = check(unsayable.map(({ example }) => example));
  for (const [i, { code, at, found, why, example }] of unsayable.entries()) {
    assert.ok(accepts(example), `${why}: ${JSON.stringify(accepts.errors)}`);
    const errors = told[i].errors ?? [];
    assert.ok(errors.length > 0, `${why}: kelvin check accepts it`);
    for (const error of errors) {
      assert.equal(error.code, code, `${why}: ${JSON.stringify(error)}`);
      if (at) assert.match(error.at, at, why);
      if (found) assert.match(error.found, found, why);
    }
  }
});

test(`${models.length} models, right and wrong`, () => {
  const seen = agreeOn([...models.map(({ file, model }) => [file, model]), ...[null, true, 1, '', [], {}].map((m) => [typeof m, m])]);
  assert.ok(right.length > 60 && seen.refused >= 2, JSON.stringify(seen));
});

test('mutants of every right model', (t) => {
  const seen = { all: 0, refused: 0 };
  for (const { file, model } of right) {
    const { all, refused } = agreeOn(some(file, strideOf(file), mutants(model)));
    seen.all += all;
    seen.refused += refused;
  }
  t.diagnostic(`${seen.all} mutants, ${seen.refused} of them wrong`);
  assert.ok(seen.all > 12_000 && seen.refused > seen.all / 3 && seen.refused < seen.all, JSON.stringify(seen));
});

test('members of one object in another', (t) => {
  const pool = memberPool(right.map(({ model }) => model));
  const seen = { all: 0, refused: 0 };
  for (const { file, model } of right) {
    const { all, refused } = agreeOn(some(file, 5 * strideOf(file), transplants(model, pool)));
    seen.all += all;
    seen.refused += refused;
  }
  t.diagnostic(`${seen.all} models, ${seen.refused} of them wrong`);
  assert.ok(seen.all > 5_000 && seen.refused < seen.all, JSON.stringify(seen));
});

test('texts and lists that grow', () => {
  const { file, model } = right.at(-1);
  const seen = agreeOn(some(file, 1, oversized(model)));
  assert.ok(seen.refused > 300 && seen.refused < seen.all, JSON.stringify(seen));
});

test('tests of a model: the schema and kelvin check', () => {
  const { tests } = models.at(-1).model;
  const frame = {
    ...{ kelvin: 1, id: 'm', version: '1', scores: [{ id: 'engagement', rules: [{ id: 'pricing', on: 'page', points: 1 }] }] },
    ...{ segments: [{ id: 'rest', when: {} }], destinations: [{ id: 'crm', url: '/' }] },
    account: { key: 'profile.company.id', score: 'engagement', roles: [{ id: 'buyer', if: {}, weight: 1 }] },
  };
  const all = [...mutants({ tests }), ...oversized({ tests }), ...transplants({ tests }, memberPool([{ tests }]))];
  const candidates = all.map(([what, make]) => [what, { ...frame, ...make() }]);
  const told = check(candidates.map(([, model]) => model));
  const differing = candidates.filter(([, model], i) => {
    const errors = told[i].errors ?? [];
    return accepts(model) ? errors.some(sayable) : errors.length === 0;
  });
  assert.deepEqual(differing.slice(0, 20).map(([what]) => what), []);
  const refused = told.filter(({ errors }) => errors?.length > 0).length;
  assert.ok(refused > 1000 && refused < told.length, `${refused} of ${told.length}`);
});

let turn = 0;
/** One of `stride` candidates, another one in each model. */
function* some(file, stride, candidates) {
  for (const [what, make] of candidates) {
    if (++turn % stride === 0) yield [`${file} ${what}`, make()];
  }
}
