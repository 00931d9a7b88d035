// The licences of others whose code is in a bundle: they ask that their notices go with every copy.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folders of packages that esbuild put into a bundle, of its metafile. `from`: the folder that its paths are relative to. */
export function packagesIn({ outputs }, from) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path));
  const found = inputs.map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(resolve(from, path))?.[1]).filter(Boolean);
  return [...new Set(found)];
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((found) => /^(licen[cs]e|copying)(\.|$)/i.test(found));
  if (!file) throw new Error(`${folder} has no licence that could go with its code`);
  return { name, text: `## ${name} ${version}\n\n${license}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n` };
}

/** One text for them all. */
export function licencesOf(folders) {
  const notices = new Map(folders.map(notice).map(({ name, text }) => [name, text]));
  return `# Code of others in this folder\n\n${[...notices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text).join('\n')}`;
}

/** ["name@version"] of such a text. */
export const namesIn = (text) => [...text.matchAll(/^## (\S+) (\S+)$/gm)].map(([, name, version]) => `${name}@${version}`);
