// What all that is released shares: where things are, the version, the time of the commit, running a program.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
export const file = (...path) => join(root, ...path);
export const read = (...path) => readFileSync(file(...path), 'utf8');

/** Runs a program to its end and gives what it printed; throws with what it wrote. */
export function run(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28, ...options });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error ?? `exit ${status}`}\n${stdout}\n${stderr}`);
  return stdout;
}

/** CMake's `project(kelvin VERSION ...)`: the one place. What else names a version is held to it by a test. */
export const version = /^project\(kelvin VERSION ([\d.]+)/m.exec(read('CMakeLists.txt'))[1];

/** The time that everything in a release has: SOURCE_DATE_EPOCH, or the last commit's. */
export const epoch = () => Number(process.env.SOURCE_DATE_EPOCH ?? run('git', ['log', '-1', '--format=%ct']).trim());
