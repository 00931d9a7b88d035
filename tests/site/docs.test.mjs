// The documentation holds: every link, every example, and the site that is built of it.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { buildSite } from '../../web/site/build.mjs';
import { forgottenPages, oldPictures, untoldPictures, wrongCost, wrongExamples, wrongInLlms, wrongLinks, wrongPaths, wrongWeight } from '../../web/site/check.mjs';
import { lookAt, wrongCommands } from '../../web/site/examples.mjs';
import { root, sections } from '../../web/site/map.mjs';
import { target } from '../../web/site/markdown.mjs';
import { otherWords, rank } from '../../web/site/search.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kelvin-site-'));
before(() => buildSite(folder));
after(() => rmSync(folder, { recursive: true }));

for (const [name, look] of Object.entries({ wrongLinks, forgottenPages, wrongInLlms, wrongPaths, oldPictures, untoldPictures, wrongWeight, wrongCost, wrongExamples })) {
  test(`in all Markdown: ${name}`, () => assert.deepEqual(look(), []));
}

test('what only a build makes is no place that a page may lead to; the way into the studio is the studio itself on the site', () => {
  const pages = new Set(sections().flatMap(({ pages: all }) => all));
  for (const link of ['../web/studio/dist', '../web/dist/kelvin.js']) assert.match(target('docs/index.md', link, pages).wrong ?? '', /is made by a build/, link);
  for (const source of ['docs/index.md', 'docs/start/marketer.md']) {
    const [, link] = /\[[^\]]+\]\(([^)]*web\/studio\/README\.md#[^)]*)\)/.exec(readFileSync(new URL(`../../${source}`, import.meta.url), 'utf8')) ?? [];
    assert.equal(target(source, link ?? '', pages).href, source === 'docs/index.md' ? 'studio/index.html' : '../studio/index.html', source);
  }
});

test('no page is listed twice', () => {
  const all = sections().flatMap(({ pages }) => pages);
  assert.deepEqual(all, [...new Set(all)]);
});

test('a command or an option that there is not is found', () => {
  assert.deepEqual(wrongCommands('kelvin score --model m.json --fast log.ndjson'), ['kelvin score has no --fast']);
  assert.deepEqual(wrongCommands('at=$(kelvin divide -n 64 a.ndjson)'), ['kelvin has no command divide']);
  assert.deepEqual(wrongCommands('say `./dev everything` and kelvin scores visitors'), ['./dev has no everything']);
  assert.ok(lookAt('docs/model/index.md').models.length > 0);
});

const htmlFiles = () => readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.html') && !name.startsWith('studio'));

test('on the site every link leads to a file and a heading, and nothing is asked of another host', () => {
  const files = htmlFiles();
  const idsIn = new Map(files.map((name) => [name, new Set([...readFileSync(join(folder, name), 'utf8').matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]));
  assert.ok(files.length > 50);
  for (const name of files) {
    const html = readFileSync(join(folder, name), 'utf8');
    for (const [, attribute, link] of html.replace(/<code>[^]*?<\/code>/g, '').matchAll(/\b(href|src)="([^"]*)"/g)) {
      if (/^https?:/.test(link)) {
        assert.equal(attribute, 'href', `${name}: ${link}`);
        continue;
      }
      const [path, hash] = link.split('#');
      const to = path ? relative(folder, join(folder, dirname(name), path)) : name;
      // The studio is there where it was built.
      if (to !== 'studio/index.html') assert.ok(existsSync(join(folder, to)), `${name}: ${link}`);
      if (hash) assert.ok(idsIn.get(to)?.has(hash), `${name}: ${link}`);
    }
  }
});

test('what llms.txt names is there for programs to read, on the site too', () => {
  const links = [...readFileSync(join(folder, 'llms.txt'), 'utf8').matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link);
  assert.ok(links.length > 15 && links.includes('skills/kelvin-model/SKILL.md'));
  for (const link of links) assert.ok(existsSync(join(folder, link)), link);
  assert.match(readFileSync(join(folder, 'skills/kelvin-model/SKILL.md'), 'utf8'), /^---\nname: kelvin-model\n/);
});

test('beside each page lies its Markdown, with links that hold there', () => {
  const text = readFileSync(join(folder, 'model/rules.md'), 'utf8');
  assert.match(text, /\]\(conditions\.md\)/);
  const consent = readFileSync(join(folder, 'page/consent.md'), 'utf8');
  assert.match(consent, /\]\(\.\.\/files\/docs\/pictures\/consent\.svg\)/);
});

