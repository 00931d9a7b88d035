// The npm package as a user has it: packed from the built web/, installed from its tarball into an empty project, offline.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const web = join(root, 'web');

/** Runs a program to its end; fails with what it wrote. */
export function run(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 500_000, ...options });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error ?? `exit ${status}`}\n${stdout}\n${stderr}`);
  return stdout;
}

/** A program of web/node_modules. */
export const tool = (name, args, options) => run(join(web, 'node_modules/.bin', name), args, options);

/** {project, tarball, files, remove}: a folder in which `@kelvin/web` is installed, and what its tarball holds. */
export function install() {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-package-'));
  const [packed] = JSON.parse(run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { cwd: web }));
  const tarball = join(folder, packed.filename);
  writeFileSync(join(folder, 'package.json'), '{"name": "empty", "private": true, "type": "module"}\n');
  run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball], { cwd: folder });
  const files = packed.files.map(({ path }) => path).sort();
  return { project: folder, tarball, files, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
