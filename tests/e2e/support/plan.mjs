/**
 * How a receiver fails on purpose: faults by seed, in the shares of the reliability catalogue, and what must hold of what
 * arrived all the same. Used by the server in these tests and by the unit tests' receivers without a network.
 */

/** A small seeded generator (mulberry32): numbers in [0, 1). */
export function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Shares of all requests. What is left is answered as it should be. */
const kShares = {
  error: 0.2, // 500, 502, 503, 504
  busy: 0.05, // 429, with a Retry-After: half of them dates, some rubbish
  hang: 0.05, // no answer
  cut: 0.05, // the connection breaks in the middle of the request, which is not kept
  'stored-reset': 0.05, // kept, then the connection breaks: the page cannot know
  redirect: 0.02, // 302 to a page that says 200
  portal: 0.02, // a captive portal: 200 and a web page
  large: 0.01, // 413, once for a message
};

const kErrors = [500, 502, 503, 504];
const kRubbish = ['soon', '-5', '1e12', '', '0', 'Sun, 01 Mar 2020 10:01:00 GMT'];

/**
 * `next(id, now)`: what becomes of a request, {kind, status, retryAfter, kept}. `offline`: whether there is a network at a
 * time. A Retry-After asks for 1 to 5 s; `wish` is what it asks for in milliseconds.
 */
export function createPlan({ seed, shares = kShares, offline = () => false }) {
  const dice = random(seed);
  const pick = (list) => list[Math.floor(dice() * list.length)];
  const large = new Set();
  const counts = { ok: 0, offline: 0 };

  const kindOf = (id) => {
    let left = dice();
    for (const [kind, share] of Object.entries(shares)) {
      if ((left -= share) >= 0) continue;
      if (kind !== 'large') return kind;
      return large.has(id) ? 'ok' : (large.add(id), kind);
    }
    return 'ok';
  };

  const busy = (now) => {
    const wish = 1000 * (1 + Math.floor(dice() * 5));
    const how = dice();
    if (how < 0.5) return { retryAfter: new Date(Math.ceil((now + wish) / 1000) * 1000).toUTCString(), wish };
    return how < 0.8 ? { retryAfter: String(wish / 1000), wish } : { retryAfter: pick(kRubbish), wish: 0 };
  };

  return {
    seed,
    counts,
    next(id, now) {
      const kind = offline(now) ? 'offline' : kindOf(id);
      counts[kind] = (counts[kind] ?? 0) + 1;
      const kept = kind === 'ok' || kind === 'stored-reset';
      if (kind === 'error') return { kind, kept, status: pick(kErrors) };
      if (kind === 'busy') return { kind, kept, status: 429, ...busy(now) };
      const status = { ok: 200, redirect: 302, portal: 200, large: 413 }[kind];
      return { kind, kept, status };
    },
  };
}

/** What a receiver remembers of every request, and what must hold of it. */
export function createRegistry() {
  /** In order: {key, id, body, at, kind, kept}; `body` null where it was cut. `key` is the destination's path and the id. */
  const arrived = [];
  const bodies = new Map();
  const takes = new Map();
  let differing = 0;
  return {
    arrived,
    bodies,
    note(entry) {
      const { key, body, kept } = entry;
      arrived.push(entry);
      if (body !== null && bodies.has(key) && bodies.get(key) !== body) differing++;
      if (body !== null) bodies.set(key, body);
      if (kept) takes.set(key, (takes.get(key) ?? 0) + 1);
    },
    /** Kept at least once. */
    has: (key) => takes.has(key),
    /** Of the messages that were made: `lost` keys; `unknown` ones that nobody made; ids whose bytes changed between tries; repeats. */
    verdict(made) {
      const wanted = new Set(made);
      return {
        lost: [...wanted].filter((key) => !takes.has(key)),
        unknown: [...bodies.keys()].filter((key) => !wanted.has(key)),
        differing,
        repeats: [...takes.values()].reduce((sum, times) => sum + times - 1, 0),
      };
    },
  };
}
