/** The core as JavaScript, a bundle of its own: it stands in for kelvin.wasm where a policy forbids WebAssembly. */
export { default } from 'kelvin-core-js';
