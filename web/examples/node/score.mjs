// Scores a stream of events (Segment messages, a JSON text a line) and prints each message that a trigger fires, then a line a
// visitor: the same as `kelvin replay` and the page, to the bit.
//
//   node score.mjs kelvin.model.json < events.ndjson
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createCore } from '@kelvin/web/core';

const core = await createCore({ wasm: readFileSync(new URL(import.meta.resolve('@kelvin/web/kelvin.wasm'))) });
const model = JSON.parse(core.compile(readFileSync(process.argv[2], 'utf8')));
if (!model.ok) {
  for (const { at, found, fix } of model.errors) console.error(`${at}: ${found}: ${fix}`);
  process.exit(1);
}

/** The state of each visitor, as text: what a server would keep in its database. The core holds one visitor at a time. */
const states = new Map();
let newest = 0;

function score(visitor, line) {
  core.restore(states.get(visitor) ?? '');
  const outcome = JSON.parse(core.apply(line));
  if (outcome.status !== 'scored') return outcome;
  states.set(visitor, core.save());
  newest = Math.max(newest, outcome.time);
  return outcome;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { anonymousId, userId } = JSON.parse(line);
  const { errors = [], messages = [] } = score(anonymousId ?? userId, line);
  for (const { at, found, fix } of errors) console.error(`${at}: ${found}: ${fix}`);
  // A message's `url`, `method`, `headers` and `contentType` say where and how a page would post it.
  for (const { body } of messages) console.log(body);
}

for (const visitor of [...states.keys()].sort()) {
  core.restore(states.get(visitor));
  const { scores, momentum, grade, segments } = JSON.parse(core.view(newest));
  console.log(JSON.stringify({ visitor, scores, momentum, grade, segments }));
}
