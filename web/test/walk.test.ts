/**
 * Random walks of one visitor's tabs through consent, storage, scoring and delivery together, against a model of a page: what it was told
 * is kept, scored once, and delivered, as long as the visitor lets it. KELVIN_SEED is the first walk's seed, KELVIN_WALKS says how many;
 * with KELVIN_SOAK more of them begin at a random one.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kConsent } from '../src/storage/gated-store';
import { linesOf } from '../src/storage/log';
import { Browser, replayed, type Request, type Tab } from './browser';
import { dice } from './dice';
import { Disk } from './disk';

const kSoak = !!process.env['KELVIN_SOAK'];
const kFirst = Number(process.env['KELVIN_SEED'] ?? (kSoak ? Math.floor(Math.random() * 2 ** 31) : 4200));
const kWalks = Number(process.env['KELVIN_WALKS'] ?? (kSoak ? 50_000 : 10_000));
const kGrants = (text: string | null | undefined) => !!text?.includes('"score":true');

/** What the visitor's word and the page's promises come to. */
class Model {
  /** Events so far. */
  events = 0;
  /** Events up to this one were made before something that may take them: a refusal, a reset. */
  excused = 0;
  /** Something was refused or reset: things may go. */
  erased = false;
  granted = false;
  /** By event: the tab that made it, and whether it may be sent. */
  made = new Map<string, { tab: Tab; send: boolean }>();
  /** Events that outlive their page. */
  kept = new Set<string>();
  /** Messages that the receiver has taken. */
  taken = new Set<string>();
  private rows = new Set<string>();
  private lines = 0;
  private log = '';
  private names: string[] = [];

  excuse() {
    this.excused = this.events;
    this.erased = true;
  }

  /** What the disk holds after a transaction. */
  committed(texts: Map<string, string>) {
    const keys = [...texts.keys()];
    const ours = keys.filter((key) => key !== kConsent);
    if (ours.length) assert.ok(kGrants(texts.get(kConsent)), `nothing is stored without a grant: ${ours.join()}`);
    const log = linesOf([...texts]);
    if (log !== this.log) this.names = replayed(log);
    this.log = log;
    const { names } = this;
    assert.equal(names.length, log.split('\n').length - 1, 'no event is logged twice');
    const state = texts.get('state');
    assert.deepEqual(state ? state.slice(state.indexOf('\n') + 1).split(',').slice(1) : [], names, 'the score is a replay of the log');
    if (names.length < this.lines) {
      assert.ok(this.erased, 'a log that nobody erased stays');
      this.excuse();
    }
    this.lines = names.length;
    const rows = new Set(keys.filter((key) => key.startsWith('out.')).map((key) => key.slice(4, -4)));
    for (const id of this.rows) assert.ok(rows.has(id) || this.taken.has(id) || this.erased, `${id} waits until it was taken`);
    this.rows = rows;
    for (const name of names) this.kept.add(name);
  }

  /** A key of localStorage was written. */
  stored(key: string, text: string | null) {
    if (text === null || key === kConsent) return;
    assert.ok(this.granted, `nothing is stored before a grant: ${key}`);
    if (key.startsWith('late.')) this.kept.add((JSON.parse(text) as { fields: { event: string } }).fields.event);
  }

  /** Events whose message must arrive. */
  owed(browser: Browser): string[] {
    const lives = ({ alive }: Tab) => alive && browser.tabs.length > 0;
    return [...this.made].filter(([name, { tab, send }]) => Number(name.slice(1)) > this.excused && send && (lives(tab) || this.kept.has(name))).map(([name]) => name);
  }
}

/**
 * Two pages must not have one message under way at once. One that is left sends by what it heard last, one that is dead is deaf, and
 * pages that could not use the database know nothing of each other: then the message's id tells that it is the same.
 */
function checkAlone(request: Request, { requests, texts }: Browser) {
  const alone = ({ leaving, frozen, alive, errors }: Tab) => leaving || frozen || !alive || /storage_failed|newer_data/.test(errors.join());
  const other = requests.find(({ id, tab, over, left }) => id === request.id && tab !== request.tab && !over && !left && !alone(tab));
  assert.ok(!other || alone(request.tab) || texts.get('id') !== null, `${request.id} is under way in tab ${other?.tab.name}, and again in tab ${request.tab.name}`);
}

