// The examples of web/examples, as they stand there: plain HTML and React in a browser, the core in Node.
import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { names, ready, until, useBrowser, visit } from '../e2e/support/browser.mjs';
import { generateLog } from '../wasm/generate-log.mjs';
import { vocabularyOf } from '../wasm/vocabulary.mjs';
import { install, root, run, web } from './installed.mjs';

const esbuild = createRequire(join(web, 'package.json'))('esbuild');
const examples = join(web, 'examples');
const native = process.env.KELVIN_NATIVE ?? join(root, 'build/release/native/kelvin');
const model = join(examples, 'kelvin.model.json');
const { project, remove } = install();
after(remove);
useBrowser();

const file = (type, body) => ({ headers: { 'content-type': type }, body });
const shared = { '/kelvin.model.json': file('application/json', readFileSync(model, 'utf8')), '/hooks/kelvin': file('text/plain', ''), '/favicon.ico': file('image/x-icon', '') };
/** A person is no bot: what the example does not say about automated browsers the test does. */
const human = () => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });
const kAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const stored = (page) => page.evaluate(() => Object.keys(localStorage));

test('the model is right and its tests pass', () => {
  run(native, ['check', '--strict', '--test', model]);
});

test('plain HTML: nothing before a yes; then the offer follows the visitor; hot is told to the site', async (t) => {
  const html = readFileSync(join(examples, 'html/index.html'), 'utf8');
  const pages = Object.fromEntries(['/', '/pricing', '/demo'].map((path) => [path, html.replace('src="/kelvin.js"', 'src="/kelvin.js" data-bots="allow"')]));
  const { open, site } = await visit(t, { pages: { ...pages, ...shared } });
  const page = await open('/pricing');
  const offers = () => page.evaluate(() => [...document.querySelectorAll('p a')].filter((a) => a.checkVisibility()).map((a) => a.textContent));
  await page.waitForFunction(() => window.kelvin.version);
  assert.deepEqual(await offers(), ['Get the newsletter']);
  assert.deepEqual([await stored(page), site.requests.filter((path) => /wasm|model/.test(path))], [[], []]);

  await page.click('#yes');
  await page.waitForFunction(() => kelvin.view()?.scores.interest === 10);
  assert.equal(await page.isVisible('#banner'), false);
  await page.goto(`${site.url}/pricing`);
  await until(async () => (await offers()).join() === 'Book a demo', 'the offer for the warm');
  assert.equal(await page.isVisible('#banner'), false);
  await page.fill('[name=mail]', 'ann@firm.example');
  await page.click('#demo button');
  await until(async () => (await offers()).join() === 'Talk to an engineer', 'the offer for the hot');
  await until(() => site.requests.includes('/hooks/kelvin'), 'the message');
  await page.evaluate(() => kelvin.consent('denied'));
  await until(async () => (await offers()).join() === 'Get the newsletter', 'as before');
});

test('plain HTML: after a no nothing is stored or asked for', async (t) => {
  const html = readFileSync(join(examples, 'html/index.html'), 'utf8').replace('src="/kelvin.js"', 'src="/kelvin.js" data-bots="allow"');
  const { open, site } = await visit(t, { pages: { '/': html, ...shared } });
  const page = await open('/');
  await page.waitForFunction(() => window.kelvin.version);
  await page.click('#no');
  await page.click('#demo button');
  assert.deepEqual(await stored(page), []);
  assert.deepEqual(site.requests.filter((path) => path !== '/favicon.ico'), ['/', '/kelvin.js']);
});

/** The React example, built once: the server's HTML and the browser's script. */
async function react() {
  const source = join(project, 'react');
  cpSync(join(examples, 'react'), source, { recursive: true });
  // React lies in web/node_modules, Kelvin in the project.
  const settings = { bundle: true, jsx: 'automatic', absWorkingDir: source, nodePaths: [join(web, 'node_modules')], define: { 'process.env.NODE_ENV': '"development"' } };
  const { outputFiles } = await esbuild.build({ ...settings, entryPoints: ['client.tsx'], format: 'esm', write: false });
  const out = join(project, 'server.cjs');
  await esbuild.build({ ...settings, entryPoints: ['server.tsx'], platform: 'node', format: 'cjs', outfile: out, logOverride: { 'empty-import-meta': 'silent' } });
  return { client: outputFiles[0].text, html: createRequire(import.meta.url)(out).html() };
}

test('React: rendered on a server, taken up in StrictMode, the call to action follows the segment', async (t) => {
  const { client, html } = await react();
  assert.match(html, /Get the newsletter/);
  const page_ = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>x</title><div id="root">${html}</div><script type="module" src="/client.js"></script>`;
  const pages = { '/pricing': page_, '/client.js': file('text/javascript', client), ...shared };
  const { open, site } = await visit(t, { pages, init: human, context: { userAgent: kAgent } });
  const page = await open('/pricing');
  const text = () => page.textContent('#cta');
  await page.waitForFunction(() => window.kelvin?.version);
  assert.deepEqual([await text(), await stored(page)], ['Get the newsletter', []]);
  await page.click('#yes');
  // A route before the first score would be where the visitor was led to.
  assert.equal((await ready(page)).scores.interest, 10);
  assert.equal(await text(), 'Get the newsletter');
  await page.evaluate(() => history.pushState({}, '', '/pricing/teams'));
  await until(async () => (await text()) === 'Book a demo', 'warm');
  await page.click('#demo');
  await until(async () => (await text()) === 'Talk to an engineer', 'hot');
  await until(() => site.requests.includes('/hooks/kelvin'), 'the message');
  // StrictMode mounts twice, Kelvin starts once: each event was scored once.
  assert.deepEqual(await names(page), ['page', 'page', 'Demo Requested']);
  await page.click('#undo');
  await until(async () => (await text()) === 'Get the newsletter', 'forgotten');
});

test('Node: the same messages and the same scores as the native replay of the same log', () => {
  cpSync(join(examples, 'node'), join(project, 'node'), { recursive: true });
  const words = vocabularyOf(JSON.parse(readFileSync(model)));
  const input = [...generateLog({ events: 5000, visitors: 50, seed: 20_261_122, words })].join('\n') + '\n';
  const lines = run(process.execPath, ['score.mjs', model], { cwd: join(project, 'node'), input }).trim().split('\n');
  const bodies = run(native, ['replay', '--model', model, '-'], { input }).trim().split('\n');
  assert.ok(bodies.length > 20, `${bodies.length} messages`);
  // In the order of the log, where replay has that of time.
  assert.deepEqual(lines.filter((line) => line.includes('specversion')).sort(), bodies.sort());
  const views = run(native, ['score', '--model', model, '-'], { input }).trim().split('\n').map((line) => JSON.parse(line));
  const wanted = views.map(({ visitor, scores, momentum, grade, segments }) => ({ visitor, scores, momentum, grade, segments }));
  assert.deepEqual(lines.filter((line) => line.startsWith('{"visitor"')).map((line) => JSON.parse(line)), wanted);
});
