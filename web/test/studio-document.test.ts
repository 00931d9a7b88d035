/** The studio's edits: what is not edited keeps its bytes, and what is changed back is as it was. On every model of the library: a seventh of its places, all with KELVIN_SOAK. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createHistory } from '../studio/model/history';
import { apply, copyItem, insertItem, type Json, parse, type Parsed, type Path, pathOf, pointerOf, remove, renameMember, repeatedKeys, same, setValue, swapItems, valueAt, write } from '../studio/model/json';
import { linesOf, withLineEnds } from '../studio/model/line-ends';
import { fromLink, toLink } from '../studio/model/link';
import { print, printList, read, readList } from '../studio/model/literal';
import { placesOf } from '../studio/model/places';

const folder = join(import.meta.dirname, '../../core/models');
const library = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => ({ name, source: readFileSync(join(folder, name), 'utf8') }));

/** Every place of a document, with what stands there. */
function* places(value: Json, path: Path = []): Generator<[Path, Json]> {
  yield [path, value];
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* places(item, [...path, i]);
  else if (value && typeof value === 'object') for (const [key, item] of Object.entries(value)) yield* places(item, [...path, key]);
}

const other = (value: Json): Json => (typeof value === 'number' ? value + 1.5 : typeof value === 'string' ? `${value}x` : typeof value === 'boolean' ? !value : ['other']);
const edited = (text: string, source: string, path: Path, value: Json) => apply(text, setValue(parse(text), parse(source), path, value));
/** The same, of a file that is as it was opened. */
const editedAt = (here: Parsed, path: Path, value: Json) => apply(here.text, setValue(here, here, path, value));

for (const { name, source } of library) {
  const document = JSON.parse(source) as Json;
  const every = process.env.KELVIN_SOAK ? 1 : 7;
  const all = [...places(document)].slice(1).filter((_, i) => i % every === 0);
  const here = parse(source);
  const putBack = (text: string, path: Path, value: Json) => apply(text, setValue(parse(text), here, path, value));

  test(`${name}: each value changed and changed back: the same bytes`, () => {
    for (const [path, value] of all) {
      const changed = editedAt(here, path, other(value));
      assert.deepEqual(valueAt(parse(changed), path), other(value), pointerOf(path));
      assert.equal(putBack(changed, path, value), source, pointerOf(path));
    }
  });

  test(`${name}: each member taken out and put back: the same bytes`, () => {
    for (const [path, value] of all) {
      if (typeof path.at(-1) !== 'string') continue;
      const without = apply(source, remove(here, path));
      assert.equal(valueAt(parse(without), path), undefined, pointerOf(path));
      assert.equal(putBack(without, path, value), source, pointerOf(path));
    }
  });

  test(`${name}: items moved, copied and made, and that undone: the same bytes`, () => {
    const lists = all.filter(([, value]) => Array.isArray(value) && value.length > 0) as [Path, Json[]][];
    for (const [path, items] of lists) {
      const history = createHistory(source);
      const step = (make: (text: string) => string) => history.change(make(history.text));
      step((text) => apply(text, copyItem(parse(text), path, 0, (value) => value)));
      assert.ok(same(valueAt(parse(history.text), path), [items[0], ...items]), pointerOf(path));
      step((text) => apply(text, insertItem(parse(text), path, items.length + 1, 'new')));
      step((text) => apply(text, swapItems(parse(text), path, 0, items.length + 1)));
      assert.equal((valueAt(parse(history.text), path) as Json[])[0], 'new');
      const last = history.text;
      while (history.canUndo) history.undo();
      assert.equal(history.text, source);
      while (history.canRedo) history.redo();
      assert.equal(history.text, last);
      const added = apply(source, insertItem(here, path, items.length, 'new'));
      assert.equal(apply(added, remove(parse(added), [...path, items.length])), source, pointerOf(path));
    }
  });

  test(`${name}: an edit touches its own bytes alone`, () => {
    for (const [path, value] of all) {
      if (typeof value === 'object' && value !== null) continue;
      const [edit, ...more] = setValue(here, here, path, other(value));
      assert.deepEqual(more, []);
      assert.ok(edit && JSON.stringify(JSON.parse(source.slice(edit.offset, edit.offset + edit.length))) === JSON.stringify(value));
    }
  });
}

test('what is new is written as its neighbours are', () => {
  const put = (source: string, path: Path, value: Json) => edited(source, source, path, value);
  assert.equal(put('{"a": 1}', ['b'], [1, { c: 2 }]), '{"a": 1, "b": [1, {"c": 2}]}');
  assert.equal(put('{"a":1}', ['b'], [1, { c: 2 }]), '{"a":1,"b":[1,{"c":2}]}');
  assert.equal(put('{\n  "a": 1\n}', ['b'], 2), '{\n  "a": 1,\n  "b": 2\n}');
  assert.equal(put('{"a": [\n  1,\n  2\n]}', ['a', 2], 3), '{"a": [\n  1,\n  2,\n  3\n]}');
  assert.equal(put('{"a": {}}', ['a', 'b', 'c'], true), '{"a": {"b": {"c": true}}}');
  assert.equal(put('{"a":   1,   "b": 2}', ['c'], 3), '{"a":   1,   "b": 2, "c": 3}');
  assert.equal(apply('{"a": 1, "b": 2}', renameMember(parse('{"a": 1, "b": 2}'), ['a'], 'z"')), '{"z\\"": 1, "b": 2}');
  assert.equal(write({ a: ['x', null] }, true), '{"a": ["x", null]}');
});

test('numbers keep the form that they were opened in', () => {
  const source = '{"price": 200.00, "half": 5e-1}';
  const changed = edited(source, source, ['price'], 201);
  assert.equal(changed, '{"price": 201, "half": 5e-1}');
  assert.equal(edited(changed, source, ['price'], 200), source);
});

