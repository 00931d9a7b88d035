// What can be said of a release without building one: versions agree, and what is refused, is refused before anything is built or removed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { foreignFiles } from '../../release/folder.mjs';
import { changes, pack, trial } from '../../release/make.mjs';
import { licencesOf, namesIn, packagesIn } from '../../release/licences.mjs';
import { file, read, run, version } from '../../release/project.mjs';
import { npmComponents } from '../../release/sbom.mjs';
import { studioFile } from '../../release/studio.mjs';

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

test('a release is a trial until its changes have a heading of their own, and what came after it is one again', () => {
  const log = (...headings) => ['# Changes', ...headings.map((heading) => `## ${heading}\n- **x**: Not released yet`), ''].join('\n\n');
  assert.equal(trial(log('The laws', version, '0.1.0')), '');
  assert.match(trial(log('The laws', 'Not released yet', '0.1.0')), /^A trial: .*Not released yet/);
  assert.match(trial(log('The laws', 'Not released yet', version, '0.1.0')), /^A trial: .*Not released yet/);
  assert.match(trial(log('The laws', '0.1.0')), new RegExp(`^A trial: .*no heading for ${version}`));
});

test('`./dev help` names as many parts of a release as docs/releasing.md', () => {
  const [, said] = /^\.\/dev release .*checkout: (.*), in build/m.exec(run(file('dev'), ['help']));
  const rows = read('docs/releasing.md').split('\n## ')[0].split('\n').filter((line) => line.startsWith('| `'));
  assert.ok(rows.length > 5);
  assert.equal(said.split(', ').length, rows.length, said);
});

/** A commit of what makes a release, and nothing that it is made of: what is refused is refused before a build. */
function checkout(t) {
  const work = mkdtempSync(join(tmpdir(), 'kelvin-checkout-'));
  t.after(() => rmSync(work, { recursive: true }));
  const folder = join(work, 'repository');
  const scripts = readdirSync(file('release')).map((name) => `release/${name}`);
  for (const path of ['CMakeLists.txt', 'CHANGELOG.md', 'web/package.json', ...scripts]) cpSync(file(path), join(folder, path));
  const git = (...words) => run('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...words], { cwd: folder });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'All');
  const node = (words, env = {}) => spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } });
  /** A program of that name that stands in the place of the real one. */
  const standIn = (name, script) => {
    writeFileSync(join(work, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: `${work}:${process.env.PATH}` };
  };
  return { work, folder, node, standIn };
}

test('a checkout with changes, or with files that git does not know, is refused by their names', (t) => {
  const { folder, node } = checkout(t);
  assert.equal(changes(folder), '');
  writeFileSync(join(folder, 'CMakeLists.txt'), read('CMakeLists.txt') + '\n');
  writeFileSync(join(folder, 'new.txt'), '');
  const { status, stderr } = node(['release/make.mjs']);
  assert.equal(status, 1);
  assert.match(stderr, /clean checkout.*CMakeLists\.txt.*new\.txt/s);
});

test('a folder that holds anything is refused, and keeps it: a release and a site alike', (t) => {
  const { work, node } = checkout(t);
  const folder = join(work, 'mine');
  mkdirSync(join(folder, 'photos'), { recursive: true });
  const asked = { release: node(['release/make.mjs', folder]), site: node([file('web/site/build.mjs'), folder]) };
  for (const [name, { status, stderr }] of Object.entries(asked)) {
    assert.ok(existsSync(join(folder, 'photos')), name);
    assert.equal(status, 1, name);
    assert.match(stderr, /mine is not empty: it holds photos\. Name a new or an empty folder/, name);
  }
  assert.throws(() => pack(folder), /not empty/);
  assert.equal(foreignFiles(join(work, 'new'), 'other'), '');
  assert.equal(foreignFiles(folder, folder), '', 'the default is the build\'s own');
});

