/** What is a download: the page's own pattern beside the list that `kelvin import` reads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import files from '../../core/vocabulary/files.json';
import { kFile } from '../src/sensors/links';

test('the page and the import take the same files for downloads', () => {
  for (const extension of files.downloads) assert.ok(kFile.test(`/a.${extension}`), extension);
  for (const extension of [...files.assets, 'html', 'php']) assert.ok(!kFile.test(`/a.${extension}`), extension);
  // Each alternative of the pattern, spelt out.
  const { source } = kFile;
  const words = source.slice(source.indexOf('(') + 1, source.indexOf(')(')).replace('(?:s|t|tx)', '[s,t,tx]').split('|');
  const spelt = words.flatMap((word) => {
    const [, front, ends] = /^(.*)\[(.*)\]$/.exec(word) ?? [];
    if (ends) return ends.split(',').map((end) => front + end);
    const optional = word.indexOf('?');
    return optional < 0 ? [word] : [word.replace('?', ''), word.slice(0, optional - 1) + word.slice(optional + 1)];
  });
  assert.deepEqual([...spelt].sort(), [...files.downloads].sort());
});
