// A log made of a seed: visitors who browse, read, submit, fall silent and come back, with repeats,
// backward clocks, and the words that a model looks for.

/** mulberry32: small, and the same on every machine. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const kSources = ['utm_source=google&utm_medium=cpc', 'utm_source=news&utm_medium=email', 'gclid=x', ''];
const kReferrers = ['https://www.google.com/', 'https://www.linkedin.com/feed', 'https://blog.example/', ''];

/**
 * NDJSON lines in the order of one wall clock, made one by one. `words` as vocabulary.mjs has them.
 * Half of all numbers are no word of the model but any number.
 */
export function* generateLog({ events, visitors, seed, words }) {
  const next = random(seed);
  const below = (n) => Math.floor(next() * n);
  const pick = (list) => list[below(list.length)];
  const value = (list) => {
    const one = pick(list);
    if (typeof one === 'number' && next() < 0.5) return Math.round(next() * 3 * (Math.abs(one) + 1) * 1000) / 1000;
    return one;
  };
  const some = (lists) => Object.fromEntries(Object.entries(lists).filter(() => next() < 0.7).map(([name, list]) => [name, value(list)]));
  const page = () => {
    const path = pick(words.paths);
    const query = [pick(kSources), ...Object.entries(some(words.queries)).map(([k, v]) => `${k}=${encodeURIComponent(v)}`)].filter(Boolean).join('&');
    return { path, url: `https://x.test${path}?${query}`, referrer: pick(kReferrers) };
  };
  const clocks = Array.from({ length: visitors }, () => Date.UTC(2026, 0, 1) + below(1e8));
  for (let n = 0; n < events; ++n) {
    const v = below(visitors);
    // Mostly seconds; at times hours, and rarely a silence of weeks.
    const pause = next() < 0.9 ? next() * 90e3 : next() < 0.9 ? next() * 36e6 : next() * 9e9;
    clocks[v] += Math.floor(pause);
    const time = clocks[v] - (next() < 0.02 ? below(1e7) : 0);
    const id = next() < 0.01 && n > 0 ? n - 1 : n;
    const event = { messageId: `e${id}`, anonymousId: `v${v}`, timestamp: next() < 0.5 ? time : new Date(time).toISOString() };
    const kind = next();
    if (kind < 0.5) Object.assign(event, { type: 'page', properties: page() });
    else if (kind < 0.95) Object.assign(event, { type: 'track', event: pick(words.tracks), properties: some(words.properties), context: { page: page() } });
    else if (kind < 0.98) Object.assign(event, { type: 'identify', traits: some(words.traits) });
    else Object.assign(event, { type: 'group', groupId: pick(['g1', 'g2']), traits: some(words.company) });
    yield JSON.stringify(event);
  }
}
