// Dask distributed, as docs/scale/dask.md has it: a scheduler and two workers, one of which dies while it scores a part.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, watch, writeFileSync } from 'node:fs';
import test from 'node:test';
import { background, freePort, recipe, sameBytes, soakOnly, workplace } from './support.mjs';

/** The first part that is to be scored is not: who took it notes its process group, and waits for ever. */
const kHolds = `#!/bin/sh
if [ "$1" = score ] && mkdir "$HELD" 2>/dev/null; then
  cut -d' ' -f5 /proc/$$/stat > "$HELD/group.new" && mv "$HELD/group.new" "$HELD/group"
  exec sleep infinity
fi
exec "$0.real" "$@"
`;

function appears(folder, name) {
  const there = () => existsSync(`${folder}/${name}`);
  return new Promise((done) => {
    const watcher = watch(folder, { recursive: true }, () => there() && (watcher.close(), done()));
    if (there()) watcher.close(), done();
  });
}

test('Dask: a worker dies in the middle, and the bytes are those of one whole run', soakOnly, async (t) => {
  const { folder, env, file, whole } = workplace(t);
  const expected = [whole('score'), whole('replay', '--requests')];
  renameSync(file('bin/kelvin'), file('bin/kelvin.real'));
  writeFileSync(file('bin/kelvin'), kHolds, { mode: 0o755 });
  writeFileSync(file('score.py'), recipe('dask.md', 'python')[0]);

  const at = `127.0.0.1:${await freePort()}`;
  const python = { cwd: folder, env: { ...env, HELD: file('held'), PATH: `${file('bin')}:/usr/bin:/bin` } };
  const [scheduler, worker] = recipe('dask.md', 'sh').map((line) => line.trim().replace('8786', at.split(':')[1]));
  await background(t, 'sh', ['-c', `exec ${scheduler}`], python).said(/Scheduler at:\s+tcp:/);
  const workers = [1, 2].map(() => background(t, 'sh', ['-c', `exec ${worker}`], python));
  await Promise.all(workers.map(({ said }) => said(/Registered to:/)));

  const client = background(t, '/usr/bin/python3', ['score.py', `tcp://${at}`], python);
  await appears(folder, 'held/group');
  const group = Number(readFileSync(file('held/group'), 'utf8'));
  const victim = workers.find(({ pid }) => pid === group);
  assert.ok(victim, 'one of the two has the part');
  assert.ok(!existsSync(file('scores.ndjson')), 'the run is not over');
  victim.end('SIGKILL');

  assert.equal(await client.over, 0, client.told());
  sameBytes(readFileSync(file('scores.ndjson'), 'utf8'), expected[0]);
  sameBytes(readFileSync(file('messages.ndjson'), 'utf8'), expected[1]);
});
