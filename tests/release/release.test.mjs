// What can be said of a release without building one: versions agree, and a checkout that is not clean is refused.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { changes } from '../../release/make.mjs';
import { file, read, run, version } from '../../release/project.mjs';

test('all that tells a version tells CMake\'s', () => {
  const one = (pattern, ...path) => pattern.exec(read(...path))?.[1];
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.equal(JSON.parse(read('web/package.json')).version, version);
  const lock = JSON.parse(read('web/package-lock.json'));
  assert.deepEqual([lock.version, lock.packages[''].version], [version, version]);
  assert.equal(one(/kVersion = '([^']+)'/, 'web/src/api.ts'), version);
  assert.equal(one(/version: '([^']+)'/, 'web/packages/segment.ts'), version);
  assert.equal(one(/^ \* Version: +(\S+)/m, 'web/wordpress/kelvin.php'), version);
  assert.equal(one(/^Stable tag: (\S+)/m, 'web/wordpress/readme.txt'), version);
  assert.equal(one(/'version' +=> '([^']+)'/, 'web/wordpress/block/editor.asset.php'), version);
  assert.equal(run(file('build/release/native/kelvin'), ['--version']).trim(), version);
  // What is to be told of the next release stands under that heading until there is one.
  const headings = [...read('CHANGELOG.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  assert.ok([version, 'Not released yet'].includes(headings.find((heading) => heading !== 'The laws')));
});

test('a checkout with changes, or with files that git does not know, is refused by their names', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-dirty-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const git = (...words) => run('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...words], { cwd: folder });
  git('init', '-q');
  for (const name of ['release', 'web']) mkdirSync(join(folder, name));
  for (const path of ['CMakeLists.txt', 'web/package.json', ...['make', 'project', 'sbom', 'wordpress', 'zip'].map((name) => `release/${name}.mjs`)]) writeFileSync(join(folder, path), read(path));
  git('add', '.');
  git('commit', '-qm', 'All');
  assert.equal(changes(folder), '');
  writeFileSync(join(folder, 'CMakeLists.txt'), read('CMakeLists.txt') + '\n');
  writeFileSync(join(folder, 'new.txt'), '');
  const { status, stderr } = spawnSync(process.execPath, ['release/make.mjs'], { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /clean checkout.*CMakeLists\.txt.*new\.txt/s);
});
