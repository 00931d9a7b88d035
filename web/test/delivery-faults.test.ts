/**
 * Thousands of messages through receivers that fail on purpose, in virtual time, by pages that come and go: nothing is lost,
 * nothing taken twice but for acknowledgements that were lost, nothing tried before its time. The receivers are the plan of
 * the browser tests' server (tests/e2e/support/plan.mjs), answering in process.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPlan, createRegistry, random } from '../../tests/e2e/support/plan.mjs';
import { backoff } from '../src/delivery/retry';
import { createWorld, kReply, makeMessage, type Page, type Post, type Receiver, type World } from './world';

/** A firing tells one destination or both: four messages from three. */
const kFirings = process.env['KELVIN_SOAK'] ? 75_000 : 15_000;
const kMinute = 60_000;
const kHour = 60 * kMinute;
const kHtml = { 'content-type': 'text/html' };

/** Receivers of two destinations that fail by one plan each, and what they saw. */
function receivers(seed: number, world: () => World) {
  const registry = createRegistry();
  // A network that is gone for a quarter of an hour every other hour, and for two hours once a day.
  const offline = (now: number) => now % (2 * kHour) < 15 * kMinute || now % (24 * kHour) < 2 * kHour;
  const plans = new Map(['/a', '/b'].map((path, i) => [path, createPlan({ seed: seed + i, offline })]));
  /** What each destination asked for, from when on. */
  const until = new Map<string, { from: number; to: number }>();
  const early: string[] = [];
  const receive: Receiver = async ({ at, url, body, leaving, alive }: Post) => {
    const path = new URL(url).pathname;
    const { id } = JSON.parse(body) as { id: string };
    const pause = until.get(path);
    if (pause && !leaving && at > pause.from && at < pause.to) early.push(`${path} ${id} at ${at}, ${pause.to - at} ms early`);
    const { kind, kept, status, retryAfter, wish } = plans.get(path)!.next(path + id, at);
    if (kind === 'hang') return registry.note({ key: `${path} ${id}`, id, body, at, kind, kept }), 'hang';
    await world().sleep(20);
    registry.note({ key: `${path} ${id}`, id, body: kind === 'cut' ? null : body, at, kind, kept });
    if (['offline', 'cut', 'stored-reset', 'redirect'].includes(kind)) return 'reset'; // As fetch shows them.
    await world().sleep(20);
    if (wish && alive()) until.set(path, { from: world().now(), to: world().now() + (retryAfter!.includes('GMT') ? Date.parse(retryAfter!) - world().now() : wish) });
    if (kind !== 'portal') return kReply(status!, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
    return Object.defineProperty(kReply(200, kHtml, '<html>Log in</html>'), 'url', { value: url.replace('https:', 'http:') });
  };
  return { registry, plans, early, receive };
}

test(`${(kFirings * 4) / 3} messages, pages that die: none lost, the same bytes, no try before its time`, async () => {
  const seed = Number(process.env['KELVIN_SEED'] ?? Math.floor(Math.random() * 1e9));
  const dice = random(seed);
  let world!: World;
  const { registry, plans, early, receive } = receivers(seed, () => world);
  world = createWorld(receive, { log: false });
  const pages: Page[] = [world.open()];
  const made = new Set<string>();
  let deaths = 0;
  const fire = (i: number) => {
    const body = JSON.stringify({ id: `m${i}`, pad: 'x'.repeat(Math.floor(dice() ** 4 * 4000)), text: '\u00e4\ud83d\ude00\n' });
    const to = [['a'], ['b'], ['a', 'b']][Math.floor(dice() * 3)]!;
    const messages = to.map((destination) => makeMessage(`m${i}`, { destination, url: `https://x.test/${destination}`, body }));
    for (const name of to) made.add(`/${name} m${i}`);
    return pages[Math.floor(dice() * pages.length)]!.fire(...messages);
  };
  for (let i = 0; i < kFirings; i++) {
    void fire(i);
    await world.pass(dice() * 40_000);
    if (dice() < 0.02 || pages.length > 5) {
      deaths++;
      await pages.splice(Math.floor(dice() * pages.length), 1)[0]!.die(dice() < 0.5 ? 'pagehide' : 'killed');
    }
    if (!pages.length || dice() < 0.02) {
      pages.push(world.open());
      pages.at(-1)!.outbox.flush();
    }
    if (dice() < 0.01) pages[0]!.outbox.online();
    if (i % 500 === 0) await pages[0]!.outbox.list(true);
  }
  for (let day = 0; day < 30 && (await pages[0]!.outbox.list(true)).messages.length; day++) await world.pass(24 * kHour);
  const { messages, dropped, sent } = await pages[0]!.outbox.list();
  const verdict = registry.verdict(made);
  const lostAnswers = registry.arrived.filter(({ kind }) => kind === 'stored-reset').length;
  console.log(
    `seed ${seed}: ${made.size} messages, ${registry.arrived.length} requests, ${deaths} deaths, ${verdict.repeats} repeats`,
    `(${lostAnswers} lost answers), ${JSON.stringify([...plans.values()].map(({ counts }) => counts))}`,
  );
  assert.deepEqual([verdict.lost, verdict.unknown, messages], [[], [], []]);
  assert.equal(verdict.differing, 0);
  assert.deepEqual(early, []);
  assert.equal(dropped, 0);
  assert.equal(sent, made.size);
  // A page that dies takes with it the answers to what it had under way: two to each destination, and what it dashed.
  assert.ok(verdict.repeats <= lostAnswers + deaths * 4, `${verdict.repeats} repeats`);
  assert.ok(Object.keys(plans.get('/a')!.counts).length >= 10, 'every fault occurred');
  assert.deepEqual(world.errors().filter((text) => !/^message_refused: (HTTP 413|a web page)/.test(text)), []);
});

test('10,000 browsers after an outage come back evenly: no part of that time sees twice the mean', () => {
  const kClients = 10_000;
  const seed = Math.floor(Math.random() * 1e9);
  const dice = random(seed);
  const fired = { 'before it': () => dice() * kMinute, 'all through it': (outage: number) => dice() * outage };
  for (const [when, start] of Object.entries(fired)) {
    // A short outage that goes on making messages is followed by those that fired last, which have paused least.
    for (const outage of when === 'before it' ? [kHour, 6 * kHour] : [6 * kHour]) {
      const back = Array.from({ length: kClients }, () => {
        let at = start(outage);
        for (let tries = 1; at < outage; tries++) at += backoff(tries, dice());
        return at - outage;
      });
      const span = back.reduce((last, at) => Math.max(last, at)) + 1;
      const bins = Array<number>(20).fill(0);
      for (const at of back) bins[Math.floor((at / span) * bins.length)]!++;
      const peak = Math.max(...bins) / (kClients / bins.length);
      console.log(`seed ${seed}: fired ${when}, ${outage / kMinute} min: peak ${peak.toFixed(2)} x mean over ${Math.round(span / kMinute)} min`);
      // 500 a part: chance alone makes the fullest of twenty a tenth fuller.
      assert.ok(peak <= 2.2, `peak ${peak}`);
    }
  }
});
