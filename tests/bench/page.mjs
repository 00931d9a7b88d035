// What a page pays for Kelvin in Chromium, beside a page with nothing and two others of npm, in the same run: medians, one after
// the other in turns, CPU slowed four times. Then what one event costs, what a million leave behind, and what moves on the
// screen of a visitor who comes back. Numbers to look at, beside each other; nothing is judged.
//
//   ./dev bench page [ROUNDS]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from '../e2e/support/browser.mjs';
import { generateLog } from '../wasm/generate-log.mjs';
import { root } from '../wasm/load.mjs';
import { vocabularyOf } from '../wasm/vocabulary.mjs';
import { startBenchSite } from './page-site.mjs';
import { readTrace, startTrace } from './trace.mjs';

const rounds = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 11);
const model = readFileSync(join(root, 'web/demo/kelvin.model.json'), 'utf8');
const words = vocabularyOf(JSON.parse(model));

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const late = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * 0.99)];
const row = (name, cells) => console.log(name.padEnd(12), ...cells.map((cell) => String(cell).padStart(11)));

const site = await startBenchSite();
const browser = await launch();

/** A page in a profile of its own, with the devices of a slow phone. */
async function open({ cpu = 1, network = false } = {}) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  if (cpu > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  if (network) {
    // As Lighthouse's "slow 4G": 1.6 Mbit/s, 150 ms there and back.
    const speed = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
    await session.send('Network.emulateNetworkConditions', speed);
  }
  return { page, session, close: () => context.close() };
}

async function heap(session) {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

/** One load: {longest, own, busy, ready, heap}. `network`: on slow 4G. */
async function start(name, network = false) {
  const { page, session, close } = await open({ cpu: 4, network });
  const url = site.url + site.pages[name];
  const end = await startTrace(browser);
  await page.goto(url);
  const asked = async () => (await session.send('Runtime.evaluate', { expression: 'window.readyAt' })).result.value;
  let ready;
  for (const until = Date.now() + 60_000; !ready && Date.now() < until; await page.waitForTimeout(500)) ready = await asked();
  if (!ready) throw new Error(`${name} was not ready in time`);
  await page.waitForTimeout(1500); // What is put off until after the start belongs to it.
  const trace = readTrace(await end(), url);
  const used = await heap(session);
  await close();
  return { ...trace, ready, heap: used };
}

async function compareStarts() {
  const names = Object.keys(site.pages);
  const seen = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; ++round) {
    for (const name of names) {
      const one = await start(name);
      const { ready: readyOnSlow } = await start(name, true);
      if (round >= 0) seen[name].push({ ...one, readyOnSlow }); // The first warms up the browser.
    }
  }
  console.log(`Start, CPU slowed 4x, medians of ${rounds}`);
  row('', ['brotli B', 'longest ms', 'own ms', 'busy ms', 'ready ms', 'slow 4G ms', 'heap KB']);
  const of = (name, what) => median(seen[name].map((one) => one[what]));
  for (const name of names) {
    const times = ['longest', 'own', 'busy', 'ready', 'readyOnSlow'].map((what) => of(name, what).toFixed(1));
    row(name, [site.bytes(name), ...times, Math.round((of(name, 'heap') - of('nothing', 'heap')) / 1024)]);
  }
  console.log('longest: the longest task of the main thread; own: the scripts in the task that has most of them; busy: all tasks; slow 4G: ready there; heap: above nothing.\n"its source" is Kelvin with the model as it was written, and so with the whole core: kelvin.wasm.\n');
}

/** In the page: opens the core and keeps hold of its memory. */
const openCore = async (text) => {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate.apply(WebAssembly, given);
    window.memory = Object.values((made.instance ?? made).exports).find((value) => value instanceof WebAssembly.Memory);
    return made;
  };
  const { createCore } = await import('/core.mjs');
  window.core = await createCore({ wasm: await (await fetch('/kelvin.wasm')).arrayBuffer() });
  if (!JSON.parse(window.core.compile(text)).ok) throw new Error('the model');
};

/** In the page: microseconds of each event, from object to object, as the page's script does it; and of saving the state. */
const timeEvents = (lines) => {
  const events = lines.map((line) => JSON.parse(line));
  const times = { door: [], whole: [], save: [] };
  for (const [i, event] of events.entries()) {
    const began = performance.now();
    const text = JSON.stringify(event);
    const asked = performance.now();
    const answer = core.apply(text);
    const answered = performance.now();
    JSON.parse(answer);
    const done = performance.now();
    times.door.push((answered - asked) * 1000);
    times.whole.push((done - began) * 1000);
    if (i % 10 === 0) {
      core.save();
      times.save.push((performance.now() - done) * 1000);
    }
  }
  return times;
};

