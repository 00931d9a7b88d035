/**
 * Random walks over the places where things are kept: tabs of one browser that are granted, refused, frozen, killed, with a disk that is
 * slow, fails or holds a newer version's data. KELVIN_SEED repeats one; KELVIN_WALKS says how many.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGatedStore, kConsent, type ConsentGatedStore } from '../src/storage/gated-store';
import { memoryValues } from '../src/storage/key-value';
import type { Values, Writes } from '../src/storage/store';
import { dice } from './dice';
import { Disk } from './disk';

const kWalks = Number(process.env['KELVIN_WALKS'] ?? 10_000);
const kGranted = (n: number) => `{"score":true,"n":${n}}`;
const kRefused = (n: number) => `{"score":false,"n":${n}}`;
const grants = (text: string | null) => !!text?.includes('true');

/** What a frozen page cannot do. */
const kActs = /^(grant|refuse|withdraw|step|forget|five seconds)$/;

interface Tab {
  name: number;
  store: ConsentGatedStore;
  timers: Map<number, () => void>;
  errors: string[];
  steps: number;
  ended: number;
  /** Keys of its own events that were kept, somewhere, when it erased last. */
  erased: Set<string>;
}

/** Every event has a key, and the counter counts them: in one step, so they always agree. */
const check = (texts: Map<string, string>, where: string) => {
  const events = [...texts.keys()].filter((key) => key.startsWith('e.')).length;
  assert.equal(Number(texts.get('n') ?? 0), events, `${where}: a step is kept whole or not at all`);
  if (events) assert.ok(grants(texts.get(kConsent) ?? null), `${where}: nothing is kept without a grant`);
};

