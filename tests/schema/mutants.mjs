// Makes wrong and half-wrong files of right ones: at each place of a model every kind of value,
// nothing, a member too many, a name that is another's.

const kValues = [
  ...[null, true, false, -1e16, -1, 0, 0.5, 1, 1.5, 65, 1e9, 1e16, '', 'x', ' ', '7d', '0d', '91d', '36h', '7 d', 'Tick', 'visit', 'http://x'],
  ...['a b', 'é', '{{say}}', '{{x}}', '{{{{', '{{say', '/x', '/{{say}}', '//', 'javascript:x', 'profile.x', 'page.path', 'rules.x.hits'],
  ...[[], {}, [1], ['x'], [''], [[1, 2]], { x: 1 }, { x: 'x' }, { note: 'x' }, { $gte: 1 }, { $gte: 1, x: 1 }],
];
const kNames = ['x', '', '{{x}}', 'note', '$schema', '$or', '$not', '$gte', '$regex', 'a.b', 'profile', 'profile.', 'page.path', 'page.path.x', 'page.query.a.b', 'visit.campaign.source.x', 'event', 'grade', 'total.days', 'rules.x.hits', 'scores.x'];

/** Each object and list below `value`, and `value`: the way to it, from `at`. */
function* containers(value, way = []) {
  if (typeof value !== 'object' || value === null) return;
  yield { way, value };
  for (const key of Object.keys(value)) yield* containers(value[key], [...way, key]);
}

/** A copy of `tree` in which the container at `way` is what `change` makes of it. */
function changed(tree, way, change) {
  if (way.length === 0) return change(tree);
  const copy = Array.isArray(tree) ? [...tree] : { ...tree };
  copy[way[0]] = changed(tree[way[0]], way.slice(1), change);
  return copy;
}

const withMember = (key, value) => (container) => {
  const copy = Array.isArray(container) ? [...container] : { ...container };
  copy[key] = value;
  return copy;
};
const withoutMember = (key) => (container) =>
  Array.isArray(container)
    ? container.filter((_, i) => String(i) !== key)
    : Object.fromEntries(Object.entries(container).filter(([name]) => name !== key));
/** The member under another name, where it stood: the order of members must not matter. */
const renamed = (key, name) => (container) =>
  Object.fromEntries(Object.entries(container).map(([k, v]) => [k === key ? name : k, v]));

/** Every mutant of one model, as [what was done, a function that makes it]. */
export function* mutants(model) {
  for (const { way, value } of containers(model)) {
    const at = `/${way.join('/')}`;
    for (const key of Object.keys(value)) {
      yield [`${at} without ${key}`, () => changed(model, way, withoutMember(key))];
      for (const other of kValues) yield [`${at} ${key} = ${JSON.stringify(other)}`, () => changed(model, way, withMember(key, other))];
      if (Array.isArray(value)) continue;
      for (const name of kNames) yield [`${at} ${key} as ${name}`, () => changed(model, way, renamed(key, name))];
    }
    if (!Array.isArray(value)) yield [`${at} with more`, () => changed(model, way, withMember('unheard_of', 1))];
  }
}

/** The members that the objects of some models have, each name with a few different values. */
export function memberPool(models, most = 3) {
  const pool = new Map();
  for (const model of models) {
    for (const { value } of containers(model)) {
      if (Array.isArray(value)) continue;
      for (const [name, member] of Object.entries(value)) {
        const kept = pool.get(name) ?? new Map();
        if (kept.size < most) pool.set(name, kept.set(JSON.stringify(member), member));
      }
    }
  }
  return [...pool].flatMap(([name, values]) => [...values.values()].map((value) => [name, value]));
}

/** A model with a text that is too long, a list that is too long. */
export function* oversized(model) {
  for (const { way, value } of containers(model)) {
    for (const [key, member] of Object.entries(value)) {
      const at = `/${[...way, key].join('/')}`;
      const grow = (to) => () => changed(model, way, withMember(key, to));
      if (typeof member === 'string') {
        for (const length of [65, 256, 257, 2000, 2001]) yield [`${at} of ${length}`, grow(member.padEnd(length, 'x'))];
      } else if (Array.isArray(member) && member.length > 0) {
        const filled = (length) => Array.from({ length }, (_, i) => member[i] ?? member.at(-1));
        for (const length of [65, 100, 101, 1000, 1001]) yield [`${at} of ${length}`, grow(filled(length))];
      }
    }
  }
}

/** Members of other objects put into each object of a model. */
export function* transplants(model, pool) {
  for (const { way, value } of containers(model)) {
    if (Array.isArray(value)) continue;
    for (const [name, member] of pool) {
      if (Object.hasOwn(value, name)) continue;
      yield [`/${way.join('/')} with ${name} ${JSON.stringify(member)}`, () => changed(model, way, withMember(name, member))];
    }
  }
}
