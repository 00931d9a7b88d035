/** @jsxImportSource preact */
/** The model's tests: what visitors do, and what must come of it. They are run at each keystroke. */
import { checked, core, edit, members, seal, tests, told } from '../app';
import { insertItem, type Json, type Path, pointerOf } from '../model/json';
import { expectOf, probeOf } from '../model/probe';
import { child, field, model as modelField, start } from '../model/schema';
import type { MessagesOf, Right } from '../../../wasm/studio';
import { append, ItemButtons, Part, titleOf } from './form';
import { log, logCore } from './log';

type Some = Record<string, Json>;
const list = (value: Json | undefined): Some[] => (Array.isArray(value) ? (value as Some[]) : []);

/** A step that does what a rule waits for, as far as plain values tell. */
function stepFor(rule: Some): Some | undefined {
  const on = Array.isArray(rule.on) ? rule.on[0] : rule.on;
  const facts = (rule.while ?? {}) as Some;
  const plain = (prefix: string, from: Some) => Object.fromEntries(Object.entries(from).filter(([key, value]) => key.startsWith(prefix) && (typeof value !== 'object' || value === null)).map(([key, value]) => [key.slice(prefix.length), value]));
  if (rule.while !== undefined) return { identify: plain('profile.', facts) };
  if (on === 'page' || on === 'visit') {
    const where = (rule.where ?? {}) as Some;
    const group = (members.value.pages as Some | undefined)?.[String(where['page.group'])];
    const glob = String((Array.isArray(group) ? group[0] : group) ?? where['page.path'] ?? '/');
    return { page: glob.startsWith('/') ? glob.replace(/\/?\*+.*$/, '') || '/' : '/' };
  }
  if (on === 'identify') return { identify: {} };
  if (on === 'group') return { group: 'acme' };
  if (typeof on !== 'string') return undefined;
  const properties = plain('properties.', (rule.where ?? {}) as Some);
  return Object.keys(properties).length ? { track: on, properties } : { track: on };
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

/** A visitor of the log as a test, without who it was. */
async function asTest(visitor: string): Promise<void> {
  const { messages } = await logCore().ask<MessagesOf>({ what: 'messagesOf', visitor, most: 1000 });
  const steps = messages.map(({ anonymousId: _, userId: __, messageId: ___, ...event }) => ({ event: event as Json }));
  append(['tests'], list(members.value.tests).length, { name: `From a log: ${steps.length} events`, steps });
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
          <details class={`test ${now ? (now.ok ? 'passes' : 'fails') : ''}`} key={i}>
            <summary><span class="mark">{now ? (now.ok ? 'passes' : 'fails') : 'not run'}</span> {name}</summary>
            <ItemButtons path={['tests']} i={i} count={journeys.length} name={name} />
            {now?.failures.map((failure) => <p class="problem error" key={failure.at}><b>{failure.at.slice(pointerOf(path).length)}</b> expected <code>{JSON.stringify(failure.expected)}</code>, found <code>{JSON.stringify(failure.found)}</code></p>)}
            <Steps path={path} steps={list(journey.steps)} test={i} />
            <Part path={path} value={journey} of={item} label={name} />
          </details>
        );
      })}
      <p class="row">
        <button type="button" onClick={() => append(['tests'], journeys.length, start(item))}>Add a test</button>
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
