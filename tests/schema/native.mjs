// The command line's verdict on many models at once.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../wasm/load.mjs';

const kelvin = process.env.KELVIN_NATIVE ?? join(root, 'build/release/native/kelvin');

/** What `kelvin check --json` and `options` tell of each model, in order. */
export function check(models, ...options) {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-check-'));
  try {
    const files = models.map((model, i) => {
      writeFileSync(join(folder, `${i}.json`), JSON.stringify(model));
      return `${i}.json`;
    });
    const run = spawnSync(kelvin, ['check', '--json', ...options, ...files], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (run.status !== 0 && run.status !== 1) throw new Error(`${run.error ?? ''}${run.stderr}`);
    return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
