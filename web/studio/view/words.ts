/** Names that a model has, for completion: of events, fields, rules, segments. */
import { computed, effect, signal } from '@preact/signals';
import type { Covered, EventCoverage, Refused } from '../../../wasm/studio';
import { members, text, told } from '../app';
import type { Json, Path } from '../model/json';
import { log, logCore } from './log';

type Some = Record<string, Json>;
const list = (value: unknown): Some[] => (Array.isArray(value) ? value.filter((one) => one && typeof one === 'object') as Some[] : []);
const ids = (things: Some[]): string[] => things.map(({ id }) => String(id ?? '')).filter(Boolean);
const all = () => members.value;
const rules = () => list(all().scores).flatMap(({ rules }) => list(rules));

/** What the page's own sensors tell, by event. */
export const kSensors: Record<string, string[]> = {
  page: [], visit: [], identify: [], group: [],
  'Page Engaged': ['seconds', 'total'], 'Page Scrolled': ['percent'], 'Link Clicked': ['href', 'text', 'outbound'], 'File Downloaded': ['href', 'extension'],
  'Form Started': ['form'], 'Form Errored': ['form'], 'Form Submitted': ['form'], 'Form Abandoned': ['form'], 'Element Clicked': [], 'Site Searched': ['query'],
};

/** Every field that is named anywhere in the model: `properties.form`, `profile.sector`. */
const mentioned = computed(() => {
  const out = new Set<string>();
  const visit = (value: Json) => {
    if (typeof value === 'string') out.add(value);
    if (!value || typeof value !== 'object') return;
    if (!Array.isArray(value)) for (const key of Object.keys(value)) out.add(key);
    for (const item of Object.values(value)) visit(item);
  };
  visit(members.value);
  return [...out].filter((name) => /^(properties|profile|page|first|visit|total|rules)\.[\w.-]+$/.test(name));
});

/** What a log that was dropped has, as `kelvin coverage` counts it. */
const logged = signal<EventCoverage[]>([]);
effect(() => {
  if (!log.value) return;
  // The model of that moment: names of the log do not change with it.
  void logCore().newest<Covered | Refused>('coverage', { what: 'coverage', source: text.peek() }).then((answer) => {
    if (answer?.ok) logged.value = answer.coverage.log;
  }, told);
});
const loggedFields = () => logged.value.flatMap(({ traits = [], properties = [] }) => [...traits.map(({ name }) => `profile.${name}`), ...properties.map(({ name }) => `properties.${name}`)]);

/** What stands below `properties.` or `profile.`, by the model and the log. */
const withPrefix = (prefix: string) => [...new Set([...mentioned.value, ...loggedFields()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)).filter((name) => !name.includes('.')))];

export const kLists = {
  events: computed(() => [...new Set([...logged.value.map(({ event }) => event), ...Object.keys(kSensors), ...rules().flatMap(({ on }) => (Array.isArray(on) ? on : [on])).filter((one): one is string => typeof one === 'string')])]),
  rules: computed(() => ids(rules())),
  eventRules: computed(() => ids(rules().filter(({ on }) => on !== undefined))),
  segments: computed(() => ids(list(all().segments))),
  scores: computed(() => ids(list(all().scores))),
  destinations: computed(() => ids(list(all().destinations))),
  groups: computed(() => ids(list(all().scores).flatMap(({ groups }) => list(groups)))),
  pages: computed(() => Object.keys((all().pages ?? {}) as Some)),
  properties: computed(() => withPrefix('properties.')),
  traits: computed(() => withPrefix('profile.')),
  fields: computed(() => {
    const sensed = [...new Set(Object.values(kSensors).flat())].map((name) => `properties.${name}`);
    const own = mentioned.value;
    const made = [...ids(rules()).map((id) => `rules.${id}.hits`), ...ids(list(all().scores)).flatMap((id) => [`scores.${id}`, `momentum.${id}`]), ...ids(list(all().top)).map((id) => `top.${id}`)];
    return [...new Set([...own, ...loggedFields(), ...sensed, ...made])];
  }),
};

const kMostWords = 300;
/** What completes a word changes a moment after the model: a number that is dragged does not wait for it. */
const kMoment = 250;
export const offered = signal<[string, string[]][]>([]);
let moment: ReturnType<typeof setTimeout> | undefined;
effect(() => {
  void members.value;
  void logged.value;
  clearTimeout(moment);
  moment = setTimeout(() => {
    const now = Object.entries(kLists).map(([name, list]): [string, string[]] => [name, list.value.slice(0, kMostWords)]);
    if (JSON.stringify(now) !== JSON.stringify(offered.peek())) offered.value = now;
  }, offered.peek().length ? kMoment : 0);
});

/** Which of the lists completes what stands at a path. */
export function listFor(path: Path, names: string[]): keyof typeof kLists | undefined {
  const key = path.findLast((part) => typeof part === 'string') as string;
  if (names.includes('eventName') || key === 'passive' || key === 'offsite' || key === 'track') return 'events';
  if (names.some((name) => name.startsWith('fieldOf')) || key === 'by' || key === 'distinct') return 'fields';
  if (names.includes('ruleReference')) return 'eventRules';
  return ({ hit: 'rules', enter: 'segments', leave: 'segments', to: 'destinations', group: 'groups', score: 'scores', of: 'scores', clears: 'eventRules', fields: 'traits', segments: 'segments' } as const)[key];
}
