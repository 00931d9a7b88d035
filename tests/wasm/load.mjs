// Loads the core's WebAssembly module in Node, as the page does in a browser: bytes in hand.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toJavaScript } from '../../wasm/to-javascript.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const coreFolder = process.env.KELVIN_CORE ?? join(root, 'build/wasm/wasm');

const createKelvin = createRequire(import.meta.url)(join(coreFolder, 'kelvin-core.js'));
const wasmFile = join(coreFolder, 'kelvin-core.wasm');
export const bytes = readFileSync(wasmFile);

/** A fresh instance: one model, one visitor. */
export const load = (wasm = bytes) => createKelvin({ wasm });

/** The same core as JavaScript, for pages that may not compile WebAssembly. */
export const loadScript = async () => load(await (script ??= importText(toJavaScript(wasmFile))));
let script;
const importText = async (text) => (await import(`data:text/javascript,${encodeURIComponent(text)}`)).default;
