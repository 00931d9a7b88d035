// The model reference is true: its examples do what they expect, its tables say what the compiler does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { load, root } from '../wasm/load.mjs';
import { check } from './native.mjs';
import { blocks, codes, table, wholeModel } from './readme.mjs';
import { accepts, schema } from './schema.mjs';

const core = await load();
const errorsOf = (model) => JSON.parse(core.compile(JSON.stringify(model))).errors ?? [];
const isRight = (model) => {
  const right = errorsOf(model).length === 0;
  if (right) assert.ok(accepts(model), JSON.stringify(accepts.errors));
  return right;
};

const examples = blocks('json').map(({ heading, body }) => ({ heading, model: wholeModel(JSON.parse(body)) }));

test('there is an example for each part of the format, and each carries tests', () => {
  assert.ok(examples.length >= 20);
  for (const { heading, model } of examples) assert.ok(model.tests?.length > 0, heading);
  const all = JSON.stringify(examples);
  for (const part of ['rule', 'score', 'group', 'inactivity', 'count', 'lookup', 'decay', 'segment', 'trigger', 'destination', 'experience', 'account', 'top']) {
    for (const name of Object.keys(schema.$defs[part].properties)) {
      if (name !== 'note') assert.ok(all.includes(`"${name}":`), `${part}.${name} is in no example`);
    }
  }
});

const told = check(examples.map(({ model }) => model), '--test');
examples.forEach(({ heading, model }, i) => {
  test(`example: ${heading}`, () => {
    assert.deepEqual(errorsOf(model), []);
    assert.ok(accepts(model), JSON.stringify(accepts.errors));
    assert.equal(told[i].ok, true, JSON.stringify(told[i]));
  });
});

/** A model with a condition in one of the places where it may stand. */
const named = { id: 'r', on: 'page', points: 1, multiply: { by: 'properties.x' } };
const top = [{ id: 'best', of: ['interest'] }];
const placed = {
  where: (condition) => wholeModel({ rules: [{ ...named, where: condition }], top }),
  while: (condition) => wholeModel({ rules: [named, { id: 'f', while: condition, points: 1 }], top }),
  snapshot: (condition) => wholeModel({ rules: [named], top, segments: [{ id: 'g', when: condition }] }),
  trigger: (condition) => wholeModel({ rules: [named], top, triggers: [{ id: 't', when: { hit: 'r' }, if: condition }] }),
};

test('the table of operators: each example is right, and none is missing', () => {
  const rows = table('operator', 'example', 'holds when');
  const named = rows.flatMap(([names]) => codes(names));
  const known = [...Object.keys(schema.$defs.operators.properties), '$and', '$or', '$nor'];
  assert.deepEqual([...new Set(named)].sort(), known.sort());
  for (const [, example] of rows) assert.ok(isRight(placed.where(JSON.parse(codes(example)[0]))), example);
});

test('the table of fields: each may stand where it says, and nowhere else', () => {
  const rows = table('field', 'what it is', 'where it may stand');
  const fields = rows.flatMap(([names, , places]) => codes(names).map((name) => [name, places.split(', ')]));
  const known = ['eventFields', 'visitFields', 'factFields', 'snapshotFields'].flatMap((part) => Object.keys(schema.$defs[part].properties));
  for (const name of known.filter((n) => !/^(properties|profile)\./.test(n))) assert.ok(fields.some(([field]) => field === name), name);
  for (const [name, places] of fields) {
    const field = name.replace('*', 'x').replace('rules.<id>', 'rules.r').replace('top.<id>', 'top.best').replace('<id>', 'interest');
    for (const place of Object.keys(placed)) {
      const model = placed[place]({ [field]: { $exists: true } });
      assert.equal(isRight(model), places.includes(place), `${field} in ${place}`);
      assert.equal(accepts(model), places.includes(place), `the schema: ${field} in ${place}`);
    }
  }
});

