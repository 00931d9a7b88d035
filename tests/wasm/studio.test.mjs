// The studio's core against the command line: every answer the same text, on the models of the library over generated logs, and on
// every case of the corpus. And studio.d.ts against what it really exports and returns.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { caseNames, readCase } from './cases.mjs';
import { runCase } from './corpus.mjs';
import { generateLog } from './generate-log.mjs';
import { coreFolder, load, root } from './load.mjs';
import { declaredFunctions, functionsOf, typeErrors } from './typed.mjs';
import { vocabularyOf } from './vocabulary.mjs';

const native = process.env.KELVIN_NATIVE ?? join(root, 'build/release/native/kelvin');
const createStudio = createRequire(import.meta.url)(join(coreFolder, 'kelvin-studio.js'));
const wasm = await WebAssembly.compile(readFileSync(join(coreFolder, 'kelvin-studio.wasm')));
const open = () => createStudio({ wasm });
const studio = await open();

const folder = mkdtempSync(join(tmpdir(), 'kelvin-studio-'));
after(() => rmSync(folder, { recursive: true }));
const modelFile = join(folder, 'model.json');
const logFile = join(folder, 'log.ndjson');

/** What the command line prints. Bad lines (3) and a wrong model (1) are answers, too. */
function printed(...args) {
  const { stdout, stderr, status } = spawnSync(native, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  assert.ok(status === 0 || status === 1 || status === 3, stderr);
  return stdout.replace(/\n$/, '');
}
const onLog = (command, ...more) => printed(command, '--model', modelFile, ...more, logFile);
const listOf = (lines) => `[${lines}]`;

function compareChecks() {
  const source = readFileSync(modelFile, 'utf8');
  const named = (text) => `{"model":${JSON.stringify(modelFile)},${text.slice(1)}`;
  assert.equal(named(studio.check(source)), printed('check', '--json', modelFile));
  assert.equal(named(studio.runTests(source)), printed('check', '--json', '--test', modelFile));
  const { ok, text } = JSON.parse(studio.describe(source));
  if (ok) assert.equal(text, `${printed('check', '--explain', modelFile)}\n`);
  return JSON.parse(studio.check(source));
}

/** The lines of several times, as the studio puts them. */
function linesAt(times) {
  const lines = times.flatMap((at) => onLog('score', '--at', at).split('\n').filter(Boolean));
  const visitor = (line) => Buffer.from(JSON.parse(line).visitor);
  return lines.sort((a, b) => Buffer.compare(visitor(a), visitor(b)));
}

/** Each visitor's line ends 40 days after their last event where the command line puts them then. */
function compareFollowed(source, messages, seen) {
  assert.equal(JSON.parse(studio.watch(messages)).ok, true);
  const after = 40 * 864e5;
  const followed = JSON.parse(studio.follow(source, JSON.stringify({ points: 7, after })));
  const byVisitor = new Map(JSON.parse(studio.scoreAll(source, messages, JSON.stringify(seen.map(({ last }) => new Date(Date.parse(last) + after).toISOString())))).lines.map((line) => [`${line.visitor} ${line.at}`, line]));
  for (const { visitor, last } of seen) {
    const way = followed.visitors.find((one) => one.visitor === visitor);
    const end = new Date(Date.parse(last) + after).toISOString();
    if (way.at.at(-1) !== Date.parse(end)) continue; // An event that was taken at an earlier time than it tells is later in its own line.
    const { scores, segments, grade } = byVisitor.get(`${visitor} ${end}`);
    assert.deepEqual(way.shown.map((score) => score.at(-1)), Object.values(scores), visitor);
    assert.deepEqual(way.stays.at(-1).segments, segments);
    assert.equal(way.stays.at(-1).grade, grade);
  }
}

/** Against the same model, each rule of which gives one point more. */
function compareDiff(source) {
  const other = JSON.parse(source);
  for (const { rules = [] } of other.scores) for (const rule of rules) if (typeof rule.points === 'number' && rule.points > 0) rule.points++;
  const against = join(folder, 'against.json');
  writeFileSync(against, JSON.stringify(other));
  const { ok, diff } = JSON.parse(studio.diff(source, JSON.stringify(other)));
  if (ok) assert.deepEqual(diff, JSON.parse(onLog('diff', '--against', against, '--json')));
}

/** Every third visitor bought, in the middle of what is told of them; of every fifth nothing is known. */
function compareCalibrated(source, seen) {
  const rows = seen.flatMap(({ visitor, first, last }, i) => (i % 5 === 4 || !first ? [] : [{ visitor, ...(i % 3 === 0 ? { converted: 1, converted_at: new Date((Date.parse(first) + Date.parse(last)) / 2).toISOString() } : { converted: 0 }) }]));
  rows.push({ visitor: 'of whom no event is there', converted: true, converted_at: 1_790_000_000_000 }, { visitor: 'bad' });
  const labelsFile = join(folder, 'labels.ndjson');
  writeFileSync(labelsFile, rows.map((row) => JSON.stringify(row)).join('\n'));
  assert.deepEqual(JSON.parse(studio.label(JSON.stringify(rows))).bad.map(({ index, errors }) => [index, errors[0].code]), [[rows.length - 1, 'missing']]);
  assert.equal(studio.calibrate(source), `{"ok":true,"calibration":${onLog('calibrate', '--labels', labelsFile, '--json')}}`);
}

/** `heard`: the lines of the log that are JSON, which the studio can be given. */
function compareOnLog(source, heard) {
  const messages = listOf(heard);
  const without = (text) => text.replace(/,"bad":\[.*\]\}$/s, '');
  const lines = onLog('score').split('\n').filter(Boolean);
  assert.equal(without(studio.scoreAll(source, messages, '[]')), `{"ok":true,"lines":${listOf(lines)}`);
  assert.equal(without(studio.coverage(source, messages)), `{"ok":true,"coverage":${onLog('coverage', '--json')}`);
  const seen = lines.map((line) => JSON.parse(line));
  if (seen.length === 0) return seen;
  const [first, newest] = [seen[0].first || seen[0].at, seen[0].at].map(Date.parse);
  const times = [Math.floor((first + newest) / 2), newest - 1, newest + 40 * 864e5].sort((a, b) => a - b).map((ms) => new Date(ms).toISOString());
  assert.equal(without(studio.scoreAll(source, messages, JSON.stringify(times.toReversed()))), `{"ok":true,"lines":${listOf(linesAt(times))}`);
  compareFollowed(source, messages, seen);
  compareDiff(source);
  compareCalibrated(source, seen);
  for (const at of [undefined, times[2]]) {
    const { visitor } = seen[0];
    const view = onLog('explain', '--json', '--visitor', visitor, ...(at ? ['--at', at] : []));
    // Of messages that are given, and of those that are watched.
    for (const list of [messages, '']) assert.equal(without(studio.explainVisitor(source, list, JSON.stringify({ visitor, at }))), `{"ok":true,"view":${view}`);
  }
  return seen;
}

