/** A list of customers as a table: RFC 4180, with the separator that it has, and each record's own line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordsOf } from '../studio/worker/read-labels';

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
