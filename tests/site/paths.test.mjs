// The paths for newcomers, walked as they stand: what a page says to save is saved, what it says to run is run, in one folder and in
// order; and what it says is printed must be printed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { blocksOf } from '../../web/site/examples.mjs';
import { root } from '../../web/site/map.mjs';

const kelvin = process.env.KELVIN_NATIVE ?? join(root, 'build/release/native/kelvin');

/** The name under which a page says that a block is to be saved, in the paragraph before it. */
function nameOf(text, line) {
  const before = text.split('\n').slice(0, line - 1).join('\n').trimEnd().split('\n\n').at(-1);
  return before.match(/Save this as `([^`]+)`/)?.[1];
}

/** A folder as somebody has it who has a clone and the command line on the PATH. */
function beginner(t) {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-path-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/kelvin'), `#!/bin/sh\nexec '${kelvin}' "$@"\n`);
  chmodSync(join(folder, 'bin/kelvin'), 0o755);
  symlinkSync(join(root, 'docs'), join(folder, 'docs'));
  mkdirSync(join(folder, 'node_modules/@kelvin'), { recursive: true });
  symlinkSync(join(root, 'web'), join(folder, 'node_modules/@kelvin/web'));
  return folder;
}

/** Installing and building are not walked here: others test them. */
const isWalked = (line) => !/^(\.\/dev|npm|sudo|git) /.test(line);

function walk(t, pages) {
  const folder = beginner(t);
  const script = [];
  const said = [];
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8');
    for (const { language, code, line } of blocksOf(text)) {
      const name = nameOf(text, line);
      if (name) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), code);
      }
      if (language === 'sh') script.push(...code.split('\n').filter(isWalked));
      if (language === 'text') said.push(...code.trim().split('\n'));
    }
  }
  const { stdout, stderr, status } = spawnSync('bash', ['-euc', script.join('\n')], { cwd: folder, encoding: 'utf8', env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` } });
  assert.equal(status, 0, `${stdout.slice(-2000)}\n${stderr}`);
  for (const words of said) assert.ok(stdout.includes(words), `${words}\n--- is not in\n${stdout.slice(-4000)}`);
  return { folder, stdout };
}

test('the analyst: from a log to a calibrated model', (t) => {
  const { folder, stdout } = walk(t, ['docs/start/analyst.md']);
  const threshold = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).segments[0].when['scores.interest'].$gte;
  assert.equal(threshold('kelvin.model.json'), 70);
  assert.notEqual(threshold('calibrated.json'), 70);
  assert.ok(existsSync(join(folder, 'report.html')));
  assert.ok(readFileSync(join(folder, 'scores.csv'), 'utf8').split('\n').length > 2000);
  assert.match(stdout, /no page in pricing \(\/pricing\/\*\*\)/);
});

test('the marketer: every button and tab that the path names is in the studio', () => {
  const text = readFileSync(join(root, 'docs/start/marketer.md'), 'utf8');
  const views = readdirSync(join(root, 'web/studio/view')).map((name) => readFileSync(join(root, 'web/studio/view', name), 'utf8')).join('\n');
  // "Add to pages" is put together there; the rules that the reader has made stand in the page's own table.
  const named = [...text.replace(/`[^`]*`/g, '').matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) => name).filter((name) => !text.includes(`| ${name} |`));
  assert.ok(named.length > 10);
  for (const name of named) assert.ok(views.includes(name) || views.includes(name.toLowerCase()) || (name.startsWith('Add to ') && views.includes('Add to ')), name);
});

test('the developer: Node scores an event', (t) => {
  const folder = beginner(t);
  const owner = readFileSync(join(root, 'docs/start/site-owner.md'), 'utf8');
  writeFileSync(join(folder, 'kelvin.model.json'), blocksOf(owner).find(({ language }) => language === 'json').code);
  const developer = readFileSync(join(root, 'docs/start/developer.md'), 'utf8');
  writeFileSync(join(folder, 'score.mjs'), blocksOf(developer).find(({ code }) => code.includes('createCore')).code);
  const { stdout, stderr } = spawnSync(process.execPath, ['score.mjs'], { cwd: folder, encoding: 'utf8' });
  assert.equal(stdout, blocksOf(developer).find(({ language }) => language === 'text').code, stderr);
});

