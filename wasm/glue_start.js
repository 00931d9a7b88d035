// Within the glue, before all else. Emscripten's minimal runtime does not say when a module cannot be instantiated (no memory left, or it is of
// another build) or started: its promise would stay pending, and the page would see an unhandled rejection. So the factory rejects.
// And the core may come as JavaScript: a function that does what instantiating does.
var WebAssembly = {
  instantiate: (wasm, imports) => ({
    then: async (start) => {
      try {
        start(await (typeof wasm == 'function' ? wasm(imports) : globalThis.WebAssembly.instantiate(wasm, imports)));
      } catch (error) {
        readyPromiseReject(error);
      }
    },
  }),
};