const sourcesOf = (...folders) =>
  folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).filter((name) => /\.(ts|cpp)$/.test(name)).map((name) => readFileSync(join(root, folder, name), 'utf8'))).join('\n');

test('each error that a page tells has its line in the documentation, and each line its error', () => {
  const listed = [...readFileSync(join(root, 'web/docs/errors.md'), 'utf8').split('## The codes')[1].matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
  const source = sourcesOf('web/src');
  const told = new Set([...source.matchAll(/\b(?:fault|failed)\('(\w+)'/g)].map(([, code]) => code));
  // A code that is no literal would not be seen above: `fault` itself, and what load.ts hands on, are all.
  assert.deepEqual([...source.matchAll(/\bfault\(\s*([^\s'][^,)]*)/g)].map(([, code]) => code).sort(), ['code', 'code: string']);
  assert.ok(told.size > 15);
  assert.deepEqual([...told].filter((code) => !listed.includes(code)), []);
  // What the core says of packed models and of states is told as it is.
  const core = sourcesOf('core/src/pack', 'core/src/state');
  assert.deepEqual(listed.filter((code) => !told.has(code) && !core.includes(`"${code}"`)), []);
});

test('the other words for the search are of pages and headings that there are, and stand there', () => {
  const [, text] = /^globalThis\.kelvinPages=([^]*);\n$/.exec(readFileSync(join(folder, 'search.js'), 'utf8'));
  const pieces = JSON.parse(text);
  // A page's own words are its first piece's.
  const at = (key) => pieces.find(({ address }) => address === key || address.startsWith(`${key}#`));
  for (const [key, words] of Object.entries(otherWords)) assert.equal(at(key)?.also, words.join(', '), key);
  assert.equal(pieces.filter(({ also }) => also).length, Object.keys(otherWords).length);
});

test('what the paths of users name in the page\'s folder counts in the search like a page of theirs; pages for contributors count less', () => {
  const linksOf = (path) => [...readFileSync(join(root, path), 'utf8').matchAll(/\]\(([^)#:]+\.md)/g)].map(([, link]) => relative(root, join(root, dirname(path), link)));
  const named = ['docs/index.md', ...['site-owner', 'marketer', 'analyst', 'developer'].map((name) => `docs/start/${name}.md`)].flatMap(linksOf).filter((path) => path.startsWith('web/'));
  assert.ok(named.includes('web/studio/README.md') && named.includes('web/examples/README.md') && named.length > 10);
  assert.deepEqual(named.filter((path) => rank(path) < 1), []);
  for (const path of ['web/README.md', 'web/site/README.md', 'core/README.md', 'tests/e2e/README.md', 'CHANGELOG.md']) assert.ok(rank(path) < 1, path);
});

test('a source file leads back to the pages that name it', () => {
  assert.match(readFileSync(join(folder, 'source/docs/start/sample-log.mjs.html'), 'utf8'), /Named in <a href="\.\.\/\.\.\/\.\.\/start\/analyst\.html">Analyst/);
});

test('each setting of the relay, and each field of the tag manager\'s template, is in the documentation', () => {
  const read = (path) => readFileSync(join(root, path), 'utf8');
  const [, names] = /const \{([^}]+)\} = process\.env/.exec(read('web/examples/relay/relay.mjs'));
  const relay = read('web/docs/connect.md').split('## The relay')[1].split('\n## ')[0];
  const settings = names.split(',').map((name) => name.trim().split(' ')[0]);
  assert.ok(settings.length > 8);
  assert.deepEqual(settings.filter((name) => !relay.includes(`\`${name}\``)), []);
  const fields = JSON.parse(read('web/packages/gtm/template.tpl').split('___TEMPLATE_PARAMETERS___')[1].split('___SANDBOXED_JS')[0]);
  const labels = fields.flatMap(({ subParams, ...one }) => subParams ?? [one]).map(({ displayName, checkboxText }) => (displayName ?? checkboxText).split(/ \(|: /)[0]);
  assert.ok(labels.length > 5);
  const table = read('web/docs/tag-managers.md').split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split(' | ')[0]);
  assert.deepEqual(labels.filter((label) => !table.some((cell) => cell.endsWith(label))), []);
});
