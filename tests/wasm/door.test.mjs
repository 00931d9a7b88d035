// kelvin.d.ts against what the module really exports and returns. Its functions are compared by
// name; its shapes by the TypeScript compiler, which reads real results as typed literals.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bytes, load, root } from './load.mjs';
import { declaredFunctions, functionsOf, typeErrors } from './typed.mjs';

const model = readFileSync(join(root, 'web/demo/kelvin.model.json'), 'utf8');

const visit = (path, more = {}) =>
  JSON.stringify({
    type: 'page',
    messageId: `m-${path}`,
    anonymousId: 'v-1',
    timestamp: '2026-03-01T10:00:00Z',
    properties: { url: `https://shop.test${path}?utm_source=news&utm_medium=email`, path },
    ...more,
  });

const asked = JSON.stringify({
  type: 'track',
  event: 'Form Submitted',
  messageId: 'm-form',
  anonymousId: 'v-1',
  timestamp: '2026-03-01T10:05:00Z',
  properties: { form: 'demo-request' },
});

test('the module has the functions that are declared, and no others', async () => {
  const names = declaredFunctions('kelvin.d.ts', 'KelvinModule');
  assert.deepEqual(functionsOf(await load()), names);
  assert.ok(names.length <= 10);
});

test('what is no build of the core rejects, and leaves nothing pending', async () => {
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  await assert.rejects(load(new Uint8Array(header.slice(0, 4))), WebAssembly.CompileError);
  // A module that imports "a" "z", which the glue does not have.
  const importing = [...header, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x02, 0x07, 0x01, 0x01, 0x61, 0x01, 0x7a, 0x00, 0x00];
  await assert.rejects(load(new Uint8Array(importing)), WebAssembly.LinkError);
  await assert.rejects(load(await WebAssembly.compile(new Uint8Array(importing))), WebAssembly.LinkError);
});

test('memory is bounded: what is too long is refused, the next call works, and texts that come and go do not add up', async () => {
  let memory;
  const kelvin = await load((imports) => {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
    memory = Object.values(instance.exports).find((member) => member instanceof WebAssembly.Memory);
    return instance;
  });
  kelvin.compile(model);
  for (const text of ['x'.repeat(5 << 20), undefined, 5n, {}]) assert.throws(() => kelvin.compile(text));
  assert.equal(JSON.parse(kelvin.compile('x'.repeat(4 << 20))).errors[0].code, 'bad_json');
  assert.equal(JSON.parse(kelvin.apply(visit('/pricing/'))).status, 'scored');
  const { byteLength } = memory.buffer;
  for (let i = 0; i < 1000; i++) kelvin.restore('x'.repeat(20 * i));
  for (let i = 0; i < 20; i++) kelvin.compile('x'.repeat(4 << 20));
  assert.equal(memory.buffer.byteLength, byteLength);
  assert.ok(byteLength <= 32 << 20);
});

test('a lone surrogate is replaced, and takes nothing with it', async () => {
  const kelvin = await load();
  const { errors } = JSON.parse(kelvin.compile('{"kelvin":1,"\ud800a":2}'));
  assert.ok(errors.some(({ at }) => at === '/\ufffda'), JSON.stringify(errors));
});

test('results have the declared shapes', async () => {
  const kelvin = await load();
  const results = [
    ['Refused', kelvin.compile('{"kelvin":2}')],
    ['Refused', kelvin.restore('')],
    ['Bad', kelvin.apply(visit('/'))],
    ['Compiled', kelvin.compile(model)],
    ['Restored', kelvin.restore('')],
    ['Scored', kelvin.apply(visit('/pricing/'))],
    ['Passed', kelvin.apply(visit('/pricing/'))],
    ['Passed', kelvin.apply(visit('/', { type: 'screen' }))],
    ['Bad', kelvin.apply('{"type":"page"}')],
    ['Scored', kelvin.apply(asked)],
    ['Scored', kelvin.apply(visit('/b/', { userId: 'b' }))],
    ['OtherPerson', kelvin.apply(visit('/c/', { userId: 'c' }))],
    ['Scrubbed', kelvin.scrub(visit('/blog/'))],
    ['Refused', kelvin.scrub('{')],
    ['View', kelvin.view(Date.parse('2026-03-02T00:00:00Z'))],
    ['View', kelvin.explain(Date.parse('2026-03-02T00:00:00Z'))],
    ['Refused', kelvin.restore('{"kelvin":99}')],
    ['Resumed', kelvin.resume(kelvin.save())],
    ['Refused', kelvin.resume('{"kelvin":99}')],
  ];
  const last = JSON.parse(results[14][1]);
  assert.ok(Object.values(last.scores).some((score) => score > 0), 'the journey scored nothing');

  assert.equal(typeErrors('kelvin.d.ts', results), '');
});

test('a state travels between instances, and reading changes nothing', async () => {
  const [a, b] = [await load(), await load()];
  a.compile(model);
  b.compile(model);
  a.apply(visit('/pricing/'));
  const saved = a.save();
  a.view(Date.parse('2027-03-02T00:00:00Z'));
  assert.equal(a.save(), saved);
  assert.ok(saved.startsWith('{"kelvin":2,'), saved);
  assert.deepEqual(JSON.parse(b.restore(saved)), { ok: true, digest: JSON.parse(b.compile(model)).digest, events: 1, dropped: [] });
  b.restore(saved);
  assert.equal(b.save(), saved);
  assert.equal(b.apply(asked), a.apply(asked));
});

