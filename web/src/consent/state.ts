/**
 * Whose choice holds now: the visitor's, made on this page or an earlier one, that of a source, their browser's, or the site's; and
 * what the page has to do about it.
 */
import type { Consent, Options } from '../../kelvin';
import { toJson } from '../tools/json';
import { changedChoice, choiceOf, effectiveChoice, basisOf, kAsk, kDenied, storedRecord, type ConsentBasis, type ConsentRecord } from './choice';
import { signalsOf } from './signals';

/** What follows from the choice that holds: boot carries it out. */
export interface ConsentPlan {
  /** What is granted; null while nobody chose. */
  choice: Consent | null;
  /** The visitor chose, or their browser for them; else the site declares what holds. */
  decided: boolean;
  /** Scoring may go on, be it in memory alone. */
  scores: boolean;
  /** The visitor's last choice. */
  record: ConsentRecord | null;
  /** It was made on this page, since the last plan. */
  fresh: boolean;
  /** A refusal that must be remembered, since something else would grant it on the next page: the record as a text. */
  refusal: string | null;
  /** The browser refuses for all sites, and no source need be asked. */
  gpc: boolean;
}

/** What the sources of consent make of it. */
export interface SourcesSaid {
  basis: ConsentBasis;
  record: ConsentRecord | null;
  /** What they say now; undefined while they do not. */
  heard: string | undefined;
}

export interface ConsentState {
  /** The last plan. */
  current(): ConsentPlan;
  /** Looks at all who have a say, and makes the plan anew. */
  plan(): ConsentPlan;
  /** The visitor's last choice. */
  record(): ConsentRecord | null;
  /** What the site declares. */
  declare(options: Options): void;
  /** `kelvin.consent(request)`. */
  choose(request: unknown): void;
  update(said: SourcesSaid): void;
  /** Another tab may have stored a newer choice. */
  reread(): void;
  /** What `kelvin.consent()` answers. */
  answer(): Consent;
}

export function createConsentState(win: Window, stored: () => string | null): ConsentState {
  let own: ConsentRecord | null = null;
  let declared: Pick<Options, 'consent' | 'consentFrom'> = {};
  let fresh = false;
  let basis = kAsk;
  let heard: string | undefined;
  let current: ConsentPlan = { choice: null, decided: false, scores: false, record: null, fresh, refusal: null, gpc: false };

  // What a source said is kept by it, and what the site declares by the site: here it holds only once it was said here.
  const record = (): ConsentRecord | null => {
    const found = own ?? storedRecord(stored());
    return own || !found?.by ? found : null;
  };
  const answer = () => current.choice ?? choiceOf(own ?? kDenied);

  return {
    current: () => current,
    plan() {
      const { consentFrom, consent: mode = 'ask' } = declared;
      const { gpc, dnt } = signalsOf(win);
      const unasked = dnt ? kAsk : basis;
      const last = record();
      const choice = effectiveChoice(unasked, last, gpc);
      const granting = consentFrom || mode !== 'ask'; // A site that asks simply finds no grant.
      current = {
        choice,
        decided: gpc || !!last,
        scores: choice ? choice.score : unasked.memory,
        record: last,
        fresh,
        refusal: last && !last.by && !gpc && granting ? toJson(last) : null,
        gpc,
      };
      fresh = false;
      return current;
    },
    record,
    declare(options) {
      declared = options;
      if (!options.consentFrom) basis = basisOf(options.consent);
    },
    choose(request) {
      // An own `by`: a page may have polluted every object's.
      own = { ...changedChoice(answer(), request), heard, by: undefined };
      fresh = true;
    },
    update(said) {
      ({ basis, record: own, heard } = said);
      fresh = !!own;
    },
    reread() {
      const found = storedRecord(stored());
      // Not that of a source which this page does not ask, nor what another page declares.
      own = found?.by && !declared.consentFrom ? null : found;
    },
    answer,
  };
}
