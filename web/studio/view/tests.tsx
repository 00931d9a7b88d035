/** @jsxImportSource preact */
/** The model's tests: what visitors do, and what must come of it. They are run at each keystroke. */
import { checked, core, edit, members, notice, seal, tests, told } from '../app';
import { anonymousSteps, judging } from '../model/anonymous';
import { insertItem, type Json, type Path, pointerOf } from '../model/json';
import { expectOf, probeOf } from '../model/probe';
import { child, field, model as modelField, start } from '../model/schema';
import type { MessagesOf, Refused, Right } from '../../../wasm/studio';
import { append, ItemButtons, Part, titleOf } from './form';
import { log, logCore } from './log';
import { openRows, toggleRow } from './rows';

type Some = Record<string, Json>;
const list = (value: Json | undefined): Some[] => (Array.isArray(value) ? (value as Some[]) : []);

const isObject = (value: Json | undefined): value is Some => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value that a test of a field is met by, as far as one can tell without deciding anything: the core says whether it is. */
function valueFor(test: Json): Json | undefined {
  if (!isObject(test)) return test;
  const first = (value: Json | undefined) => (Array.isArray(value) ? value.find((one) => one !== null) : value);
  const [[operator, value] = []] = Object.entries(test);
  const one = first(value);
  if (operator === '$in' || operator === '$all' || operator === '$eq' || operator === '$gte' || operator === '$lte') return one;
  if (operator === '$gt' && typeof one === 'number') return one + 1;
  if (operator === '$lt' && typeof one === 'number') return one - 1;
  if (['$glob', '$contains', '$words'].includes(String(operator)) && typeof one === 'string') return one.replaceAll('*', '');
  return operator === '$exists' && value === true ? true : undefined;
}

/** What below a prefix a condition asks for. */
const asked = (prefix: string, from: Json | undefined): Some =>
  Object.fromEntries(Object.entries(isObject(from) ? from : {}).flatMap(([key, test]) => {
    const value = key.startsWith(prefix) && !key.slice(prefix.length).includes('.') ? valueFor(test) : undefined;
    return value === undefined ? [] : [[key.slice(prefix.length), value]];
  }));

function addressFor(where: Some): string {
  const group = (members.value.pages as Some | undefined)?.[String(valueFor(where['page.group'] ?? ''))];
  const glob = String((Array.isArray(group) ? group[0] : group) ?? valueFor(where['page.path'] ?? '/') ?? '/');
  return glob.startsWith('/') ? glob.replace(/\/?\*+.*$/, '') || '/' : '/';
}

/** A step that does what a rule waits for. */
function stepFor(rule: Some): Some | undefined {
  const on = Array.isArray(rule.on) ? rule.on[0] : rule.on;
  if (rule.while !== undefined) return { identify: asked('profile.', rule.while) };
  if (typeof on !== 'string') return undefined;
  const where = isObject(rule.where) ? rule.where : {};
  const least = isObject(rule.count) ? rule.count.at_least : undefined;
  const times: Some = typeof least === 'number' && least > 1 && least <= 1000 ? { times: least } : {};
  if (on === 'page' || on === 'visit') return { page: addressFor(where), ...times };
  if (on === 'identify') return { identify: {} };
  if (on === 'group') return { group: 'acme' };
  const properties = asked('properties.', where);
  return { track: on, ...(Object.keys(properties).length ? { properties } : {}), ...times };
}

const kWaits = ['10m', '1d', '7d', '30d'];

function addStep(path: Path, steps: Some[], step: Json) {
  // What is expected at the end stays behind what leads to it.
  edit((here) => insertItem(here, [...path, 'steps'], steps.length, step));
  seal();
}

async function soItShouldBe(test: number, path: Path, steps: Some[]) {
  const probe = probeOf(members.value, test);
  if (!probe) return;
  const { checked: answer } = await core.ask<{ checked: Right }>({ what: 'check', source: JSON.stringify(probe) });
  const step = expectOf(answer);
  if (step) addStep(path, steps, step);
}

