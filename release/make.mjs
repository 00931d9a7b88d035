// Makes a release of a clean checkout: docs/releasing.md says what comes out and how it is checked.
//
//   node release/make.mjs [FOLDER]     builds, and writes everything to FOLDER (default: build/packages)
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { foreignFiles, freshFolder } from './folder.mjs';
import { epoch, file, read, run, version } from './project.mjs';
import { makeSbom, npmThatLists } from './sbom.mjs';
import { makeStudio } from './studio.mjs';
import { makePlugin } from './wordpress.mjs';

/** What git says is changed, or not its own; "" of a clean checkout. */
export const changes = (folder) => run('git', ['status', '--porcelain'], { cwd: folder }).trimEnd();

function build() {
  const show = { stdio: ['ignore', 'inherit', 'inherit'] };
  const npm = (script) => run('npm', ['--prefix', 'web', 'run', '--silent', script], show);
  // Configured anew each time: the date of the .deb's changelog is told then.
  run('cmake', ['--preset', 'release'], show);
  run('cmake', ['--build', '--preset', 'release', '--target', 'kelvin', 'kelvin_manual', 'kelvin_compressed'], show);
  run('cmake', ['--preset', 'wasm'], show);
  run('cmake', ['--build', '--preset', 'wasm', '--target', 'kelvin_wasm', 'kelvin_lean', 'kelvin_studio'], show);
  for (const script of ['build', 'build:studio', 'build:site']) npm(script);
}

/** The npm package; npm gives its files no time of their own. */
function packNpm(folder) {
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: file('web') });
}

/** The .deb. cpack takes the time of its files from SOURCE_DATE_EPOCH. */
export function packDeb(folder) {
  const work = join(folder, 'cpack');
  run('cpack', ['--config', file('build/release/CPackConfig.cmake'), '-B', work], { env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch()) } });
  for (const name of readdirSync(work).filter((found) => found.endsWith('.deb'))) renameSync(join(work, name), join(folder, name));
  rmSync(work, { recursive: true });
}

/** The documentation with the studio in it, as a folder to put on any server. */
export function packSite(folder) {
  const name = `kelvin-site-${version}`;
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mode=u+rwX,go+rX,go-w', `--mtime=@${epoch()}`, `--transform=s,^\\.,${name},`];
  const tar = 'target=$1; shift; tar "$@" -C build/site -c . | gzip -9n > "$target"';
  run('bash', ['-o', 'pipefail', '-c', tar, 'tar', join(folder, `${name}.tar.gz`), ...same]);
}

function writeSums(folder) {
  const line = (name) => `${createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')}  ${name}\n`;
  writeFileSync(join(folder, 'SHA256SUMS'), readdirSync(folder).filter((name) => name !== 'SHA256SUMS').sort().map(line).join(''));
}

const kFolder = file('build/packages');

/** All packages, of what is built; `folder` is the release's own, or empty. */
export function pack(folder) {
  freshFolder(folder, kFolder);
  packNpm(folder);
  packDeb(folder);
  makePlugin(folder);
  packSite(folder);
  makeStudio(folder);
  writeFileSync(join(folder, `kelvin-${version}.cdx.json`), JSON.stringify(makeSbom(), null, 2) + '\n');
  writeSums(folder);
}

/** Why no release can be made, with what to do; "" if one can. */
function obstacle(folder) {
  const dirty = changes(file());
  if (dirty) return `A release is made of a clean checkout. Commit or remove first:\n${dirty}`;
  const foreign = foreignFiles(folder, kFolder);
  if (foreign) return foreign;
  return npmThatLists() ? '' : 'The bill of materials needs npm 10 or later. Install one, or connect to the registry that npm fetches it from.';
}

/** Why what was made must not be published as this version, by the changelog; "" if it may be. */
export function trial(changelog) {
  const headings = [...changelog.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  if (headings.includes('Not released yet')) return `A trial: CHANGELOG.md has changes under "Not released yet", and not under ${version}.`;
  return headings.includes(version) ? '' : `A trial: CHANGELOG.md has no heading for ${version}.`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = resolve(process.argv[2] ?? kFolder);
  const why = obstacle(folder);
  if (why) {
    console.error(why);
    process.exit(1);
  }
  process.env.SOURCE_DATE_EPOCH = String(epoch());
  build();
  pack(folder);
  for (const name of readdirSync(folder)) console.log(join(folder, name));
  const doubt = trial(read('CHANGELOG.md'));
  if (doubt) console.log(doubt);
}
