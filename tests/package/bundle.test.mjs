// The module in a browser: as it is, bundled with its optional bundle apart, and in one classic script; beside a script tag.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { names, until, useBrowser, visit } from '../e2e/support/browser.mjs';
import { html, kAttributes } from '../e2e/support/site.mjs';
import { install, web } from './installed.mjs';

const esbuild = createRequire(join(web, 'package.json'))('esbuild');
const { project, remove } = install();
after(remove);
useBrowser();

const kOptions = `{ model: '/model.json', consent: 'granted', bots: 'allow' }`;
const kMain = `
import { createKelvin } from '@kelvin/web';
window.mine = createKelvin(${kOptions});
window.again = createKelvin(${kOptions});
`;
const script = (body) => ({ headers: { 'content-type': 'text/javascript' }, body });
const wasm = { headers: { 'content-type': 'application/wasm' }, body: readFileSync(join(web, 'dist/kelvin.wasm')) };
const module = (src) => html({ tag: `<script type="module" src="${src}"></script>` });

/** Bundles `source` in the project; pages by path, all in /app/. */
async function bundled(source, options) {
  writeFileSync(join(project, 'main.js'), source);
  const outdir = join(project, 'app');
  const settings = { bundle: true, minify: true, outdir, write: false, absWorkingDir: project, entryPoints: ['main.js'] };
  const { outputFiles } = await esbuild.build({ ...settings, ...options });
  return Object.fromEntries(outputFiles.map(({ path, contents }) => [path.slice(project.length), script(Buffer.from(contents))]));
}

/** Scores one view and one event of our own. */
async function scored(page) {
  await page.waitForFunction(() => window.mine?.view()?.events >= 1);
  await page.evaluate(() => window.mine.track('Demo Requested'));
  assert.deepEqual(await names(page), ['page', 'Demo Requested']);
  assert.deepEqual(await page.evaluate(() => [window.mine === window.kelvin, window.mine === window.again]), [true, true]);
}

test('bundled with esbuild: scores; the panel is a chunk of its own, fetched when asked for', async (t) => {
  const files = await bundled(kMain, { format: 'esm', splitting: true });
  const { open, site } = await visit(t, { pages: { '/': module('/app/main.js'), ...files, '/app/kelvin.wasm': wasm } });
  const page = await open();
  await scored(page);
  const chunks = () => site.requests.filter((path) => path.startsWith('/app/') && path.includes('kelvin-debug'));
  assert.deepEqual(chunks(), []);
  await page.evaluate(() => window.mine.debug());
  await page.waitForFunction(() => document.querySelector('kelvin-panel'));
  assert.equal(chunks().length, 1);
});

test('a bundle that does not use it holds none of it', async () => {
  const unused = ['', '/core', '/react', '/vue', '/flags', '/segment', '/rudderstack'].map((name, i) => `import * as m${i} from '@kelvin/web${name}';`);
  const files = await bundled(`${unused.join('')} console.log(1)`, { format: 'esm', logLevel: 'error', external: ['react', 'vue'] });
  assert.equal(String(files['/app/main.js'].body).trim(), 'console.log(1);');
});

test('who only shows by segment loads no more than that; Kelvin itself is a chunk, for who starts it', async () => {
  const options = { format: 'esm', splitting: true, external: ['react'], logLevel: 'error' };
  const main = async (name) => String((await bundled(`import { ${name} } from '@kelvin/web/react'; console.log(${name})`, options))['/app/main.js'].body);
  const [shows, starts] = [await main('Show'), await main('StartKelvin')];
  assert.doesNotMatch(shows, /import\(|wasm|attachShadow/);
  assert.match(starts, /import\("\.\/kelvin-/);
  assert.doesNotMatch(starts, /\.wasm/);
});

test('as it is, without a bundler', async (t) => {
  const names = readdirSync(join(web, 'dist')).filter((name) => /\.(mjs|js)$/.test(name));
  const files = Object.fromEntries(names.map((name) => [`/lib/${name}`, script(readFileSync(join(web, 'dist', name)))]));
  const main = script(kMain.replace('@kelvin/web', '/lib/kelvin.mjs'));
  const { open } = await visit(t, { pages: { '/': module('/main.js'), '/main.js': main, ...files, '/lib/kelvin.wasm': wasm } });
  const page = await open();
  await scored(page);
  await page.evaluate(() => window.mine.debug());
  await page.waitForFunction(() => document.querySelector('kelvin-panel'));
});

test('in one classic script, told where the core lies', async (t) => {
  const source = kMain.replaceAll('bots:', "wasmUrl: '/kelvin.wasm', bots:");
  const files = await bundled(source, { format: 'iife', logLevel: 'error' });
  const { open } = await visit(t, { pages: { '/': html({ tag: '<script async src="/app/main.js"></script>' }), ...files } });
  await scored(await open());
});

for (const [who, tags] of Object.entries({
  'the tag first': ['<script src="/kelvin.js" ATTRIBUTES></script>', '<script type="module" src="/app/main.js"></script>'],
  'the module first': ['<script type="module" src="/app/main.js"></script>', '<script defer src="/kelvin.js" ATTRIBUTES></script>'],
})) {
  test(`beside a script tag, ${who}: one Kelvin, each event once`, async (t) => {
    const files = await bundled(kMain, { format: 'esm', splitting: true });
    const tag = tags.join('').replace('ATTRIBUTES', kAttributes);
    const { open, site } = await visit(t, { pages: { '/': html({ tag }), ...files, '/app/kelvin.wasm': wasm } });
    await scored(await open());
    assert.equal(site.requests.filter((path) => path.endsWith('.wasm')).length, 1);
  });
}

test('a page whose own kelvin is something else keeps it; the module works all the same', async (t) => {
  const files = await bundled(kMain, { format: 'esm', splitting: true });
  const page_ = module('/app/main.js').replace('<title>', '<script>window.kelvin = 273.15</script><title>');
  const { open } = await visit(t, { pages: { '/': page_, ...files, '/app/kelvin.wasm': wasm } });
  const page = await open();
  await page.waitForFunction(() => window.mine?.view()?.events >= 1);
  assert.deepEqual(await page.evaluate(() => [window.kelvin, window.mine === window.again]), [273.15, true]);
});

test('a tag with its integrity runs; one changed byte and the page is as without us', async (t) => {
  const hashes = JSON.parse(readFileSync(join(web, 'dist/integrity.json')));
  const tag = `<script async src="/kelvin.js" integrity="${hashes['kelvin.js']}" ${kAttributes}></script>`;
  const { open } = await visit(t, { pages: { '/': html({ tag }) } });
  const page = await open();
  await page.waitForFunction(() => window.kelvin?.view()?.events >= 1);
  const changed = script(readFileSync(join(web, 'dist/kelvin.js'), 'utf8') + ' ');
  const hit = await visit(t, { pages: { '/': html({ tag }), '/kelvin.js': changed }, expected: /integrity/ });
  const other = await hit.open();
  await until(() => hit.troubles.length, 'the refusal');
  assert.equal(await other.evaluate(() => window.kelvin), undefined);
  assert.deepEqual(hit.site.requests.filter((path) => path !== '/'), ['/kelvin.js']);
});