async function walk(seed: number, done: string[], most: number): Promise<void> {
  const random = dice(seed);
  const host = { random: Math.random, now: Date.now, elapsed: performance.now };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const law = new Model();
  /** The first law that was broken: what is thrown in the page's own calls the page would catch. */
  let broken: unknown;
  const judge = (work: () => void) => {
    try {
      work();
    } catch (why) {
      broken ??= why;
    }
  };
  const disk = new Disk((texts) => judge(() => law.committed(texts)));
  let failing = 0;
  let slow = false;
  let newer = false;
  let refused = false;
  const browser: Browser = new Browser(disk, {
    chose(tab) {
      law.granted ||= tab.mayScore();
      if (!tab.maySend()) law.excuse();
    },
    forgot: () => law.excuse(),
    stored: (key, text) => judge(() => law.stored(key, text)),
    posted: (request) =>
      judge(() => {
        assert.ok(request.tab.maySend(), `${request.id}: nothing is sent without a grant`);
        // Beside a newer version's data nothing is stored, so no tab can hear what was said in another.
        assert.ok(!refused || newer, `${request.id}: nothing is sent after a refusal`);
        checkAlone(request, browser);
      }),
  });
  Object.assign(Math, { random });
  Date.now = performance.now = () => browser.time;
  const answer = (request: Request) => {
    if (request.over) return;
    const status = !browser.online ? null : pick([200, ...[503, null, 503, null].slice(0, failing)]);
    if (status === 200) law.taken.add(request.id);
    request.answer(status);
  };
  const answerAll = () => browser.requests.splice(0).forEach(answer);

  const kMoves: Record<string, (tab: Tab) => unknown> = {
    grant: (tab) => tab.choose('granted'),
    'score only': (tab) => tab.choose({ score: true, personalise: true, send: false }),
    withdraw: (tab) => tab.choose('denied'),
    event(tab) {
      const name = `e${++law.events}`;
      law.made.set(name, { tab, send: tab.maySend() });
      tab.track(name);
    },
    reset(tab) {
      law.excuse();
      // What is made before it is done may go with the rest. Where it fails the guard before it says so.
      void tab.reset().then(() => law.excuse(), () => law.excuse());
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
    if (random() < 0.8) first.choose('granted');
    await browser.pass(9);
    for (let length = Math.min(most, 3 + Math.floor(random() * 22)); length--; ) {
      const what = pick(kBag);
      const tab = pick(browser.tabs);
      const turns = Math.floor(random() * 12);
      if (tab.frozen && !/back|crash|close|tab|disk|line|dest|answer|room|minute|second|data/.test(what)) continue;
      done.push(`${what} ${tab.name}`);
      await kMoves[what]!(tab);
      if (!browser.tabs.length) browser.open();
      if (!slow) await browser.pass(turns);
      if (broken) throw broken;
    }
    await end();
    if (broken) throw broken;
  } finally {
    Date.now = host.now;
    performance.now = host.elapsed;
    Math.random = host.random;
  }

  /** All heals; what is owed arrives. Then the visitor refuses, and nothing is left. */
  async function end() {
    disk.failing = false;
    failing = 0;
    browser.online = true;
    for (const tab of [...browser.tabs]) browser.thaw(tab);
    const tab = browser.open();
    await browser.pass(1000);
    if (!newer) {
      const full = browser.tabs.every((each) => each.maySend());
      if (!full) tab.choose('granted');
      kMoves['online']!(tab);
      const owed = () => law.owed(browser).filter((name) => !(Number(name.slice(1)) % 2) && !law.taken.has(`m.${name}`));
      const until = browser.time + 3_600_000;
      do {
        await browser.pass(1000);
        answerAll();
        await browser.wait(60_000, 1000);
      } while ((owed().length || browser.requests.length) && browser.time < until);
      assert.deepEqual(owed(), [], 'what was told and kept arrives');
      // Tabs follow; an opening that was lost while its page was frozen is given up.
      for (const calm = browser.time + 10_000; browser.time < calm; ) await browser.wait(1000, 1000);
      for (const each of browser.tabs) {
        const lines = await logOf(each);
        // What a tab had kept in localStorage alone the next page has moved into the database.
        if (!lines && each !== tab) continue;
        const { s } = each.pipeline.view()?.scores as { s: number };
        assert.equal(s, replayed(lines).length, `tab ${each.name}: the score is a replay of its log`);
      }
    }
    tab.choose('denied');
    await browser.pass(1000);
    refused = true;
    for (const each of browser.tabs) kMoves['event']!(each);
    for (let i = 0; i < 3; i++) await browser.wait(400_000, 1000);
    if (newer) return;
    assert.deepEqual([...(disk.texts?.keys() ?? [])].filter((key) => key !== kConsent), [], 'refused: the disk is empty');
    assert.deepEqual(browser.texts.keys().filter((key) => key !== kConsent), [], 'refused: localStorage is empty');
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
