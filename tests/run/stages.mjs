// What `./dev test`, `./dev test quick` and `./dev soak` consist of: steps one after the other, each of lanes side by side, each
// of stages one after the other.
//
// Browsers mostly wait: for timers, disks, each other. So two of them run side by side, and what only computes runs beside
// them at the lowest priority, which gives way whenever a page has something to do.
import { kFirefox } from './firefox.mjs';

/** A stage's commands are Bash's. `preset`: where its GoogleTest programs leave what they counted. */
const stage = (title, ...commands) => ({ title, commands });
const tests = (title, preset, ...commands) => ({ title, preset, commands });
const web = (script) => `npm --prefix web run --silent ${script}`;
/** Browser tests. `again`: the command for those files in which a test failed, once nothing else runs. */
const browser = (title, name, files) => {
  const run = (these) => `KELVIN_BROWSER=${name} ${web('e2e:files')} -- ${these.join(' ')}`;
  return { ...stage(title, run(files)), again: run };
};
/** One walk through a page, which is one test: without a runner that counts. */
const walk = (title, command) => ({ ...stage(title, command), again: () => command, isOne: true });
const lane = (...stages) => ({ stages });
const quietly = (...stages) => ({ stages, nice: true });

const configure = (preset) => `cmake --preset ${preset} >/dev/null`;
const build = (preset, ...targets) => `${configure(preset)}; cmake --build --preset ${preset} ${targets.length ? `--target ${targets.join(' ')}` : ''}`;
const tap = (folder) => `node --test --test-reporter=tap ${folder}`;

const buildPage = stage('the page', `${build('wasm', 'kelvin_wasm', 'kelvin_lean')}; ${web('build')}`);
/** All cores before what is made of them: a studio's core of former sources would go into the page's folder. */
const buildWeb = stage('the page and the studio', `${build('wasm', 'kelvin_wasm', 'kelvin_lean', 'kelvin_studio')}; ${web('build')}; ${web('build:studio')}`);
const buildNative = stage('native, optimised', build('release', 'kelvin'));
const chromium = browser('web: in Chromium', 'chromium', ['../tests/e2e/']);
const units = stage('web: types and units', web('typecheck'), web('test'), tap('tests/run'));
const fuzz = (seconds) => stage(`fuzzing, ${seconds} s each`, `${build('asan', 'fuzzers')}; tests/fuzz/run ${seconds}`);

/** Installs what only soak asks for, where it is missing. */
const debian = (...packages) => `dpkg -s ${packages.join(' ')} >/dev/null 2>&1 || DEBIAN_FRONTEND=noninteractive $([ "$(id -u)" = 0 ] || echo sudo) \
  apt-get install -y -qq --no-install-recommends ${packages.join(' ')} >/dev/null`;

/** Other programs' answers, which `./dev test` holds ours against; the programs themselves are only asked here. */
const kReferences = `${debian('python3-sklearn', 'r-cran-proc')}; /usr/bin/python3 tests/study/references.py --check`;

/** The engines of docs/scale that need a server of their own; chDB and workerd come from npm. */
const kEngines = `${debian('python3-distributed', 'postgresql-15')}; ${tap('tests/scale')}`;

/** What WordPress needs: the test unpacks it itself. */
const kWordPress = `${debian('php-cli', 'php-mysql', 'php-gd', 'mariadb-server-core', 'mariadb-client-core')}; ${tap('tests/wordpress')}`;

/** A release of a clean clone, and shells and checkers to try it with. */
const kRelease = `${debian('lintian', 'man-db', 'fish', 'zsh')}; ${tap('tests/release')}`;

const kTest = [
  [lane(buildWeb), lane(buildNative)],
  [
    lane(chromium),
    lane(
      browser('web: in Firefox, what differs there', 'firefox', kFirefox.map((name) => `../tests/e2e/${name}.test.mjs`)),
      browser('web: the package', 'chromium', ['../tests/package/']),
      stage('what is released', tap('tests/release')),
      walk('the tour', './dev tour'),
      walk('the studio: a grid by clicks', './dev studio-tour'),
    ),
    quietly(
      // First those that take one core, while browsers need the other now and then.
      units,
      stage('the schema and the model reference', tap('tests/schema')),
      stage('the documentation: links, examples, paths', tap('tests/site')),
      stage('the door, native against WebAssembly', tap('tests/wasm')),
      stage('GNU parallel and DuckDB', tap('tests/scale')),
      stage('what must not grow', `${build('release', 'kelvin', 'kelvin_weight')}; node tests/bench/figures.mjs`),
      stage('formatting and clang-tidy', './dev lint'),
      tests('native, with address and undefined-behaviour sanitizers', 'asan', build('asan'), 'ctest --preset asan'),
      fuzz(15),
      tests('native, optimised: the laws and the oracle', 'release', `${build('release', 'kelvin_million', 'kelvin_properties', 'kelvin_scale_laws')}; ctest --preset release -L 'laws|oracle|scale'`),
      tests('WebAssembly under Node', 'wasm', `${build('wasm')}; ctest --preset wasm`),
    ),
  ],
];

/** One build, and what fails first when something is wrong. */
const kQuick = [
  [
    lane(
      tests('native: units, laws, corpus', 'dev', `${build('dev', 'kelvin_tests', 'kelvin_properties', 'three_verbs')}; ctest --preset dev -L 'core|laws'`),
      // The page first: the packages' types, which the examples import, are made with it.
      buildPage,
      units,
      stage('web: a smoke in Chromium', `${web('e2e:files')} -- ../tests/e2e/packed.test.mjs ../tests/e2e/corpus.test.mjs`),
    ),
  ],
];

/** One after the other: what is counted here in thousands should not wait for a machine that does two things. */
const kSoak = [
  lane(
    buildWeb,
    buildNative,
    stage('the oracle, with sanitizers', `${build('asan', 'kelvin_million')}; KELVIN_ORACLE_EVENTS=1000000 build/asan/tests/property/kelvin_million --gtest_brief=1`),
    stage('clang-tidy, source by source', `./dev lint $(git ls-files 'core/*.cpp' 'native/*.cpp')`),
    tests('WebAssembly under Node: the oracle', 'wasm', `${build('wasm', 'kelvin_million')}; ctest --preset wasm-million`),
    stage('native against WebAssembly, 10^7 events', tap('tests/wasm')),
    stage('statistics by scikit-learn and pROC', kReferences),
    stage('learning points, all seeds', `${build('dev', 'kelvin_tests', 'kelvin_cli_tests')}; build/dev/tests/kelvin_tests --gtest_filter='Fit*'; build/dev/tests/cli/kelvin_cli_tests --gtest_filter='*FitLaws*'`),
    stage('the engines of docs/scale', kEngines),
    stage('the WordPress plugin', kWordPress),
    stage('a release, on empty trees', kRelease),
    stage('Next', tap('tests/next')),
    stage('web: units', web('test')),
    chromium,
    browser('web: in Firefox', 'firefox', ['../tests/e2e/']),
    fuzz(600),
  ),
].map((one) => [one]);

export const kPlans = {
  // A browser on a machine that does two other things at once is late now and then: what failed there has one more try, alone.
  test: { steps: kTest, secondTry: true },
  'test quick': { steps: kQuick },
  soak: { steps: kSoak, environment: { KELVIN_SOAK: '1', KELVIN_BITS_EVENTS: '10000000', KELVIN_TEST_TIMEOUT: '14400000' } },
};
