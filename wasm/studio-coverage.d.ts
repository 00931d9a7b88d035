/** What a log makes of a model, part by part, and what never came about and why: what `kelvin coverage --json` prints. */
export interface Coverage {
  model: { id: string; version: string };
  events: number;
  duplicates: number;
  ignored: number;
  visitors: number;
  first?: string;
  last?: string;
  never_matched: number;
  rules: RuleCoverage[];
  segments: { id: string; at: string; entered: number; left: number; visitors: number; causes: Cause[] }[];
  triggers: { id: string; at: string; called: number; fired: number; causes: Cause[] }[];
  page_groups: { name: string; at: string; events: number; causes: Cause[] }[];
  /** The lowest and the highest that was shown. */
  scores: { id: string; lowest: number; highest: number }[];
  /** Of first visits, by visitors. */
  channels: Near[];
  log: EventCoverage[];
  pages: { glob: string; views: number; visitors: number; used: number }[];
  /** What was too much to be kept, as counts. */
  beyond: { events: number; fields: number; views: number };
}

export interface RuleCoverage {
  id: string;
  at: string;
  kind: 'fact' | 'event';
  asked: number;
  matches: number;
  hits: number;
  visitors: number;
  /** Of an event rule. */
  points?: number;
  causes: Cause[];
}

/** Why something never came about; `says` is that as a sentence. */
export interface Cause {
  code: string;
  what: string;
  detail?: string;
  failed?: number;
  of?: number;
  unit?: string;
  similar?: boolean;
  nearest?: Near[];
  says: string;
}

export interface Near {
  name: string;
  count: number;
}

export interface EventCoverage {
  event: string;
  type: string;
  messages: number;
  visitors: number;
  used: boolean;
  ignored: boolean;
  /** Of identify and group; of the others `properties`. */
  traits?: FieldCoverage[];
  properties?: FieldCoverage[];
}

export interface FieldCoverage {
  name: string;
  messages: number;
  used: boolean;
  types: Record<string, number>;
  /** Left out where there are more than 50. */
  distinct?: number;
  values: { value: string | number | boolean; count: number }[];
}
