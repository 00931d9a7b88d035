// What the tests of engines share: a year's log with what a split could get wrong in it, one whole run to compare with, and a
// folder in which a recipe of docs/scale finds what it names: `kelvin` on the PATH, kelvin.model.json, year.ndjson.gz.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { makeLog } from '../bench/log.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const here = join(root, 'tests/scale');
const executable = process.env.KELVIN ?? join(root, 'build/release/native/kelvin');

/** Engines that need a server, or hundreds of megabytes, run in `./dev soak` alone. */
export const soakOnly = { skip: process.env.KELVIN_SOAK ? false : './dev soak runs it' };

/** The code of a recipe, as it stands in the Markdown: its blocks of that language. */
export function recipe(name, language) {
  const text = readFileSync(join(root, 'docs/scale', name), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, found]) => found === language);
  assert.ok(blocks.length > 0, `${name} has no code in ${language}`);
  return blocks.map(([, , code]) => code);
}

/** A year of the benchmark's visitors; some events at one moment, some twice, some with what text formats escape. */
function makeYear(path, events) {
  const start = Date.UTC(2026, 0, 1);
  const slower = (365 * 86_400_000) / (events * 2000);
  const lines = readFileSync(makeLog(path, { events, visitors: 400 }), 'utf8').trimEnd().split('\n');
  const year = lines.map((line, n) => {
    const at = (time) => new Date(start + Math.floor(((Date.parse(time) - start) * slower) / 1000) * 1000).toISOString();
    const later = line.replace(/"timestamp":"([^"]+)"/, (_, time) => `"timestamp":"${at(time)}"`);
    return n % 50 ? later : later.replace('"title":"Shop ', String.raw`"title":"C:\\new\ttab \"so\" \u00e9 | ä, `);
  });
  for (let n = 40; n < year.length; n += 97) year.splice(n, 0, year[n - 1]);
  return year;
}

export function run(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 30, ...options });
  assert.equal(status, 0, `${program} ${args.join(' ')}: ${error ?? `exit ${status}`}\n${stderr}`);
  return stdout;
}

/** A folder as a recipe finds it, and what one whole run says there. It is gone when the test is over. */
export function workplace(t, { events = 20_000 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-scale-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  chmodSync(folder, 0o755); // a server may run as a user of its own
  mkdirSync(join(folder, 'bin'));
  copyFileSync(executable, join(folder, 'bin/kelvin'));
  copyFileSync(join(here, 'kelvin.model.json'), join(folder, 'kelvin.model.json'));
  const log = makeYear(join(folder, 'year.ndjson'), events).join('\n') + '\n';
  writeFileSync(join(folder, 'year.ndjson'), log);
  writeFileSync(join(folder, 'year.ndjson.gz'), gzipSync(log));
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
  const file = (name) => join(folder, name);
  const kelvin = (...args) => run('kelvin', args, { cwd: folder, env });
  const whole = (command, ...more) => kelvin(command, ...more, '--model', 'kelvin.model.json', 'year.ndjson');
  return { folder, env, file, log, kelvin, whole, run: (program, ...args) => run(program, args, { cwd: folder, env }) };
}

/** Compares all bytes, and shows the first line that differs. */
export function sameBytes(actual, expected) {
  if (actual === expected) return;
  const [a, b] = [actual.split('\n'), expected.split('\n')];
  const at = b.findIndex((line, n) => line !== a[n]);
  assert.equal(a[at], b[at], `line ${at + 1}`);
  assert.fail(`${a.length} lines, ${b.length} expected`);
}

/** A package that only these tests use, at the version that they were made with; in build/engines. */
export function installed(name, version) {
  const folder = join(root, 'build/engines', name);
  if (!existsSync(join(folder, 'node_modules', name))) {
    mkdirSync(folder, { recursive: true });
    run('npm', ['install', '--prefix', folder, '--no-save', '--no-fund', '--no-audit', `${name}@${version}`]);
  }
  return join(folder, 'node_modules');
}

/** A program in a process group of its own, which ends with the test. `said`: what it says, awaited until it matches. */
export function background(t, program, args, options) {
  const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // it has ended
    }
  };
  const over = new Promise((done) => child.on('close', done));
  t.after(() => (end('SIGKILL'), over));
  let text = '';
  const heard = new EventEmitter();
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (more) => ((text += more), heard.emit('more')));
  child.on('close', () => heard.emit('end'));
  const said = (pattern) =>
    new Promise((found, failed) => {
      const look = () => pattern.test(text) && found(pattern.exec(text));
      heard.on('more', look);
      heard.on('end', () => failed(new Error(`${program} has ended:\n${text}`)));
      look();
    });
  return { pid: child.pid, end, over, said, told: () => text };
}

export const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
