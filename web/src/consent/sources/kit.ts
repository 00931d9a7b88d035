/** What every source of consent is given and gives, and what the sources together mean. */
import { choiceOf, consentText, kAsk, type ConsentBasis, type ConsentRecord } from '../choice';
import type { Consent, Options } from '../../../kelvin';
import type { Guard, Report } from '../../tools/safe';
import type { SourcesSaid } from '../state';

/** What boot gives to the sources of consent: the page to ask, and where to tell what they say. */
export interface ConsentHost {
  win: Window;
  options: Options;
  /** What the site's declared mode gives, where a source says that nobody need be asked. */
  declared: ConsentBasis;
  report: Report;
  guard: Guard;
  /** The visitor's last choice. */
  record(): ConsentRecord | null;
  update(said: SourcesSaid): void;
}

/** What one source says: the visitor's choice, or what holds without one, or neither: the visitor is being asked. */
export interface Verdict {
  choice?: Consent;
  /** The visitor did this just now, on this page. Else it may be a choice of long ago, told again. */
  act?: boolean;
  basis?: ConsentBasis;
}

export interface SourceKit extends ConsentHost {
  tell(verdict: Verdict): void;
}

/** The purposes that both grant. */
const both = (a: Consent, b: Consent): Consent =>
  choiceOf({ score: a.score && b.score, personalise: a.personalise && b.personalise, send: a.send && b.send });

/**
 * All sources that a site names must agree, so it names only those that it has: null stands for one that has said nothing yet.
 * A refusal by one of them is a refusal at once.
 */
export function agreed(verdicts: readonly (Verdict | null)[], declared: ConsentBasis): Verdict {
  const choices = verdicts.flatMap((verdict) => verdict?.choice ?? []);
  const refusal = choices.find(({ score }) => !score);
  const settled = verdicts.every((verdict) => verdict?.choice || verdict?.basis);
  if (refusal || (settled && choices.length)) return { choice: refusal ?? choices.reduce(both) };
  if (!verdicts.every(Boolean)) return { basis: kAsk };
  const consents = verdicts.map((verdict) => verdict?.basis?.consent ?? null);
  const consent = consents.reduce((a, b) => a && b && both(a, b));
  return { basis: { consent, memory: declared.memory } };
}

/**
 * The visitor's last choice, after the sources said `verdict`. An act on this page is newer than anything. A choice told again
 * is older than one that was made knowing it. Where nobody can tell which is newer, only what both grant holds.
 */
export function latestRecord(record: ConsentRecord | null, { choice, act }: Verdict): ConsentRecord | null {
  if (!choice) return record?.by ? null : record;
  const heard = consentText(choice);
  const newer = act || (record?.heard !== undefined && record.heard !== heard);
  if (!record || record.by || newer) return { ...choice, heard, by: true };
  return record.heard === heard ? record : { ...both(record, choice), heard, by: undefined };
}

/** Only an own key counts: a page whose Object.prototype was polluted must not grant anything. */
export const own = (object: unknown, key: string | number): unknown =>
  object !== null && typeof object === 'object' && Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;

const kFirstPause = 50;
const kLongestPause = 30_000;

/**
 * Calls `look` until what it looks for may be there: now, after growing pauses for a minute, when the page has loaded, and
 * then at each click, since who answers a banner clicks. No timer runs for ever.
 */
export function lookOut({ win, guard }: ConsentHost, look: () => void): void {
  const safely = guard('consent', look);
  const again = (pause: number) => {
    safely();
    if (pause < kLongestPause) win.setTimeout(again, pause, pause * 2);
  };
  again(kFirstPause);
  win.addEventListener('load', () => safely());
  win.addEventListener('click', () => safely(), { capture: true, passive: true });
}
