/** Bundles of what web/docs/packages.md and its like show, against the built packages: for the browser, and for a server. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../../web/', import.meta.url));
const require = createRequire(new URL('../../../web/package.json', import.meta.url));
const { build } = require('esbuild');
const fixture = JSON.parse(readFileSync(new URL('../fixtures/model.json', import.meta.url), 'utf8'));

const kDefine = { 'process.env.NODE_ENV': '"development"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true' };

/** Vue's single-file components: `files` by name; `ssr`: as its server renders them. */
const vue = (files, ssr) => ({
  name: 'vue',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.vue$/ }, ({ path }) => ({ path, namespace: 'vue' }));
    onLoad({ filter: /.*/, namespace: 'vue' }, ({ path }) => {
      const { parse, compileScript } = require('@vue/compiler-sfc');
      const compilerOptions = { isCustomElement: (tag) => tag === 'kelvin-show' };
      const { descriptor } = parse(files[path], { filename: path, templateParseOptions: compilerOptions });
      const { content } = compileScript(descriptor, { id: path, inlineTemplate: true, templateOptions: { ssr, ssrCssVars: [], compilerOptions } });
      return { contents: content, resolveDir: web };
    });
  },
});

/** The readers' bundlers copy the core to where the module looks for it; a classic script must be told. */
const withCore = (code) => code.replaceAll('model: "/kelvin.model.json"', '$&, wasmUrl: "/kelvin.wasm"').replaceAll('model="/kelvin.model.json"', '$& wasmUrl="/kelvin.wasm"');

async function bundled(source, { files: given = {}, server = false } = {}) {
  const contents = withCore(source);
  const files = Object.fromEntries(Object.entries(given).map(([name, code]) => [name, withCore(code)]));
  const { outputFiles } = await build({
    stdin: { contents, loader: 'tsx', resolveDir: web },
    absWorkingDir: web,
    bundle: true,
    write: false,
    format: server ? 'cjs' : 'iife',
    platform: server ? 'node' : 'browser',
    target: 'es2022',
    logLevel: 'silent',
    jsx: 'automatic',
    conditions: server ? ['development'] : ['development', 'browser'],
    define: kDefine,
    plugins: [
      vue(files, server),
      // What the documentation calls a file of the reader's own.
      { name: 'files', setup({ onResolve, onLoad }) {
        onResolve({ filter: /^\.\/[\w-]+\.tsx$/ }, ({ path }) => ({ path, namespace: 'files' }));
        onLoad({ filter: /.*/, namespace: 'files' }, ({ path }) => ({ contents: files[path], loader: 'tsx', resolveDir: web }));
      } },
    ],
  });
  return outputFiles[0].text;
}

/** A script for the page. */
export const forPage = async (contents, files) => ({ headers: { 'content-type': 'text/javascript; charset=utf-8' }, body: await bundled(contents, { files }) });

/** What a module exports on a server: there is no window. */
export async function onServer(contents, files) {
  const module = { exports: {} };
  new Function('module', 'exports', 'require', await bundled(contents, { files, server: true }))(module, module.exports, require);
  return module.exports;
}

/** The model that the pages load: two demos make the visitor hot. */
export const kModel = { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...fixture, triggers: [], experiences: [] }) };

/** What keeps documentation's own options from scoring a browser that is driven. */
export const human = () => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });
export const kAgent = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36' };
