/**
 * The core alone, for Node, workers and the edge: the same scores as in the page, to the bit. dist/door.d.ts describes it.
 *
 * @example
 * import { readFileSync } from "node:fs";
 * import { createCore } from "@kelvin/web/core";
 * const wasm = readFileSync(new URL(import.meta.resolve("@kelvin/web/kelvin.wasm")));
 * const core = await createCore({ wasm });
 * const model = JSON.parse(core.compile(modelText));
 * if (!model.ok) throw new Error(model.errors[0].fix);
 */
import type { KelvinModule, ModuleOptions } from './dist/door.js';
export type * from './dist/door.js';

/**
 * One instance holds one model and one visitor; make as many as you like. Rejects with the engine's own error where `wasm` is
 * no WebAssembly, or another build's.
 */
export declare function createCore(options: ModuleOptions): Promise<KelvinModule>;
