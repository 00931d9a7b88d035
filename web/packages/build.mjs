/** The packages around Kelvin, as build.mjs writes them into dist/: bytes by name. None is part of kelvin.js; each is a module of its own. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
export const kPackages = ['react', 'vue', 'element', 'flags', 'segment', 'rudderstack'];
/** Next's server takes a module for the browser's by its first line. */
const kFirstLine = { react: '"use client";' };

/** Kelvin itself stays a module of its own, which is fetched when it is started. */
const kelvin = {
  name: 'kelvin',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/module\.js$/ }, () => ({ path: './kelvin.mjs', external: true }));
  },
};

async function bundled(name) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [`${name}.ts`],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    external: ['react', 'vue'],
    write: false,
    logLevel: 'warning',
    plugins: [kelvin],
  });
  return Buffer.from(`${kFirstLine[name] ?? ''}${outputFiles[0].text}`);
}

/** Writes their types into `dist`: beside the modules, where "../kelvin.js" has the same types as from here. */
function declare(dist) {
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-types-'));
  const { status, stdout } = spawnSync(join(here, '../node_modules/.bin/tsc'), ['-p', here, '--outDir', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The types of web/packages:\n${stdout}`);
  const types = join(folder, 'packages');
  for (const name of readdirSync(types)) copyFileSync(join(types, name), join(dist, name));
  rmSync(folder, { recursive: true });
}

export async function packages(dist) {
  declare(dist);
  return Object.fromEntries(await Promise.all(kPackages.map(async (name) => [`${name}.mjs`, await bundled(name)])));
}
