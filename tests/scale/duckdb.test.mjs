// Parquet in, scores as Parquet out, as docs/scale/duckdb.md has it.
import assert from 'node:assert/strict';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { installDuckdb } from '../bench/duckdb.mjs';
import { recipe, root, sameBytes, workplace } from './support.mjs';

test('DuckDB: the scores in Parquet are the bytes of one whole run', async (t) => {
  assert.ok(installDuckdb(), 'npm could not give @duckdb/node-api');
  const { folder, file, run, whole } = workplace(t);
  const modules = join(root, 'build/duckdb/node_modules');
  symlinkSync(modules, file('node_modules'));
  const { DuckDBInstance } = createRequire(join(modules, 'x.js'))('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  t.after(() => connection.closeSync());
  const inFolder = (sql) => sql.replace(/'([\w-]+(?:\.\w+)+)'/g, (_, name) => `'${file(name)}'`);
  await connection.run(inFolder(recipe('duckdb.md', 'sql')[0]));

  writeFileSync(file('score.mjs'), recipe('duckdb.md', 'js')[0]);
  run(process.execPath, 'score.mjs', 'events.parquet', 'scores.parquet');
  await connection.run(inFolder("COPY (SELECT * FROM 'scores.parquet' ORDER BY visitor) TO 'back.ndjson' (FORMAT json)"));
  sameBytes(readFileSync(file('back.ndjson'), 'utf8'), whole('score'));
});
