// DuckDB over the benchmark's log: node duckdb.mjs LOG THREADS. Rows as kelvin_bare prints them, without the last event's time.
// 70 MB of npm, so it comes when it is asked for, and stays in build/duckdb.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, '../../build/duckdb');
const kPackage = '@duckdb/node-api@1.5.6-r.1';

/** False where npm cannot give it. */
export function installDuckdb() {
  if (existsSync(join(folder, 'node_modules/@duckdb/node-api'))) return true;
  mkdirSync(folder, { recursive: true });
  return spawnSync('npm', ['install', '--prefix', folder, '--no-save', '--no-fund', '--no-audit', kPackage], { stdio: 'ignore' }).status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [log, threads] = process.argv.slice(2);
  const { DuckDBInstance } = createRequire(join(folder, 'package.json'))('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:', { threads })).connect();
  const sql = readFileSync(join(here, 'sums.sql'), 'utf8').replace('LOG', log);
  const rows = (await connection.runAndReadAll(sql)).getRowObjects();
  process.stdout.write(rows.map((row) => JSON.stringify(row) + '\n').join(''));
}
