/** The core alone, for Node, workers and the edge: whoever calls brings the bytes of kelvin.wasm. */
export { default as createCore } from 'kelvin-core';
