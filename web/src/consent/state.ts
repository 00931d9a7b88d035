/** Who said what of consent, on this page and before it. What follows is plan.ts's to say. */
import type { Consent, Options } from '../../kelvin';
import { changedChoice, choiceOf, basisOf, kAsk, kDenied, storedRecord, type ConsentBasis, type ConsentRecord } from './choice';
import { plan, type ConsentPlan, type PlanInput } from './plan';
import { signalsOf } from './signals';

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
  plan(run: Pick<PlanInput, 'running' | 'failed'>): ConsentPlan;
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
  let current: ConsentPlan = { choice: null, decided: false, actions: [] };

  // What a source said is kept by it, and what the site declares by the site: here it holds only once it was said here.
  const record = (): ConsentRecord | null => {
    const found = own ?? storedRecord(stored());
    return own || !found?.by ? found : null;
  };
  const answer = () => current.choice ?? choiceOf(own ?? kDenied);

  return {
    current: () => current,
    plan(run) {
      const { consentFrom, consent: mode = 'ask' } = declared;
      const granting = !!consentFrom || mode !== 'ask'; // A site that asks simply finds no grant.
      current = plan({ ...signalsOf(win), ...run, basis, record: record(), fresh, granting });
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