test('an assistant: what the skill says is run, and its example is right to the last warning', (t) => {
  const folder = beginner(t);
  writeFileSync(join(folder, 'log.ndjson'), '');
  const text = readFileSync(join(root, 'docs/skills/kelvin-model/SKILL.md'), 'utf8');
  writeFileSync(join(folder, 'example.json'), blocksOf(text).find(({ language }) => language === 'json').code);
  const commands = ['node docs/start/sample-log.mjs', ...blocksOf(text).filter(({ language }) => language === 'sh').map(({ code }) => code), 'kelvin check --test --strict example.json'];
  const { stdout, stderr, status } = spawnSync('bash', ['-euc', commands.join('\n')], { cwd: folder, encoding: 'utf8', env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` } });
  assert.equal(status, 0, stdout.slice(-1000) + stderr);
});

/** A clone in which nothing is built, on a machine that has of the programs named only stand-ins; what is asked of them, line by line. */
function freshClone(t, programs, path = '') {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-clone-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'bin'));
  copyFileSync(join(root, 'dev'), join(folder, 'dev'));
  const cmake = 'mkdir -p build/release/native; : > build/release/build.ninja; printf "#!/bin/sh\\necho scored" > build/release/native/kelvin; chmod +x build/release/native/kelvin';
  for (const [name, script] of Object.entries({ cmake, ...programs })) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\necho ${name} "$@" >> '${folder}/log'\n${script}\n`, { mode: 0o755 });
  }
  return () => {
    rmSync(join(folder, 'log'), { force: true });
    const { stdout, stderr, status } = spawnSync(join(folder, 'dev'), ['check', '--help'], { encoding: 'utf8', env: { PATH: `${join(folder, 'bin')}:${path || process.env.PATH}` } });
    assert.deepEqual([status, stdout], [0, 'scored\n'], stderr);
    return { stderr, asked: readFileSync(join(folder, 'log'), 'utf8').split('\n').filter((line) => /^(apt-get|cmake) /.test(line)) };
  };
}

const verbs = (asked) => asked.map((line) => line.split(' ', 2).join(' '));

test('the command line in a fresh clone: what its build needs is installed first, no browser or other compiler, and only then', (t) => {
  const run = freshClone(t, { 'dpkg-query': 'exit 1', 'apt-get': '', sudo: 'exec "$@"' });
  const { asked } = run();
  assert.deepEqual(verbs(asked), ['apt-get update', 'apt-get install', 'cmake --preset', 'cmake --build']);
  const installed = asked[1].split(' ').slice(2).filter((word) => !word.startsWith('-'));
  for (const name of ['build-essential', 'cmake', 'ninja-build', 'pkg-config']) assert.ok(installed.includes(name), name);
  // The rest are libraries with their headers.
  assert.deepEqual(installed.slice(4).filter((name) => !/-dev$/.test(name) || name.includes('clang')), []);
  assert.deepEqual(verbs(run().asked), ['cmake --build']);
});

test('the command line in a fresh clone that lacks nothing: it is built at once', (t) => {
  const { asked } = freshClone(t, { 'dpkg-query': 'echo install ok installed', 'apt-get': 'exit 1', sudo: 'exit 1' })();
  assert.deepEqual(verbs(asked), ['cmake --preset', 'cmake --build']);
});

test('the command line in a fresh clone on no Debian: it is built of what is there, and what it needs is named', (t) => {
  const others = mkdtempSync(join(tmpdir(), 'kelvin-programs-'));
  t.after(() => rmSync(others, { recursive: true }));
  const { stdout } = spawnSync('bash', ['-c', 'type -P bash sh dirname grep mkdir chmod id'], { encoding: 'utf8' });
  for (const program of stdout.trim().split('\n')) symlinkSync(program, join(others, basename(program)));
  const { asked, stderr } = freshClone(t, {}, others)();
  assert.deepEqual(verbs(asked), ['cmake --preset', 'cmake --build']);
  assert.match(stderr, /There is no apt-get.*cmake.*libsimdjson-dev/);
});
