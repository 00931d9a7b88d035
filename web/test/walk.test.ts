/**
 * Random walks of one visitor's tabs through consent, storage, scoring and delivery together, against a model of a page: what it was told
 * is kept, scored once, and delivered, as long as the visitor lets it. KELVIN_SEED is the first walk's seed, KELVIN_WALKS says how many;
 * with KELVIN_SOAK more of them begin at a random one.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kConsent } from '../src/storage/gated-store';
import { Browser, replayed, settle, type Request, type Tab } from './browser';
import { dice } from './dice';
import { Disk } from './disk';
import { checkAlone, Model } from './walk-laws';

const kSoak = !!process.env['KELVIN_SOAK'];
const kFirst = Number(process.env['KELVIN_SEED'] ?? (kSoak ? Math.floor(Math.random() * 2 ** 31) : 4200));
const kWalks = Number(process.env['KELVIN_WALKS'] ?? (kSoak ? 50_000 : 10_000));

async function walk(seed: number, done: string[], most: number): Promise<void> {
  const random = dice(seed);
  const host = { random: Math.random, now: Date.now, elapsed: performance.now };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  /** The first law that was broken: what is thrown in the page's own calls the page would catch. */
  let broken: unknown;
  const judge = (work: () => void) => {
    try {
      work();
    } catch (why) {
      broken ??= why;
    }
  };
  const disk = new Disk((...done) => judge(() => law.committed(...done)));
  let failing = 0;
  let slow = false;
  let newer = false;
  let refused = false;
  const browser: Browser = new Browser(disk, {
    chose(tab, held) {
      law.granted ||= tab.mayScore();
      if (!tab.maySend()) law.ask(tab, tab.mayScore() ? 'sent' : 'scored', held);
    },
    forgot: (tab) => law.drop(tab, 'scored'),
    stored: (...done) => judge(() => law.stored(...done)),
    posted: (request) =>
      judge(() => {
        assert.ok(request.tab.maySend(), `${request.id}: nothing is sent without a grant`);
        assert.ok(!refused, `${request.id}: nothing is sent after a refusal`);
        checkAlone(request, browser);
      }),
  }, pick(['ask', 'ask', 'memory', 'granted'] as const));
  const law = new Model();
  Object.assign(Math, { random });
  Date.now = performance.now = () => browser.time;
  const answer = (request: Request) => {
    if (request.over) return;
    const status = !browser.online ? null : pick([200, ...[503, null, 503, null].slice(0, failing)]);
    if (status === 200) law.taken.add(request.id);
    request.answer(status);
  };
  const answerAll = () => browser.requests.splice(0).forEach(answer);

  const choose = (tab: Tab, word: { score: boolean; personalise: boolean; send: boolean }) => {
    law.word = word;
    if (!word.send) law.refuse(tab, word.score ? 'sent' : 'scored');
    tab.choose(word);
  };

  const kMoves: Record<string, (tab: Tab) => unknown> = {
    grant: (tab) => choose(tab, { score: true, personalise: true, send: true }),
    'score only': (tab) => choose(tab, { score: true, personalise: true, send: false }),
    withdraw: (tab) => choose(tab, { score: false, personalise: false, send: false }),
    event: (tab) => tab.track(law.make(tab)),
    reset(tab) {
      law.reset(tab);
      void tab.reset().catch(() => {}); // The guard before it says so.
    },
    hide: (tab) => tab.pipeline.leave(false),
    'freeze': (tab) => browser.freeze(tab),
    'back': (tab) => browser.thaw(tab),
    'new tab': () => void (browser.tabs.length < 3 && browser.open()),
    crash: (tab) => browser.kill(tab),
    close(tab) {
      if (!tab.frozen) browser.freeze(tab);
      browser.kill(tab);
    },
    answer: answerAll,
    'a second': () => browser.wait(1000, 3),
    'half a minute': () => browser.wait(30_000, 30),
    'slow disk': () => void (slow = true),
    'quick disk': () => void (slow = false),
    'full disk': () => void (disk.failing = true),
    'room again': () => void (disk.failing = false),
    offline: () => void (browser.online = false),
    online() {
      browser.online = true;
      for (const tab of browser.tabs) if (!tab.frozen) tab.tell('online');
    },
    'destination fails': () => void (failing = 1 + Math.floor(random() * 4)),
    'destination answers': () => void (failing = 0),
    'newer data': () => void (random() < 0.05 && (newer = true) && (disk.version = 2)),
  };
  const kBag = [...Object.keys(kMoves), 'event', 'event', 'event', 'event', 'event', 'event', 'grant', 'answer', 'answer', 'new tab', 'a second', 'crash'];

  try {
    const first = browser.open();
    if (random() < 0.8) kMoves['grant']!(first);
    await browser.pass(9);
    for (let length = Math.min(most, 3 + Math.floor(random() * 22)); length--; ) {
      const what = pick(kBag);
      const tab = pick(browser.tabs);
      const turns = Math.floor(random() * 12);
      if (tab.frozen && !/back|crash|close|tab|disk|line|dest|answer|room|minute|second|data/.test(what)) continue;
      done.push(`${what} ${tab.name}`);
      await kMoves[what]!(tab);
      if (!browser.tabs.length) browser.open();
      // One thing ends before the next begins, promises and all; what waits for the disk or a timer may wait on.
      await (slow ? settle() : browser.pass(turns));
      if (broken) throw broken;
    }
    await end();
    if (broken) throw broken;
  } catch (why) {
    throw broken ?? why; // The first.
  } finally {
    Date.now = host.now;
    performance.now = host.elapsed;
    Math.random = host.random;
  }

  /** All heals; what is owed comes. Then the visitor refuses, and nothing is left. */
  async function end() {
    disk.failing = false;
    failing = 0;
    browser.online = true;
    for (const tab of [...browser.tabs]) browser.thaw(tab);
    const tab = browser.open();
    await browser.pass(1000);
    // Beside a newer version's data nothing is stored: no tab hears what was said in another.
    const each = (what: string) => (newer ? browser.tabs : [tab]).forEach((one) => kMoves[what]!(one));
    if (!browser.tabs.every((one) => one.maySend())) each('grant');
    kMoves['online']!(tab);
    await arrives();
    if (!newer) await scored();
    browser.online = false;
    for (let i = 0; i < 2; i++) kMoves['event']!(tab);
    await browser.pass(1000);
    each('score only');
    await browser.pass(1000);
    if (!newer) assert.equal(stored().filter((key) => key.startsWith('out.')).join(), '', 'sending refused: nothing waits for it');
    each('withdraw');
    await browser.pass(1000);
    refused = true;
    for (const one of browser.tabs) kMoves['event']!(one);
    for (let i = 0; i < 3; i++) await browser.wait(400_000, 1000);
    if (newer) disk.texts = null;
    assert.equal(stored().filter((key) => key !== kConsent).join(), '', 'refused: nothing is left');
  }
  function stored() {
    return [...(disk.texts?.keys() ?? []), ...browser.texts.keys()];
  }
  async function arrives() {
    // Nor is what another page took into localStorage before it died: that waits for a newer version's page, too.
    const waits = (name: string) => newer && browser.held().includes(`"event":"${name}"`);
    const owed = () => law.owed('sent', newer).filter((name) => !(Number(name.slice(1)) % 2) && !law.taken.has(`m.${name}`) && !waits(name));
    const until = browser.time + 3_600_000;
    do {
      await browser.pass(1000);
      answerAll();
      await browser.wait(60_000, 1000);
    } while ((owed().length || browser.requests.length) && browser.time < until);
    assert.equal(owed().join(), '', 'what was told and kept arrives');
  }
  async function scored() {
    // Tabs follow; an opening that was lost while its page was frozen is given up.
    for (const calm = browser.time + 30_000; browser.time < calm; ) await browser.wait(1000, 1000);
    const found = new Set<string>();
    for (const tab of browser.tabs) {
      const names = replayed(await logOf(tab));
      for (const name of names) found.add(name);
      // A page that was frozen erases when it is back and the disk answers.
      if (law.late && (!names.length || !tab.mayScore())) continue;
      const { s } = tab.pipeline.view()?.scores as { s: number };
      // What one transaction kept as another one failed is not in the memory with which the page goes on, but in the database.
      if (s > names.length && !tab.store.lasting()) continue;
      assert.equal(s, names.length, `tab ${tab.name}: the score is a replay of its log`);
    }
    assert.equal(law.owed('scored').filter((name) => !found.has(name)).join(), '', 'what was told and kept is scored');
  }
  async function logOf({ log, name }: Tab): Promise<string> {
    let found: string | undefined;
    void log.read().then((lines) => (found = lines));
    await browser.pass(1000);
    assert.ok(found !== undefined, `tab ${name}: its log can be read`);
    return found;
  }
}

