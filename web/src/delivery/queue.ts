/** The outbox's records: a QueuedMessage for each message on its way, a DestinationState for each destination. */
import type { Message } from '../door';
import { fromJson, toJson } from '../tools/json';

/** Keys: "out.<message id>.<destination>" and "to.<destination>". */
export const kOut = 'out.';
export const kTo = 'to.';

/** Who may try, and when: the page named `by`, alone, until `lease`. What a page held that died is free again then. */
export interface Claim {
  by: number;
  lease: number;
  /** Nobody tries before. */
  due: number;
  /** What came of the last try: `HTTP 503`, `no answer`; "" before it. */
  last: string;
}

/** A message on its way. The bytes posted are `body`, the same on every try. */
export interface QueuedMessage extends Message, Claim {
  /** Where it is stored. One firing may tell several destinations: their messages share an id, not a key. */
  key: string;
  tries: number;
  /** Fired at; no two of a page at the same time. */
  born: number;
  /** Set aside: not tried again unless it is asked for. */
  aside?: boolean;
}

/** A destination, as all pages see it. Only one that fails is claimed: then one message is tried at a time. */
export interface DestinationState extends Claim {
  /** Tries since the last that was answered. */
  fails: number;
  sent: number;
  /** Thrown away: too many waited. */
  dropped: number;
}

/** The head as JSON, a newline, the body as it is: a body need not be quoted to be kept, nor parsed to be listed. */
export const pack = ({ key, body, ...head }: QueuedMessage): string => toJson(head, Infinity) + '\n' + body;

/** null for what nobody can have packed. */
export function unpack(key: string, text: string | null | undefined): QueuedMessage | null {
  const cut = text?.indexOf('\n') ?? -1;
  const head = cut > 0 ? fromJson<QueuedMessage>(text!.slice(0, cut)) : null;
  return typeof head?.url === 'string' ? { ...head, key, body: text!.slice(cut + 1) } : null;
}

export const readDestination = (text: string | null | undefined): DestinationState => ({
  ...{ by: 0, lease: 0, due: 0, last: '', fails: 0, sent: 0, dropped: 0 },
  ...fromJson<DestinationState>(text ?? null),
});

/** How long a try may take, with its transactions, before others may think that its page is dead. */
export const kLease = 30_000;
/** A receiver may ask for a longer pause than our own, within reason. */
export const kLongestWish = 6 * 3_600_000;
/** No pause is longer: a time further ahead was written by a clock that was wrong. */
export const kLongestPause = 1.5 * kLongestWish;
export const kSilence = 'no answer';
/** Somebody answered in the receiver's place: as good as silence. */
export const kStandIn = `${kSilence} of its own`;
export const isSilence = (said: string): boolean => said.startsWith(kSilence);
