// The WordPress plugin as it stands and as a zip, without a server: what is in it, what its files say of each other.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';
import { file, read, run, version } from '../../release/project.mjs';
import { neededFiles, pluginFiles } from '../../release/wordpress.mjs';
import { zip } from '../../release/zip.mjs';

const plugin = file('web/wordpress');
const sources = readdirSync(plugin, { recursive: true }).filter((name) => /\.(php|js)$/.test(name)).map((name) => [name, readFileSync(join(plugin, name), 'utf8')]);

test('another program reads the zip, and finds all files as they are', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-zip-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = pluginFiles();
  writeFileSync(join(folder, 'plugin.zip'), zip(files, 1_800_000_000));
  run('python3', ['-m', 'zipfile', '-e', 'plugin.zip', 'out'], { cwd: folder });
  for (const [name, bytes] of files) assert.ok(readFileSync(join(folder, 'out', name)).equals(bytes), name);
  assert.equal(readdirSync(join(folder, 'out'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length, files.size);
});

test('the zip\'s bytes follow from the files and the time, not from the order in which they were found', () => {
  const files = [['b.txt', Buffer.from('two')], ['a.txt', Buffer.from('one')]];
  assert.ok(zip(new Map(files), 1_800_000_000).equals(zip(new Map(files.toReversed()), 1_800_000_000)));
  assert.ok(!zip(new Map(files), 1_800_000_000).equals(zip(new Map(files), 1_900_000_000)));
});

test('it has what a site opens, each with its hash, and nothing that only others need', () => {
  const files = pluginFiles();
  const hashes = JSON.parse(files.get('kelvin/dist/integrity.json'));
  const names = [...files.keys()].filter((name) => name.startsWith('kelvin/dist/')).map((name) => name.slice(12));
  assert.deepEqual([...Object.keys(hashes), 'integrity.json'].sort(), names.sort());
  for (const [name, hash] of Object.entries(hashes)) {
    assert.equal(hash, `sha384-${createHash('sha384').update(files.get(`kelvin/dist/${name}`)).digest('base64')}`, name);
  }
  const script = files.get('kelvin/dist/kelvin.js').toString();
  const [build] = names.flatMap((name) => /^kelvin\.([0-9a-f]{8})\.wasm$/.exec(name)?.[1] ?? []);
  assert.ok(script.includes(build));
  for (const name of readdirSync(file('web/dist')).filter((name) => name.includes(`.${build}.`))) assert.ok(name in hashes, name);
  assert.ok('core.js' in hashes && !names.some((name) => /studio|\.mjs$|^kelvin(-lean)?\.wasm$/.test(name)));
});

test('of two names for the same bytes the one with the build\'s hash is taken', () => {
  assert.deepEqual(neededFiles({ 'kelvin.js': 'a', 'kelvin.wasm': 'b', 'kelvin.0123abcd.wasm': 'b', 'kelvin.mjs': 'c', 'studio.mjs': 'd' }), ['kelvin.js', 'kelvin.0123abcd.wasm']);
});

test('readme.txt has the fields that WordPress reads, and says the same as the plugin\'s own head', () => {
  const fields = (text, pattern) => Object.fromEntries([...text.matchAll(pattern)].map(([, name, value]) => [name, value.trim()]));
  const readme = fields(read('web/wordpress/readme.txt').split('\n== ')[0], /^([A-Z][\w ]+): (.+)$/gm);
  const head = fields(read('web/wordpress/kelvin.php').split('*/')[0], /^ \* ([A-Z][\w ]+?): +(.+)$/gm);
  for (const name of ['Contributors', 'Tags', 'Tested up to']) assert.ok(readme[name], name);
  for (const name of ['Requires at least', 'Requires PHP', 'License', 'License URI']) assert.equal(readme[name], head[name], name);
  assert.deepEqual([readme['Stable tag'], head.Version, head['Text Domain']], [version, version, 'kelvin']);
  assert.match(read('web/wordpress/kelvin.php'), new RegExp(`const VERSION = '${version.replaceAll('.', '\\.')}'`));
  const short = read('web/wordpress/readme.txt').split('\n\n')[1];
  assert.ok(short.length <= 150, `the short description has ${short.length} letters`);
  assert.ok(readme.Tags.split(',').length <= 5);
});

test('block.json names files that are there, and attributes that the server and the editor use', () => {
  const block = JSON.parse(read('web/wordpress/block/block.json'));
  for (const key of ['apiVersion', 'name', 'title', 'category', 'description', 'textdomain', 'attributes']) assert.ok(block[key], key);
  for (const key of ['editorScript', 'render']) assert.ok(existsSync(join(plugin, 'block', block[key].replace('file:./', ''))), key);
  for (const name of Object.keys(block.attributes)) assert.match(read('web/wordpress/block/render.php'), new RegExp(`\\['${name}'\\]|\\$attributes\\['${name}'\\]`));
  assert.match(read('web/wordpress/block/editor.js'), new RegExp(`registerBlockType\\('${block.name}'`));
});

test('texts are of the plugin\'s domain, no file can be run by itself, and nothing is sent', () => {
  for (const [name, text] of sources) {
    for (const [call] of text.matchAll(/\b(__|_e|esc_html__|esc_html_e|esc_attr__|esc_attr_e)\(\s*(['"])(?:\\.|(?!\2).)*\2[^)]*\)/g)) {
      if (!call.includes("'+")) assert.match(call, /, 'kelvin' ?\)$/, `${name}: ${call}`);
    }
    if (name.endsWith('.php') && !name.endsWith('asset.php')) assert.match(text, /defined\( '(ABSPATH|WP_UNINSTALL_PLUGIN)' \) \|\| exit;/, name);
    assert.doesNotMatch(text, /wp_remote_|curl_|fsockopen|XMLHttpRequest|sendBeacon/, name);
  }
});

test('the page\'s script takes over a queue or an element of our name, and leaves alone what else a page calls so', () => {
  class Element {}
  class HTMLCollection {}
  const run = (kelvin) => {
    const heard = [];
    const window = { kelvin };
    const document = { readyState: 'complete', querySelectorAll: () => [], addEventListener: (name) => heard.push(name) };
    vm.runInNewContext(read('web/wordpress/assets/page.js'), { window, document, Element, HTMLCollection });
    return { kelvin: window.kelvin, heard };
  };
  for (const foreign of [{ degrees: 300 }, 300, 'K', () => 300, { q: {} }]) {
    const before = typeof foreign === 'object' ? { ...foreign } : foreign;
    const { kelvin, heard } = run(foreign);
    assert.equal(kelvin, foreign);
    assert.deepEqual(kelvin, typeof foreign === 'object' ? before : foreign);
    assert.deepEqual([heard, Object.keys(foreign)], [[], Object.keys(before)]);
  }
  for (const free of [undefined, new Element(), new HTMLCollection()]) {
    const { kelvin, heard } = run(free);
    kelvin.track('A');
    assert.equal(JSON.stringify(kelvin.q), '[["track",["A"]]]');
    assert.ok(heard.includes('wpcf7mailsent'));
  }
  const queue = { q: [] };
  assert.equal(run(queue).kelvin, queue);
  const track = () => {};
  const ours = { q: { push() {} }, track };
  assert.equal(run(ours).kelvin.track, track);
});

const php = spawnSync('php', ['--version']).status === 0;
test('PHP reads each file', { skip: php ? false : 'no PHP here; ./dev soak has one' }, () => {
  for (const [name] of sources.filter(([name]) => name.endsWith('.php'))) run('php', ['-l', join(plugin, name)]);
});
