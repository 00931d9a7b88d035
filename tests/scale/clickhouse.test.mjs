// ClickHouse's executable(), as docs/scale/clickhouse.md has it, in chDB.
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { installed, recipe, sameBytes, soakOnly, workplace } from './support.mjs';

test('ClickHouse: the lines of its tables are the bytes of one whole run', soakOnly, (t) => {
  const { folder, file, whole } = workplace(t);
  const { Session } = createRequire(join(installed('chdb', '3.4.0'), 'x.js'))('chdb');
  mkdirSync(file('data/user_scripts'), { recursive: true });
  copyFileSync(file('bin/kelvin'), file('data/user_scripts/kelvin'));
  const session = new Session(file('data'));
  t.after(() => session.close());
  const [tables, newest, scoring] = recipe('clickhouse.md', 'sql');
  const runAll = (sql) => sql.split(/;\n/).filter((one) => one.trim()).forEach((one) => session.query(one));

  runAll(tables);
  session.query(`INSERT INTO events SELECT rowNumberInAllBlocks(), JSONExtractString(line, 'anonymousId'),
    parseDateTime64BestEffort(JSONExtractString(line, 'timestamp'), 3, 'UTC'), line
    FROM file('${file('year.ndjson')}', 'LineAsString', 'line String') SETTINGS max_threads = 1`);
  const at = session.query(newest, 'TSVRaw').trim();
  for (let part = 0; part < 4; ++part) {
    runAll(scoring.replaceAll('{folder}', folder).replaceAll('{newest}', at).replaceAll('{part}', part));
  }
  sameBytes(session.query('SELECT line FROM scores ORDER BY visitor', 'LineAsString'), whole('score'));
  const messages = session.query('SELECT line FROM messages ORDER BY time, visitor, nth', 'LineAsString');
  sameBytes(messages, whole('replay', '--requests'));
});