function Steps({ path, steps, test }: { path: Path; steps: Some[]; test: number }) {
  const rules = list(members.value.scores).flatMap((score) => list(score.rules));
  return (
    <div class="row wrap">
      <button type="button" class="small" onClick={() => addStep(path, steps, { page: '/' })}>A page</button>
      {rules.map((rule, i) => {
        const step = stepFor(rule);
        return step && <button type="button" class="small" key={i} onClick={() => addStep(path, steps, step)}>{titleOf(rule, `rule ${i + 1}`)}</button>;
      })}
      {kWaits.map((wait) => <button type="button" class="small" key={wait} onClick={() => addStep(path, steps, { wait })}>Wait {wait}</button>)}
      <button type="button" class="small main" onClick={() => void soItShouldBe(test, path, steps)}>So it should be</button>
    </div>
  );
}

/** A visitor of the log as a test, without who it was and what the model does not ask for: a model is given out with its tests. */
async function asTest(visitor: string): Promise<void> {
  const answer = await logCore().ask<MessagesOf | Refused>({ what: 'scrubbedOf', source: JSON.stringify(judging(members.value)), visitor, most: 1000 });
  if (!answer.ok) return void (notice.value = 'The model has errors: what it asks of a visitor is known once they are mended.');
  const steps = anonymousSteps(answer.messages as Some[]);
  append(['tests'], list(members.value.tests).length, { name: `From a log: ${steps.length} events`, steps });
  notice.value = 'The test has no ids, and of each event only what the model asks for. The addresses and titles of pages are in it: read them before you give the model to others.';
}

export function Tests() {
  const value = members.value.tests;
  const of = child(modelField(), 'tests');
  const journeys = list(value);
  const result = checked.value as Right | undefined;
  const item = field(of.schema.items ?? {});
  return (
    <section class="list" aria-label="Tests" data-at="/tests">
      <p role="status">{result?.passed !== undefined ? `${result.passed} of ${result.passed + (result.failed ?? 0)} tests pass.` : journeys.length ? 'Tests run when the model has no error.' : 'A test says what a visitor does and what must come of it.'}</p>
      {result?.unexercised && [...result.unexercised.rules, ...result.unexercised.segments, ...result.unexercised.triggers].length > 0 && (
        <p class="quiet">No test makes these happen: {[...result.unexercised.rules, ...result.unexercised.segments, ...result.unexercised.triggers].join(', ')}.</p>
      )}
      {journeys.map((journey, i) => {
        const path: Path = ['tests', i];
        const now = tests.value.find(({ at }) => at === pointerOf(path));
        const name = titleOf(journey, `test ${i + 1}`);
        return (
          <details class={`test ${now ? (now.ok ? 'passes' : 'fails') : ''}`} key={i} open={openRows.value.has(pointerOf(path))} onToggle={({ currentTarget }) => currentTarget.open !== openRows.value.has(pointerOf(path)) && toggleRow(pointerOf(path), currentTarget.open)}>
            <summary><span class="mark">{now ? (now.ok ? 'passes' : 'fails') : 'not run'}</span> {name}</summary>
            <ItemButtons path={['tests']} i={i} count={journeys.length} name={name} />
            {now?.failures.map((failure) => <p class="problem error" key={failure.at}><b>{failure.at.slice(pointerOf(path).length)}</b> expected <code>{JSON.stringify(failure.expected)}</code>, found <code>{JSON.stringify(failure.found)}</code></p>)}
            <Steps path={path} steps={list(journey.steps)} test={i} />
            <Part path={path} value={journey} of={item} label={name} />
          </details>
        );
      })}
      <p class="row">
        <button type="button" onClick={() => {
          append(['tests'], journeys.length, start(item));
          toggleRow(`/tests/${journeys.length}`, true);
        }}>Add a test</button>
        {log.value?.shown[0] && (
          <select aria-label="A test from a visitor of the log" value="" onChange={({ currentTarget }) => {
            const visitor = currentTarget.value;
            currentTarget.value = '';
            void asTest(visitor).catch(told);
          }}>
            <option value="">A test from a visitor of the log…</option>
            {log.value.shown.map(({ visitor, messages }) => <option value={visitor}>{visitor}: {messages} messages</option>)}
          </select>
        )}
      </p>
    </section>
  );
}
