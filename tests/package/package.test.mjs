// The npm package: what is in it, what its checkers say, its types, its core under Node, and that a build can be repeated.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { coreFolder } from '../wasm/load.mjs';
import { install, root, run, tool, web } from './installed.mjs';

const { project, tarball, files, remove } = install();
after(remove);

/** What a module in the project prints, as JSON. */
function node(source) {
  writeFileSync(join(project, 'main.mjs'), source);
  return JSON.parse(run(process.execPath, ['main.mjs'], { cwd: project }));
}

/** The package's manifest, as it was installed. */
const manifest = JSON.parse(readFileSync(join(project, 'node_modules/@kelvin/web/package.json')));

test('the tarball holds what is used and nothing else', () => {
  const all = ['dist', 'docs'].flatMap((folder) => readdirSync(join(web, folder)).map((name) => `${folder}/${name}`));
  assert.deepEqual(files, [...all, 'README.md', 'core.d.ts', 'kelvin.d.ts', 'module.d.ts', 'package.json'].sort());
  assert.deepEqual(manifest.dependencies ?? {}, {});
});

test('publint has nothing to say', () => {
  assert.match(tool('publint', ['run', '--strict', tarball]), /All good/);
});

test('its types resolve for those who import it', () => {
  // Two entries are files to serve, not modules to import.
  tool('attw', [tarball, '--profile', 'esm-only', '--exclude-entrypoints', 'kelvin.js', 'kelvin.wasm', 'kelvin-lean.wasm']);
});

const kUse = `
import { createKelvin, type Kelvin, type View } from '@kelvin/web';
import { createCore, type Compiled, type Outcome } from '@kelvin/web/core';
const kelvin: Kelvin = createKelvin({ model: '/m.json', consent: 'memory', sensors: ['page'] });
const off: () => void = kelvin.on('enter', ({ segment, view }) => console.log(segment.length, view.scores.a?.toFixed()));
const view: View | null = kelvin.view();
kelvin.consent({ score: true }); kelvin.track('A', { b: 1 }); off(); void view;
createCore({ wasm: new Uint8Array() }).then((core) => {
  const model = JSON.parse(core.compile('{}')) as Compiled;
  const outcome = JSON.parse(core.apply('{}')) as Outcome;
  console.log(model.digest, outcome.status);
});
// @ts-expect-error a model is needed
createKelvin({});
// @ts-expect-error no such choice
kelvin.consent('perhaps');
// @ts-expect-error no such news
kelvin.on('enters', () => {});
`;
for (const [module, resolution] of [['nodenext', 'nodenext'], ['esnext', 'bundler']]) {
  test(`TypeScript reads its types, and sees mistakes: ${resolution}`, () => {
    writeFileSync(join(project, 'use.ts'), kUse);
    const options = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2024,dom', '--types', ''];
    tool('tsc', [...options, '--module', module, '--moduleResolution', resolution, 'use.ts'], { cwd: project });
  });
}

