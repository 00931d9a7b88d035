/**
 * What may stand where in a model, as the schema of the format says it: the source of every form of the editor. It tells fields apart by
 * what people do with them; whether a value is right is the core's to say.
 */
import schema from 'kelvin-schema';
import type { Json } from './json';

export interface Schema {
  $ref?: string;
  description?: string;
  type?: string | string[];
  properties?: Record<string, Schema | false>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  prefixItems?: Schema[];
  required?: string[];
  enum?: Json[];
  enumDescriptions?: string[];
  const?: Json;
  default?: Json;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  if?: Schema;
  then?: Schema;
  else?: Schema;
  pattern?: string;
  minItems?: number;
  minProperties?: number;
  examples?: Json[];
  $defs?: Record<string, Schema>;
}

const root = schema as unknown as Schema;

export type Kind = 'text' | 'number' | 'flag' | 'choice' | 'constant' | 'object' | 'map' | 'list' | 'tuple' | 'condition' | 'either' | 'json';

export interface Field {
  kind: Kind;
  schema: Schema;
  /** Names of the definitions that were followed: `['rule']`, `['conditionOnEvent']`. */
  names: string[];
  description: string;
}

const isObject = (value: unknown): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value);

function follow(node: Schema): { schema: Schema; names: string[] } {
  const names: string[] = [];
  let at = node;
  let description = node.description;
  let over: Schema = {};
  while (at.$ref) {
    const name = at.$ref.split('/').pop() as string;
    names.push(name);
    const { $ref: _, ...rest } = at;
    over = { ...rest, ...over };
    at = root.$defs?.[name] ?? {};
    description ??= at.description;
  }
  return { schema: { ...at, ...over, ...(description ? { description } : {}) }, names };
}

function kindOf(schema: Schema, names: string[]): Kind {
  if (names.some((name) => name.startsWith('condition'))) return 'condition';
  if (schema.const !== undefined) return 'constant';
  if (schema.enum) return 'choice';
  if (schema.anyOf && schema.anyOf.every((one) => follow(one).schema.type)) return 'either';
  if (schema.type === 'object') return schema.properties && Object.keys(schema.properties).length ? 'object' : schema.additionalProperties || schema.patternProperties ? 'map' : 'json';
  if (schema.type === 'array') return schema.prefixItems || (schema.minItems === 2 && schema.items) ? 'tuple' : 'list';
  if (schema.type === 'boolean') return 'flag';
  if (schema.type === 'number' || schema.type === 'integer') return 'number';
  if (schema.type === 'string' || schema.allOf) return 'text';
  return 'json';
}

export function field(node: Schema): Field {
  const { schema, names } = follow(node);
  return { kind: kindOf(schema, names), schema, names, description: schema.description ?? '' };
}

export const model = (): Field => field(root);

/** Which of several forms a value has: a number, a list, an object. Without a value the first. */
export function formOf({ schema }: Field, value: Json | undefined): number {
  const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  const forms = (schema.anyOf ?? []).map((one) => field(one));
  const fits = forms.map((one) => {
    const own = one.schema.type === 'integer' ? 'number' : one.schema.type;
    return own === type && (!isObject(value) || Object.keys(value).every((key) => key in (one.schema.properties ?? {})));
  });
  const exact = fits.indexOf(true);
  return exact >= 0 ? exact : Math.max(0, forms.findIndex((one) => one.schema.type === type));
}

/** What a form is called: "a number", "a list", "by a field". */
export function nameOfForm(form: Field): string {
  const { required = [], properties = {} } = form.schema;
  // Steps of a journey are told apart by what they must have.
  if (form.kind === 'object' && required.length === 1 && 'note' in properties && !form.names.includes('lookup') && required[0] !== 'times') return required[0] as string;
  if (form.kind === 'number') return 'a number';
  if (form.kind === 'text') return 'one';
  if (form.kind === 'list') return 'a list';
  return form.names.includes('lookup') ? 'by a field' : 'with more';
}

/** Whether `value` meets what an `if` asks for: members that are there, or have a value. */
function meets(test: Schema, value: Record<string, Json>): boolean {
  if (test.required?.some((key) => !(key in value))) return false;
  return Object.entries(test.properties ?? {}).every(([key, one]) => !one || one.const === undefined || !(key in value) || value[key] === one.const);
}

/** Members that cannot stand beside those that are there, as `where` beside `while`; and those that must. */
export function excludedAndRequired({ schema }: Field, value: Record<string, Json>): { excluded: Set<string>; required: Set<string> } {
  const excluded = new Set<string>();
  const required = new Set(schema.required ?? []);
  for (const part of [schema, ...(schema.allOf ?? [])]) {
    const branch = part.if && (meets(part.if, value) ? part.then : part.else);
    for (const key of branch?.required ?? []) required.add(key);
    for (const [key, one] of Object.entries(branch?.properties ?? {})) if (one === false) excluded.add(key);
  }
  for (const key of excluded) required.delete(key);
  return { excluded, required };
}

