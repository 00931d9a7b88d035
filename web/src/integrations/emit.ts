import type { Fields } from '../../kelvin';

/** Takes an event as heard: plain data, of any type. */
export type Emit = (fields: Fields) => void;
