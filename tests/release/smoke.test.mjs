// A whole release, made of a clean clone, and each of its packages on an empty tree. It builds everything anew, so ./dev soak runs it.
// KELVIN_PACKAGES=FOLDER tries those that `./dev release FOLDER` has made.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { changes, pack } from '../../release/make.mjs';
import { ownersOf } from '../../release/sbom.mjs';
import { file, run, version } from '../../release/project.mjs';
import { background } from '../scale/support.mjs';

const skip = process.env.KELVIN_SOAK || process.env.KELVIN_PACKAGES ? false : './dev soak runs it';
const model = file('web/examples/kelvin.model.json');

describe('a release', { skip, timeout: 7_200_000 }, () => {
  let work, packages;
  const at = (...path) => join(work, ...path);
  const named = (pattern) => join(packages, readdirSync(packages).find((name) => pattern.test(name)));

  before(() => {
    work = mkdtempSync(join(tmpdir(), 'kelvin-release-'));
    packages = process.env.KELVIN_PACKAGES ?? at('packages');
    if (process.env.KELVIN_PACKAGES) return;
    run('git', ['clone', '-q', '--no-local', file(), at('clone')]);
    symlinkSync(file('web/node_modules'), at('clone/web/node_modules'));
    run(process.execPath, [at('clone/release/make.mjs'), packages], { cwd: at('clone') });
  });
  after(() => rmSync(work, { recursive: true, force: true }));

  test('each file that docs/releasing.md names is there, and no other', () => {
    const named = [...readFileSync(file('docs/releasing.md'), 'utf8').split('\n## ')[0].matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name.replace('VERSION', version));
    assert.ok(named.length > 5);
    assert.deepEqual(readdirSync(packages).map((name) => name.replace(/_[a-z0-9]+\.deb$/, '_ARCH.deb')).sort(), named.sort());
  });

  test('the npm package, in an empty project, scores', () => {
    const project = at('npm');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{"name": "empty", "private": true, "type": "module"}\n');
    run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', named(/\.tgz$/)], { cwd: project });
    writeFileSync(join(project, 'main.mjs'), `
      import { readFileSync } from 'node:fs';
      import { createCore } from '@kelvin/web/core';
      const core = await createCore({ wasm: readFileSync(new URL(import.meta.resolve('@kelvin/web/kelvin.wasm'))) });
      const { ok } = JSON.parse(core.compile(readFileSync(${JSON.stringify(model)}, 'utf8')));
      const { status } = JSON.parse(core.apply('{"type":"page","anonymousId":"v","timestamp":1772366400000,"properties":{"path":"/pricing"}}'));
      console.log(ok, status, core.version());`);
    assert.equal(run(process.execPath, ['main.mjs'], { cwd: project }), `true scored ${version}\n`);
  });

  test('the .deb, in an empty tree: dpkg finds each file as it was packed, the program works, its manual and completions are there', () => {
    const tree = at('tree');
    for (const folder of ['info', 'updates']) mkdirSync(join(tree, 'var/lib/dpkg', folder), { recursive: true });
    writeFileSync(join(tree, 'var/lib/dpkg/status'), '');
    // Its dependencies are not in the tree; that they can be had is asked below.
    const dpkg = (...words) => run('dpkg', [`--root=${tree}`, '--force-depends', '--force-not-root', '--log=/dev/null', ...words]);
    dpkg('--install', named(/\.deb$/));
    assert.equal(dpkg('--verify', 'kelvin'), '');
    const kelvin = join(tree, 'usr/bin/kelvin');
    assert.equal(run(kelvin, ['--version']), `${version}\n`);
    run(kelvin, ['check', model]);
    for (const [path, shown] of [['man/man1/kelvin.1.gz', ['man']], ['doc/kelvin/changelog.gz', null]]) {
      const text = run('zcat', [join(tree, 'usr/share', path)]);
      assert.ok(text === (shown ? run(kelvin, shown) : readFileSync(file('CHANGELOG.md'), 'utf8')), path);
    }
    for (const [shell, path] of [['bash', 'bash-completion/completions/kelvin'], ['zsh', 'zsh/vendor-completions/_kelvin'], ['fish', 'fish/vendor_completions.d/kelvin.fish']]) {
      assert.equal(readFileSync(join(tree, 'usr/share', path), 'utf8'), run(kelvin, ['completion', shell]));
    }
    dpkg('--purge', 'kelvin');
    assert.deepEqual(readdirSync(tree).filter((name) => name === 'usr'), []);
  });

  test('apt can have what the .deb needs; lintian knows of nothing but that nobody\'s address is in it', () => {
    run('apt-get', ['install', '--simulate', named(/\.deb$/)]);
    const tags = run('bash', ['-c', 'lintian --allow-root --tag-display-limit 0 "$1" || true', 'lintian', named(/\.deb$/)]).split('\n').filter(Boolean).map((line) => line.split(' ')[2]);
    // The project has no address of its own (-DKELVIN_MAINTAINER=...), and no number in Debian's list of packages that are missed.
    const known = ['bogus-mail-host', 'bogus-mail-host-in-debian-changelog', 'initial-upload-closes-no-bugs'];
    assert.deepEqual(tags.filter((tag) => !known.includes(tag)), []);
  });

  test('the site, on a server: each page answers, and the studio is there', async (t) => {
    mkdirSync(at('site'));
    run('tar', ['-xzf', named(/site.*\.tar\.gz$/), '-C', at('site'), '--strip-components=1']);
    const server = background(t, file('build/release/native/kelvin'), ['serve', '--port', '0', '--root', at('site')]);
    const [url] = await server.said(/http:\/\/[\d.]+:\d+/);
    const pages = readdirSync(at('site'), { recursive: true }).filter((name) => name.endsWith('.html'));
    assert.ok(pages.length > 50 && pages.includes('studio/index.html') && pages.includes('index.html'));
    for (const page of pages) {
      const answer = await fetch(`${url}/${page}`);
      assert.equal(answer.status, 200, page);
      assert.match(await answer.text(), /<title>[^<]+<\/title>/, page);
    }
  });

  test('checksums are right, and cover all', () => {
    const said = run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: packages });
    assert.deepEqual(said.split('\n').filter(Boolean), readdirSync(packages).filter((name) => name !== 'SHA256SUMS').sort().map((name) => `${name}: OK`));
  });

  test('the bill of materials has what CycloneDX asks for, each library that the program needs, and each npm package', () => {
    const sbom = JSON.parse(readFileSync(named(/\.cdx\.json$/), 'utf8'));
    assert.deepEqual([sbom.bomFormat, sbom.specVersion, sbom.version], ['CycloneDX', '1.5', 1]);
    assert.match(sbom.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(Date.parse(sbom.metadata.timestamp));
    const all = [sbom.metadata.component, ...sbom.components];
    for (const component of all) {
      assert.match(component.type, /^(application|library)$/);
      for (const key of ['bom-ref', 'name', 'version']) assert.ok(component[key], `${component.name}: ${key}`);
      if (component.scope) assert.match(component.scope, /^(required|optional|excluded)$/);
      if (component.purl) assert.match(component.purl, /^pkg:(deb|npm|generic)\/\S+@\S+$/);
    }
    const refs = new Set(all.map((component) => component['bom-ref']));
    assert.equal(refs.size, all.length);
    for (const { ref, dependsOn } of sbom.dependencies) for (const name of [ref, ...dependsOn]) assert.ok(refs.has(name), name);
    const of = (part) => sbom.components.filter((component) => component['bom-ref'].startsWith(`${part}:`));
    const loaded = [...run('ldd', [file('build/release/native/kelvin')]).matchAll(/=> (\/\S+)/g)].map(([, path]) => path);
    for (const name of ownersOf(loaded)) assert.ok(refs.has(`deb:${name.split(':')[0]}`), name);
    const lock = JSON.parse(readFileSync(file('web/package-lock.json'), 'utf8')).packages;
    const direct = Object.keys(lock[''].devDependencies);
    for (const name of direct) assert.ok(of('npm').some((component) => component.purl.startsWith(`pkg:npm/${name.replace('@', '%40')}@`)), name);
    assert.ok(refs.has('wasm:emscripten'));
    // Whose code is in the studio's scripts, and in the site's.
    const required = of('npm').filter(({ scope }) => scope === 'required').map(({ name }) => name);
    for (const name of ['preact', 'uplot', 'codemirror', 'minisearch']) assert.ok(required.includes(name), name);
    assert.ok(!required.includes('esbuild'));
    // Whose code is in the program though it is not linked has its licence in the package.
    const source = (component) => component.properties.find(({ name }) => name === 'kelvin:source').value;
    const linked = new Set(of('deb').filter((component) => component.properties[0].value === 'linked').map(source));
    const inside = of('deb').filter((component) => component.properties[0].value === 'compiled in' && !linked.has(source(component)));
    const copyright = readFileSync(file('cmake/debian/copyright'), 'utf8');
    const system = /^(lib(c6|gcc-\d+|stdc\+\+-\d+)-dev|linux-libc-dev)$/;
    assert.deepEqual(inside.map(({ name }) => name).filter((name) => !system.test(name) && !copyright.includes(`Files: ${name}\n`)), []);
  });

  test('another build of the same commit, in another folder, gives the same bytes', (t) => {
    if (process.env.KELVIN_PACKAGES || changes(file())) return t.skip('for a clean checkout, and a release made of it here');
    const epoch = run('git', ['log', '-1', '--format=%ct']).trim();
    const env = { ...process.env, SOURCE_DATE_EPOCH: epoch };
    run('cmake', ['--preset', 'release'], { env });
    run('cmake', ['--build', '--preset', 'release', '--target', 'kelvin', 'kelvin_manual', 'kelvin_compressed'], { env });
    for (const script of ['build', 'build:studio', 'build:site']) run('npm', ['--prefix', 'web', 'run', '--silent', script], { env });
    const again = at('again');
    pack(again);
    const sums = (folder) => run('bash', ['-c', 'sha256sum *'], { cwd: folder });
    assert.equal(sums(again), sums(packages));
  });
});