test('what is no JSON has no tree and no edits', () => {
  for (const text of ['', '{', '{"a": 1,}', '// x\n{}', '{"a": 1} 2', 'null x']) {
    assert.equal(parse(text).tree, undefined, text);
    assert.deepEqual(setValue(parse(text), parse(text), ['a'], 1), []);
  }
});

test('pointers and paths are one thing', () => {
  const here = parse('{"a/b": [{"~": 1}]}');
  assert.deepEqual(pathOf(here, '/a~1b/0/~0'), ['a/b', 0, '~']);
  assert.equal(pointerOf(['a/b', 0, '~']), '/a~1b/0/~0');
});

test('typing into a field is one step back, and 10,000 steps are kept', () => {
  const history = createHistory('0');
  for (const text of ['1', '12', '123']) history.change(text, 'field');
  history.seal();
  history.change('1234', 'field');
  history.undo();
  assert.equal(history.text, '123');
  history.undo();
  assert.equal(history.text, '0');
  for (let i = 1; i <= 10_000; i++) history.change(`${i}`);
  for (let i = 0; i < 10_000; i++) history.undo();
  assert.equal(history.text, '0');
  assert.equal(history.canUndo, false);
});

test('values read as they are printed', () => {
  const values: Json[] = ['a', 'a b', '5', 5, -0.5, 'true', true, null, 'null', '', ' x', 'x ', 'a, b', '"', '[', '{"a": 1}', { a: [1, 'x, "y"'] }, ['a', '5'], 'é', '1e5', '\n', 'a"b', 'a\\'];
  for (const value of values) assert.deepEqual(read(print(value)), value, print(value));
  assert.deepEqual(readList(printList(values)), values, printList(values));
  assert.deepEqual(readList(''), []);
  assert.deepEqual(readList('a, b,'), ['a', 'b']);
});

test('a model goes through a link, and a link that was cut is told', async () => {
  for (const { source } of library) {
    const link = await toLink(source);
    assert.match(link, /^[\w-]+$/);
    assert.equal(await fromLink(link), source);
    assert.equal(await fromLink(link.slice(0, -5)), undefined);
  }
  assert.equal(await fromLink(''), undefined);
  assert.equal(await fromLink('%'), undefined);
});

test('a member does not take a name that its object has: the other would be hidden', () => {
  const source = '{"pages": {"price": ["/p"], "pric": ["/q"]}}';
  assert.deepEqual(renameMember(parse(source), ['pages', 'pric'], 'price'), []);
  assert.equal(apply(source, renameMember(parse(source), ['pages', 'pric'], 'prices')), source.replace('"pric"', '"prices"'));
  assert.equal(apply(source, renameMember(parse(source), ['pages', 'pric'], 'pric')), source);
});

test('what an editor did with line feeds alone leaves the line ends of a file', () => {
  for (const [source, old, typed, wanted] of [
    ['{\r\n"a": 1\r\n}\r\n', '1', '2,\n"b": 3', '{\r\n"a": 2,\r\n"b": 3\r\n}\r\n'],
    ['{\n"a":\r\n1\n}', '1', '7', '{\n"a":\r\n7\n}'],
    ['{\r"a": 1\r}', '"a": 1\n', '', '{\r}'],
    ['{\n1\n}', '1', '2', '{\n2\n}'],
  ] as const) {
    const shown = linesOf(source);
    assert.equal(withLineEnds(source, shown), source);
    assert.equal(withLineEnds(source, shown.replace(old, typed)), wanted);
  }
});

test('of a key that stands twice the last counts, and each one too many is named', () => {
  const source = '{"a": 1, "a": 2, "b": [{"c": 1, "c": {"d": 1}, "c": 3}]}';
  assert.deepEqual(repeatedKeys(parse(source)).map(({ path }) => pointerOf(path)), ['/a', '/b/0/c', '/b/0/c']);
  assert.equal(edited(source, source, ['a'], 7), source.replace('2', '7'));
  for (const model of library) assert.deepEqual(repeatedKeys(parse(model.source)), []);
});

test('a value of the file can be printed, whatever stands where a word is meant', () => {
  const here = parse('{"group": {"$in": ["a"]}, "__proto__": {"x": 1}}');
  assert.equal(String(valueAt(here, ['group'])), '[object Object]');
  assert.deepEqual(Object.keys(valueAt(here, []) as object), ['group', '__proto__']);
});

test('a problem is marked where it stands, whatever the line ends', () => {
  const marked = (source: string, ...problems: { at: string; code: string; found: string }[]) => placesOf(source, problems).map(([from, to]) => `${from}: ${linesOf(source).slice(from, to)}`);
  // The third line's comma is missing: the browser counts the file's own characters.
  const cut = '{\n"a": 1,\n"b": 2\n"c": 3}';
  for (const source of [cut, cut.replaceAll('\n', '\r\n')]) assert.deepEqual(marked(source, { at: '', code: 'bad_json', found: `... in JSON at position ${source.indexOf('"c"')}` }), ['17: "']);
  for (const source of ['{\n"a":\n"x"}', '{\r\n"a":\r\n"x"}']) {
    assert.deepEqual(marked(source, { at: '/a', code: 'wrong_type', found: 'x' }, { at: '/none', code: 'missing_key', found: '' }), ['7: "x"', '0: {']);
  }
  // Of a key that stands three times: each that is too many, and what is wrong with the last, which counts.
  const thrice = { at: '/id', code: 'repeated_key', found: 'id' };
  assert.deepEqual(marked('{"id": 1, "id": 2, "id": [3]}', thrice, thrice, { at: '/id/0', code: 'wrong_type', found: '3' }), ['10: "id": 2', '19: "id": [3]', '26: 3']);
});
