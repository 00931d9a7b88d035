/** Who may do what: three purposes, what holds until the visitor chose, and what their choice makes of it. Pure rules. */
import type { Consent, Options } from '../../kelvin';
import { fromJson, ownly } from '../tools/json';

type Mode = NonNullable<Options['consent']>;

/** The visitor's choice as it is stored, with what tells an older one from a newer one. */
export interface ConsentRecord extends Consent {
  /** What the sources had said by then, as `consentText`: when they say it again, it is older than this record. */
  heard?: string | undefined;
  /** Said by a source, or by the site, and kept by them: on the next page it holds only when they say it again. */
  by?: true | undefined;
}

/** What holds until the visitor chose. */
export interface ConsentBasis {
  /** The purposes that the site may use unasked; null: none, and nothing was refused either. */
  consent: Consent | null;
  /** Scoring in memory alone is allowed meanwhile. */
  memory: boolean;
}

/** The purposes of anything that has them. Only a plain `true` grants, and none is granted without `score`. */
export function choiceOf(given: Partial<Record<keyof Consent, unknown>>): Consent {
  const { score, personalise, send } = ownly(given);
  const may = score === true;
  return { score: may, personalise: may && personalise === true, send: may && send === true };
}
export const kDenied: Consent = choiceOf({});
export const kGranted: Consent = choiceOf({ score: true, personalise: true, send: true });
export const kAsk: ConsentBasis = { consent: null, memory: false };

/** What a site's declared mode gives. */
export const basisOf = (mode?: Mode): ConsentBasis => ({
  consent: mode === 'granted' ? kGranted : mode === 'exempt' ? choiceOf({ score: true }) : null,
  memory: mode === 'memory',
});

/** A stored record, or null when there is none that can be read. */
export function storedRecord(text: string | null): ConsentRecord | null {
  const found = fromJson<ConsentRecord>(text);
  if (!found || typeof found !== 'object') return null;
  const { heard, by } = ownly(found);
  return { ...choiceOf(found), heard: typeof heard === 'string' ? heard : undefined, by: by === true || undefined };
}

/** What `kelvin.consent(request)` makes of the choice so far. Anything that is not understood grants nothing. */
export function changedChoice(now: Consent, request: unknown): Consent {
  if (request === 'granted') return kGranted;
  return request && typeof request === 'object' ? choiceOf({ ...now, ...(request as Partial<Consent>) }) : kDenied;
}

/**
 * What holds: the visitor's choice, else the site's basis; null while undecided. Global Privacy Control is a choice that the visitor
 * made for all sites, and stands above both.
 */
export function effectiveChoice(basis: ConsentBasis, record: ConsentRecord | null, gpc: boolean): Consent | null {
  return gpc ? kDenied : record ? choiceOf(record) : basis.consent;
}

/** `context.consent` of an event: "granted", the purposes as "score,send", or "memory" while undecided. */
export function consentText(now: Consent | null): string {
  if (!now) return 'memory';
  const granted = (['score', 'personalise', 'send'] as const).filter((purpose) => now[purpose]);
  return granted.length === 3 ? 'granted' : granted.join();
}
