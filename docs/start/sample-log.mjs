// A log to try the command line with: two months of an invented shop for machines, and the list of those who bought. The same bytes
// each time. Who buys read more prices and stories before; one in five of them bought without much of it, as people do.
//
//   node sample-log.mjs [FOLDER]    writes shop.ndjson.gz and customers.csv
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const kVisitors = 2000;
const kDays = 60;
const kStart = Date.UTC(2026, 0, 5);
const kDay = 86_400_000;

/** Numbers from 0 to 1, the same on every machine: mulberry32. */
function dice(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
const random = dice(14);
const oneOf = (list) => list[Math.floor(random() * list.length)];

const kReading = ['/blog/spare-parts', '/blog/quiet-hours', '/guides/first-plan', '/', '/about', '/careers/fitter'];
const kBuying = ['/prices', '/prices/plans', '/prices/teams', '/customers/mill', '/customers/dairy', '/compare/others'];
const kReferrers = ['https://www.google.com/', 'https://www.bing.com/', '', ''];

const events = [];
const labels = ['visitor,converted,converted_at'];

function say(visitor, time, type, more) {
  events.push({ type, messageId: `m-${events.length}`, anonymousId: visitor, timestamp: new Date(time).toISOString(), ...more });
}

/** One visit: some pages, then perhaps a form. Returns when it ended. */
function visit(visitor, start, interest) {
  const referrer = oneOf(kReferrers);
  let time = start;
  for (let n = 1 + Math.floor(random() * 5); n > 0; --n) {
    const path = oneOf(random() < interest ? kBuying : kReading);
    say(visitor, time, 'page', { properties: { path, url: `https://machines.example${path}`, title: `Machines ${path}`, referrer } });
    time += 20_000 + Math.floor(random() * 180_000);
  }
  const page = { path: '/prices', url: 'https://machines.example/prices' };
  if (random() < interest * 0.25) say(visitor, time, 'track', { event: 'File Downloaded', properties: { href: 'https://machines.example/files/guide.pdf', extension: 'pdf' }, context: { page } });
  if (random() < interest * 0.12) say(visitor, time + 9000, 'track', { event: 'Demo Requested', properties: {}, context: { page } });
  return time + 60_000;
}

for (let n = 0; n < kVisitors; ++n) {
  const visitor = `v-${n}`;
  const interest = random() ** 2;
  let time = kStart + Math.floor(random() * (kDays - 25) * kDay);
  for (let visits = 1 + Math.floor(random() * (1 + 5 * interest)); visits > 0; --visits) time = visit(visitor, time, interest) + Math.floor(random() * 4 * kDay);
  const bought = random() < (random() < 0.2 ? 0.05 : 0.45 * interest ** 2);
  labels.push(`${visitor},${bought ? 1 : 0},${bought ? new Date(time + kDay).toISOString() : ''}`);
}

const folder = process.argv[2] ?? '.';
const lines = events.sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp)).map((event) => JSON.stringify(event));
writeFileSync(join(folder, 'shop.ndjson.gz'), gzipSync(lines.join('\n') + '\n'));
writeFileSync(join(folder, 'customers.csv'), labels.join('\n') + '\n');
console.log(`shop.ndjson.gz: ${lines.length} events of ${kVisitors} visitors; customers.csv: ${labels.filter((line) => line.includes(',1,')).length} of them bought`);
