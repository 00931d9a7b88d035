// GNU parallel over partitions, as docs/scale/parallel.md has it.
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { recipe, sameBytes, workplace } from './support.mjs';

test('GNU parallel over partitions gives the bytes of one whole run', (t) => {
  const { file, run, whole } = workplace(t);
  for (const code of recipe('parallel.md', 'sh')) run('bash', '-euo', 'pipefail', '-c', code);
  sameBytes(readFileSync(file('scores.ndjson'), 'utf8'), whole('score'));
  sameBytes(readFileSync(file('messages.ndjson'), 'utf8'), whole('replay', '--requests', '--tick', '1d'));
});
