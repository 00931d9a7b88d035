// The bill of materials, as CycloneDX 1.5: what is in the packages besides our own code, and what made it.
//
// The command line and the WebAssembly: each Debian package of which a header was compiled in (the compilers wrote down which
// they read) or that is linked, and those that CMake found. The npm package and the page: what npm's own list says.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { namesIn } from './licences.mjs';
import { epoch, file, read, run, version } from './project.mjs';

/** The system's headers that a build's compilers read for the objects of `sources`. */
function headersRead(preset, sources) {
  const lines = run('ninja', ['-C', `build/${preset}`, '-t', 'deps']).split('\n');
  const found = new Set();
  let ours = false;
  for (const line of lines) {
    if (!line.startsWith(' ')) ours = sources.test(line);
    else if (ours && line.trim().startsWith('/usr/')) found.add(line.trim());
  }
  return [...found];
}

/** What CMake's find_package, find_library and pkg_check_modules found of the system. */
function foundByCMake(preset) {
  const entries = read('build', preset, 'CMakeCache.txt').matchAll(/^(\w+):(?:PATH|FILEPATH|INTERNAL)=(\/usr\/[^\n]+)$/gm);
  const wanted = /^(?!CMAKE_)(?!.*(GTest|rapidcheck|INCLUDEDIR|LIBDIR|PREFIX))(\w+_DIR|\w+_LIBRARY(_RELEASE)?|pkgcfg_lib_\w+)$/;
  // A folder that many packages share says nothing.
  return [...entries].filter(([, name, path]) => wanted.test(name) && path !== '/usr/include').map(([, , path]) => path);
}

/** The libraries that a program asks the system for. */
const linked = (program) => [...run('ldd', [program]).matchAll(/=> (\/\S+)/g)].map(([, path]) => path);

/** The packages that own files, as dpkg knows them: also by the path behind links, since Debian merged /lib into /usr/lib. */
export function ownersOf(paths) {
  const packages = new Set();
  const all = [...new Set(paths.filter((path) => existsSync(path)).flatMap((path) => [path, realpathSync(path), realpathSync(path).replace(/^\/usr\/lib/, '/lib')]))];
  for (let at = 0; at < all.length; at += 500) {
    // It ends with 1 where one path of the many is in no package.
    const said = run('bash', ['-c', 'dpkg-query -S -- "$@" 2>/dev/null || true', 'dpkg', ...all.slice(at, at + 500)]);
    for (const line of said.split('\n')) {
      if (/^(diversion|local diversion) /.test(line) || !line.includes(': ')) continue;
      for (const name of line.split(': ')[0].split(', ')) packages.add(name);
    }
  }
  return packages;
}

const property = (name, value) => ({ name: `kelvin:${name}`, value });

/** Debian's packages as components; `use` by package: "compiled in", "linked", "found by CMake". */
function debianComponents(uses, part) {
  const release = /^VERSION_ID="?([\d.]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'sid';
  return [...uses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, use]) => {
    const [plain, packageVersion, architecture, source] = run('dpkg-query', ['-W', '-f', '${Package}\t${Version}\t${Architecture}\t${source:Package}', name]).split('\t');
    const purl = `pkg:deb/debian/${encodeURIComponent(plain)}@${encodeURIComponent(packageVersion)}?arch=${architecture}&distro=debian-${release}`;
    const scope = use === 'found by CMake' ? 'excluded' : 'required';
    const properties = [property('use', use), property('part', part), property('source', source)];
    return { type: 'library', 'bom-ref': `${part}:${plain}`, name: plain, version: packageVersion, scope, purl, properties };
  });
}

function usesOf({ headers = [], libraries = [], found = [] }) {
  const uses = new Map();
  for (const name of ownersOf(found)) uses.set(name, 'found by CMake');
  for (const name of ownersOf(libraries)) uses.set(name, 'linked');
  for (const name of ownersOf(headers)) uses.set(name, 'compiled in');
  return uses;
}

const kFetched = ['exec', '--yes', '--package=npm@10.9.2', '--', 'npm'];

/** The words before those for an npm that makes a list: none, or, of Debian 12's, those that fetch a later one. Null: none can be had. */
export function npmThatLists() {
  const major = (words) => Number(run('npm', [...words, '--version'], { cwd: file('web') }).split('.')[0]);
  try {
    return [[], kFetched].find((words) => major(words) >= 10) ?? null;
  } catch {
    return null;
  }
}

/** npm's own list, of the lock file alone. */
const npmSbom = () => JSON.parse(run('npm', [...npmThatLists(), 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], { cwd: file('web') }));

/** Of what npm lists `shipped`, as name@version, is in the studio's or the site's scripts. The rest are tools of the build: the npm package has no dependencies. */
export function npmComponents({ components }, shipped) {
  return components.map(({ type, name, version, scope, purl, licenses, hashes, ...rest }) => {
    const isShipped = shipped.has(`${name}@${version}`);
    const tool = !isShipped && rest.properties?.some((one) => one.name === 'cdx:npm:package:development' && one.value === 'true');
    return { type, 'bom-ref': `npm:${rest['bom-ref']}`, name, version, scope: tool ? 'excluded' : isShipped ? 'required' : (scope ?? 'required'), purl, licenses, hashes, properties: [property('part', isShipped ? 'site' : 'npm')] };
  });
}

/** A UUID that follows from the content, so that the same release gives the same file. */
function serialOf(content) {
  const hex = createHash('sha256').update(content).digest('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const licence = [{ license: { id: 'Apache-2.0' } }];
const own = (name, type, description) => ({ type, 'bom-ref': `kelvin:${name}`, name: `kelvin-${name}`, version, description, licenses: licence });

export function makeSbom() {
  const program = file('build/release/native/kelvin');
  const deb = debianComponents(usesOf({ headers: headersRead('release', /^(core|native)\//), libraries: linked(program), found: foundByCMake('release') }), 'deb');
  const wasm = debianComponents(usesOf({ headers: headersRead('wasm', /^(core|wasm)\//) }), 'wasm');
  const shipped = new Set(['web/studio/dist/licences.txt', 'build/site/licences.txt'].flatMap((path) => namesIn(read(path))));
  const all = npmComponents(npmSbom(), shipped);
  const site = all.filter(({ scope }) => scope !== 'excluded');
  const npm = all.filter(({ scope }) => scope === 'excluded');
  const parts = [
    [own('deb', 'application', 'The command line'), deb],
    [own('wasm', 'library', 'The core as WebAssembly: in the npm package, the WordPress plugin and the site'), wasm],
    [own('npm', 'library', 'The page\'s script and modules'), npm],
    [own('site', 'application', 'The documentation site and the studio'), site],
  ];
  const content = {
    components: parts.flatMap(([part, components]) => [part, ...components]),
    dependencies: [
      { ref: 'kelvin', dependsOn: parts.map(([part]) => part['bom-ref']) },
      ...parts.map(([part, components]) => ({ ref: part['bom-ref'], dependsOn: components.map((component) => component['bom-ref']) })),
    ],
  };
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: serialOf(JSON.stringify([version, content])),
    version: 1,
    metadata: {
      timestamp: new Date(epoch() * 1000).toISOString(),
      component: { type: 'application', 'bom-ref': 'kelvin', name: 'kelvin', version, licenses: licence, purl: `pkg:generic/kelvin@${version}` },
    },
    ...content,
  };
}
