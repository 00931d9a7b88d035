// The pages that page.mjs measures: one text, with nothing else, with Kelvin, and with two others of npm, each as its maker says.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { load, root } from '../wasm/load.mjs';

const web = join(root, 'web');
const require = createRequire(join(web, 'package.json'));

/** Each tells when it is ready: its script has run, and it can take events. */
const kPeers = {
  posthog: `import posthog from 'posthog-js';
    posthog.init('phc_local', { api_host: location.origin, loaded: () => (window.readyAt = performance.now()) });`,
  snowplow: `import { newTracker, trackPageView, enableActivityTracking, enableLinkClickTracking } from '@snowplow/browser-tracker';
    newTracker('sp', location.origin, { appId: 'bench' });
    enableActivityTracking({ minimumVisitLength: 15, heartbeatDelay: 15 });
    trackPageView();
    window.readyAt = performance.now();`,
};

async function peer(source) {
  const { build } = require('esbuild');
  const stdin = { contents: source, resolveDir: web };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: 'iife', target: 'es2022', write: false, legalComments: 'none' });
  return Buffer.from(outputFiles[0].contents);
}

const kText = Array.from({ length: 200 }, (_, i) => `<p>Line ${i} of a page like any other, with <a href="/pricing/">a link</a>.</p>`).join('');
const tag = (model) => `<script async src="/kelvin.js" data-model="/${model}" data-consent="granted" data-bots="allow"></script>`;
/** As a live site has it, and as it is while the model is being written. */
const kModels = { kelvin: 'kelvin.model.packed.json', 'its source': 'kelvin.model.json' };
const kReady = '<script>window.kelvin={q:[["on",["ready",function(){window.readyAt=performance.now()}]]]}</script>';
/** Calls to action as web/docs/shows.md has them, in places of their final size, and what the demo's experience changes. */
const kOffers = `<style>[data-kelvin-if]:not([data-kelvin-on]),[data-kelvin-off]{display:none!important} .offer{height:3em} .button{display:inline-block;width:12em}</style>
  <header class="site-head"><a class="button" href="/demo/">Book a demo</a></header>
  <div class="offer"><a data-kelvin-unless="warm hot">Newsletter</a><a data-kelvin-if="warm" data-kelvin-unless="hot">Demo</a><a data-kelvin-if="hot">Call us</a></div>`;
const html = (head, body = '') =>
  `<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Bench</title>${head}</head><body>${body}${kText}</body></html>`;

const kTypes = { html: 'text/html; charset=utf-8', js: 'text/javascript', mjs: 'text/javascript', json: 'application/json', wasm: 'application/wasm' };

/** {url, pages, close}; `pages`: which paths are compared, by name. */
export async function startBenchSite() {
  const files = new Map();
  const add = (path, body) => files.set(path, { type: kTypes[path.split('.').pop()] ?? kTypes.html, body: brotliCompressSync(body) });
  const scripts = readdirSync(join(web, 'dist')).filter((name) => /\.(m?js|wasm)$/.test(name));
  for (const name of scripts) add(`/${name}`, readFileSync(join(web, 'dist', name)));
  const source = readFileSync(join(web, 'demo/kelvin.model.json'), 'utf8');
  add('/kelvin.model.json', source);
  add('/kelvin.model.packed.json', (await load()).pack(source));
  const pages = { nothing: '/nothing' };
  add('/nothing', html('<script>window.readyAt=performance.now()</script>'));
  for (const [name, model] of Object.entries(kModels)) {
    pages[name] = `/${name.replace(' ', '-')}`;
    add(pages[name], html(kReady + tag(model)));
  }
  add('/offers', html(kReady + tag(kModels.kelvin), kOffers));
  add('/core', html(''));
  for (const [name, source] of Object.entries(kPeers)) {
    pages[name] = `/${name}`;
    add(`/${name}.js`, await peer(source));
    add(`/${name}`, html(`<script async src="/${name}.js"></script>`));
  }
  const server = createServer((request, response) => {
    const found = files.get(new URL(request.url, 'http://x').pathname);
    // Whatever a peer posts or asks of its own server is taken, and answered with an empty object.
    if (!found) return request.resume().on('end', () => response.writeHead(200, { 'content-type': kTypes.json }).end('{}'));
    // Isolated, so that clocks in the page tell 5 microseconds and not 100.
    const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
    response.writeHead(200, { 'content-type': found.type, 'content-encoding': 'br', 'content-length': found.body.length, 'cache-control': 'no-store', ...isolation });
    response.end(found.body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const later = `/${scripts.find((name) => name.startsWith('kelvin-later.'))}`;
  const loaded = { kelvin: ['/kelvin.js', '/kelvin-lean.wasm', later], 'its source': ['/kelvin.js', '/kelvin.wasm', later], posthog: ['/posthog.js'], snowplow: ['/snowplow.js'] };
  const bytes = (name) => (loaded[name] ?? []).reduce((sum, path) => sum + files.get(path).body.length, 0);
  return { url: `http://127.0.0.1:${server.address().port}`, pages, bytes, close: () => (server.closeAllConnections(), server.close()) };
}
