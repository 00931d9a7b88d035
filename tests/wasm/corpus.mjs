// Runs one case of tests/cases through the door. It knows no file and no assertion library, so Node
// and a page in a browser run the same code. Returns the differences; none is success.

/** "at /scores/engagement: expected 10, was 9"; members that `expected` lacks are not compared. */
function differences(expected, actual, at = '') {
  const plain = (x) => typeof x === 'object' && x !== null && !Array.isArray(x);
  if (plain(expected) && plain(actual)) {
    return Object.entries(expected).flatMap(([name, value]) =>
      Object.hasOwn(actual, name)
        ? differences(value, actual[name], `${at}/${name}`)
        : [`at ${at}/${name}: expected ${JSON.stringify(value)}, was nothing`],
    );
  }
  const [wanted, was] = [JSON.stringify(expected), JSON.stringify(actual)];
  return wanted === was ? [] : [`at ${at}: expected ${wanted}, was ${was}`];
}

const without = (object, ...names) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/** Several visitors through a door that holds one: each is saved when another takes its place. */
class Visitors {
  constructor(kelvin) {
    this.kelvin = kelvin;
    this.states = new Map();
    this.current = null;
  }
  take(visitor) {
    if (visitor === this.current) return;
    if (this.current !== null) this.states.set(this.current, this.kelvin.save());
    const restored = JSON.parse(this.kelvin.restore(this.states.get(visitor) ?? ''));
    if (!restored.ok) throw new Error(JSON.stringify(restored.errors));
    this.current = visitor;
  }
  first() {
    return [...this.states.keys(), this.current].filter((v) => v !== null).sort()[0] ?? '';
  }
}

function visitorOf(kelvin, line) {
  const scrubbed = JSON.parse(kelvin.scrub(line));
  if (!scrubbed.ok) return null;
  const { type, anonymousId, userId, previousId } = scrubbed.event;
  return anonymousId ?? (type === 'alias' ? previousId : userId) ?? null;
}

/** What one line did, in the form of a case's `events`. */
function feed(visitors, line, messages) {
  const { kelvin } = visitors;
  const visitor = visitorOf(kelvin, line);
  if (visitor !== null) visitors.take(visitor);
  let told = JSON.parse(kelvin.apply(line));
  if (told.status === 'other_person') {
    kelvin.restore('');
    told = JSON.parse(kelvin.apply(line));
  }
  if (told.status === 'bad') return { status: 'bad', error: told.errors[0].code };
  if (told.status !== 'scored') return told;
  for (const message of told.messages) {
    const body = JSON.parse(message.body);
    messages.push({ ...message, posted: message.body, body, time: told.time, visitor });
  }
  return {
    ...told,
    hits: told.hits.map(({ rule, points }) => ({ rule, points })),
    fired: told.fired.map(({ trigger }) => trigger),
  };
}

function checkViews(visitors, expected, fed, all) {
  return (expected.views ?? []).flatMap((view) => {
    if ((view.after ?? all) !== fed) return [];
    visitors.take(view.visitor ?? visitors.first());
    const why = ['reasons', 'next', 'next_drop'].some((name) => name in view);
    const actual = JSON.parse(visitors.kelvin[why ? 'explain' : 'view'](Date.parse(view.at)));
    return differences(without(view, 'at', 'after', 'visitor', 'note'), actual, `view at ${view.at}`);
  });
}

function checkErrors(compiled, expected) {
  const list = (errors) => errors.map(({ code, at }) => `${code} at ${at}`).sort();
  return differences(list(expected.errors), list(compiled.errors ?? []));
}

/**
 * `test` is {model, lines, expected}: two texts and an object. `keep` says in which form the visitor's state is laid down after every
 * event, and taken up again.
 */
export function runCase(kelvin, { model, lines, expected }, keep) {
  const compiled = JSON.parse(kelvin.compile(model));
  if (expected.errors) return checkErrors(compiled, expected);
  if (!compiled.ok) return [JSON.stringify(compiled.errors)];

  const visitors = new Visitors(kelvin);
  const messages = [];
  const layDown = () => {
    const restored = JSON.parse(kelvin.restore(keep()));
    if (!restored.ok || restored.dropped.length) throw new Error(JSON.stringify(restored));
  };
  const out = checkViews(visitors, expected, 0, lines.length);
  lines.forEach((line, index) => {
    const happened = feed(visitors, line, messages);
    if (keep) layDown();
    for (const event of (expected.events ?? []).filter((e) => e.line === index + 1)) {
      out.push(...differences(without(event, 'line', 'note'), happened, `line ${index + 1}`));
    }
    out.push(...checkViews(visitors, expected, index + 1, lines.length));
  });
  if (expected.messages) {
    const times = (list) => list.map((m) => ({ ...m, time: new Date(m.time).toISOString() }));
    const wanted = times(expected.messages);
    if (wanted.length !== messages.length) out.push(`messages: ${JSON.stringify(messages)}`);
    const found = times(messages);
    wanted.forEach((m, i) =>
      out.push(...differences(without(m, 'note'), found[i] ?? {}, `/messages/${i}`)),
    );
  }
  return out;
}
