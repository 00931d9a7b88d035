// The log that the benchmarks read: visitors who browse, each event once, one wall clock. A longer log of the same number of
// visitors begins with the shorter one.
//
//   node log.mjs EVENTS VISITORS > log.ndjson
import { closeSync, openSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const kPaths = ['/', '/pricing/plans', '/pricing/', '/docs/start/install', '/blog/a-first-look', '/blog/old/post', '/customers/mill', '/compare/others', '/webinars/spring', '/careers', '/about', '/contact'];
const kForms = ['contact', 'newsletter', 'survey'];
const kSkus = ['guide', 'prices', 'plan', 'logo'];

/** mulberry32: small, and the same on every machine. */
function dice(seed) {
  return (n) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}

/** Each kind of event: the rest of its message. */
const kTracks = [
  (below) => ['Page Engaged', `{"seconds":${below(2400) / 10}}`],
  (below) => ['Page Engaged', `{"seconds":${below(2400) / 10}}`],
  (below) => ['Link Clicked', `{"href":"https://shop.example${kPaths[below(kPaths.length)]}","text":"More about it","outbound":false}`],
  (below) => ['Product Added', `{"product_id":"p-${below(500)}","price":${below(150_000) / 100},"quantity":${1 + below(14)},"currency":"EUR"}`],
  (below) => ['Order Completed', `{"order_id":"o-${below(1e9)}","value":${below(100_000) / 100},"currency":"EUR"}`],
  (below) => ['Form Submitted', `{"form":"${kForms[below(kForms.length)]}"}`],
  (below) => ['File Downloaded', `{"sku":"${kSkus[below(kSkus.length)]}","href":"/files/${below(90)}.pdf"}`],
  (below) => ['Site Searched', `{"query":"price of ${below(300)} machines"}`],
  (below) => ['Video Played', `{"percent":${below(101)},"title":"How it works"}`],
  () => ['Demo Requested', '{}'],
];

function line(n, below, visitors, clock) {
  const path = kPaths[below(kPaths.length)];
  const page = `{"path":"${path}","url":"https://shop.example${path}?ref=${below(90)}","title":"Shop ${path}","referrer":"https://www.google.com/"}`;
  const head = `"messageId":"m-${n}","anonymousId":"visitor-${below(visitors)}","timestamp":"${new Date(clock).toISOString()}"`;
  const kind = below(100);
  if (kind < 55) return `{"type":"page",${head},"properties":${page},"context":{"library":{"name":"kelvin","version":"0.1.0"}}}\n`;
  if (kind < 57) return `{"type":"identify",${head},"traits":{"plan":"team","seats":${below(90)}},"context":{"page":${page}}}\n`;
  const [name, properties] = kTracks[below(kTracks.length)](below);
  return `{"type":"track","event":"${name}",${head},"properties":${properties},"context":{"page":${page}}}\n`;
}

/** Writes it to an open file. */
function writeLog(file, { events, visitors }) {
  const below = dice(20260301);
  let clock = Date.UTC(2026, 0, 1);
  for (let n = 0; n < events; ) {
    let text = '';
    for (const end = Math.min(events, n + 2000); n < end; ++n) text += line(n, below, visitors, (clock += below(4000)));
    for (let bytes = Buffer.from(text); bytes.length; ) bytes = bytes.subarray(writeSync(file, bytes));
  }
}

/** ... to a new file, of which it returns the path. */
export function makeLog(path, size) {
  const file = openSync(path, 'w');
  writeLog(file, size);
  closeSync(file);
  return path;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [events, visitors] = process.argv.slice(2).map(Number);
  writeLog(1, { events, visitors });
}