async function walk(seed: number, done: string[]): Promise<void> {
  const random = dice(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const local = memoryValues();
  const disk = new Disk((texts) => check(texts, 'database'));
  const tabs: Tab[] = [];
  const kept = new Set<string>();
  let names = 0;
  let said = 0;
  let slow = false;
  let newer = false;

  const open = () => {
    const name = ++names;
    const timers = new Map<number, () => void>();
    const errors: string[] = [];
    const win = { ...disk.for(name), setTimeout: (work: () => void) => (timers.set(++said, work), said), clearTimeout: (id: number) => timers.delete(id) };
    const store = createGatedStore({
      win: win as never, mirror: local, grants, found: (text) => local.set(kConsent, text), came() {}, orphanEvents() {},
      report: ({ code }) => errors.push(code),
    });
    const tab = { name, store, timers, errors, steps: 0, ended: 0, erased: new Set<string>() };
    tabs.push(tab);
    // As a page does at its start: by the copy of the choice.
    const copy = local.get(kConsent);
    if (grants(copy)) store.persist({ text: copy!.trim(), said: false, declared: false });
    else if (copy && store.erasePending()) store.erase(copy.trim());
  };

  const settle = async () => {
    for (let i = 0; i < 12; i++) await undefined;
  };
  /** As much as the disk does at once. */
  const pass = async (turns: number) => {
    for (await settle(); turns-- > 0 && disk.turn(); await settle());
  };
  const erase = (tab: Tab, choice: string | null) => {
    tab.erased = new Set([...kept].filter((key) => key.startsWith(`e.${tab.name}.`)));
    tab.store.erase(choice);
  };
  const moves: Record<string, (tab: Tab) => void | Promise<void>> = {
    grant: ({ store }) => store.persist({ text: kGranted(++said), said: true, declared: false }),
    refuse: (tab) => erase(tab, kRefused(++said)),
    withdraw: (tab) => erase(tab, null),
    step(tab) {
      tab.steps++;
      const key = `e.${tab.name}.${tab.steps}`;
      const id = `{"id":"v${++said}","born":1}`;
      const work = (values: Values): Writes => (values[key] ? {} : { id: values['id'] ?? id, n: `${Number(values['n'] ?? 0) + 1}`, [key]: 'x' });
      void tab.store.step(['id', 'n', key], work).then(() => {
        tab.ended++;
        kept.add(key);
      });
    },
    forget: ({ store }) => void store.forget().catch(() => {}),
    freeze: ({ name }) => void disk.frozen.add(name),
    thaw: ({ name, store }) => void (disk.frozen.delete(name) && store.thaw()),
    'new tab': () => void (tabs.length < 3 && open()),
    kill(tab) {
      disk.dead.add(tab.name);
      tabs.splice(tabs.indexOf(tab), 1);
      if (!tabs.length) open();
    },
    'slow disk': () => void (slow = true),
    'quick disk': () => void (slow = false),
    'five seconds': ({ timers }) => [...timers].forEach(([id, work]) => timers.delete(id) && work()),
    'full disk': () => void (disk.failing = true),
    'room again': () => void (disk.failing = false),
    'newer data': () => void (random() < 0.1 && (newer = true) && (disk.version = 2)),
  };

  open();
  const bag = [...Object.keys(moves), 'grant', 'grant', 'step', 'step', 'step', 'refuse', 'full disk'];
  for (let length = 3 + Math.floor(random() * 20); length--; ) {
    const what = pick(bag);
    const tab = pick(tabs);
    if (disk.frozen.has(tab.name) && kActs.test(what)) continue;
    done.push(`${what} ${tab.name}`);
    await moves[what]!(tab);
    if (!slow) await pass(Math.floor(random() * 12));
  }

  // All that waits is done; then the visitor's last word, everywhere.
  disk.failing = slow = false;
  const quiet = async () => {
    do await pass(1000);
    while (disk.waiting);
    for (const { timers } of tabs) [...timers].forEach(([id, work]) => timers.delete(id) && work());
    await pass(1000);
  };
  for (const tab of tabs) await moves['thaw']!(tab);
  await quiet();
  for (const { steps, ended, name } of tabs) assert.equal(ended, steps, `tab ${name}: every step ends`);
  const [first, ...others] = tabs as [Tab, ...Tab[]];
  if (!newer) {
    first.store.persist({ text: kGranted(++said), said: true, declared: false });
    await quiet();
    await moves['step']!(first);
    await quiet();
    const key = `e.${first.name}.${first.steps}`;
    assert.ok((await Promise.all([first.store.list('e.'), quiet()]))[0].some(([name]) => name === key), 'granted: what is done is found');
    const back = [...(disk.texts?.keys() ?? []), ...local.keys()].filter((name) => first.erased.has(name));
    assert.deepEqual(back, [], 'what was erased does not come back with a grant');
    assert.ok(first.errors.includes('storage_failed') || disk.texts?.has(key) || local.get(key), 'and kept');
  }
  const refusal = kRefused(++said);
  first.store.erase(refusal);
  await quiet();
  for (const tab of others) await moves['step']!(tab);
  await quiet();
  const left = [...(disk.texts?.keys() ?? [])].filter((key) => key !== kConsent);
  if (!newer) assert.deepEqual([left, disk.texts?.get(kConsent) ?? null], [[], disk.texts ? refusal : null], 'refused: nothing stays but the refusal');
  assert.deepEqual(local.keys().filter((key) => key !== kConsent), [], 'nor in localStorage');
  for (const { store } of tabs) assert.ok(!(store.keeps() && !newer && !local.get(kConsent)), 'nor does a tab go on');
}

test(`${kWalks} walks: nothing without a grant, every step whole, nothing after a refusal`, async () => {
  const first = Number(process.env['KELVIN_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`# seed ${first}`);
  const seen = new Set<string>();
  for (let seed = first; seed < first + kWalks; seed++) {
    const done: string[] = [];
    try {
      await walk(seed, done);
    } catch (why) {
      throw new Error(`KELVIN_SEED=${seed} KELVIN_WALKS=1: ${(why as Error).message}\nafter ${done.join(', ')}`, { cause: why });
    }
    seen.add(done.join());
  }
  assert.ok(seen.size > kWalks / 2, 'walks differ');
});
