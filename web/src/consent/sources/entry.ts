/** A bundle of its own, for sites whose consent comes from elsewhere (`data-consent-from`): hears their sources. */
import { fault } from '../../tools/safe';
import { google } from './google';
import { agreed, latestRecord, type ConsentHost, type SourceKit, type Verdict } from './kit';
import { tcf } from './tcf';
import { wordpress } from './wordpress';

const kSources: Record<string, (kit: SourceKit) => void> = { tcf, google, wordpress };

export function listen(host: ConsentHost): void {
  const { consentFrom = '' } = host.options;
  const names = (typeof consentFrom === 'string' ? consentFrom.split(/[\s,]+/) : [...consentFrom]).filter(Boolean);
  const said: (Verdict | null)[] = names.map(() => null);
  names.forEach((name, i) => {
    const source = Object.hasOwn(kSources, name) && kSources[name];
    // One that is not known stays silent: nothing is granted.
    if (!source) return host.report(fault('unknown_source', 'data-consent-from', name, 'Name "tcf", "google", "wordpress" or several of them.'));
    const tell = (verdict: Verdict) => {
      said[i] = verdict;
      const { choice, basis = host.declared } = agreed(said, host.declared);
      const together: Verdict = choice ? { choice, act: verdict.act ?? false } : {};
      const record = latestRecord(host.record(), together);
      host.update({ basis, record, heard: choice && record?.heard });
    };
    source({ ...host, tell });
  });
}
