/** Browsers killed with SIGKILL at random moments: what the page told as fired is delivered by the next start, each with the same bytes. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { kBrowser, launch, rest, until } from './support/browser.mjs';
import { random } from './support/plan.mjs';
import { html, startSite } from './support/site.mjs';

/** Firefox takes four times as long to start. */
const kKills = process.env.KELVIN_SOAK ? (kBrowser === 'firefox' ? 100 : 200) : kBrowser === 'firefox' ? 6 : 10;
/** Kills between deliveries: an outbox holds 1,000 messages for a destination, and drops the oldest beyond. */
const kRound = 20;
const kOpen = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };

/** A receiver that takes nothing, not even an answer is given, until it is `up`. */
async function startReceiver() {
  const bodies = new Map();
  const receiver = { up: false, bodies, tries: 0 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('error', () => {});
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      receiver.tries++;
      const { id } = JSON.parse(body);
      bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
      if (receiver.up) {
        receiver.taken.add(id);
        response.writeHead(200, kOpen).end();
      }
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  receiver.taken = new Set();
  receiver.url = `http://127.0.0.1:${server.address().port}`;
  receiver.close = () => (server.closeAllConnections(), server.close());
  return receiver;
}

/** The browser's own processes, by the folder of its profile; none that anybody else started. */
const processesOf = (profile) =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').some((part) => part.endsWith(profile));
    } catch {
      return false; // It has ended meanwhile.
    }
  });

const model = (url) => ({
  kelvin: 1, id: 'kill', version: '1',
  scores: [{ id: 's', rules: [{ id: 'mark', on: 'Mark', points: 1 }] }],
  triggers: [{ id: 'marked', when: { hit: 'mark' }, to: ['crm'] }],
  destinations: [{ id: 'crm', url }],
});

/**
 * The page says what fired, and what went wrong. What fires while the database is slow to open lies in localStorage, of which a
 * browser that is killed may lose the last seconds: that is not told as durable.
 */
const kTelling = `<script>window.kelvin = { q: [
  ['on', ['message', ({ id }) => localStorage.getItem('kelvin.id') === null && fetch('/told/' + id)]],
  ['on', ['error', ({ code, found }) => fetch('/error/' + encodeURIComponent(code + ': ' + found))]],
] }</script>`;

test(`${kKills} browsers killed while messages fire and nobody takes them: none that was told is lost`, { timeout: (kKills + 2) * 60_000 }, async (t) => {
  const seed = Number(process.env.KELVIN_SEED ?? Date.now() % 1e9);
  t.diagnostic(`KELVIN_SEED=${seed}`);
  const next = random(seed);
  const profile = mkdtempSync(join(tmpdir(), 'kelvin-kill-'));
  const receiver = await startReceiver();
  /** Ids, each with the life that told it. */
  const told = new Map();
  const troubles = [];
  let lives = 0;
  const site = await startSite({
    '/': html({ attributes: 'data-model="/model.json" data-consent="granted" data-bots="allow" data-mode="test" data-sensors="page"', head: kTelling }),
    '/model.json': { headers: { 'content-type': 'application/json' }, body: JSON.stringify(model(receiver.url)) },
  }, null);
  const { requests } = site;
  const learn = () => {
    for (const path of requests.splice(0)) {
      const [, what, said] = path.split('/');
      if (what === 'told') told.set(said, lives);
      if (what === 'error') troubles.push(`${said} in life ${lives}`);
    }
  };
  const start = async () => {
    lives++;
    const context = await launch({ profile });
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(site.url, { waitUntil: 'commit' });
    return { context, page };
  };
  /** Starts, fires, dies at a random moment. */
  const live = async () => {
    const { context, page } = await start();
    const before = told.size;
    const firing = page.evaluate(async () => {
      for (;;) {
        window.kelvin.track?.('Mark');
        await new Promise((go) => setTimeout(go, 15));
      }
    }).catch(() => {});
    await until(() => (learn(), told.size > before), 'a message was told', 60_000);
    await rest(next() * 400);
    const pids = processesOf(profile);
    assert.ok(pids.length, 'the browser\'s processes are found');
    for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
    // A driver whose browser died in the middle of an answer may wait for it for ever.
    await Promise.race([Promise.all([firing, context.close().catch(() => {})]), rest(2000)]);
    await until(() => !processesOf(profile).length, 'they are gone');
  };
  /** Starts once more, with a receiver that takes all. */
  const deliver = async () => {
    receiver.up = true;
    const { context, page } = await start();
    const missing = () => [...told.keys()].filter((id) => !receiver.taken.has(id));
    await until(() => (learn(), !missing().length), `all of ${told.size} messages`, 120_000).catch(async (error) => {
      for (const id of missing()) t.diagnostic(`missing: ${id}, told in life ${told.get(id)} of ${lives}`);
      t.diagnostic(await page.evaluate(async () => JSON.stringify([Object.keys(localStorage), await kelvin.outbox()])));
      throw error;
    });
    const marks = (await page.evaluate(() => kelvin.export())).split('\n').filter((line) => line.includes('"Mark"')).length;
    assert.ok(marks >= Math.min(told.size, 4500), 'the events themselves are kept');
    await context.close();
    receiver.up = false;
  };
  try {
    for (let kill = 1; kill <= kKills; kill++) {
      await live();
      if (kill % kRound === 0 || kill === kKills) await deliver();
    }
    assert.deepEqual(troubles, []);
    for (const [id, bodies] of receiver.bodies) assert.equal(bodies.size, 1, `the same bytes each time: ${id}`);
    assert.ok(told.size >= kKills);
    t.diagnostic(`${told.size} told, ${receiver.taken.size} taken, ${receiver.tries} tries`);
  } finally {
    site.close();
    receiver.close();
    for (const pid of processesOf(profile)) process.kill(Number(pid), 'SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
