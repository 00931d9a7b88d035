/** Whose word holds now: the visitor's, said on this page or an earlier one, a source's, their browser's, or the site's. */
import type { Consent, Options } from '../../kelvin';
import { toJson } from '../tools/json';
import { changedChoice, choiceOf, effectiveChoice, groundOf, kAsk, kDenied, storedWord, type Ground, type Word } from './choice';
import { signalsOf } from './signals';

export interface Standing {
  /** What is granted; null while nobody chose. */
  choice: Consent | null;
  /** The visitor chose, or their browser for them; else what holds is the site's word. */
  decided: boolean;
  /** Scoring may go on, be it in memory alone. */
  runs: boolean;
  /** The visitor's last word. */
  word: Word | null;
  /** They have said it on this page, since it was last weighed. */
  spoken: boolean;
  /** A refusal that must be remembered, since something else would grant it on the next page: the word as a text. */
  refusal: string | null;
  /** The browser refuses for all sites, and no source need be asked. */
  gpc: boolean;
}

/** What the sources of consent make of it. */
export interface Heard {
  ground: Ground;
  word: Word | null;
  /** What they say now; undefined while they do not. */
  heard: string | undefined;
}

export interface Words {
  /** What held when it was last weighed. */
  held(): Standing;
  weigh(): Standing;
  /** The visitor's last word. */
  last(): Word | null;
  /** What the site declares. */
  declare(options: Options): void;
  /** `kelvin.consent(request)`. */
  say(request: unknown): void;
  hear(news: Heard): void;
  /** Another tab may have said a newer word. */
  reread(): void;
  /** What `kelvin.consent()` answers. */
  answer(): Consent;
}

export function createWords(win: Window, stored: () => string | null): Words {
  let said: Word | null = null;
  let declared: Pick<Options, 'consent' | 'consentFrom'> = {};
  let spoken = false;
  let ground = kAsk;
  let heard: string | undefined;
  let standing: Standing = { choice: null, decided: false, runs: false, word: null, spoken, refusal: null, gpc: false };

  // What a source said is kept by it, and what the site declares by the site: here it holds only once it was said here.
  const last = (): Word | null => {
    const word = said ?? storedWord(stored());
    return said || !word?.by ? word : null;
  };
  const answer = () => standing.choice ?? choiceOf(said ?? kDenied);

  return {
    held: () => standing,
    weigh() {
      const { consentFrom, consent: mode = 'ask' } = declared;
      const { gpc, dnt } = signalsOf(win);
      const unasked = dnt ? kAsk : ground;
      const word = last();
      const choice = effectiveChoice(unasked, word, gpc);
      const granting = consentFrom || mode !== 'ask'; // A site that asks simply finds no grant.
      standing = {
        choice,
        decided: gpc || !!word,
        runs: choice ? choice.score : unasked.memory,
        word,
        spoken,
        refusal: word && !word.by && !gpc && granting ? toJson(word) : null,
        gpc,
      };
      spoken = false;
      return standing;
    },
    last,
    declare(options) {
      declared = options;
      if (!options.consentFrom) ground = groundOf(options.consent);
    },
    say(request) {
      // An own `by`: a page may have polluted every object's.
      said = { ...changedChoice(answer(), request), heard, by: undefined };
      spoken = true;
    },
    hear(news) {
      ({ ground, word: said, heard } = news);
      spoken = !!said;
    },
    reread() {
      const word = storedWord(stored());
      // Not that of a source which this page does not hear, nor what another page declares.
      said = word?.by && !declared.consentFrom ? null : word;
    },
    answer,
  };
}
