/** The glue that Emscripten makes, and the hash of the wasm that it was made with; the build says where they lie. */
declare module 'kelvin-core' {
  const create: import('./door').CoreFactory;
  export default create;
  /** As in an `integrity` attribute. */
  export const integrity: string;
}

/** The core as JavaScript: stands in for the bytes of kelvin.wasm. */
declare module 'kelvin-core-js' {
  const core: import('../../wasm/kelvin').CoreScript;
  export default core;
}
