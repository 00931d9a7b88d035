import type { Fields } from '../../kelvin';

/** Takes an event as heard: plain data, of any type. */
export type Emit = (fields: Fields) => void;

/** Names of what our recipes and packages tell other tools of us: heard again it would count as the visitor's, and go round for ever. */
export const kEcho = /^(kelvin|segment[ _](entered|left)$)/i;