test("another person's event is told and changes nothing; a new visitor takes it", async () => {
  const kelvin = await load();
  kelvin.compile(model);
  assert.equal(JSON.parse(kelvin.apply(visit('/pricing/'))).status, 'scored');
  assert.equal(JSON.parse(kelvin.apply(visit('/b/', { userId: 'b' }))).status, 'scored', 'a first userId');
  const saved = kelvin.save();
  const other = visit('/c/', { userId: 'c' });
  assert.deepEqual(JSON.parse(kelvin.apply(other)), { status: 'other_person' });
  assert.equal(kelvin.save(), saved);
  assert.equal(JSON.parse(kelvin.apply(visit('/b/', { userId: 'c' }))).status, 'duplicate');
  assert.equal(JSON.parse(kelvin.apply(visit('/d/'))).status, 'scored', 'an event without a userId');
  kelvin.restore('');
  const { status, before } = JSON.parse(kelvin.apply(other));
  assert.equal(status, 'scored');
  assert.ok(Object.values(before).every((score) => score === 0));
});

test('after a replay under a changed model a message takes no id that was used', async () => {
  const trigger = { id: 'told', when: { hit: 'ask' }, to: ['crm'] };
  const build = (version, on) =>
    JSON.stringify({
      kelvin: 1, id: 'm', version,
      scores: [{ id: 's', rules: [{ id: 'ask', on, points: 1 }] }],
      triggers: [trigger],
      destinations: [{ id: 'crm', url: 'https://crm.test/' }],
    });
  const event = (i, name = 'Ask') =>
    JSON.stringify({ type: 'track', event: name, messageId: `m-${i}`, anonymousId: 'v', timestamp: 1_772_366_400_000 + i });
  const ids = (outcome) => JSON.parse(outcome).messages.map(({ id }) => id);
  const kelvin = await load();
  kelvin.compile(build('1', 'Ask'));
  const log = [event(1), event(2), event(3)];
  const used = log.flatMap((line) => ids(kelvin.apply(line)));
  const before = kelvin.save();
  assert.equal(new Set(used).size, 3);

  // Today's model hears another event: in the replay nothing fires.
  const today = await load();
  today.compile(build('2', 'Call'));
  log.forEach((line) => today.apply(line));
  assert.deepEqual(JSON.parse(today.resume(before)), { ok: true });
  const [id] = ids(today.apply(event(4, 'Call')));
  assert.ok(id && !used.includes(id));
  assert.equal(JSON.parse(today.view(0)).events, 4);
  const saved = today.save();
  assert.equal(JSON.parse(today.resume('{"kelvin":1,"last":"x"}')).ok, false);
  assert.equal(today.save(), saved);
});

test('nothing that is put in makes the door throw', async () => {
  const kelvin = await load();
  kelvin.compile(model);
  const texts = ['', 'null', '[]', '"x"', '1e999', '{"type":1}', '\u0000', '['.repeat(100_000), '{"a":'.repeat(50), '\ufffd'];
  for (const text of texts) {
    for (const name of ['compile', 'restore', 'resume', 'apply', 'scrub']) assert.doesNotThrow(() => JSON.parse(kelvin[name](text)), `${name} ${text.slice(0, 20)}`);
  }
  for (const at of [NaN, Infinity, -Infinity, 1e300, -1e300, 0.5]) {
    for (const name of ['view', 'explain']) assert.doesNotThrow(() => JSON.parse(kelvin[name](at)), `${name} ${at}`);
  }
});

/** What kelvin::json refuses natively (tests/unit/json_test.cpp), the glue refuses with the same codes; and what it takes, it takes as it stands. */
test('the glue parses as the core does everywhere', async () => {
  const kelvin = await load();
  kelvin.compile(model);
  const code = (text) => JSON.parse(kelvin.restore(text)).errors[0].code;
  for (const text of ['{', '{"a":01}', '[1,]', '{} {}', '1\0', '"a\nb"', '{"a":1e400}', '[-1e400]', '"\\ud83d"', '{"\\ude00":1}', '["\\ud83dx"]', '\ufeff\ufeff{}']) {
    assert.equal(code(text), 'bad_json', text);
  }
  const nested = (levels) => '['.repeat(levels) + ']'.repeat(levels);
  assert.equal(code(nested(33)), 'too_deep');
  assert.equal(code('['.repeat(33)), 'bad_json'); // it is no JSON before it is too deep
  assert.notEqual(code(nested(32)), 'too_deep');
  const members = (count) => `{${Array.from({ length: count }, (_, i) => `"m${i}":0`)}}`;
  assert.equal(code(members(2001)), 'too_many');
  assert.notEqual(code(members(2000)), 'too_many');
  assert.equal(JSON.parse(kelvin.restore('\ufeff' + kelvin.save())).ok, true);
  const long = JSON.parse(kelvin.apply(visit('/', { properties: { path: 'é'.repeat(600_000) } })));
  assert.equal(long.errors[0].code, 'too_long');
});

test('names that are numbers stay in their places, -0 is 0, pairs of halves are one, the last of a repeated key stands', async () => {
  const kelvin = await load();
  const keep = JSON.stringify({ kelvin: 1, id: 'm', version: '1', privacy: { keep: ['profile.t'] }, scores: [{ id: 's', rules: [{ id: 'r', on: 'page', points: 1 }] }] });
  kelvin.compile(keep);
  const traits = '{"t":{"b":1,"2":-0,"a\\"7":"\\ud83d\\ude00","10":[1.5e300,null,true,false],"1":"\ue000\ue001","b" :3}}';
  const scrubbed = JSON.parse(kelvin.scrub(`{"type":"identify","anonymousId":"v","timestamp":1772359200000,"traits":${traits}}`).replace(/([{,])"(\d+)":/g, '$1"_$2":'));
  assert.equal(JSON.stringify(scrubbed.event.traits.t), '{"b":3,"_2":0,"a\\"7":"😀","_10":[1.5e+300,null,true,false],"_1":"\ue000\ue001"}');
});
