// PostgreSQL's COPY to and from a program, as docs/scale/postgresql.md has it, in a server of the test's own.
import { chmodSync, chownSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { background, recipe, run as runAnywhere, sameBytes, soakOnly, workplace } from './support.mjs';

const kPrograms = '/usr/lib/postgresql/15/bin';

/** The server refuses to run as root. */
function asServer() {
  if (process.getuid() !== 0) return { words: [], uid: process.getuid(), gid: process.getgid() };
  const id = (flag) => Number(runAnywhere('id', [flag, 'postgres']));
  return { words: ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'], uid: id('-u'), gid: id('-g') };
}

const quote = (text) => `'${text.replaceAll("'", "''")}'`;

test('PostgreSQL: the lines that come back are the bytes of one whole run', soakOnly, async (t) => {
  const { folder, env, file, log, whole } = workplace(t, { events: 8000 });
  const [tables, scoring] = recipe('postgresql.md', 'sql');
  const { words, uid, gid } = asServer();
  const [first, ...rest] = [...words, 'env', '-C', folder];
  const own = (path) => chownSync(path, uid, gid);
  const run = (program, ...args) => runAnywhere(first, [...rest, program, ...args], { env });
  mkdirSync(file('server'));
  for (const path of [folder, file('server'), ...readdirSync(folder).map(file)]) own(path);
  chmodSync(file('server'), 0o700);

  run(join(kPrograms, 'initdb'), '-D', file('server'), '-A', 'trust', '-U', 'kelvin', '-E', 'UTF8', '--no-sync');
  const server = background(
    t, first, [...rest, join(kPrograms, 'postgres'), '-D', file('server'), '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'], { env });
  await server.said(/ready to accept connections/);
  const psql = (...args) => run('psql', '-XqAt', '-h', folder, '-U', 'kelvin', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', ...args);

  psql('-c', tables);
  const rows = log.trimEnd().split('\n').map((line) => {
    const { anonymousId, timestamp } = JSON.parse(line);
    return `(${quote(anonymousId)}, ${quote(timestamp)}, ${quote(line)})`;
  });
  writeFileSync(file('events.sql'), `INSERT INTO events (visitor, time, message) VALUES\n${rows.join(',\n')};\n`);
  psql('-f', file('events.sql'));

  writeFileSync(file('score.sql'), scoring);
  writeFileSync(file('check.sql'), `\\i ${file('score.sql')}\nSELECT line FROM lines ORDER BY line::json ->> 'visitor' COLLATE "C";\n`);
  const expected = whole('score');
  sameBytes(psql('-v', `folder=${folder}`, '-f', file('check.sql')), expected);
  const stored = psql('-c', `SELECT visitor, score -> 'scores' ->> 'interest' FROM scores ORDER BY visitor COLLATE "C"`);
  const lines = expected.trimEnd().split('\n').map((line) => JSON.parse(line));
  sameBytes(stored, lines.map(({ visitor, scores }) => `${visitor}|${scores.interest}\n`).join(''));
});
