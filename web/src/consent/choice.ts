/** Who may do what: three purposes, what holds until the visitor chose, and what their words make of it. Pure rules. */
import type { Consent, Options } from '../../kelvin';
import { fromJson, ownly } from '../tools/json';

export type Mode = NonNullable<Options['consent']>;

/** The visitor's choice as it is stored, with what tells an older word from a newer one. */
export interface Word extends Consent {
  /** What the sources had said by then, as `consentText`: when they say it again, it is older than this word. */
  heard?: string | undefined;
  /** Said by a source, or by the site, and kept by them: on the next page it holds only when they say it again. */
  by?: true | undefined;
}

/** What holds until the visitor chose. */
export interface Ground {
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
export const kAsk: Ground = { consent: null, memory: false };

/** What a site's declared mode gives. */
export const groundOf = (mode?: Mode): Ground => ({
  consent: mode === 'granted' ? kGranted : mode === 'exempt' ? choiceOf({ score: true }) : null,
  memory: mode === 'memory',
});

/** A stored word, or null when there is none that can be read. */
export function storedWord(text: string | null): Word | null {
  const found = fromJson<Word>(text);
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
 * What holds: the visitor's word, else the ground; null while undecided. Global Privacy Control is a choice that the visitor
 * made for all sites, and stands above both.
 */
export function effectiveChoice(ground: Ground, word: Word | null, gpc: boolean): Consent | null {
  return gpc ? kDenied : word ? choiceOf(word) : ground.consent;
}

/** `context.consent` of an event: "granted", the purposes as "score,send", or "memory" while undecided. */
export function consentText(now: Consent | null): string {
  if (!now) return 'memory';
  const granted = (['score', 'personalise', 'send'] as const).filter((purpose) => now[purpose]);
  return granted.length === 3 ? 'granted' : granted.join();
}
