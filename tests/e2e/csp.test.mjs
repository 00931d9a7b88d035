/** Content Security Policies: everything works under them, and they have nothing of ours to report but the one thing that cannot be helped. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ready, rest, until, useBrowser, visit } from './support/browser.mjs';
import { built, html, kAttributes } from './support/site.mjs';

useBrowser();
const hash = (name, kind = 'sha256') => `${kind}-${createHash(kind).update(built(name)).digest('base64')}`;
const kCors = { 'access-control-allow-origin': '*' };

/** Written down as they come, and shown to a test that asks. */
const violations = () => {
  window.violations = [];
  window.times = [];
  addEventListener('securitypolicyviolation', (event) => {
    window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
    window.times.push(performance.now());
  });
};

/** A page under the policy; `DEST` in it is the collector's address. Whatever a policy complains of in the console is among its violations. */
async function pageUnder(t, { policy, attributes = '', files = {} }) {
  const body = '<p id="warm" data-kelvin-if="warm">x</p>';
  const pages = { ...files };
  const found = await visit(t, { pages, init: violations, expected: /Content.Security.Policy|violates the following directive/i });
  const headers = { 'content-type': 'text/html', 'content-security-policy': policy.replaceAll('DEST', found.collector.url) };
  pages['/'] = { headers, body: html({ body, attributes: `${kAttributes} ${attributes}` }) };
  const page = await found.open();
  await ready(page);
  await page.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
  await until(() => page.evaluate(() => kelvin.view().scores.engagement === 82), 'the score');
  await page.waitForSelector('#warm'); // Painted once that is kept.
  return { ...found, page, violations: () => page.evaluate(() => window.violations) };
}

const kEval = 'script-src wasm-eval';
/** `core`: which file the core came from. `reports`: the violations. `panel`: false where the policy keeps the debug panel out. */
const policies = {
  "script-src 'self'": { core: 'kelvin-js.js', reports: [kEval] },
  "script-src 'self', and the tag says so": { policy: "script-src 'self'", attributes: 'data-wasm="off"', core: 'kelvin-js.js' },
  "script-src 'self' 'wasm-unsafe-eval'": {},
  "script-src 'nonce-R4nd0m' 'wasm-unsafe-eval'": { attributes: 'nonce="R4nd0m"' },
  "script-src 'nonce-R4nd0m'": { attributes: 'nonce="R4nd0m" data-wasm="off"', core: 'kelvin-js.js' },
  "script-src 'nonce-R4nd0m' 'strict-dynamic' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'": { attributes: 'nonce="R4nd0m"' },
  'a hash of each part of the script': {
    policy: `script-src '${hash('kelvin.js')}' '${hash('kelvin-later.js', 'sha384')}' 'wasm-unsafe-eval'`,
    attributes: `integrity="${hash('kelvin.js')}"`,
    panel: false,
  },
  "require-trusted-types-for 'script'; trusted-types 'none'": {},
  'a nonce, Trusted Types, and a tag with integrity': {
    policy: "script-src 'nonce-R4nd0m' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types 'none'",
    attributes: `nonce="R4nd0m" integrity="${hash('kelvin.js')}"`,
  },
  "style-src 'none'": {},
  'all that README names, and nothing else': { policy: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' DEST; img-src data:" },
  'the same without WebAssembly, with Trusted Types': {
    policy: "default-src 'none'; script-src 'self'; connect-src 'self' DEST; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'",
    attributes: 'data-wasm="off"',
    core: 'kelvin-js.js',
  },
  'sandbox allow-scripts': {
    files: Object.fromEntries(['/model.json', '/kelvin.wasm', '/kelvin-later.js', '/kelvin-debug.js'].map((path) => [path, { headers: kCors, body: null }])),
  },
};
for (const [name, { policy = name, attributes, files, core = 'kelvin.wasm', reports = [], panel = true }] of Object.entries(policies)) {
  test(`${name}: works`, async (t) => {
    const { page, site, collector, violations } = await pageUnder(t, { policy, attributes, files });
    await until(() => collector.stored.size, 'the message');
    if (panel) {
      await page.evaluate(() => kelvin.debug());
      await until(() => page.evaluate(() => document.querySelector('kelvin-panel')?.shadowRoot.textContent.includes('82')), 'the panel');
    }
    assert.deepEqual(site.requests.filter((path) => /^\/kelvin(-js\.js|\.wasm)$/.test(path)), ['/' + core]);
    assert.deepEqual(await violations(), reports);
  });
}

test("a connect-src without the destination: scores go on, tries are few, the message waits", async (t) => {
  const { page, collector, violations } = await pageUnder(t, { policy: "connect-src 'self'" });
  await until(async () => (await violations()).length >= 2, 'the second try');
  const [first, second] = await page.evaluate(() => window.times);
  assert.ok(second - first > 500, `after ${second - first} ms`);
  assert.ok((await violations()).every((text) => text.startsWith('connect-src ')), String(await violations()));
  assert.equal(collector.arrived.length, 0);
  assert.equal(await page.evaluate(() => kelvin.view().segments.includes('hot')), true);
});

test('a script with one byte changed is not run, and the page is as it was', async (t) => {
  const bytes = Buffer.from(built('kelvin.js'));
  bytes[bytes.length >> 1] ^= 1;
  const plain = html({ attributes: `${kAttributes} integrity="${hash('kelvin.js')}"`, body: '<p data-kelvin-unless="hot">x</p>' });
  const { open, site } = await visit(t, { pages: { '/': plain, '/kelvin.js': { headers: { 'content-type': 'text/javascript' }, body: bytes } }, expected: /integrity/i });
  const page = await open();
  await rest(300);
  assert.deepEqual(site.requests.filter((path) => path.startsWith('/kelvin')), ['/kelvin.js']);
  assert.equal(await page.evaluate(() => 'kelvin' in window), false);
});
