// Native and WebAssembly, bit for bit: a generated log through `kelvin trace` and through the door;
// every score after every event as hexadecimal millionths. KELVIN_BITS_EVENTS sets its length.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { generateLog } from './generate-log.mjs';
import { load, root } from './load.mjs';

const events = Number(process.env.KELVIN_BITS_EVENTS ?? 200_000);
const native = process.env.KELVIN_NATIVE ?? join(root, 'build/release/native/kelvin');
const modelFile = join(root, 'tests/wasm/bits.model.json');

const hex = (shown) => BigInt.asUintN(64, BigInt(Math.round(shown * 1e6))).toString(16).padStart(16, '0');

/** The door's own trace, one instance a visitor. */
async function traceOfDoor(lines) {
  const visitors = new Map();
  const out = [];
  for (const [index, line] of lines.entries()) {
    const visitor = line.match(/"anonymousId":"([^"]*)"/)[1];
    let kelvin = visitors.get(visitor);
    if (!kelvin) {
      kelvin = await load();
      assert.ok(JSON.parse(kelvin.compile(readFileSync(modelFile, 'utf8'))).ok);
      visitors.set(visitor, kelvin);
    }
    const outcome = JSON.parse(kelvin.apply(line));
    if (outcome.status !== 'scored') continue;
    out.push([index + 1, visitor, ...Object.values(outcome.scores).map(hex)].join('\t'));
  }
  return out;
}

test(`native and WebAssembly agree on every bit of ${events} events`, async () => {
  const lines = generateLog({ events, visitors: 40, seed: 20_260_301 });
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-bits-'));
  try {
    const log = join(folder, 'log.ndjson');
    writeFileSync(log, lines.join('\n') + '\n');
    const run = spawnSync(native, ['trace', '--model', modelFile, log], { encoding: 'utf8', maxBuffer: 2 ** 30 });
    assert.equal(run.stderr, '');
    assert.equal(run.status, 0);
    const ofNative = run.stdout.trimEnd().split('\n');
    const ofDoor = await traceOfDoor(lines);
    assert.equal(ofDoor.length, ofNative.length);
    assert.ok(new Set(ofNative.map((l) => l.split('\t')[2])).size > 1000, 'the log hardly moves the scores');
    const differing = ofDoor.findIndex((line, i) => line !== ofNative[i]);
    assert.equal(differing, -1, `native ${ofNative[differing]}\ndoor   ${ofDoor[differing]}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
