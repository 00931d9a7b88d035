/** A bundle of its own, for sites whose consent comes from elsewhere (`data-consent-from`): hears their sources. */
import { fault } from '../../tools/safe';
import { google } from './google';
import { agreed, lastWord, type Ears, type SourceKit, type Verdict } from './kit';
import { tcf } from './tcf';

const kSources: Record<string, (kit: SourceKit) => void> = { tcf, google };

export function listen(ears: Ears): void {
  const { consentFrom = '' } = ears.options;
  const names = (typeof consentFrom === 'string' ? consentFrom.split(/[\s,]+/) : [...consentFrom]).filter(Boolean);
  const said: (Verdict | null)[] = names.map(() => null);
  names.forEach((name, i) => {
    const source = Object.hasOwn(kSources, name) && kSources[name];
    // One that is not known stays silent: nothing is granted.
    if (!source) return ears.report(fault('unknown_source', 'data-consent-from', name, 'Name "tcf", "google" or both.'));
    const tell = (verdict: Verdict) => {
      said[i] = verdict;
      const { choice, ground = ears.declared } = agreed(said, ears.declared);
      const together: Verdict = choice ? { choice, act: verdict.act ?? false } : {};
      const word = lastWord(ears.word(), together);
      ears.hear({ ground, word, heard: choice && word?.heard });
    };
    source({ ...ears, tell });
  });
}