const kRules = [{ id: 'any', on: 'page', points: 1 }];
const rule = (more) => wholeModel({ rules: [{ id: 'r', on: 'page', points: 1, ...more }] });
const nested = (levels) => (levels === 0 ? 1 : [nested(levels - 1)]);
const filled = (count, item) => Array.from({ length: count }, (_, i) => item(i));
/** Of each row of the table of limits: models that are as large as `n` says. */
const sized = {
  'a model': (n) => {
    const model = rule({ note: '' });
    model.scores[0].rules[0].note = 'x'.repeat(n - JSON.stringify(model).length);
    return [model];
  },
  'levels of lists and objects': (n) => [rule({ where: { 'profile.x': nested(n - 6) } })],
  'members of one object': (n) => [wholeModel({ rules: kRules, pages: Object.fromEntries(filled(n, (i) => [`p${i}`, '/'])) })],
  'rules of a model': (n) => [wholeModel({ scores: [0, 1].map((s) => ({ id: `s${s}`, rules: filled(s ? n - 500 : 500, (i) => ({ id: `r${s}-${i}`, on: 'page', points: 1 })) })) })],
  'items of any other list': (n) => [
    rule({ on: filled(n, (i) => `e${i}`) }),
    rule({ where: { event: { $in: filled(n, String) } } }),
    wholeModel({ rules: kRules, segments: filled(n, (i) => ({ id: `g${i}`, when: {} })) }),
  ],
  'numbers in a list of points': (n) => [rule({ points: filled(n, () => 1) })],
  'an id': (n) => [rule({ id: 'x'.repeat(n) })],
  'a text (label, event name, address)': (n) => [
    rule({ label: 'x'.repeat(n) }),
    rule({ on: 'x'.repeat(n) }),
    wholeModel({ rules: kRules, destinations: [{ id: 'd', url: '/'.padEnd(n, 'x') }] }),
  ],
  'a glob, a selector': (n) => [
    wholeModel({ rules: kRules, pages: { p: '/'.padEnd(n, 'x') } }),
    rule({ where: { event: { $glob: 'x'.repeat(n) } } }),
    wholeModel({ rules: kRules, experiences: [{ id: 'e', if: {}, at: 'x'.repeat(n), set: { text: '' } }] }),
  ],
  "names in a field's path": (n) => [rule({ where: { [`properties${'.x'.repeat(n)}`]: 1 } }), rule({ where: { [`profile${'.x'.repeat(n)}`]: 1 } })],
  'points, weights, sizes': (n) => [rule({ points: n }), rule({ points: -n, limit: 1 }), rule({ max: n }), rule({ multiply: { by: 'properties.x', unit: n } }), rule({ limit: n })],
  'a bound in `steps` of a lookup': (n) => [rule({ points: { by: 'properties.x', steps: [[n, 1]] } })],
  'a duration': (n) => [rule({ decay: { half_life: `${n}w` } }), rule({ decay: { half_life: `${n}s` } })],
  '`momentum`': (n) => [wholeModel({ scores: [{ id: 's', momentum: `${n}d`, rules: kRules }] })],
  '`at_least` of a count': (n) => [rule({ count: { at_least: n } }), rule({ count: { at_least: n, since: 'r' } })],
  '`at_least` with `within`': (n) => [rule({ count: { at_least: n, within: '1d' } })],
  '`at_least` with `distinct`': (n) => [rule({ count: { at_least: n, distinct: 'page.path' } }), rule({ count: { at_least: n, within: '1d', distinct: 'page.path' } })],
  'placeholders of a destination': (n) => [wholeModel({ rules: kRules, destinations: [{ id: 'd', url: `/${'{{say}}'.repeat(n)}` }] })],
};

