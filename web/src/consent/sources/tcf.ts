/**
 * IAB Transparency and Consent Framework 2.2 and later: asks the page's consent manager by `__tcfapi`. What its answers look
 * like is "Consent Management Platform API v2" of the IAB's GDPR-Transparency-and-Consent-Framework.
 */
import { choiceOf } from '../choice';
import type { Consent } from '../../../kelvin';
import { fault } from '../../tools/safe';
import { frameApi, type TcfApi } from './frame';
import { lookOut, own, type SourceKit } from './kit';

/**
 * The purposes whose consent each of ours needs, by their names in the framework: 1 store and access information on a device,
 * 3 create profiles for personalised advertising, 4 use profiles to select it, 5 create profiles to personalise content,
 * 6 use profiles to select it.
 */
const kNeeds: Record<keyof Consent, number[]> = { score: [1, 5], personalise: [1, 5, 6], send: [1, 3, 4, 5] };

/** From this policy on a consent manager says which vendors it showed: framework 2.3, its string's third segment. */
const kDisclosing = 5;
const kNotByConsent = [0, 2]; // Restrictions by the publisher: the purpose is forbidden, or by legitimate interest alone.

/** Whether the visitor was told of this vendor. Before framework 2.3 that was not said. */
function disclosed(data: unknown, vendor: number): boolean {
  const list = own(own(data, 'vendor'), 'disclosedVendors');
  return list === undefined ? !(Number(own(data, 'tcfPolicyVersion')) >= kDisclosing) : own(list, vendor) === true;
}

/**
 * The choice in a TCData. Only consents count, never legitimate interests. Without a vendor they are those given to the
 * publisher, whose tool this is; for "any" those given at all.
 */
export function tcfChoice(data: unknown, vendor?: number | 'any'): Consent {
  // A string of the time when one answer counted for many sites: invalid since September 2021.
  if (own(data, 'isServiceSpecific') === false) return choiceOf({});
  const publisher = own(data, 'publisher');
  const consents = own(vendor === undefined ? publisher : own(data, 'purpose'), 'consents');
  const third = typeof vendor === 'number';
  if (third && !(own(own(own(data, 'vendor'), 'consents'), vendor) === true && disclosed(data, vendor))) return choiceOf({});
  const may = (purpose: number) => {
    const restriction = third && own(own(own(publisher, 'restrictions'), purpose), vendor);
    return own(consents, purpose) === true && !kNotByConsent.includes(restriction as number);
  };
  const granted = (purpose: keyof Consent) => kNeeds[purpose].every(may);
  return choiceOf({ score: granted('score'), personalise: granted('personalise'), send: granted('send') });
}

/** `data-consent-vendor` as text or number. NaN, of something else, is no vendor that anyone consented to. */
export const vendorOf = (option: unknown): number | 'any' | undefined =>
  option === undefined || option === 'any' ? option : Number(option);

export function tcf(kit: SourceKit): void {
  const { win, guard, report, tell, declared, options } = kit;
  const vendor = vendorOf(options.consentVendor);
  let asked: TcfApi | null = null;
  let answered = false;
  let chosen = false;
  let told = false;

  const warn = (data: unknown) => {
    const none = !Object.keys(Object(own(own(data, 'publisher'), 'consents'))).length;
    if (told || vendor !== undefined || !none || own(own(own(data, 'purpose'), 'consents'), 1) !== true) return;
    told = true;
    report(fault('no_publisher_consents', 'tcf', 'publisher.consents is empty', 'Have your CMP ask for the publisher, or set data-consent-vendor.'));
  };

  const take = (data: unknown) => {
    if (own(data, 'gdprApplies') === false) return tell({ basis: declared });
    const status = own(data, 'eventStatus');
    const act = status === 'useractioncomplete';
    if (act || status === 'tcloaded') {
      chosen = true;
      warn(data);
      tell({ choice: tcfChoice(data, vendor), act });
    } else if (status === 'cmpuishown' && !chosen) {
      // After a choice it only means that the visitor looks at it again.
      tell({});
    }
  };

  const listen = (api: TcfApi) => {
    asked = api;
    const hear = guard('tcf', (data: unknown, success: unknown) => {
      // The manager took over what we had asked its stub, after we had asked it too: one is enough.
      if (api !== asked) return asked?.('removeEventListener', 2, () => {}, own(data, 'listenerId'));
      answered = true;
      if (success === true) take(data);
    });
    try {
      api('addEventListener', 2, hear);
    } catch (error) {
      report(fault('consent_source', 'tcf', error, 'The page\'s __tcfapi threw; nothing is granted.'));
    }
  };

  lookOut(kit, () => {
    const found = (win as { __tcfapi?: unknown }).__tcfapi;
    // A manager that replaces its stub does not always take over who had asked the stub.
    const api = typeof found === 'function' ? (found as TcfApi) : asked ? null : frameApi(win, vendor);
    if (api && api !== asked && !answered) listen(api);
  });
}