const kPackages = `
import { Show, StartKelvin, useKelvin, useSegment } from '@kelvin/web/react';
import { Show as ShowInVue, useKelvin as useInVue } from '@kelvin/web/vue';
import { attributes, onAttributes } from '@kelvin/web/flags';
import { kelvinPlugin } from '@kelvin/web/segment';
import { kelvinIntegration } from '@kelvin/web/rudderstack';
import '@kelvin/web/element';
import { AnalyticsBrowser } from '@segment/analytics-next';
export const App = () => {
  const { segments, grade, view, track } = useKelvin();
  track('A', { n: segments.length, grade, visits: view?.visit.number });
  return <Show if="warm hot" unless={['customer']} otherwise={<i>{String(useSegment('hot'))}</i>}><StartKelvin model="/m.json" consent="memory" /><kelvin-show if="hot">x</kelvin-show></Show>;
};
const { segments, isIn } = useInVue();
const count: number = segments.value.length + (isIn('hot') ? 1 : 0);
const stop: () => void = onAttributes((all) => console.log(all['kelvin_grade'], count, attributes(), ShowInVue));
AnalyticsBrowser.load({ writeKey: 'k', plugins: [kelvinPlugin({ model: '/m.json', segments: ['hot'] })] });
kelvinIntegration({ model: '/m.json' }); stop();
const element: HTMLElement = document.createElement('kelvin-show'); void element;
// @ts-expect-error a model is needed
kelvinPlugin({});
// @ts-expect-error a segment is a text
export const Wrong = () => <Show if={7} />;
`;
/** The project has the libraries that the packages are for. */
function withLibraries() {
  for (const name of ['react', '@types/react', 'csstype', 'vue', '@vue', '@segment']) {
    const link = join(project, 'node_modules', name);
    mkdirSync(join(link, '..'), { recursive: true });
    if (!existsSync(link)) symlinkSync(join(web, 'node_modules', name), link);
  }
}
for (const [module, resolution] of [['nodenext', 'nodenext'], ['esnext', 'bundler']]) {
  test(`the packages' types fit those of React, Vue and Segment: ${resolution}`, () => {
    withLibraries();
    writeFileSync(join(project, 'packages.tsx'), kPackages);
    const options = ['--strict', '--noEmit', '--skipLibCheck', '--target', 'es2022', '--lib', 'es2024,dom,dom.iterable', '--types', '', '--jsx', 'react-jsx'];
    tool('tsc', [...options, '--module', module, '--moduleResolution', resolution, 'packages.tsx'], { cwd: project });
  });
}

test('Node may import it: nothing happens, and every call is allowed', () => {
  const seen = node(`
    const before = Reflect.ownKeys(globalThis).length;
    const { createKelvin } = await import('@kelvin/web');
    const kelvin = createKelvin({ model: '/m.json' });
    let heard = 0;
    kelvin.on('ready', () => heard++)();
    for (const name of ['init', 'page', 'track', 'identify', 'group', 'add', 'reset', 'debug']) kelvin[name]({});
    const answers = [kelvin.view(), kelvin.explain(), kelvin.consent('granted'), await kelvin.export()];
    console.log(JSON.stringify({ answers, heard, globals: Reflect.ownKeys(globalThis).length - before, version: kelvin.version }));
  `);
  const denied = { score: false, personalise: false, send: false };
  assert.deepEqual(seen, { answers: [null, null, denied, ''], heard: 0, globals: 0, version: manifest.version });
});

test('Node may import the packages: on a server nobody is known, nothing is started, and every call is allowed', () => {
  withLibraries();
  const seen = node(`
    const before = Reflect.ownKeys(globalThis).length;
    await import('@kelvin/web/element');
    const { attributes, onAttributes } = await import('@kelvin/web/flags');
    const { kelvinPlugin } = await import('@kelvin/web/segment');
    const { kelvinIntegration } = await import('@kelvin/web/rudderstack');
    const { useKelvin } = await import('@kelvin/web/react');
    const told = [];
    onAttributes((all) => told.push(all))();
    const plugin = kelvinPlugin({ model: '/m.json' });
    await plugin.load({}, { track: () => told.push('tracked'), on() {} });
    const context = { event: { type: 'track', event: 'A', messageId: 'm-1' } };
    const same = plugin.track(context) === context;
    kelvinIntegration({ model: '/m.json' }).track(null, null, { message: context.event });
    console.log(JSON.stringify({ told, same, now: attributes(), hook: typeof useKelvin, globals: Reflect.ownKeys(globalThis).length - before }));
  `);
  const nobody = { kelvin_segments: [], kelvin_grade: '', kelvin_channel: '' };
  assert.deepEqual(seen, { told: [nobody], same: true, now: nobody, hook: 'function', globals: 0 });
});

