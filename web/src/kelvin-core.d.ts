/** The glue that Emscripten makes, and the hashes of the cores that it opens; the build knows where they lie. */
declare module 'kelvin-core' {
  const create: import('./door').CoreFactory;
  export default create;
  /** As in an `integrity` attribute: either core will do. */
  export const integrity: string;
  /** The hash in the names of all files that the script opens, beside it: kelvin.<build>.wasm, kelvin-debug.<build>.js. */
  export const build: string;
  /** The hash of the script's later part, as in an `integrity` attribute. */
  export const later: string;
}

/** The core as JavaScript: stands in for the bytes of kelvin.wasm. */
declare module 'kelvin-core-js' {
  const core: import('../../wasm/kelvin').CoreScript;
  export default core;
}

/** User agents that are nobody's browser, as a pattern; the build makes it of core/vocabulary/robots.json. */
declare module 'kelvin-robots' {
  const robots: RegExp;
  export default robots;
}
