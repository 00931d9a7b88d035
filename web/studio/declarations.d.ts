/** What the studio's build puts in. */
declare module 'kelvin-schema' {
  const schema: unknown;
  export default schema;
}
declare module 'kelvin-studio-core' {
  const createKelvin: (options: { wasm: BufferSource | WebAssembly.Module }) => Promise<unknown>;
  export default createKelvin;
}
