/** Who may do what: three purposes, one stored choice, and a default that does nothing. */
import type { Consent, Options } from '../kelvin';
import { fromJson } from './tools/json';

export type Mode = NonNullable<Options['consent']>;

const choice = (score: boolean, personalise: boolean, send: boolean): Consent => ({
  score,
  personalise: score && personalise,
  send: score && send,
});
export const kDenied: Consent = choice(false, false, false);
export const kGranted: Consent = choice(true, true, true);

/** A stored choice, or null when there is none that can be read. Only a plain `true` grants. */
export function storedChoice(text: string | null): Consent | null {
  const found = fromJson<Partial<Consent>>(text);
  return found && typeof found === 'object'
    ? choice(found.score === true, found.personalise === true, found.send === true)
    : null;
}

/** What `kelvin.consent(request)` makes of the choice so far. Anything that is not understood grants nothing. */
export function changedChoice(now: Consent, request: unknown): Consent {
  if (request === 'granted') return kGranted;
  if (!request || typeof request !== 'object') return kDenied;
  const merged = { ...now, ...(request as Partial<Consent>) };
  return choice(merged.score === true, merged.personalise === true, merged.send === true);
}

/**
 * What holds: the visitor's choice, else the site's declared mode; null while undecided. Global Privacy Control is a choice
 * that the visitor made for all sites, and stands above both.
 */
export function effectiveChoice(mode: Mode, stored: Consent | null, gpc: boolean): Consent | null {
  return gpc ? kDenied : (stored ?? (mode === 'granted' ? kGranted : null));
}

/** `context.consent` of an event: "granted", the purposes as "score,send", or "memory" while undecided. */
export function consentText(now: Consent | null): string {
  if (!now) return 'memory';
  const granted = (['score', 'personalise', 'send'] as const).filter((purpose) => now[purpose]);
  return granted.length === 3 ? 'granted' : granted.join();
}
