// A log made of a seed: visitors who browse, read, submit, fall silent and come back, with repeats,
// backward clocks and every field that the model of bits.test.mjs looks at.

/** mulberry32: small, and the same on every machine. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const kPaths = ['/', '/pricing', '/pricing/teams', '/blog/why', '/blog/how', '/careers', '/docs/a/b', '/contact'];
const kTracks = ['Page Engaged', 'Form Submitted', 'File Downloaded', 'Product Added', 'Email Opened', 'Email Delivered', 'Order Completed', 'Unheard Of'];
const kRoles = ['buyer', 'intern', 'engineer', 'student'];

/** NDJSON lines, in the order of one wall clock. */
export function generateLog({ events, visitors, seed }) {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const clocks = Array.from({ length: visitors }, () => Date.UTC(2026, 0, 1) + Math.floor(next() * 1e8));
  const lines = [];
  for (let n = 0; n < events; ++n) {
    const v = Math.floor(next() * visitors);
    // Mostly seconds; at times hours, and rarely a silence of weeks.
    const pause = next() < 0.9 ? next() * 90e3 : next() < 0.9 ? next() * 36e6 : next() * 9e9;
    clocks[v] += Math.floor(pause);
    const time = clocks[v] - (next() < 0.02 ? Math.floor(next() * 1e7) : 0);
    const id = next() < 0.01 && n > 0 ? n - 1 : n;
    const event = { messageId: `e${id}`, anonymousId: `v${v}`, timestamp: next() < 0.5 ? time : new Date(time).toISOString() };
    const kind = next();
    if (kind < 0.55) {
      const path = pick(kPaths);
      Object.assign(event, { type: 'page', properties: { path, url: `https://x.test${path}?utm_source=${pick(['google', 'news', ''])}&utm_medium=${pick(['cpc', 'email', ''])}` } });
    } else if (kind < 0.95) {
      const seconds = Math.round(next() * 3e5) / 1000;
      const value = next() < 0.2 ? String(Math.round(next() * 1e4) / 100) : Math.round(next() * 1e6) / 1000;
      Object.assign(event, { type: 'track', event: pick(kTracks), properties: { seconds, value, form: pick(['contact', 'news']), sku: `s${Math.floor(next() * 90)}` }, context: { page: { path: pick(kPaths) } } });
    } else if (kind < 0.98) {
      Object.assign(event, { type: 'identify', traits: { role: pick(kRoles), revenue: Math.floor(next() * 2e7), email: pick(['a@gmail.com', 'b@rival.example', 'c@firm.example']) } });
    } else {
      Object.assign(event, { type: 'group', groupId: pick(['g1', 'g2']), traits: { size: Math.floor(next() * 500) } });
    }
    lines.push(JSON.stringify(event));
  }
  return lines;
}
