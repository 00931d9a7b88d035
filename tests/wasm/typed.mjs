// Declarations against what the module really returns: the TypeScript compiler reads real results as typed literals.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './load.mjs';

/** The names of an interface's functions, in order. */
export function declaredFunctions(file, name) {
  const body = readFileSync(join(root, 'wasm', file), 'utf8').match(new RegExp(`interface ${name}[^{]*\\{([^]*?)\\n\\}`))[1];
  return [...body.matchAll(/^ {2}(\w+)\??\(/gm)].map((match) => match[1]).sort();
}

/** Those that a module has, without what is Emscripten's and Embind's. */
export function functionsOf(kelvin) {
  const runtime = new Set(['then', 'BindingError', 'InternalError', 'UnboundTypeError']);
  const own = Object.keys(kelvin).filter((name) => typeof kelvin[name] === 'function' && !/^_|^dynCall/.test(name) && !runtime.has(name));
  return own.sort();
}

/** What the compiler says of `[type, json]` pairs against the types of wasm/FILE: '' where all is right. */
export function typeErrors(file, results) {
  const types = [...new Set(results.map(([type]) => type))].join(', ');
  const consts = results.map(([type, json], i) => `export const r${i}: ${type} = ${json};`);
  // A folder beside nothing else, so that the compiler finds no other types.
  const folder = mkdtempSync(join(tmpdir(), 'kelvin-types-'));
  try {
    for (const name of ['kelvin.d.ts', 'studio.d.ts', 'studio-coverage.d.ts']) writeFileSync(join(folder, name), readFileSync(join(root, 'wasm', name)));
    const from = `./${file.replace('.d.ts', '.js')}`;
    writeFileSync(join(folder, 'shapes.ts'), `import type { ${types} } from '${from}';\n${consts.join('\n')}\n`);
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--types', ''];
    const tsc = spawnSync(process.execPath, [join(root, 'web/node_modules/typescript/bin/tsc'), ...options, 'shapes.ts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return tsc.stdout + tsc.stderr + (tsc.status === 0 ? '' : ` status ${tsc.status}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
