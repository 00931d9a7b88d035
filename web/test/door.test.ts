/** The door to the real core: what the log keeps are the bytes that the core gave. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { door, type CoreFactory } from '../src/door';

const folder = process.env['KELVIN_CORE'] ?? join(process.cwd(), '../build/wasm/wasm');
const model = JSON.stringify({
  kelvin: 1, id: 'm', version: '1', privacy: { keep: ['hits', 'n', 'event'] },
  scores: [{ id: 'hits', range: [0, 100], rules: [{ id: 'r', on: 'Demo', points: 40 }] }],
  segments: [{ id: 'hot', when: { 'scores.hits': { $gte: 40 } } }],
  triggers: [{ id: 't', when: { enter: 'hot' }, to: ['d'], say: ',"hits":["no"]' }],
  destinations: [{ id: 'd', url: 'https://x.test/', format: 'cloudevents' }],
});
const kProperties = [
  {}, { hits: [1, 2] }, { event: { hits: [{ event: 1 }] } }, { hits: ',"hits":[', event: '"event":' }, { n: 1.5, hits: [] }, { n: 1e21 }, { n: -0 },
  { n: '\ud83d\ude00 \u2028 "quoted" \\', event: ['{', '}', ']'] },
];

test('an event\'s line is what stands in the outcome, letter by letter', { skip: !existsSync(join(folder, 'kelvin-core.js')) && 'no core is built' }, async () => {
  const create = createRequire(join(folder, '/'))('./kelvin-core.js') as CoreFactory;
  const said: string[] = [];
  const core = await create({ wasm: readFileSync(join(folder, 'kelvin-core.wasm')) });
  const listening = { ...core, compile: core.compile.bind(core), apply: (event: string) => (said.push(core.apply(event)), said.at(-1)!) };
  const ours = door(listening as typeof core);
  assert.ok(ours.compile(model).ok);
  for (const [i, properties] of kProperties.entries()) {
    const outcome = ours.apply(JSON.stringify({ type: 'track', event: 'Demo', messageId: `m${i}`, anonymousId: 'v', timestamp: 1772445600000 + i, properties }));
    assert.equal(outcome.status, 'scored');
    if (outcome.status !== 'scored') return;
    assert.ok(said.at(-1)!.includes(`"event":${outcome.line},"hits":[`));
    assert.deepEqual(JSON.parse(outcome.line), outcome.event);
  }
  assert.notEqual(ours.apply('{}').status, 'scored');
});
