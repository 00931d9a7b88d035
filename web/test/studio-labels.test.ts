/** A list of customers as a table: RFC 4180, with the separator that it has, and each record's own line; and what becomes of the labels before. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KelvinStudio } from '../../wasm/studio';
import { readLabels, recordsOf } from '../studio/worker/read-labels';

const fields = (text: string) => [...recordsOf(text)].map((record) => record.fields);

test('separators, quotation marks, line ends', () => {
  assert.deepEqual(fields('visitor,converted\nv-1,1\n'), [['visitor', 'converted'], ['v-1', '1']]);
  assert.deepEqual(fields('visitor;converted\r\nv-1;1\r\n\r\n'), [['visitor', 'converted'], ['v-1', '1']]);
  assert.deepEqual(fields('a\tb\n1\t'), [['a', 'b'], ['1', '']]);
  assert.deepEqual(fields('"a,b",c\n"say ""no""",d'), [['a,b', 'c'], ['say "no"', 'd']]);
  assert.deepEqual(fields('"a;b",c\n1,2'), [['a;b', 'c'], ['1', '2']]);
  assert.deepEqual(fields(''), []);
});

test('a record knows the line that it begins at', () => {
  assert.deepEqual([...recordsOf('a,b\n\n"x\ny",1\nz,2')].map(({ line }) => line), [1, 3, 5]);
});

test('`wrong` is told of a file only where the core still has the labels before', async () => {
  // A core that takes each row, but not so many at once.
  const taken: string[] = [];
  const refused = { ok: false, errors: [{ code: 'too_large', at: '', found: '', fix: 'give fewer' }] };
  const label = (list: string) => JSON.stringify(JSON.parse(list).length > 1 ? refused : (taken.push(list), { ok: true, labels: 1, converted: 0, bad: [] }));
  const core = { label } as unknown as KelvinStudio;
  assert.equal((await readLabels(core, new File(['name;age\nx;3'], 'other.csv'))).wrong, 'it has no column visitor and converted');
  assert.deepEqual(taken, []);
  await assert.rejects(readLabels(core, new File(['visitor,converted\na,0\nb,0'], 'large.csv')), /give fewer/);
  assert.equal(taken.length, 2);
});
