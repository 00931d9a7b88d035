/** JSON writing of hostile values, guards, clock, ids. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBus } from '../src/tools/bus';
import { clockOffset, iso } from '../src/tools/clock';
import { fromJson, toJson } from '../src/tools/json';
import { randomId } from '../src/tools/random';
import { guard } from '../src/tools/safe';
import type { KelvinError } from '../kelvin';

test('toJson writes plain data as JSON.stringify does', () => {
  const plain = { a: 1, b: [true, null, 'x"\n\u2028'], c: { d: -1.5e-7, e: 1e21 }, 'k"': '' };
  assert.equal(toJson(plain), JSON.stringify(plain));
});

test('toJson leaves out what JSON cannot hold', () => {
  const trap = {
    get bad() {
      throw new Error('trap');
    },
    f() {},
    s: Symbol('s'),
    u: undefined,
    n: NaN,
    i: -Infinity,
    big: 12345678901234567890n,
    date: new Date(0),
    never: new Date(NaN),
    list: [undefined, () => 1, 2],
    ok: 1,
  };
  assert.deepEqual(JSON.parse(toJson(trap)), {
    n: null,
    i: null,
    big: '12345678901234567890',
    date: '1970-01-01T00:00:00.000Z',
    never: null,
    list: [null, null, 2],
    ok: 1,
  }, 'kept members');
});

test('toJson survives cycles, depth, width and proxies', () => {
  const cycle: Record<string, unknown> = { a: 1 };
  cycle['self'] = cycle;
  cycle['list'] = [cycle, 2];
  assert.equal(toJson(cycle), '{"a":1,"list":[null,2]}');
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assert.ok(toJson(deep).length < 200);
  const wide = { k: Array.from({ length: 1e6 }, () => 'x'.repeat(100)) };
  assert.ok(toJson(wide).length < 100_000);
  // Objects shared at every level would be written 2^n times.
  let shared: unknown = 1;
  for (let i = 0; i < 31; i++) shared = { a: shared, b: shared };
  assert.ok(toJson(shared).length < 200_000);
  const hostile = new Proxy({}, { ownKeys: () => { throw new Error('trap'); }, getPrototypeOf: () => { throw new Error('trap'); } });
  assert.equal(toJson({ hostile, ok: 1 }), '{"ok":1}');
  assert.equal(toJson(hostile), 'null');
});

test('toJson asks nobody for toJSON and follows no prototype', () => {
  const array = Array.prototype as { toJSON?: () => string };
  const object = Object.prototype as { toJSON?: () => string; polluted?: number };
  array.toJSON = object.toJSON = () => 'hijacked';
  object.polluted = 1;
  try {
    assert.equal(toJson({ a: [1, { b: 2 }] }), '{"a":[1,{"b":2}]}');
  } finally {
    delete array.toJSON;
    delete object.toJSON;
    delete object.polluted;
  }
  assert.equal(toJson(fromJson('{"__proto__":{"x":1},"y":2}')), '{"y":2}');
});

test('texts are well-formed and cut', () => {
  assert.equal(toJson('a\ud800b'), '"a\ufffdb"');
  assert.equal(toJson({ '\udc00k': '\ud83d\ude00\ud83d' }), '{"\ufffdk":"\u{1F600}\ufffd"}');
  assert.equal(JSON.parse(toJson('x'.repeat(9000))).length, 8192);
  // The cut falls into a pair.
  assert.equal(JSON.parse(toJson('x'.repeat(8191) + '\u{1F600}')).at(-1), '\ufffd');
  assert.equal(JSON.parse(toJson('x'.repeat(9000), Infinity)).length, 9000);
});

test('fromJson gives null for what is no JSON', () => {
  assert.equal(fromJson('{'), null);
  assert.equal(fromJson(null), null);
  assert.deepEqual(fromJson('[1]'), [1]);
});

test('guard keeps throws and rejections to itself and reports them', async () => {
  const seen: KelvinError[] = [];
  const report = (error: KelvinError) => void seen.push(error);
  assert.equal(guard(report, 'here', () => { throw new Error('boom'); })(), undefined);
  assert.equal(await guard(report, 'there', async () => { throw { toString() { throw 1; } }; })(), undefined);
  assert.deepEqual(seen.map(({ code, at, found }) => [code, at, found]), [['internal', 'here', 'boom'], ['internal', 'there', '']]);
});

test('bus: one listener that throws stops no other, and a failing error listener does not loop', () => {
  let reports = 0;
  const bus = createBus<{ a: number; error: KelvinError }>((error) => {
    reports++;
    bus.emit('error', error);
  });
  const heard: number[] = [];
  bus.on('a', () => { throw new Error('host'); });
  const off = bus.on('a', (n) => heard.push(n));
  bus.on('error', () => { throw new Error('again'); });
  bus.emit('a', 1);
  off();
  bus.emit('a', 2);
  assert.deepEqual(heard, [1]);
  assert.equal(reports, 2);
});

test('clock is corrected only when it is plainly wrong', () => {
  const now = Date.parse('2026-03-01T10:00:00Z');
  assert.equal(clockOffset('Sun, 01 Mar 2026 10:04:00 GMT', null, now), 0);
  assert.equal(clockOffset('Sun, 01 Mar 2026 12:00:00 GMT', null, now), 7_200_000);
  assert.equal(clockOffset('Sun, 01 Mar 2026 08:00:00 GMT', null, now), -7_200_000);
  // A shared cache held the answer for two hours: its date is old, the clock is right.
  assert.equal(clockOffset('Sun, 01 Mar 2026 08:00:00 GMT', '7200', now), 0);
  assert.equal(clockOffset(null, null, now), 0);
  assert.equal(clockOffset('rubbish', 'x', now), 0);
  assert.equal(iso(NaN), '1970-01-01T00:00:00.000Z');
});

test('ids are 32 hex digits, also where randomness is broken', () => {
  assert.match(randomId(), /^[0-9a-f]{32}$/);
  const original = crypto.getRandomValues;
  crypto.getRandomValues = () => { throw new Error('broken host'); };
  try {
    assert.match(randomId(), /^[0-9a-f]{32}$/);
  } finally {
    crypto.getRandomValues = original;
  }
  assert.notEqual(randomId(), randomId());
});
