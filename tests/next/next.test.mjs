// Next's app router, for real: the packed package installed into the application beside this file, built and started by Next, and
// looked at in a browser. It installs some hundred megabytes, so `./dev soak` runs it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { launch, log, nameOf, until } from '../e2e/support/browser.mjs';
import { kModel } from '../e2e/support/packages.mjs';
import { run, web } from '../package/installed.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kelvin-next-'));
const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
let server, url, browser;

const freePort = () => new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => done(port));
  });
});

before(async () => {
  cpSync(fileURLToPath(new URL('.', import.meta.url)), folder, { recursive: true, filter: (path) => !path.endsWith('.test.mjs') });
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { cwd: web }));
  run('npm', ['install', '--no-audit', '--no-fund', `./${filename}`], { cwd: folder });
  mkdirSync(join(folder, 'public'));
  writeFileSync(join(folder, 'public/kelvin.model.json'), kModel.body);
  run('npm', ['run', 'build'], { cwd: folder, env: environment });
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  server = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '--hostname', '127.0.0.1', '--port', `${port}`], { cwd: folder, env: environment, stdio: 'inherit' });
  await until(() => fetch(url).then(({ ok }) => ok, () => false), 'Next');
  browser = await launch();
}, { timeout: 600_000 });
after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

test('server components, a streamed part and a client component follow the visitor, over routes and returns, without a word', async () => {
  const page = await browser.newPage();
  const said = [];
  page.on('console', (message) => /error|warning/.test(message.type()) && said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  const texts = () => page.evaluate(() => ['cta', 'late', 'mark'].map((id) => document.getElementById(id)?.innerText ?? null));
  const are = (...wanted) => until(async () => JSON.stringify(await texts()) === JSON.stringify(wanted), wanted.join());
  const cold = ['Get the newsletter', 'Read a story', ''];
  const hot = ['Talk to an engineer', 'Ask us anything', 'A mark'];

  const sent = await (await fetch(url)).text();
  assert.match(sent, /Get the newsletter/);
  await page.goto(url);
  await page.waitForFunction(() => window.kelvin?.version);
  await until(async () => (await texts())[1] === cold[1], 'the streamed part');
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await page.click('#yes');
  await page.click('#demo');
  await page.click('#demo');
  await are(...hot);
  assert.match(await page.textContent('output'), /hot/);

  await page.click('#prices');
  await page.waitForSelector('h1');
  await page.click('#home');
  await are(...hot);
  await until(async () => (await log(page)).filter((event) => nameOf(event) === 'page').length === 3, 'three views');

  await page.goto(url);
  await are(...hot);
  await page.click('#no');
  await page.waitForFunction(() => document.getElementById('cta').innerText === 'Get the newsletter' && document.getElementById('late').innerText === 'Read a story');
  assert.equal(await page.textContent('output'), '');
  assert.deepEqual(said, []);
  const { version } = JSON.parse(readFileSync(join(folder, 'node_modules/next/package.json')));
  console.log(`# Next ${version}, ${await browser.version()}`);
});