test('the core scores under Node, and all versions are one', () => {
  const model = readFileSync(join(root, 'tests/wasm/bits.model.json'), 'utf8');
  const seen = node(`
    import { readFileSync } from 'node:fs';
    import { createCore } from '@kelvin/web/core';
    const wasm = readFileSync(new URL(import.meta.resolve('@kelvin/web/kelvin.wasm')));
    const [one, other] = [await createCore({ wasm }), await createCore({ wasm: await WebAssembly.compile(wasm) })];
    const compiled = JSON.parse(one.compile(${JSON.stringify(model)}));
    const refused = JSON.parse(other.compile('{"kelvin": 1}'));
    const outcome = JSON.parse(one.apply('{"type":"page","anonymousId":"v","timestamp":1772366400000,"properties":{"path":"/pricing"}}'));
    const broken = await createCore({ wasm: new Uint8Array(4) }).catch((error) => error.constructor.name);
    console.log(JSON.stringify({ ok: compiled.ok, refused: refused.ok, status: outcome.status, broken, version: one.version() }));
  `);
  const { version } = JSON.parse(readFileSync(join(web, 'package.json')));
  assert.deepEqual(seen, { ok: true, refused: false, status: 'scored', broken: 'CompileError', version });
});

test('integrity.json has the hash of each file that a browser may run', () => {
  const hashes = JSON.parse(readFileSync(join(web, 'dist/integrity.json')));
  const code = readdirSync(join(web, 'dist')).filter((name) => /\.(m?js|wasm)$/.test(name)).sort();
  assert.deepEqual(Object.keys(hashes).sort(), code);
  for (const [name, hash] of Object.entries(hashes)) {
    const bytes = readFileSync(join(web, 'dist', name));
    assert.equal(hash, `sha384-${createHash('sha384').update(bytes).digest('base64')}`, name);
  }
});

test('what kelvin.js and kelvin.mjs open is named by the build, and each of these names is there', () => {
  const names = readdirSync(join(web, 'dist'));
  const [, hash] = /^kelvin\.([0-9a-f]{8})\.wasm$/.exec(names.find((name) => /^kelvin\.\w+\.wasm$/.test(name)));
  for (const what of ['kelvin-lean', 'kelvin-debug', 'kelvin-consent', 'kelvin-integrations', 'kelvin-js', 'kelvin-later']) {
    assert.equal(names.filter((name) => name.startsWith(`${what}.${hash}.`)).length, 1, what);
  }
  const [script, module] = ['kelvin.js', 'kelvin.mjs'].map((name) => readFileSync(join(web, 'dist', name), 'utf8'));
  assert.ok(script.includes(hash));
  for (const [, name] of module.matchAll(/"\.\/(kelvin[^"]*)"/g)) assert.ok(names.includes(name) && name.includes(hash), name);
  for (const name of ['kelvin.wasm', 'kelvin-lean.wasm']) {
    assert.ok(readFileSync(join(web, 'dist', name)).equals(readFileSync(join(web, 'dist', name.replace('.', `.${hash}.`)))), name);
  }
});

test('another build of the same sources, in another folder, gives the same bytes', (t) => {
  const copy = mkdtempSync(join(tmpdir(), 'kelvin-again-'));
  t.after(() => rmSync(copy, { recursive: true }));
  for (const path of ['LICENSE', 'wasm/kelvin.d.ts', 'wasm/studio.d.ts', 'wasm/studio-coverage.d.ts', 'wasm/to-javascript.mjs', 'core/vocabulary', 'web/src', 'web/packages', 'web/module.d.ts', 'web/studio/model/link.ts', 'web/build.mjs', 'web/robots.mjs', 'web/package.json', 'web/tsconfig.json', 'web/kelvin.d.ts']) {
    mkdirSync(join(copy, path, '..'), { recursive: true });
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(web, 'node_modules'), join(copy, 'web/node_modules'));
  // The cores that dist was built of: the studio's may have come since, or be on its way.
  const names = readdirSync(join(web, 'dist')).sort();
  const studio = names.includes('studio.mjs');
  cpSync(coreFolder, join(copy, 'core'), { recursive: true, filter: (path) => !path.includes('CMakeFiles') && (studio || !path.includes('kelvin-studio')) });
  run(process.execPath, ['build.mjs'], { cwd: join(copy, 'web'), env: { ...process.env, KELVIN_CORE: join(copy, 'core') } });
  assert.deepEqual(readdirSync(join(copy, 'web/dist')).sort(), names);
  for (const name of names) {
    assert.ok(readFileSync(join(web, 'dist', name)).equals(readFileSync(join(copy, 'web/dist', name))), name);
  }
});
