// The WordPress plugin as a zip: web/wordpress, the built files of web/dist that a site needs, and the licence.
//
//   node release/wordpress.mjs [FOLDER]     writes FOLDER/kelvin-wordpress-VERSION.zip (default: build/packages), prints its path
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { epoch, file, read, version } from './project.mjs';
import { zip } from './zip.mjs';

const kPlugin = ['web', 'wordpress'];

/** Files below a folder, by their paths from it. */
function filesBelow(folder, from = '') {
  return readdirSync(join(folder, from), { withFileTypes: true }).flatMap((entry) => {
    const path = from + entry.name;
    return entry.isDirectory() ? filesBelow(folder, `${path}/`) : [path];
  });
}

/**
 * The names in dist that a site needs, by the build's own list: the script, what it opens, and the core for the settings page.
 * Not the module for bundlers, the studio, or a second copy of a file under a name without a hash.
 */
export function neededFiles(hashes) {
  const opened = new Map(Object.entries(hashes).filter(([name]) => /\.[0-9a-f]{8}\.\w+$/.test(name)).map(([name, hash]) => [hash, name]));
  const left = /^(kelvin\.mjs|.*studio.*)$/;
  return Object.keys(hashes).filter((name) => !left.test(name) && (opened.get(hashes[name]) ?? name) === name);
}

/** The plugin's files: bytes by name in the zip. */
export function pluginFiles() {
  const hashes = JSON.parse(read('web/dist/integrity.json'));
  const files = new Map(filesBelow(file(...kPlugin)).filter((path) => !path.endsWith('.md')).map((path) => [`kelvin/${path}`, readFileSync(file(...kPlugin, path))]));
  const needed = neededFiles(hashes);
  // Some servers do not know that .mjs is JavaScript; then a browser refuses it.
  const served = (name) => name.replace(/\.mjs$/, '.js');
  for (const name of needed) files.set(`kelvin/dist/${served(name)}`, readFileSync(file('web/dist', name)));
  const listed = Object.fromEntries(needed.map((name) => [served(name), hashes[name]]));
  files.set('kelvin/dist/integrity.json', Buffer.from(JSON.stringify(listed, null, 2) + '\n'));
  files.set('kelvin/LICENSE', readFileSync(file('LICENSE')));
  return files;
}

export function makePlugin(folder) {
  const path = join(folder, `kelvin-wordpress-${version}.zip`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, zip(pluginFiles(), epoch()));
  return path;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(makePlugin(resolve(process.argv[2] ?? file('build/packages'))));
