/**
 * Kelvin for those who bundle: the same as the script tag, started by a call. Importing it does nothing.
 *
 * @example
 * import { createKelvin } from "@kelvin/web";
 * const kelvin = createKelvin({ model: "/kelvin.model.json" });
 * kelvin.on("enter", ({ segment }) => { if (segment === "hot") openChat() });
 *
 * @example A fault, seen
 * createKelvin({ model: "/not-there.json" }).on("error", (e) => console.warn(e.code, e.at, e.fix));
 * // model_unreachable  /not-there.json  "Serve the model there, or correct data-model."
 */
import type { Kelvin, Options } from './kelvin.js';
export type * from './kelvin.js';

/**
 * Starts Kelvin and returns the page's one `kelvin`, which is `window.kelvin` too unless the page has something else there.
 * Who asks again, or has a script tag as well, gets the first; only the first start counts. On a server, where there is no
 * window, it gives an object on which every call is allowed and none has an effect: `view()` is null.
 *
 * The core is fetched from `wasmUrl`. Left out, it is `new URL("./kelvin.<hash>.wasm", import.meta.url)`, which webpack 5,
 * Vite's build and Parcel copy by themselves; with others put the files of dist beside your bundle.
 */
export declare function createKelvin(options: Options): Kelvin;
