/** The glue that Emscripten makes; the build says where it lies. */
declare module 'kelvin-core' {
  const create: import('./door').CoreFactory;
  export default create;
}