test('a folder\'s name is no shell\'s: packages go where it says', (t) => {
  const { folder, node } = checkout(t);
  const target = join(folder, 'a $(touch ran) `touch ran` "b"');
  mkdirSync(target);
  mkdirSync(join(folder, 'build/site'), { recursive: true });
  mkdirSync(join(folder, 'build/release'));
  writeFileSync(join(folder, 'build/site/index.html'), 'x');
  const settings = { GENERATOR: 'DEB', PACKAGE_NAME: 'kelvin', PACKAGE_VERSION: '1', PACKAGE_CONTACT: 'a@firm.example', PACKAGE_DESCRIPTION: 'x', PACKAGE_DESCRIPTION_SUMMARY: 'x', PACKAGE_FILE_NAME: 'kelvin_1-1_all', TOPLEVEL_TAG: 'x', INSTALLED_DIRECTORIES: `${folder}/build/site;/share` };
  writeFileSync(join(folder, 'build/release/CPackConfig.cmake'), Object.entries(settings).map(([name, value]) => `set(CPACK_${name} "${value}")\n`).join(''));
  writeFileSync(join(folder, 'pack.mjs'), `import { packDeb, packSite } from ${JSON.stringify(join(folder, 'release/make.mjs'))}; packSite(${JSON.stringify(target)}); packDeb(${JSON.stringify(target)});`);
  const { stderr } = node(['pack.mjs']);
  assert.deepEqual(readdirSync(target).sort(), [`kelvin-site-${version}.tar.gz`, 'kelvin_1-1_all.deb'], stderr);
  assert.ok(!existsSync(join(folder, 'ran')));
});

test('an npm that can list nothing, and cannot be had, is told before anything is built', (t) => {
  const { node, standIn } = checkout(t);
  standIn('cmake', 'echo cmake was asked >&2; exit 1');
  const { status, stderr } = node(['release/make.mjs'], standIn('npm', 'test "$1" = --version && echo 9.2.0 || exit 1'));
  assert.equal(status, 1);
  assert.doesNotMatch(stderr, /cmake was asked/);
  assert.match(stderr, /npm 10 or later/);
});

test('whose code is in a bundle has its licence beside it, and is required in the bill of materials; tools are not', (t) => {
  const work = mkdtempSync(join(tmpdir(), 'kelvin-licences-'));
  t.after(() => rmSync(work, { recursive: true }));
  for (const [name, licence] of [['@a/inside', 'LICENSE'], ['unused', 'LICENSE'], ['bare', 'README']]) {
    const folder = join(work, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', license: 'MIT' }));
    writeFileSync(join(folder, licence), `Copyright of ${name}`);
  }
  const input = (name, bytesInOutput) => [`node_modules/${name}/index.js`, { bytesInOutput }];
  const bundle = (...inputs) => packagesIn({ outputs: { 'out.js': { inputs: Object.fromEntries([...inputs, ['own.js', { bytesInOutput: 9 }]]) } } }, work);
  const text = licencesOf(bundle(input('@a/inside', 5), input('unused', 0)));
  assert.match(text, /Copyright of @a\/inside/);
  assert.deepEqual(namesIn(text), ['@a/inside@1.2.3']);
  assert.throws(() => licencesOf(bundle(input('bare', 5))), /bare has no licence/);
  const component = (name) => ({ type: 'library', 'bom-ref': name, name, version: '1.2.3', properties: [{ name: 'cdx:npm:package:development', value: 'true' }] });
  const scopes = npmComponents({ components: [component('@a/inside'), component('unused')] }, new Set(namesIn(text))).map(({ scope }) => scope);
  assert.deepEqual(scopes, ['required', 'excluded']);
});

test('the studio\'s one file: what it shows until its script runs asks for no server; its policy lets it load from and connect to no address', (t) => {
  const dist = mkdtempSync(join(tmpdir(), 'kelvin-studio-'));
  t.after(() => rmSync(dist, { recursive: true }));
  for (const folder of ['models', 'site']) mkdirSync(join(dist, folder));
  cpSync(file('web/studio/index.html'), join(dist, 'index.html'));
  const built = { 'studio.css': '', 'studio.js': 'import("./text-tab.1.js")', 'text-tab.1.js': '', 'worker.1.js': '', 'kelvin-studio.1.wasm': '', 'licences.txt': '' };
  for (const [name, text] of Object.entries(built)) writeFileSync(join(dist, name), text);
  const page = studioFile(dist);
  const [, shown] = /<div id="studio">([^]*?)<\/div>/.exec(page);
  assert.match(shown, /The studio is opening\. It needs JavaScript\./);
  assert.doesNotMatch(shown, /server|disk|http|VERSION/);
  const policy = /"Content-Security-Policy" content="([^"]*)"/.exec(page)[1].split('; ').map((line) => line.split(' '));
  assert.deepEqual(policy[0], ['default-src', "'none'"]);
  const within = /^('none'|'unsafe-inline'|'wasm-unsafe-eval'|'sha256-.+'|blob:|data:)$/;
  assert.deepEqual(policy.flatMap(([, ...sources]) => sources).filter((source) => !within.test(source)), []);
});
