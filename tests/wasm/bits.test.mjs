// Native, WebAssembly, and that as JavaScript, bit for bit: generated logs through `kelvin trace` and through the door;
// every score after every event as hexadecimal millionths. KELVIN_BITS_EVENTS sets the long log's
// length.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { pipeline } from 'node:stream/promises';
import { generateLog } from './generate-log.mjs';
import { load, loadScript, root } from './load.mjs';
import { vocabularyOf } from './vocabulary.mjs';

const events = Number(process.env.KELVIN_BITS_EVENTS ?? 100_000);
const native = process.env.KELVIN_NATIVE ?? join(root, 'build/release/native/kelvin');

const hex = (shown) => BigInt.asUintN(64, BigInt(Math.round(shown * 1e6))).toString(16).padStart(16, '0');

/** The door's own trace, one instance a visitor, a line for each that is scored. */
async function* traceOfDoor(modelFile, lines, open) {
  const model = readFileSync(modelFile, 'utf8');
  const visitors = new Map();
  let number = 0;
  for (const line of lines) {
    number += 1;
    const visitor = line.match(/"anonymousId":"([^"]*)"/)[1];
    let kelvin = visitors.get(visitor);
    if (!kelvin) {
      kelvin = await open();
      assert.ok(JSON.parse(kelvin.compile(model)).ok);
      visitors.set(visitor, kelvin);
    }
    const outcome = JSON.parse(kelvin.apply(line));
    assert.notEqual(outcome.status, 'bad', line);
    if (outcome.status === 'scored') yield [number, visitor, ...Object.values(outcome.scores).map(hex)].join('\t');
  }
}

async function* withNewlines(lines) {
  for (const line of lines) yield `${line}\n`;
}

/** Both traces, side by side; tells how many different first scores there were. */
async function compare(modelFile, { count, visitors, seed, open = load }) {
  const words = vocabularyOf(JSON.parse(readFileSync(modelFile, 'utf8')));
  const log = () => generateLog({ events: count, visitors, seed, words });
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-bits-'));
  try {
    const file = join(folder, 'log.ndjson');
    await pipeline(withNewlines(log()), createWriteStream(file));
    const run = spawn(native, ['trace', '--model', modelFile, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => run.on('close', resolve));
    const ofDoor = traceOfDoor(modelFile, log(), open);
    const first = new Set();
    for await (const line of createInterface({ input: run.stdout })) {
      assert.equal((await ofDoor.next()).value, line);
      first.add(line.split('\t')[2]);
    }
    assert.ok((await ofDoor.next()).done, 'the door scored more than the native build');
    assert.equal(await ended, 0);
    return first.size;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test(`native and WebAssembly agree on every bit of ${events} events`, async () => {
  const different = await compare(join(root, 'tests/wasm/bits.model.json'), { count: events, visitors: 40, seed: 20_260_301 });
  assert.ok(different > 1000, 'the log hardly moves the scores');
});

test(`so does JavaScript, on ${events / 20}`, async () => {
  const different = await compare(join(root, 'tests/wasm/bits.model.json'), { count: events / 20, visitors: 10, seed: 20_260_302, open: loadScript });
  assert.ok(different > 1000, 'the log hardly moves the scores');
});

const library = join(root, 'core/models');
for (const name of readdirSync(library).filter((file) => file.endsWith('.json'))) {
  test(`they agree on ${name}`, async () => {
    const different = await compare(join(library, name), { count: 20_000, visitors: 20, seed: 7 });
    assert.ok(different > 3, 'the log hardly moves the scores');
    await compare(join(library, name), { count: 1000, visitors: 2, seed: 8, open: loadScript });
  });
}

// What JavaScript's 64-bit integers are made of is at its limits here: conversions, saturation, signs of zero.
test('WebAssembly and JavaScript answer odd numbers alike', async () => {
  const odd = ['-0', '0.1', '-0.5', '1e-320', '4294967295.5', '4294967296', '-4294967297', '9007199254740993', '9223372036854775807',
    '-9223372036854775808', '1e19', '-1e19', '1.7976931348623157e308', '-1e308'];
  const moments = [NaN, Infinity, -Infinity, ...odd.map(Number), 1.7e12 + 0.9, 8.64e15, -8.64e15];
  const answers = async (open) => {
    const kelvin = await open();
    const heard = [kelvin.compile(readFileSync(join(root, 'tests/wasm/odd.model.json'), 'utf8'))];
    for (const number of odd) {
      const fields = `"anonymousId":"v","messageId":"m${number}","properties":{"n":${number}},"traits":{"n":${number}}`;
      heard.push(kelvin.apply(`{"type":"track","event":"Odd","timestamp":1700000000000,${fields}}`));
      heard.push(kelvin.apply(`{"type":"identify","timestamp":${number},${fields.replace('"m', '"i')}}`));
      heard.push(kelvin.save(), kelvin.explain(1.7e12 + 86_400_000));
    }
    return [...heard, ...moments.flatMap((at) => [kelvin.view(at), kelvin.explain(at)])];
  };
  const [wasm, script] = [await answers(load), await answers(loadScript)];
  assert.deepEqual(script, wasm);
  assert.ok(JSON.parse(wasm[0]).ok, wasm[0]);
  assert.ok(new Set(wasm).size > 40, 'the numbers hardly matter');
});
