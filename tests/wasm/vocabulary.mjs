// The words of a model: the event names, paths and values that its rules and conditions look for,
// so that a generated log moves it.

const kOperators = new Set(['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin', '$all', '$glob', '$words', '$contains']);

/** `/pricing/**` -> `/pricing/a/b` */
const pathOf = (glob) => glob.replaceAll('**', 'a/b').replaceAll('*', 'x');

const kUnits = { s: 1e3, m: 60e3, h: 3600e3, d: 864e5, w: 6048e5 };
/** Where generate-log.mjs begins, and dates around it that an age is compared with. */
const kStart = Date.UTC(2026, 0, 1);
function dates(age) {
  return Object.values(age).flatMap((bound) => {
    const at = kStart + 2 * kUnits.d - Number(bound.slice(0, -1)) * kUnits[bound.at(-1)];
    return [new Date(at).toISOString(), new Date(at).toISOString().slice(0, 10), String(at), 'soon'];
  });
}

/** Values around what a field is compared with: a bound itself, and both sides of it. */
function near(operand) {
  if (typeof operand === 'number') return [operand, operand - 1, operand + 0.5, String(operand)];
  if (typeof operand === 'string') return [pathOf(operand), `${pathOf(operand)} and more`];
  if (Array.isArray(operand)) return operand.flatMap(near);
  return [operand];
}

/** What each field is compared with, anywhere below. */
function collect(node, fields, field) {
  if (field && (typeof node !== 'object' || Array.isArray(node))) {
    fields.set(field, [...(fields.get(field) ?? []), ...near(node)]);
  }
  if (Array.isArray(node)) {
    for (const item of node) collect(item, fields, typeof item === 'object' ? field : undefined);
  } else if (node && typeof node === 'object') {
    if (typeof node.by === 'string') {
      const bounds = [...(node.steps ?? []).map(([bound]) => bound), ...Object.keys(node.values ?? {})];
      fields.set(node.by, [...(fields.get(node.by) ?? []), 1, 2.5, 61, -3.7, ...near(bounds)]);
    }
    if (typeof node.distinct === 'string') fields.set(node.distinct, ['a', 'b', 'c', 'd', 7, '7', ['a', 'b']]);
    for (const [key, value] of Object.entries(node)) {
      if (key === '$age' && field) fields.set(field, [...(fields.get(field) ?? []), ...dates(value)]);
      const isField = /^(properties|page|profile)\./.test(key) || key === 'event';
      collect(value, fields, isField ? key : kOperators.has(key) ? field : undefined);
    }
  }
}

const below = (fields, prefix) =>
  Object.fromEntries([...fields].filter(([name]) => name.startsWith(prefix)).map(([name, values]) => [name.slice(prefix.length), values]));

/** `{paths, queries, tracks, properties, traits, company}`: lists of values by name. */
export function vocabularyOf(model) {
  const fields = new Map();
  const rules = (model.scores ?? []).flatMap((score) => score.rules ?? []);
  collect({ ...model, tests: undefined }, fields);
  const names = new Set([...rules.flatMap((rule) => rule.on ?? []), ...(model.passive ?? []), ...(model.offsite ?? []), 'Page Engaged', 'Unheard Of']);
  for (const name of ['page', 'identify', 'group', 'visit', 'Tick']) names.delete(name);
  const { group, company, email_domain: domains = [], email_free: free, ...traits } = below(fields, 'profile.');
  const companyFields = Object.fromEntries(Object.entries(traits).filter(([name]) => name.startsWith('company.')).map(([name, values]) => [name.slice(8), values]));
  for (const name of Object.keys(traits)) if (name.startsWith('company.')) delete traits[name];
  const { seconds = [], ...properties } = below(fields, 'properties.');
  return {
    paths: ['/', '/other', ...Object.values(model.pages ?? {}).flat().map(pathOf).map((p) => (p.startsWith('/') ? p : `/${p}`)), ...(below(fields, 'page.').path ?? []).filter((p) => typeof p === 'string' && p.startsWith('/'))],
    queries: below(fields, 'page.query.'),
    tracks: [...names],
    properties: { seconds: [15, 3.75, 61, ...seconds], ...properties },
    traits: { email: ['a@gmail.com', 'c@firm.example', ...domains.map((d) => `x@${d}`)], ...traits },
    company: { size: [12], ...companyFields },
  };
}
