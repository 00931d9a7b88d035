/** Events as the page makes them: Segment messages. */
import type { Fields } from '../kelvin';
import type { Page } from './page';
import { iso } from './tools/clock';
import { randomId } from './tools/random';

/** An event that waits to be scored. `fields` are those of its type: event and properties, userId and traits ... */
export interface Draft {
  /** Local clock, uncorrected: the correction may come while it waits. */
  made: number;
  page: Page;
  fields: Fields;
}

/** What every event carries, whoever made it. */
export interface Stamp {
  visitor: string;
  consent: string;
  mode: string;
  /** Milliseconds by which the local clock is wrong. */
  offset: number;
}

/** The Segment message of a draft. An event of the site's own server keeps its id, time and page, never another visitor. */
export function message({ made, page, fields }: Draft, { visitor, consent, mode, offset }: Stamp): Fields {
  const own = Object(fields['context']) as Fields;
  return {
    type: fields['type'],
    messageId: randomId(),
    timestamp: iso(made + offset),
    ...fields,
    anonymousId: visitor,
    context: { page, ...own, consent, mode },
  };
}
