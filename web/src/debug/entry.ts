/** The panel's own bundle, fetched when `kelvin.debug()` is called. */
export { toggle } from './panel';
