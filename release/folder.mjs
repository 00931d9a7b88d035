// Where a build of several files goes: a folder that is emptied is one that the build itself made.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

/** Why nothing may be written to `folder`, with what to do; "" if it may. `own` is the build's default, which nobody else uses. */
export function foreignFiles(folder, own) {
  if (resolve(folder) === resolve(own) || !existsSync(folder)) return '';
  const [first] = readdirSync(folder);
  return first === undefined ? '' : `${folder} is not empty: it holds ${first}. Name a new or an empty folder, or empty this one yourself.`;
}

/** Makes `folder` new and empty; throws where it has files that the build did not make. */
export function freshFolder(folder, own) {
  const why = foreignFiles(folder, own);
  if (why) throw new Error(why);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
