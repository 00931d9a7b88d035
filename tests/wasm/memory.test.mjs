// A call that runs out of memory changes nothing, wherever that happens, its answer included; and the next call works. The modules
// that pages load are opened with a memory that cannot grow, and a text that nobody reads fills it up to a byte that moves on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { generateLog } from './generate-log.mjs';
import { bytes, coreFolder, load, root } from './load.mjs';
import { vocabularyOf } from './vocabulary.mjs';

const kPage = 1 << 16;

/** Reads a number of WebAssembly's (LEB128) at a place: its value, and the place behind it. */
function leb(code, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = code[at++];
    value |= (byte & 127) << shift;
    if (byte < 128) return [value, at];
  }
}
const toLeb = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...toLeb(n >>> 7)]);

/** The module with a memory of so many pages at most. */
function bounded(code, pages) {
  for (let at = 8; at < code.length; ) {
    const [size, begin] = leb(code, at + 1);
    if (code[at] === 5) {
      const [least] = leb(code, leb(code, begin)[1] + 1);
      const section = [1, 1, ...toLeb(least), ...toLeb(pages)];
      return new Uint8Array([...code.slice(0, at), 5, ...toLeb(section.length), ...section, ...code.slice(begin + size)]);
    }
    at = begin + size;
  }
  throw new Error('no memory');
}

/** An instance, and how large its memory is. */
async function open(code) {
  let memory;
  const kelvin = await load((imports) => {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(code), imports);
    memory = Object.values(instance.exports).find((member) => member instanceof WebAssembly.Memory);
    return instance;
  });
  return { kelvin, size: () => memory.buffer.byteLength };
}

const source = readFileSync(join(root, 'core/models/saas.json'), 'utf8');
const log = (events) => [...generateLog({ events, visitors: 1, seed: 9, words: vocabularyOf(JSON.parse(source)) })];
const whole = await load();
const packed = whole.pack(source);
/** With the pages of memory that hold two models, and not much beside. */
const builds = [
  ['whole', bytes, source, 32],
  ['lean', readFileSync(join(coreFolder, 'kelvin-lean.wasm')), packed, 22],
];

/** The largest number for which that holds, where it holds for all below it. */
function most(holds, from, to) {
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (holds(middle)) from = middle;
    else to = middle;
  }
  return from;
}

/** What a call answers; nothing where it ran out of memory, which is told without a word. */
const runs = (call) => {
  try {
    return call();
  } catch (error) {
    assert.equal(error, '');
    return undefined;
  }
};

/**
 * `call(text)` with ever more filling in the text, up to where even the text has no room: each number of 8 bytes between, so that
 * each piece of memory that the call takes is once the one that is missing. Where a call takes long, each of the last that it takes
 * (when it makes its answer), and some before. What a call that fails leaves must be what was there.
 */
function failEverywhere({ kelvin, call, fill, saved, after, few = 300 }) {
  const answers = (size) => {
    const answer = runs(() => call(fill(size)));
    after?.();
    return answer;
  };
  const enough = most((size) => answers(size) !== undefined, 0, 1 << 20);
  const tooMuch = most((size) => runs(() => kelvin.scrub(JSON.stringify({ junk: 'x'.repeat(size) }))) !== undefined, 0, 1 << 20);
  assert.ok(tooMuch - enough > 1000, `the call takes ${tooMuch - enough} bytes`);
  let failures = 0;
  const each = Math.max(8, Math.floor((tooMuch - enough) / few));
  for (let size = enough - 64; size < tooMuch + 64; size += size < enough + 8 * few ? 8 : each) {
    const answer = runs(() => call(fill(size)));
    if (answer === undefined) {
      failures += 1;
      assert.equal(kelvin.save(), saved, `${size} of ${enough} to ${tooMuch}`);
    } else {
      after?.();
    }
  }
  assert.ok(failures > 100, `${failures} failures`);
  return failures;
}