/** Members whose place one takes that is added, as `where` and `on` for `while`. */
export function replacedBy(of: Field, value: Record<string, Json>, key: string): string[] {
  const { excluded } = excludedAndRequired(of, { ...value, [key]: true });
  return Object.keys(value).filter((one) => excluded.has(one));
}

/** The members of an object that may be added. */
export function addable(of: Field, value: Record<string, Json>): string[] {
  const { excluded } = excludedAndRequired(of, value);
  const choice = of.schema.oneOf?.flatMap((one) => one.required ?? []) ?? [];
  const taken = choice.some((key) => key in value) ? choice : [];
  return Object.keys(of.schema.properties ?? {}).filter((key) => !(key in value) && !excluded.has(key) && !taken.includes(key) && key !== '$schema');
}

export function child({ schema }: Field, key: string | number): Field {
  if (typeof key === 'number') return field(schema.prefixItems?.[key] ?? schema.items ?? {});
  const own = schema.properties?.[key];
  if (own) return field(own);
  if (typeof schema.additionalProperties === 'object') return field(schema.additionalProperties);
  return field(Object.values(schema.patternProperties ?? {})[0] ?? {});
}

const kStarts: Record<string, Json> = {
  rule: { id: 'rule', label: 'New rule', on: 'page', points: 5 },
  score: { id: 'score', label: 'New score', range: [0, 100], rules: [{ id: 'visited', label: 'Visited', on: 'visit', points: 5, limit: 1 }] },
  top: { id: 'top', of: [''] },
  group: { id: 'group', max: 20 },
  segment: { id: 'segment', label: 'New segment', when: {} },
  trigger: { id: 'trigger', when: { enter: '' } },
  destination: { id: 'destination', url: 'https://' },
  experience: { id: 'experience', if: {}, at: '#', set: { text: '' } },
  gradePart: { score: '', bands: { A: 50, B: 0 } },
  account: { key: 'profile.company.id', score: '' },
  lookup: { by: 'properties.', steps: [[0, 0]] },
  decay: { half_life: '30d' },
  count: { at_least: 2 },
  journey: { name: 'New test', steps: [{ page: '/' }] },
};

/** What a new value of this kind begins as: small, and of the right form. */
export function start(of: Field): Json {
  for (const name of of.names) if (name in kStarts) return structuredClone(kStarts[name]) as Json;
  const { schema } = of;
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined && typeof schema.default !== 'boolean') return schema.default;
  const first = of.kind === 'either' ? field((schema.anyOf as Schema[])[0] as Schema) : undefined;
  if (first) return start(first);
  if (of.kind === 'flag') return true;
  if (of.kind === 'number') return 1;
  if (of.kind === 'list') return schema.minItems ? [start(field(schema.items ?? {}))] : [];
  if (of.kind === 'choice') return schema.enum?.[0] ?? null;
  if (of.kind === 'text') return of.names.includes('duration') ? '30d' : typeof schema.examples?.[0] === 'string' ? schema.examples[0] : '';
  if (of.kind === 'tuple') return (schema.prefixItems ?? [schema.items ?? {}, schema.items ?? {}]).map((one) => start(field(one)));
  if (of.kind === 'object') return Object.fromEntries([...(schema.required ?? []), ...(schema.oneOf?.[0]?.required ?? []), ...(schema.anyOf?.[0]?.required ?? [])].map((key) => [key, start(child(of, key))]));
  // A map that may not be empty.
  return of.kind === 'map' && schema.minProperties ? structuredClone(schema.examples?.[0] ?? {}) : {};
}

/** The fields that a condition of this kind may ask for, with what they mean; the open ones end in a point. */
export function fieldsOf(condition: Field): { name: string; description: string }[] {
  const out = new Map<string, string>();
  for (const part of [condition.schema, ...(condition.schema.allOf ?? [])]) {
    const { schema } = follow(part);
    for (const [name, one] of Object.entries(schema.properties ?? {})) if (!/^(\$|note$)/.test(name)) out.set(name, (one && one.description) || '');
    for (const [pattern, one] of Object.entries(schema.patternProperties ?? {})) {
      const name = /^\^((?:[a-z]+\\\.)+)/.exec(pattern)?.[1]?.replaceAll('\\', '');
      if (name) out.set(name, one.description ?? '');
    }
  }
  return [...out].map(([name, description]) => ({ name, description }));
}

/** The tests that a field can be put to, each with what it means. */
export const operators = (): { name: string; field: Field }[] =>
  Object.entries(root.$defs?.operators?.properties ?? {}).map(([name, one]) => ({ name, field: field(one as Schema) }));

/** A condition on an element of a list, which has fields of its own. */
export const elementCondition = (): Field => field({ $ref: '#/$defs/conditionOnElement' });
