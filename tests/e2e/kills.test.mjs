/** Browsers that are killed at any moment, while messages fire and nobody takes them: what was told as fired arrives. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { kBrowser, launch, ready, rest, until } from './support/browser.mjs';
import { startCollector } from './support/collector.mjs';
import { html, startSite } from './support/site.mjs';

// Firefox takes three times as long to start.
const kKills = process.env.KELVIN_SOAK ? 200 : kBrowser === 'firefox' ? 7 : 20;
const kSeed = Number(process.env.KELVIN_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Multiplicative congruential (Park and Miller): enough to choose moments, the same from the same seed. */
const random = ((state) => () => (state = (state * 48271) % 2147483647) / 2147483647)((kSeed % 2147483646) + 1);

const model = (url) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    kelvin: 1, id: 'kills', version: '1',
    scores: [{ id: 'notes', range: [0, 100], rules: [{ id: 'note', on: 'Note', points: 0 }] }],
    triggers: [{ id: 'noted', when: { hit: 'note' }, to: ['crm'] }],
    destinations: [{ id: 'crm', url: `${url}/in`, format: 'cloudevents' }],
  }),
});

/** Process ids by their parent's, and those whose command line names the profile. */
function processes(profile) {
  const children = new Map();
  const named = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1];
      children.set(parent, [...(children.get(parent) ?? []), pid]);
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profile)) named.push(pid);
    } catch {
      // It ended while we looked.
    }
  }
  return { children, named };
}

/** Kills the browser and all that it started, in one breath. */
function kill(profile) {
  const { children, named } = processes(profile);
  const all = new Set();
  const add = (pid) => all.has(pid) || (all.add(pid), (children.get(pid) ?? []).forEach(add));
  named.forEach(add);
  for (const pid of all) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended before us.
    }
  }
  return all.size;
}

test(`${kKills} browsers killed with SIGKILL: no message that was told as fired is lost`, { timeout: 3_600_000 }, async (t) => {
  t.diagnostic(`seed ${kSeed}`);
  const profile = mkdtempSync(join(tmpdir(), 'kelvin-kills-'));
  let down = true;
  const collector = await startCollector({ next: () => ({ kind: down ? 'offline' : 'ok', status: 200, kept: !down }) });
  const site = await startSite({ '/': html(), '/model.json': model(collector.url) }, collector);
  t.after(async () => {
    kill(profile);
    site.close();
    collector.close();
    await rest(200);
    rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
  });
  const told = new Set();
  /** A browser on the one profile; its page tells each message as it hears of it. */
  const start = async () => {
    const context = await launch({ profile });
    const page = await context.newPage();
    page.on('console', (message) => message.text().startsWith('told ') && told.add(message.text().slice(5)));
    await page.goto(site.url);
    await ready(page);
    return { context, page };
  };
  const arrive = async (page) => {
    down = false;
    // The network is back, as far as the browser knows: what had no answer is tried now.
    await until(async () => {
      await page.evaluate(() => void dispatchEvent(new Event('online')));
      return [...told].every((id) => collector.stored.has(id));
    }, () => `all of ${told.size}, but ${[...told].filter((id) => !collector.stored.has(id))}`, 120_000);
    down = true;
  };

  let killed = 0;
  for (let round = 0; round < kKills; round++) {
    const { page } = await start();
    // What a killed page had claimed is free after half a minute: waiting for it each time would say no more.
    if (round % 20 === 19) await arrive(page);
    await page.evaluate(() => {
      kelvin.on('message', ({ id }) => console.log('told ' + id));
      setInterval(() => kelvin.track('Note'), 40);
    });
    const before = told.size;
    await until(() => told.size > before, 'a first message');
    await rest(random() * 1000);
    killed += kill(profile) > 0;
    await rest(100); // What it still said is read.
  }
  assert.equal(killed, kKills);
  const { context, page } = await start();
  await arrive(page);
  const arrived = new Map();
  for (const { id, body } of collector.arrived) arrived.set(id, (arrived.get(id) ?? new Set()).add(body));
  assert.deepEqual([...arrived].filter(([, bodies]) => bodies.size > 1), [], 'the same bytes on every try');
  t.diagnostic(`${told.size} messages told, ${collector.arrived.length} requests`);
  await context.close();
});
