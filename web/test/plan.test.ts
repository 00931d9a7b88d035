/** The plan of consent, over everything that can stand: what must hold whatever else does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basisOf, choiceOf, kDenied, kGranted } from '../src/consent/choice';
import { plan, type Action, type ConsentPlan, type PlanInput } from '../src/consent/plan';

const kFlags = [false, true];
const kRecords = [null, kDenied, kGranted, choiceOf({ score: true }), choiceOf({ score: true, send: true })].flatMap((choice) =>
  choice ? [{ ...choice }, { ...choice, by: true as const }] : [null],
);
const all: PlanInput[] = [];
for (const gpc of kFlags) for (const dnt of kFlags) for (const fresh of kFlags) for (const running of kFlags) for (const failed of kFlags)
for (const mode of ['ask', 'memory', 'exempt', 'granted'] as const) for (const record of kRecords)
  all.push({ gpc, dnt, fresh, running, failed, record, basis: basisOf(mode), granting: mode !== 'ask' });

const has = ({ actions }: ConsentPlan, ...names: Action['do'][]) => actions.some((action) => names.includes(action.do));
const eraseOf = ({ actions }: ConsentPlan) => actions.find((action) => action.do === 'erase') as Extract<Action, { do: 'erase' }> | undefined;

/** Each law, for all that stands. */
const laws: Record<string, (plan: ConsentPlan, input: PlanInput) => boolean> = {
  'with Global Privacy Control nothing is kept, started, shown or sent': (made, { gpc }) => !gpc || !has(made, 'keep', 'start', 'show', 'send'),
  'only what was granted is done': (made) =>
    (!has(made, 'keep') || made.choice!.score) && (!has(made, 'show') || made.choice!.personalise) && (!has(made, 'send') || made.choice!.send),
  'what was granted is done': (made) =>
    !made.choice || (has(made, 'keep') === made.choice.score && has(made, 'show') === made.choice.personalise && has(made, 'send') === made.choice.send),
  'the visitor\'s word stands above what the site declares': (made, { gpc, record }) => gpc || !record || made.choice!.score === record.score,
  'nobody is kept, shown or sent unasked where the browser says Do Not Track': (made, { dnt, record }) => !dnt || !!record || !has(made, 'keep', 'show', 'send', 'start'),
  'nothing is kept and erased, started and erased, shown and hidden, sent and dropped': (made) =>
    !(has(made, 'keep', 'start') && has(made, 'erase')) && has(made, 'show') !== has(made, 'hide') && !(has(made, 'send') && has(made, 'drop')),
  'what runs without leave is erased for sure': (made, { running, basis, dnt }) =>
    !running || has(made, 'keep') || (!made.choice && basis.memory && !dnt) || eraseOf(made)?.surely === true,
  'a refusal of just now is carried out for sure': (made, { fresh }) => !fresh || !made.choice || made.choice.score || eraseOf(made)!.surely,
  'what failed is not started again, what runs not twice': (made, { running, failed }) => !(running || failed) || !has(made, 'start'),
  'messages are dropped only where somebody decided so': (made) => !has(made, 'drop') || made.decided,
  'a refusal stays behind only where something else would grant, and only the visitor\'s own': (made, { granting, record, gpc }) =>
    !eraseOf(made)?.refusal || (granting && !gpc && !!record && !record.by && !record.score),
  'undecided, where nothing runs, nothing is touched': (made, { running, basis, dnt }) =>
    !!made.choice || running || (basis.memory && !dnt) || made.actions.every((action) => action.do === 'hide'),
  'it is kept before it is started': (made) => {
    const [keep, start] = (['keep', 'start'] as const).map((name) => made.actions.findIndex((action) => action.do === name));
    return keep! < 0 || start! < 0 || keep! < start!;
  },
};
for (const [law, holds] of Object.entries(laws)) {
  test(`${law} (${all.length} ways that things can stand)`, () => {
    for (const input of all) assert.ok(holds(plan(input), input), JSON.stringify([input, plan(input)]));
  });
}

test('the plan is a function of how things stand, and of nothing else', () => {
  const { parse } = JSON;
  for (const input of all) {
    const before = JSON.stringify(input);
    assert.deepEqual(plan(input), plan(parse(before) as PlanInput));
    assert.equal(JSON.stringify(input), before);
  }
});