const library = readdirSync(join(root, 'core/models')).filter((name) => name.endsWith('.json'));
for (const name of library) {
  test(`${name}: the studio says what the command line says`, () => {
    const source = readFileSync(join(root, 'core/models', name), 'utf8');
    writeFileSync(modelFile, source);
    const lines = [...generateLog({ events: 2000, visitors: 30, seed: 11, words: vocabularyOf(JSON.parse(source)) })];
    lines.splice(100, 0, '{"type":"page"}', '{"type":"screen","anonymousId":"v1"}', '{"type":"alias","anonymousId":"new","previousId":"x","userId":"y","timestamp":1790000000000}');
    writeFileSync(logFile, `${lines.join('\n')}\n`);
    assert.equal(compareChecks().ok, true);
    const seen = compareOnLog(source, lines);
    assert.equal(seen.length, 30);
    assert.ok(new Set(seen.map(({ scores, momentum }) => JSON.stringify([scores, momentum]))).size > 1, 'the log does not move the scores');
    assert.deepEqual(JSON.parse(studio.coverage(source, listOf(lines))).bad.map(({ index }) => index), [100]);
  });
}

const kSmallest = '{"kelvin":1,"id":"m","version":"1","scores":[{"id":"s","rules":[{"id":"r","on":"page","points":1}]}]}';
/** What is no JSON, or has half a surrogate or too many levels, would keep the glue from the whole list. */
const isHeard = (line) => JSON.parse(studio.scoreAll(kSmallest, listOf([line]), '[]')).ok;