test('the table of limits: what is as large is right, what is larger is refused', () => {
  const rows = table('what', 'at most').filter(([what]) => !/^errors told|state can grow/.test(what));
  assert.deepEqual(rows.map(([what]) => what).sort(), Object.keys(sized).sort());
  for (const [what, cell] of rows) {
    const most = Number(cell.match(/^[\d,]+/)[0].replaceAll(',', '')) * (cell.endsWith('MiB') ? 2 ** 20 : 1);
    for (const model of sized[what](most)) assert.deepEqual(errorsOf(model), [], what);
    for (const model of sized[what](most + 1)) assert.notDeepEqual(errorsOf(model), [], `${what}: more than ${most}`);
  }
});

test('a state that can grow larger is refused by kelvin check', () => {
  const [, cell] = table('what', 'at most').find(([what]) => /state can grow/.test(what));
  const counting = (i) => ({ id: `r${i}`, on: 'page', points: 1, count: { at_least: 64, distinct: 'page.path' } });
  const [told] = check([wholeModel({ rules: filled(60, counting) })]);
  assert.deepEqual(told.errors.map(({ code }) => code), ['too_large']);
  assert.match(told.errors[0].fix, new RegExp(`within ${cell.replace(' ', '.0 ')}`));
});

test('at most so many errors are told at once', () => {
  const [, cell] = table('what', 'at most').find(([what]) => what === 'errors told at once');
  assert.equal(errorsOf(wholeModel({ rules: filled(900, () => ({})) })).length, Number(cell));
});

test('the table of what a message holds: neither more nor less', () => {
  const model = {
    ...wholeModel({ rules: [{ id: 'page', on: 'page', points: 60 }], top: [{ id: 'best', of: ['interest'] }], segments: [{ id: 'in', when: { 'scores.interest': { $gte: 50 } } }] }),
    triggers: [{ id: 'entered', when: { enter: 'in' }, to: ['own'] }, { id: 'hit', when: { hit: 'page' }, to: ['own'] }],
    destinations: [{ id: 'own', url: '/own', fields: ['role'] }],
    experiences: [{ id: 'offer', if: {}, at: 'a', set: { text: '' }, holdout: 0.1 }],
  };
  assert.deepEqual(errorsOf(model), []);
  core.restore('');
  const send = (message) => JSON.parse(core.apply(JSON.stringify({ anonymousId: 'v', timestamp: '2026-03-01T10:00:00Z', ...message })));
  send({ type: 'identify', userId: 'u', traits: { role: 'buyer' } });
  const { messages } = send({ type: 'page', properties: { path: '/' } });
  assert.equal(messages.length, 2);
  const held = new Set(messages.flatMap(({ body }) => Object.keys(JSON.parse(body).data)));
  assert.deepEqual(table('member of `data`', 'what it is').flatMap(([names]) => codes(names)).sort(), [...held].sort());
});

test('the first model of all, in README.md: the contact form is worth 60, a header search and a log-in nothing', () => {
  const [{ body }] = blocks('json', 'README.md');
  const submitted = (form) => ({ track: 'Form Submitted', properties: { form } });
  const steps = [
    ...[submitted('search'), submitted('login'), { track: 'Form Submitted' }, { expect: { scores: { engagement: 0 } } }],
    ...[submitted('contact'), { expect: { scores: { engagement: 60 }, segments: [] } }],
    ...[{ page: '/pricing' }, { expect: { scores: { engagement: 70 }, segments: ['hot'], fired: ['call'] } }],
  ];
  const [told] = check([{ ...JSON.parse(body), tests: [{ name: 'forms', steps }] }], '--test', '--strict');
  assert.deepEqual(told.warnings, []);
  assert.equal(told.ok, true, JSON.stringify(told));
});

test('the C++ example is the program that is built and run, and prints what the page says', () => {
  const source = (name) => readFileSync(join(root, 'tests/package', name), 'utf8');
  assert.equal(blocks('cpp', 'core/README.md')[0].body, source('three_verbs.cpp'));
  assert.equal(blocks('text', 'core/README.md')[0].body, source('three_verbs.txt'));
});