/** The shortest beginning of a walk that fails. */
async function shrink(seed: number): Promise<string> {
  for (let most = 0; most <= 25; most++) {
    const done: string[] = [];
    try {
      await walk(seed, done, most);
    } catch (why) {
      return `${(why as Error).message}\nafter ${done.join(', ')}`;
    }
  }
  return '';
}

/** What the first walk that fails says of itself. */
async function walks(): Promise<Error | undefined> {
  const seen = new Set<string>();
  for (let seed = kFirst; seed < kFirst + kWalks; seed++) {
    const done: string[] = [];
    try {
      await walk(seed, done, Infinity);
    } catch (why) {
      const short = await shrink(seed);
      return new Error(`KELVIN_SEED=${seed} KELVIN_WALKS=1: ${(why as Error).message}\nafter ${done.join(', ')}\nshortest: ${short}`, { cause: why });
    }
    seen.add(done.join());
  }
  return seen.size > kWalks / 2 ? undefined : new Error('walks must differ');
}

// Before the first test: from then on Node's runner watches every promise, which takes longer than the walks do.
const failure = await walks();
test(`${kWalks} walks: nothing without a grant, nothing lost that was kept, every message in the end, the score a replay`, () => {
  console.log(`# seed ${kFirst}`);
  if (failure) throw failure;
});