for (const name of caseNames) {
  test(`${name}: the studio says what the command line says`, () => {
    const { model, lines, expected } = readCase(name);
    writeFileSync(modelFile, model);
    writeFileSync(logFile, `${lines.join('\n')}\n`);
    compareChecks();
    if (expected.errors) return;
    compareOnLog(model, lines.filter(isHeard));
    for (const keep of [undefined, () => studio.save(), () => studio.saveExchange()]) assert.deepEqual(runCase(studio, { model, lines, expected }, keep), []);
  });
}

test('the module has the functions that are declared, and no others', () => {
  const names = [...declaredFunctions('kelvin.d.ts', 'KelvinModule'), ...declaredFunctions('studio.d.ts', 'KelvinStudio')];
  assert.deepEqual(functionsOf(studio), names.sort());
});

test('results have the declared shapes', () => {
  const source = readFileSync(join(root, 'core/models/saas.json'), 'utf8');
  const visit = (more) => ({ type: 'page', anonymousId: 'v', timestamp: 1_772_366_400_000, properties: { path: '/pricing' }, ...more });
  const traits = { industry: 'energy', employees: 70 };
  const log = JSON.stringify([visit(), visit({ type: 'identify', traits }), visit({ type: 'page', timestamp: 1 }), visit({ type: 'screen' })]);
  const failing = JSON.parse(source);
  failing.tests = [{ name: 'never', steps: [{ page: '/' }, { expect: { segments: ['hot'] } }] }];
  const results = [
    ['Right', studio.check(source)],
    ['Right', studio.runTests(JSON.stringify(failing))],
    ['Wrong', studio.check('{"kelvin":1}')],
    ['Wrong', studio.check('{')],
    ['Described', studio.describe(source)],
    ['Refused', studio.describe('{}')],
    ['ScoredAll', studio.scoreAll(source, log, '[1772366400000, "2026-04-01T00:00:00Z"]')],
    ['Covered', studio.coverage(source, log)],
    ['Journeys', studio.journeys(source)],
    ['Watched', studio.watch(log)],
    ['Watched', studio.watchMore('{}')],
    ['Busiest', studio.busiest('{"most":2}')],
    ['MessagesOf', studio.messagesOf('{"visitor":"v","most":2}')],
    ['Labelled', studio.label('[{"visitor":"v","converted":0},{}]')],
    ['Calibrated', studio.calibrate(source)],
    ['Followed', studio.follow(source, '{"points":3,"events":["v"]}')],
    ['Compared', studio.diff(source, source)],
    ['Explained', studio.explainVisitor(source, log, '{"visitor":"v"}')],
  ];
  assert.equal(typeErrors('studio.d.ts', results), '');
  assert.equal(JSON.parse(results[1][1]).failed, 1);
  assert.equal(JSON.parse(results[6][1]).lines.length, 2);
});

test('what is wrong is told, and nothing throws', () => {
  const code = (text) => JSON.parse(text).errors[0].code;
  const source = kSmallest;
  assert.equal(code(studio.scoreAll('{}', '[]', '[]')), JSON.parse(studio.check('{}')).errors[0].code);
  assert.equal(code(studio.scoreAll(source, '{}', '[]')), 'wrong_type');
  assert.equal(code(studio.scoreAll(source, '[', '[]')), 'bad_json');
  assert.equal(code(studio.scoreAll(source, '[]', '5')), 'wrong_type');
  assert.equal(code(studio.scoreAll(source, '[]', '[1]')), 'bad_time');
  assert.equal(code(studio.coverage(source, 'null')), 'wrong_type');
  assert.equal(JSON.parse(studio.watch('7')).bad[0].errors[0].code, 'not_object');
  assert.equal(code(studio.busiest('{}')), 'wrong_type');
  assert.equal(code(studio.messagesOf('{"visitor":"v","most":0}')), 'wrong_type');
  assert.equal(code(studio.label('{}')), 'wrong_type');
  assert.equal(code(studio.calibrate('{}')), JSON.parse(studio.check('{}')).errors[0].code);
  assert.equal(code(studio.watch('[')), 'bad_json');
  assert.equal(code(studio.follow('{}', '{}')), JSON.parse(studio.check('{}')).errors[0].code);
  for (const ask of ['{"points":0}', '{"points":"many"}', '{"after":-1}', '{"after":1e300}', '{"events":"v"}', '{"events":[7]}']) assert.equal(code(studio.follow(source, ask)), 'wrong_type', ask);
  assert.equal(code(studio.diff(source, '{}')), JSON.parse(studio.check('{}')).errors[0].code);
  assert.equal(code(studio.diff('{', source)), 'bad_json');
  assert.equal(code(studio.diff(source, source.replaceAll('"s"', '"other"'))), 'no_such_score');
  assert.equal(code(studio.journeys('{}')), JSON.parse(studio.check('{}')).errors[0].code);
  assert.equal(code(studio.explainVisitor(source, '[]', '{"visitor":"v"}')), 'no_visitor');
  assert.equal(code(studio.explainVisitor(source, '[]', '{"visitor":7}')), 'wrong_type');
  assert.equal(code(studio.explainVisitor(source, '[]', '{"visitor":"v","at":"soon"}')), 'bad_time');
  assert.equal(studio.scoreAll(source, '[]', '[]'), '{"ok":true,"lines":[],"bad":[]}');
  for (const text of ['', 'null', '7', '[[]]', '{"a":'.repeat(40)]) {
    for (const name of ['check', 'runTests', 'describe']) assert.doesNotThrow(() => JSON.parse(studio[name](text)));
    assert.doesNotThrow(() => JSON.parse(studio.coverage(source, text)));
  }
});

