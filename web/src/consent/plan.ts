/**
 * What follows from consent, as a pure function: `plan(input)` gives the choice that holds, and what the page has to do.
 *
 * | who has a say: the first of these that says something | the choice |
 * |---|---|
 * | the browser, by Global Privacy Control | nothing is granted |
 * | the visitor, or a source that keeps their word (`record`) | as they said |
 * | the site, or a source's defaults (`basis`), unless the browser says Do Not Track | as declared |
 * | nobody | undecided |
 *
 * | scoring is | actions |
 * |---|---|
 * | granted | keep; start, where it neither runs nor has failed |
 * | undecided, and allowed in memory | start, likewise |
 * | undecided else | erase, where it runs |
 * | refused | erase: surely where it runs or was refused just now, else where traces are left |
 *
 * | then | action |
 * |---|---|
 * | personalising is granted, or not | show, or hide |
 * | sending is granted; or is not, and somebody decided so | send; or drop. What waits while nobody has decided is left |
 */
import type { Consent } from '../../kelvin';
import { toJson } from '../tools/json';
import { effectiveChoice, kAsk, type ConsentBasis, type ConsentRecord } from './choice';
import type { BrowserSignals } from './signals';

export interface PlanInput extends BrowserSignals {
  basis: ConsentBasis;
  /** The visitor's last choice. */
  record: ConsentRecord | null;
  /** It was made on this page, since the last plan. */
  fresh: boolean;
  /** The site does more than ask: without a record of it a refusal would be forgotten on the next page. */
  granting: boolean;
  /** Scoring goes on. */
  running: boolean;
  /** Scoring has failed on this page, and is not tried again. */
  failed: boolean;
}

export type Action =
  /** Store from now on, by this choice: as `Grant`. */
  | { do: 'keep'; text: string; said: boolean; declared: boolean }
  | { do: 'start' }
  /** Stop, and remove all but `refusal`; unless `surely`, only where something is left. */
  | { do: 'erase'; refusal: string | null; surely: boolean }
  | { do: 'show' | 'hide' | 'send' | 'drop' };

export interface ConsentPlan {
  /** What is granted; null while nobody chose. */
  choice: Consent | null;
  /** The visitor chose, or their browser for them; else the site declares what holds. */
  decided: boolean;
  actions: Action[];
}

export function plan({ gpc, dnt, basis, record, fresh, granting, running, failed }: PlanInput): ConsentPlan {
  const unasked = dnt ? kAsk : basis;
  const choice = effectiveChoice(unasked, record, gpc);
  const decided = gpc || !!record;
  const scores = choice ? choice.score : unasked.memory;
  const actions: Action[] = [];
  if (choice?.score) actions.push({ do: 'keep', text: toJson(record ?? { ...choice, by: true }), said: fresh, declared: !record });
  if (scores && !running && !failed) actions.push({ do: 'start' });
  if (!scores && (running || choice)) {
    // What a source, or the browser, refuses it will refuse on the next page, too.
    const refusal = record && !record.by && !gpc && granting ? toJson(record) : null;
    actions.push({ do: 'erase', refusal, surely: running || fresh });
  }
  actions.push({ do: choice?.personalise ? 'show' : 'hide' });
  if (choice?.send || decided) actions.push({ do: choice?.send ? 'send' : 'drop' });
  return { choice, decided, actions };
}
