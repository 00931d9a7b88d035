/** Events as the page makes them: Segment messages. */
import type { Fields } from '../kelvin';
import type { Message } from './door';
import type { Page } from './page';
import { iso } from './tools/clock';

/** An event that waits to be scored. `fields` are those of its type: event and properties, userId and traits ... */
export interface Draft {
  /** Its messageId, unless the site gave one. Made when it is first scored or stored: before a grant nothing is made up. */
  id?: string;
  /** Local clock, uncorrected: the correction may come while it waits. No two of a page at the same time. */
  made: number;
  page: Page;
  fields: Fields;
  /** Messages that it fired at an earlier try: they may have been posted, so their bytes stand. */
  said?: Message[];
  /** When the visitor was born for whom it was made, where the page knew them. */
  born?: number | undefined;
  /** A last-chance copy of it was written. */
  late?: boolean;
  /** The visitor whom it begins, if it is another person's: made up when that was first seen, the same at each try. */
  begins?: string;
}

/** `identify(null)`: who was identified has signed out. The next userId is another person's. */
export const kSignOut: Fields = { type: 'identify', userId: null };
export const isSignOut = (fields: Fields): boolean =>
  fields['type'] === 'identify' && fields['userId'] === null && Object.keys(fields).length === 2;

/** The userId that an event tells, as a text; "" where it tells none. */
export const userOf = ({ userId }: Fields): string => (/^(string|number)$/.test(typeof userId) ? `${userId as string}` : '');

/** What every event carries, whoever made it. */
export interface Stamp {
  consent: string;
  mode: string;
  /** Milliseconds by which the local clock is wrong. */
  offset: number;
}

/** The Segment message of a draft. An event of the site's own server keeps its id, time and page, never another visitor. */
export function message({ id, made, page, fields }: Draft, visitor: string, { consent, mode, offset }: Stamp): Fields {
  const own = Object(fields['context']) as Fields;
  return {
    type: fields['type'],
    messageId: id,
    timestamp: iso(made + offset),
    ...fields,
    anonymousId: visitor,
    context: { page, ...own, consent, mode },
  };
}