for (const name of library) {
  test(`${name}: its tests as messages score what the tests expect`, () => {
    const source = readFileSync(join(root, 'core/models', name), 'utf8');
    const { tests } = JSON.parse(source);
    const { journeys } = JSON.parse(studio.journeys(source));
    assert.deepEqual(journeys.map((journey) => journey.name), tests.map((test) => test.name));
    for (const [i, { messages }] of journeys.entries()) {
      const last = tests[i].steps.at(-1);
      const events = tests[i].steps.filter((step) => !step.wait && !step.expect);
      assert.equal(messages.length, events.reduce((sum, step) => sum + (step.times ?? 1), 0));
      if (!last.expect?.scores || tests[i].steps.at(-2).wait || events.some(({ who }) => who)) continue;
      studio.watch(JSON.stringify(messages));
      const { scores, visitors } = JSON.parse(studio.follow(source, JSON.stringify({ events: [messages[0].anonymousId] })));
      for (const [id, score] of Object.entries(last.expect.scores)) assert.equal(visitors[0].events.at(-1).scores[scores.indexOf(id)], score, journeys[i].name);
    }
  });
}

test('what is followed: both sides of each event, and where segments change', () => {
  const page = (timestamp) => ({ type: 'page', anonymousId: 'v', timestamp });
  const model = JSON.stringify({ ...JSON.parse(kSmallest), segments: [{ id: 'in', when: { 'scores.s': { $gte: 2 } } }] });
  const { messages, bad } = JSON.parse(studio.watch(JSON.stringify([page(1e12), page(1e12 + 1000), { type: 'page' }])));
  assert.deepEqual([messages, bad.map(({ index }) => index)], [2, [2]]);
  const { scores, visitors } = JSON.parse(studio.follow(model, '{"points":2,"after":1000,"events":["v"]}'));
  assert.deepEqual(scores, ['s']);
  const [{ events, ...line }] = visitors;
  // What stays the same from the first event to the second is told at its two ends.
  assert.deepEqual(line, {
    visitor: 'v', at: [1e12, 1e12, 1e12 + 1000, 1e12 + 1000, 1e12 + 2000], shown: [[0, 1, 1, 2, 2]],
    stays: [{ at: 1e12, segments: [], grade: '' }, { at: 1e12 + 1000, segments: ['in'], grade: '' }], marked: [1e12, 1e12 + 1000], marks: [1, 2],
  });
  assert.deepEqual(events[1], { at: 1e12 + 1000, name: 'page', hits: [{ rule: 'r', points: 1 }], scores: [2], entered: ['in'], left: [], fired: [] });
  assert.equal(JSON.parse(studio.follow(model, '{}')).visitors[0].events, undefined);
});