async function timeOneEvent() {
  const { page, close } = await open();
  await page.goto(site.url + '/core');
  await page.evaluate(openCore, model);
  const lines = [...generateLog({ events: 20_000, visitors: 1, seed: 11, words })];
  const times = await page.evaluate(timeEvents, lines);
  console.log('One event, full speed, microseconds      median         99 %');
  const kNames = { door: 'apply, engine and bindings', whole: 'with JSON to and from objects', save: 'saving the state' };
  for (const [what, name] of Object.entries(kNames)) {
    console.log(name.padEnd(36), median(times[what]).toFixed(1).padStart(10), late(times[what]).toFixed(1).padStart(12));
  }
  await close();
}

async function timePipeline() {
  const kEvents = 2000;
  const { page, close } = await open();
  await page.goto(site.url + site.pages.kelvin);
  await page.waitForFunction(() => window.readyAt);
  const spent = await page.evaluate(async (count) => {
    const before = kelvin.view().events;
    const began = performance.now();
    for (let i = 0; i < count; ++i) {
      kelvin.track('Price Calculated', { machines: i });
      // Slowly enough for the bound on what a page may send in a moment.
      if (i % 50 === 49) await new Promise((done) => kelvin.on('view', done));
    }
    while (kelvin.view().events < before + count) await new Promise((done) => setTimeout(done, 5));
    return performance.now() - began;
  }, kEvents).catch((error) => console.log('pipeline:', error.message));
  if (spent) console.log('kelvin.track until scored and kept'.padEnd(36), ((spent * 1000) / kEvents).toFixed(1).padStart(10), '  (mean)\n');
  await close();
}

async function countMemory() {
  const kMillion = 1_000_000;
  const { page, session, close } = await open();
  await page.goto(site.url + '/core');
  await page.evaluate(openCore, model);
  console.log('Memory          events     wasm KB  JS heap KB');
  const marks = [0, 10_000, 100_000, 500_000, kMillion];
  const seen = [];
  let done = 0;
  let batch = [];
  for (const line of generateLog({ events: kMillion, visitors: 1, seed: 5, words })) {
    batch.push(line);
    if (batch.length < 10_000 && done + batch.length < kMillion) continue;
    if (marks.includes(done)) seen.push([done, await page.evaluate(() => memory.buffer.byteLength), await heap(session)]);
    await page.evaluate((lines) => lines.forEach((line) => core.apply(line)), batch);
    done += batch.length;
    batch = [];
  }
  seen.push([done, await page.evaluate(() => memory.buffer.byteLength), await heap(session)]);
  for (const [events, wasm, js] of seen) console.log(' '.repeat(10), String(events).padStart(10), String(Math.round(wasm / 1024)).padStart(11), String(Math.round(js / 1024)).padStart(11));
  const [from, to] = [seen.find(([events]) => events === 100_000), seen.at(-1)];
  console.log(`from 100,000 to 1,000,000: wasm ${to[1] - from[1]} B, JS heap ${((to[2] - from[2]) / 900_000).toFixed(3)} B an event\n`);
  await close();
}

/** What moves for a visitor who was hot when they left: the sum of layout shifts, of both visits. */
async function watchShifts() {
  const context = await browser.newContext();
  const shifts = [];
  for (const visit of ['first', 'returning']) {
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shift += value))).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(site.url + '/offers');
    await page.waitForFunction(() => window.readyAt);
    if (visit === 'first') {
      // A click before it is no shift that counts; so nothing is clicked: the page's own calls make the visitor hot.
      await page.evaluate(() => {
        for (const form of ['demo-request', 'newsletter']) kelvin.track('Form Submitted', { form });
        kelvin.track('Form Submitted', { form: 'contact', topic: 'x' });
        kelvin.track('File Downloaded', { extension: 'pdf' });
        kelvin.track('Price Calculated', { machines: 40 });
      });
      await page.waitForFunction(() => kelvin.view().segments.includes('hot'));
    }
    await page.waitForTimeout(1500);
    const { shift, text } = await page.evaluate(() => ({ shift: window.shift, text: document.querySelector('.site-head .button').textContent }));
    shifts.push(`${visit} visit ${shift.toFixed(4)} (button: "${text}")`);
    await page.close();
  }
  console.log(`Cumulative layout shift: ${shifts.join(', ')}`);
  await context.close();
}

try {
  await compareStarts();
  await timeOneEvent();
  await timePipeline();
  await countMemory();
  await watchShifts();
} finally {
  await browser.close();
  site.close();
}
