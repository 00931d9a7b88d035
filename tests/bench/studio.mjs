// How fast the studio follows a number that is dragged: from the change until the numbers and lines of 12 visitors with 1,000 events each
// are those of the new value, and until the page has drawn its next frame. Twenty rules, headless Chromium.
//
//   ./dev bench studio
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLog } from './log.mjs';
import { openStudio, openText, startStudio, stopStudio } from '../e2e/support/studio.mjs';

const [kVisitors, kEvents, kMoves] = [12, 1000, 100];

await startStudio();
const page = await openStudio({ after: () => {} });
await openText(page, readFileSync(new URL('./model.json', import.meta.url), 'utf8'), 'bench.json');
const log = makeLog(join(tmpdir(), `kelvin-studio-${process.pid}.ndjson`), { events: kVisitors * kEvents, visitors: kVisitors });
await page.setInputFiles('header input[type=file]', log);
await page.waitForFunction((count) => document.querySelectorAll('.visitor').length === count, kVisitors);
rmSync(log);

/** In the page: the number is changed, and what the last card shows is waited for. */
async function drag([moves, last]) {
  const input = document.querySelector('[aria-label="points of pricing"]');
  const shown = document.querySelectorAll('.visitor')[last].querySelector('.now b');
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const out = { lines: [], frame: [] };
  for (let i = 1; i <= moves; i++) {
    const before = performance.now();
    const moved = new Promise((done) => new MutationObserver((_, watch) => (watch.disconnect(), done())).observe(shown, { characterData: true, childList: true, subtree: true }));
    input.value = String(100 + i);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await frame();
    out.frame.push(performance.now() - before);
    await moved;
    await frame();
    out.lines.push(performance.now() - before);
  }
  return out;
}
const times = await page.evaluate(drag, [kMoves, kVisitors - 1]);
await stopStudio();

const at = (list, share) => [...list].sort((a, b) => a - b)[Math.floor(list.length * share)].toFixed(1).padStart(7);
console.log(`${kVisitors} visitors, about ${kEvents} events each, 20 rules, ${kMoves} changes: milliseconds, median and 95 %`);
for (const [name, list] of [['until the next frame', times.frame], ['until the lines are drawn', times.lines]]) console.log(name.padEnd(28), at(list, 0.5), at(list, 0.95));
