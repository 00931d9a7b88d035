/** What the core would have written, as an edit: of names, values, ids within fields, parts of texts; and nothing else is touched. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply, parse, pathOf } from '../studio/model/json';
import { correction, meantBy } from '../studio/model/meant';

const corrected = (source: string, at: string, code: string, found: string, fix: string) => {
  const here = parse(source);
  const edits = correction(here, here, { code, found, fix }, pathOf(here, at));
  return typeof edits === 'string' ? edits : apply(source, edits);
};

test('the name of a member, and the id within it', () => {
  assert.equal(corrected('{"limt": 1}', '/limt', 'unknown_key', 'limt', 'did you mean limit?'), '{"limit": 1}');
  assert.equal(corrected('{"a": {"$gtt": 5}}', '/a/$gtt', 'bad_operator', '$gtt', 'did you mean $gt?'), '{"a": {"$gt": 5}}');
  assert.equal(corrected('{"rules.visted.hits": 1}', '/rules.visted.hits', 'unknown_reference', 'rules.visted.hits', 'did you mean visited?'), '{"rules.visited.hits": 1}');
  assert.equal(corrected('{"page.pth": "/"}', '/page.pth', 'bad_field', 'page.pth', 'did you mean page.path?'), '{"page.path": "/"}');
  assert.equal(corrected('{"limt": 1, "limit": 2}', '/limt', 'unknown_key', 'limt', 'did you mean limit?'), 'limit');
});

test('a value, one of a list, an id within it, a placeholder', () => {
  assert.equal(corrected('{"to": ["a", "crmm"]}', '/to/1', 'unknown_reference', '"crmm"', 'did you mean crm?'), '{"to": ["a", "crm"]}');
  assert.equal(corrected('{"on": "form_submit"}', '/on', 'event_name', '"form_submit"', 'did you mean Form Submitted? Names count to the letter'), '{"on": "Form Submitted"}');
  assert.equal(corrected('{"by": "rules.cart.sums"}', '/by', 'bad_field', 'rules.cart.sums', 'did you mean rules.cart.sum?'), '{"by": "rules.cart.sum"}');
  assert.equal(corrected('{"url": "https://x/{{subjct}}"}', '/url', 'bad_hole', 'subjct', 'did you mean subject?'), '{"url": "https://x/{{subject}}"}');
  assert.equal(corrected('{"url": "https://x/say/{{say}}"}', '/url', 'bad_hole', 'say', 'did you mean subject?'), '{"url": "https://x/say/{{subject}}"}');
  assert.equal(corrected('{"group": "group"}', '/group', 'unknown_reference', '"group"', 'did you mean groups?'), '{"group": "groups"}');
  assert.equal(corrected('{"is": "5x"}', '/is', 'bad_value', '"5x"', 'did you mean 5?'), '{"is": "5"}');
});

test('several patterns in place of one, alone or in a list', () => {
  const fix = 'no path is like this: did you mean "/a/**" and "/b/**"?';
  assert.deepEqual(meantBy({ code: '', found: '', fix: 'did you mean "/a? b" and "/c"?' }), ['/a? b', '/c']);
  assert.deepEqual(meantBy({ code: '', found: '', fix }), ['/a/**', '/b/**']);
  assert.equal(corrected('{"$glob": "/{a,b}/**"}', '/$glob', 'bad_value', '"/{a,b}/**"', fix), '{"$glob": ["/a/**", "/b/**"]}');
  assert.equal(corrected('{"p": ["/x", "/{a,b}/**"]}', '/p/1', 'bad_value', '"/{a,b}/**"', fix), '{"p": ["/x", "/a/**", "/b/**"]}');
});

test('a name somewhere in a condition', () => {
  const source = '{"where": {"$or": [{"properties.forms": "x"}, {"properties.form": "properties.forms!"}]}}';
  assert.equal(corrected(source, '/where', 'property_name', 'properties.forms', 'did you mean properties.form?'), source.replace('"properties.forms"', '"properties.form"'));
});

test('what tells of nothing that was meant is no edit', () => {
  assert.equal(corrected('{"a": 1}', '/a', 'bad_value', '1', 'use 2'), '{"a": 1}');
  assert.equal(corrected('{"a": 1}', '/b', 'unknown_key', 'b', 'did you mean a?'), '{"a": 1}');
});
