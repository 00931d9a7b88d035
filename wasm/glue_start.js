// Within the glue, before all else. Emscripten's minimal runtime does not say when a module cannot be instantiated (no memory left, or it is of
// another build): its promise would stay pending, and the page would see an unhandled rejection. So the factory rejects.
var WebAssembly = {
  instantiate: (wasm, imports) =>
    new Promise((resolve) => globalThis.WebAssembly.instantiate(wasm, imports).then(resolve, readyPromiseReject)),
};
