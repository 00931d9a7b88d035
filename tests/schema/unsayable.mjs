// The one list of what a JSON Schema cannot say: mistakes that only the compiler finds. Each has an
// example, which the schema accepts and the compiler refuses for this alone.

const score = (more, rules = [{ id: 'any', on: 'page', points: 1 }]) => ({ kelvin: 1, id: 'm', version: '1', scores: [{ id: 's', rules, ...more }] });
const rules = (...list) => score({}, list.map((rule, i) => ({ id: `r${i}`, points: 1, ...rule })));
const on = (more) => rules({ on: 'page', ...more });

/** `code`, and where it is not always so, `at` (its place) or `found`. */
export const unsayable = [
  {
    code: 'unknown_reference',
    why: 'the name of something that is not in the model',
    example: { ...score(), grade: [{ score: 't', bands: { A: 1 } }] },
  },
  { code: 'duplicate_id', why: 'one id for two things', example: rules({ on: 'page', id: 'r' }, { on: 'page', id: 'r' }) },
  { code: 'unbounded_negative', why: 'negative points that no other rule clears', example: on({ points: -1 }) },
  { code: 'bad_value', at: /\/range$/, found: /^\[[^,]+,[^,]+\]$/, why: 'low below high', example: score({ range: [5, 5] }) },
  {
    code: 'bad_value',
    at: /\/points\/steps\/\d+\/0$/,
    why: 'bounds that rise',
    example: on({ points: { by: 'properties.x', steps: [[2, 1], [1, 2]] } }),
  },
  {
    code: 'bad_duration',
    at: /\/momentum$/,
    found: /^"\d+[smh]"$/,
    why: 'hours, minutes or seconds that make whole days',
    example: score({ momentum: '25h' }),
  },
  {
    code: 'conflict',
    found: /^a group of rules with on and with while$/,
    why: 'what kind the other rules of a group are',
    example: score({ groups: [{ id: 'g' }] }, [
      { id: 'a', on: 'page', points: 1, group: 'g' },
      { id: 'b', while: {}, points: 1, group: 'g' },
    ]),
  },
  {
    code: 'bad_field',
    found: /^rules\./,
    why: 'a rule with while, where only one with on can be named',
    example: rules({ while: {}, id: 'a' }, { while: { 'rules.a.hits': 1 } }),
  },
  {
    code: 'bad_field',
    found: /^roles\./,
    why: 'the name of a role that the account has not',
    example: { ...score(), account: { key: 'profile.x', score: 's', segments: [{ id: 'a', when: { 'roles.r': 1 } }] } },
  },
  {
    code: 'bad_hole',
    found: /^(data\.)?top$/,
    why: 'that a model without top has none to tell',
    example: { ...score(), destinations: [{ id: 'd', url: '/{{top}}' }] },
  },
  {
    code: 'conflict',
    at: /\/expect\/accounts$/,
    why: 'that a model without account has no accounts to expect',
    example: { ...on({}), tests: [{ name: 't', steps: [{ expect: { accounts: { acme: {} } } }] }] },
  },
  {
    code: 'bad_time',
    why: 'which years have a 29th of February',
    example: { ...on({}), tests: [{ name: 't', start: '2026-02-29T10:00:00Z', steps: [{ wait: '1d' }] }] },
  },
  {
    code: 'too_large',
    why: 'how large the states of visitors may grow',
    example: score({}, Array.from({ length: 60 }, (_, i) => ({ id: `r${i}`, on: 'page', points: 1, count: { at_least: 64, distinct: 'page.path' } }))),
  },
  {
    code: 'secret',
    why: 'addresses and headers that are passwords: the list is the compiler\'s',
    example: { ...score(), destinations: [{ id: 'd', url: 'https://x.test/', headers: { Authorization: 'x' } }] },
  },
  { code: 'too_long', found: /[^\x00-\x7f]|^\d+ bytes$/, why: 'texts are measured in bytes, not in characters', example: on({ label: 'é'.repeat(1001) }) },
  {
    code: 'bad_value',
    at: /^\/pages\//,
    found: /[^\x00-\x7f]/,
    why: 'globs are measured in bytes',
    example: { ...score(), pages: { p: `/${'é'.repeat(128)}` } },
  },
  {
    code: 'bad_value',
    at: /^\/experiences\/\d+\/at$/,
    found: /[^\x00-\x7f]/,
    why: 'selectors are measured in bytes',
    example: { ...score(), experiences: [{ id: 'e', if: {}, at: 'é'.repeat(129), set: { text: '' } }] },
  },
  {
    code: 'bad_value',
    at: /\/\$words(\/\d+)?$/,
    why: 'what a letter is, by the core\'s own table',
    example: on({ where: { event: { $words: '\u0301' } } }),
  },
  {
    code: 'bad_value',
    at: /\/\$contains(\/\d+)?$/,
    found: /[^\x00-\x7f]/,
    why: 'which letters vanish, by the core\'s own table',
    example: on({ where: { event: { $contains: '\u0301' } } }),
  },
  {
    code: 'too_many',
    found: /(rules|members)$/,
    why: 'what is counted over the whole model: rules, and the members of any object',
    example: tooManyRules(),
  },
  {
    code: 'too_many',
    at: /^\/destinations\/\d+\/(url|body)/,
    why: 'how many placeholders a destination has',
    example: { ...score(), destinations: [{ id: 'd', url: `/${'{{say}}'.repeat(201)}` }] },
  },
  { code: 'too_deep', why: 'how deep lists and objects nest', example: on({ where: nested(40) }) },
];

function tooManyRules() {
  const list = (score) => Array.from({ length: 501 }, (_, i) => ({ id: `${score}${i}`, while: {}, points: 1 }));
  const model = score({}, list('a'));
  return { ...model, scores: [...model.scores, { id: 't', rules: list('b') }] };
}

function nested(depth) {
  return depth === 0 ? {} : { $not: nested(depth - 1) };
}

/** Whether a schema can say an error of the core: then it must refuse the file as well. */
export const sayable = (error) =>
  !unsayable.some(
    ({ code, at, found }) => error.code === code && (at?.test(error.at) ?? true) && (found?.test(error.found) ?? true),
  );
