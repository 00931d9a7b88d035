/** The studio's core alone, for tools that write models: whoever calls brings the bytes of kelvin-studio.wasm. */
export { default } from 'kelvin-core';