test('messages that are kept: one after the other, and read anew for a model that asks more of them', async () => {
  const source = readFileSync(join(root, 'core/models/saas.json'), 'utf8');
  const lines = [...generateLog({ events: 400, visitors: 7, seed: 9, words: vocabularyOf(JSON.parse(source)) })];
  const at = lines.length >> 1;
  assert.equal(JSON.parse(studio.watch(listOf(lines.slice(0, at)))).messages, at);
  assert.equal(JSON.parse(studio.watchMore(lines[at])).messages, at + 1);
  assert.equal(JSON.parse(studio.watchMore(listOf(lines.slice(at + 1)))).messages, lines.length);
  const counts = new Map();
  for (const line of lines) counts.set(JSON.parse(line).anonymousId, (counts.get(JSON.parse(line).anonymousId) ?? 0) + 1);
  const busiest = [...counts].map(([visitor, messages]) => ({ visitor, messages })).sort((a, b) => b.messages - a.messages);
  assert.deepEqual(JSON.parse(studio.busiest('{"most":3}')), { ok: true, all: counts.size, visitors: busiest.slice(0, 3) });
  const { visitor } = busiest[0];
  assert.deepEqual(JSON.parse(studio.messagesOf(JSON.stringify({ visitor, most: 5 }))).messages, lines.map((line) => JSON.parse(line)).filter(({ anonymousId }) => anonymousId === visitor).slice(0, 5));
  // Each model in turn, by one core that read them for the one before and by a core that reads them for it alone.
  const [alone, model] = [await open(), JSON.parse(source)];
  const asks = (change) => (change(model), JSON.stringify(model));
  const first = model.scores[0].rules.find(({ on }) => on !== undefined);
  const models = [source, asks(() => (first.points = 77)), asks(() => (first.where = { 'properties.color': { $exists: false } })), asks(() => (first.on = 'page')),
    asks(() => (model.pages.other = ['/**'], first.where = { 'page.group': 'other' })), asks(() => (model.pages.other = ['/p*'])), asks(() => (first.where = { 'page.query.plan': 'pro' })), kSmallest, source];
  for (const one of models) {
    assert.equal(JSON.parse(studio.check(one)).errors, undefined, studio.check(one));
    alone.watch(listOf(lines));
    assert.equal(studio.follow(one, '{"events":["v1"]}'), alone.follow(one, '{"events":["v1"]}'));
    assert.deepEqual(JSON.parse(studio.coverage(one, '')), JSON.parse(alone.coverage(one, listOf(lines))));
  }
});

test('the visitor that the door holds is another matter: no look at a log touches it', async () => {
  const [kelvin, page] = [await open(), await load()];
  const source = readFileSync(join(root, 'core/models/saas.json'), 'utf8');
  const log = [...generateLog({ events: 300, visitors: 1, seed: 5, words: vocabularyOf(JSON.parse(source)) })];
  assert.equal(kelvin.saveExchange(), '');
  for (const one of [kelvin, page]) one.compile(source);
  for (const line of log) {
    assert.equal(kelvin.apply(line), page.apply(line));
    kelvin.scoreAll(source, listOf([line]), '[]');
    assert.equal(kelvin.save(), page.save());
  }
  // Both forms of a state are the same state, and a second model takes the place of the first.
  const [compact, exchange] = [kelvin.save(), kelvin.saveExchange()];
  assert.equal(JSON.parse(exchange).kelvin, 1);
  for (const form of [compact, exchange]) {
    page.restore('');
    assert.equal(JSON.parse(page.restore(form)).ok, true);
    assert.equal(page.save(), compact);
  }
  for (let i = 0; i < 20; i++) assert.equal(JSON.parse(kelvin.compile(source)).ok, true);
  assert.equal(JSON.parse(kelvin.restore(exchange)).ok, true);
  assert.equal(kelvin.saveExchange(), exchange);
});

test('a log of 100,000 messages is one call', () => {
  const source = readFileSync(join(root, 'core/models/saas.json'), 'utf8');
  const lines = [...generateLog({ events: 100_000, visitors: 5000, seed: 3, words: vocabularyOf(JSON.parse(source)) })];
  const answer = JSON.parse(studio.scoreAll(source, listOf(lines), '[1769900000000, 1772366400000]'));
  assert.equal(answer.bad.length, 0);
  assert.ok(answer.lines.length > 5000);
  assert.ok(JSON.parse(studio.coverage(source, listOf(lines))).coverage.events > 90_000);
});
