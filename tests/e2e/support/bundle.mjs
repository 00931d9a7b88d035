/** Bundles a small application with the real library, as a site's own build would: for the browser, in the library's development build. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../../web/', import.meta.url));
const require = createRequire(new URL('../../../web/package.json', import.meta.url));
const { build } = require('esbuild');

const svelte = {
  name: 'svelte',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.svelte$/ }, ({ path, pluginData }) => ({ path, namespace: 'svelte', pluginData }));
    onLoad({ filter: /.*/, namespace: 'svelte' }, ({ path }) => {
      const { compile } = require('svelte/compiler');
      return { contents: compile(kComponents.get(path), { generate: 'client', dev: false, runes: true, filename: path }).js.code, resolveDir: web };
    });
  },
};

const kComponents = new Map();
const done = new Map();

/** A script (an IIFE). `components`: Svelte components by the name they are imported under ("App.svelte"). `loader`: tsx for JSX. */
export async function bundle(contents, { components = {}, jsx = 'react' } = {}) {
  const key = JSON.stringify([contents, components, jsx]);
  if (done.has(key)) return done.get(key);
  for (const [name, source] of Object.entries(components)) kComponents.set(name, source);
  const { outputFiles } = await build({
    stdin: { contents, loader: 'tsx', resolveDir: web },
    absWorkingDir: web,
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
    jsx: 'automatic',
    jsxImportSource: jsx,
    conditions: ['development', 'browser'],
    define: { 'process.env.NODE_ENV': '"development"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true' },
    alias: { vue: 'vue/dist/vue.esm-bundler.js' },
    plugins: [svelte],
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
  });
  done.set(key, outputFiles[0].text);
  return outputFiles[0].text;
}

/** What a library renders on a server, in its development build. */
export const onServer = (name) => require(name);