for (const [name, code, model, forTwo] of builds) {
  const small = bounded(code, 16);
  /** A visitor with a history, in 1 MB that cannot grow. */
  const visitor = async (opened = small) => {
    const { kelvin } = await open(opened);
    assert.ok(JSON.parse(kelvin.compile(model)).ok);
    const lines = log(60);
    for (const line of lines.slice(0, -1)) kelvin.apply(line);
    return { kelvin, saved: kelvin.save(), last: JSON.parse(lines.at(-1)) };
  };

  test(`${name}: an event that runs out of memory was never there`, async () => {
    const { kelvin, saved, last } = await visitor();
    const [expected, state] = [kelvin.apply(JSON.stringify(last)), kelvin.save()];
    assert.equal(JSON.parse(expected).status, 'scored');
    const back = () => kelvin.restore(saved);
    back();
    const fill = (size) => JSON.stringify({ ...last, junk: 'x'.repeat(size) });
    failEverywhere({ kelvin, call: (text) => kelvin.apply(text), fill, saved, after: back });
    assert.equal(kelvin.apply(JSON.stringify(last)), expected);
    assert.equal(kelvin.save(), state);
  });

  test(`${name}: a state that cannot be taken up leaves the one that is there`, async () => {
    const { kelvin, saved } = await visitor();
    const other = (() => {
      kelvin.restore('');
      kelvin.apply(log(1)[0]);
      return kelvin.save();
    })();
    const back = () => kelvin.restore(saved);
    back();
    const fill = (size) => JSON.stringify({ ...JSON.parse(other), junk: 'x'.repeat(size) });
    failEverywhere({ kelvin, call: (text) => kelvin.restore(text), fill, saved, after: back });
    failEverywhere({ kelvin, call: (text) => kelvin.resume(text), fill, saved, after: back });
    assert.equal(JSON.parse(kelvin.restore(other)).ok, true);
    assert.equal(kelvin.save(), other);
  });

  test(`${name}: a model that cannot be taken leaves the one that is there, and its visitor`, async () => {
    // What compiling a source needs stays beside the model; so two of them do not fit into a megabyte.
    const { kelvin, saved, last } = await visitor(bounded(code, forTwo));
    const fill = (size) => JSON.stringify({ ...JSON.parse(model), note: 'x'.repeat(size) });
    const again = () => {
      assert.ok(JSON.parse(kelvin.compile(model)).ok);
      kelvin.restore(saved);
    };
    failEverywhere({ kelvin, call: (text) => kelvin.compile(text), fill, saved, after: again, few: 100 });
    assert.equal(JSON.parse(kelvin.apply(JSON.stringify(last))).status, 'scored');
  });

  test(`${name}: the first model, too`, async () => {
    const { kelvin } = await open(small);
    const fill = (size) => JSON.stringify({ ...JSON.parse(model), note: 'x'.repeat(size) });
    const enough = most((size) => runs(() => kelvin.scrub(fill(size))) !== undefined, 0, 1 << 20) - (1 << 15);
    let failures = 0;
    for (let size = enough; size < enough + (1 << 16); size += 2500) {
      const { kelvin: fresh } = await open(small);
      if (runs(() => fresh.compile(fill(size))) !== undefined) continue;
      assert.equal(JSON.parse(fresh.view(0)).errors[0].code, 'no_model');
      assert.ok(JSON.parse(fresh.compile(model)).ok);
      assert.equal(JSON.parse(fresh.view(0)).events, 0);
      failures += 1;
    }
    assert.ok(failures > 10, `${failures} failures`);
  });

  test(`${name}: calls that fail leave nothing behind, however many they are`, async () => {
    const { kelvin, saved, last } = await visitor();
    const text = JSON.stringify({ ...last, junk: 'x'.repeat(most((size) => runs(() => kelvin.scrub(JSON.stringify({ ...last, junk: 'x'.repeat(size) }))) !== undefined, 0, 1 << 20)) });
    for (let i = 0; i < 1000; i++) assert.equal(runs(() => kelvin.apply(text)), undefined);
    assert.equal(kelvin.save(), saved);
    assert.equal(JSON.parse(kelvin.apply(JSON.stringify(last))).status, 'scored');
  });

  test(`${name}: a visitor's life needs no more than the megabyte that there is`, async () => {
    const { kelvin, size } = await open(code);
    kelvin.compile(model);
    for (const line of log(5000)) {
      kelvin.apply(line);
      kelvin.restore(kelvin.save());
    }
    kelvin.explain(1_900_000_000_000);
    assert.equal(size(), 16 * kPage);
  });
}
