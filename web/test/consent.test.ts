/** The rules of consent: what is declared, what is said, what sources say, and which word is the last. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  changedChoice, choiceOf, consentText, effectiveChoice, basisOf, kAsk, kDenied, kGranted, storedRecord,
} from '../src/consent/choice';
import { createAct, type ActDeps } from '../src/consent/act';
import { signalsOf } from '../src/consent/signals';
import { consentCommand } from '../src/consent/sources/google';
import { agreed, latestRecord, type Verdict } from '../src/consent/sources/kit';
import { tcfChoice, vendorOf } from '../src/consent/sources/tcf';
import { createConsentState } from '../src/consent/state';

const kScore = choiceOf({ score: true });
const effective = (mode: Parameters<typeof basisOf>[0], word = null as Parameters<typeof effectiveChoice>[1], gpc = false) =>
  effectiveChoice(basisOf(mode), word, gpc);

test('undecided until someone chose, unless the site declares a mode', () => {
  assert.equal(effective('ask'), null);
  assert.equal(effective(undefined), null);
  assert.equal(effective('nonsense' as 'ask'), null);
  assert.equal(effective('memory'), null);
  assert.deepEqual(effective('granted'), kGranted);
  assert.deepEqual(effective('exempt'), kScore);
  assert.deepEqual(effective('granted', kDenied), kDenied);
  assert.deepEqual(effective('exempt', kGranted), kGranted);
  assert.deepEqual(effective('ask', kGranted), kGranted);
  assert.deepEqual(['ask', 'memory', 'exempt', 'granted'].map((mode) => basisOf(mode as 'ask').memory), [false, true, false, false]);
});

test('Global Privacy Control stands above all', () => {
  for (const mode of ['ask', 'memory', 'exempt', 'granted'] as const) assert.deepEqual(effective(mode, kGranted, true), kDenied);
});

test('the browser\'s signals, where browsers have them', () => {
  const win = (navigator: object, more: object = {}) => ({ navigator, ...more }) as unknown as Window;
  assert.deepEqual(signalsOf(win({})), { gpc: false, dnt: false });
  assert.deepEqual(signalsOf(win({ globalPrivacyControl: true, doNotTrack: '1' })), { gpc: true, dnt: true });
  assert.deepEqual(signalsOf(win({ doNotTrack: null }, { doNotTrack: '1' })), { gpc: false, dnt: true });
  for (const value of ['0', 'unspecified', null, undefined, '']) assert.equal(signalsOf(win({ doNotTrack: value })).dnt, false);
  for (const value of ['1', 1, 'true', null]) assert.equal(signalsOf(win({ globalPrivacyControl: value })).gpc, false);
});

test('purposes: merged, and none without score', () => {
  assert.deepEqual(changedChoice(kDenied, 'granted'), kGranted);
  assert.deepEqual(changedChoice(kGranted, 'denied'), kDenied);
  assert.deepEqual(changedChoice(kDenied, { score: true, personalise: true }), { score: true, personalise: true, send: false });
  assert.deepEqual(changedChoice(kGranted, { send: false }), { score: true, personalise: true, send: false });
  assert.deepEqual(changedChoice(kGranted, { score: false }), kDenied);
  assert.deepEqual(changedChoice(kDenied, { personalise: true, send: true }), kDenied);
});

test('what is not understood grants nothing', () => {
  for (const request of ['yes', 1, true, null, 'Granted']) assert.deepEqual(changedChoice(kGranted, request), kDenied);
  assert.deepEqual(changedChoice(kDenied, { score: 'false', send: 1 }), kDenied);
  for (const text of ['', 'true', '"granted"', '{"score":1}', '{', '[]', '{"__proto__":{"score":true}}']) {
    assert.ok(!storedRecord(text)?.score, text);
  }
  assert.equal(storedRecord(null), null);
  assert.deepEqual(storedRecord('{"score":true,"heard":1,"by":"x"}'), { ...kScore, heard: undefined, by: undefined });
});

test('the text that events carry', () => {
  assert.equal(consentText(kGranted), 'granted');
  assert.equal(consentText({ score: true, personalise: false, send: true }), 'score,send');
  assert.equal(consentText(null), 'memory');
});

test('the last word: an act wins, a repetition does not, and what cannot be ordered must agree', () => {
  const source = (choice: typeof kGranted, act = false) => ({ choice, act });
  const granted = { ...kGranted, heard: 'granted', by: true as const };
  assert.deepEqual(latestRecord(null, source(kGranted)), granted, 'nobody spoke before');
  assert.deepEqual(latestRecord(granted, source(kDenied)), { ...kDenied, heard: '', by: true }, 'the source changed its mind');
  const refused = { ...kDenied, heard: 'granted' };
  assert.equal(latestRecord(refused, source(kGranted)), refused, 'refused here, though the source knew a grant');
  assert.deepEqual(latestRecord(refused, source(kGranted, true)), granted, 'granted there since');
  assert.deepEqual(latestRecord(refused, source(kScore)), { ...kScore, heard: 'score', by: true }, 'changed there since');
  assert.deepEqual(latestRecord(kDenied, source(kGranted)), { ...kDenied, heard: 'granted', by: undefined }, 'who knows which is newer');
  assert.deepEqual(latestRecord(kGranted, source(kScore)), { ...kScore, heard: 'score', by: undefined });
  assert.equal(latestRecord(granted, {}), null, 'the source asks anew');
  assert.equal(latestRecord(refused, {}), refused);
});

test('several sources: all must agree, a refusal needs only one', () => {
  const memory = basisOf('memory');
  const choice: Verdict = { choice: kGranted };
  assert.deepEqual(agreed([choice, null], memory), { basis: kAsk }, 'one is silent');
  assert.deepEqual(agreed([choice, {}], memory), { basis: { consent: null, memory: true } }, 'one still asks');
  assert.deepEqual(agreed([choice, { choice: kScore }], memory), { choice: kScore });
  assert.deepEqual(agreed([choice, { basis: memory }], memory), { choice: kGranted }, 'one need not ask');
  assert.deepEqual(agreed([null, { choice: kDenied }], memory), { choice: kDenied });
  assert.deepEqual(agreed([{ basis: basisOf('granted') }], memory), { basis: { consent: kGranted, memory: true } });
  assert.deepEqual(agreed([{ basis: basisOf('granted') }, { basis: basisOf('exempt') }], kAsk), { basis: basisOf('exempt') });
});

const data = (more = {}) => ({
  tcfPolicyVersion: 5,
  purpose: { consents: { 1: true, 3: true, 4: true, 5: true, 6: true } },
  publisher: { consents: { 1: true, 5: true, 6: true }, restrictions: {} },
  vendor: { consents: { 77: true }, disclosedVendors: { 77: true } },
  ...more,
});

test('TCF: purposes, vendors, disclosure, restrictions', () => {
  const restricted = (type: number) => tcfChoice(data({ publisher: { restrictions: { 6: { 77: type } } } }), 77);
  assert.deepEqual(tcfChoice(data()), { score: true, personalise: true, send: false }, 'to the publisher');
  assert.deepEqual(tcfChoice(data(), 'any'), kGranted);
  assert.deepEqual(tcfChoice(data(), 77), kGranted);
  assert.deepEqual(tcfChoice(data(), 78), kDenied, 'another vendor');
  assert.deepEqual(tcfChoice(data(), vendorOf('x')), kDenied);
  assert.deepEqual(tcfChoice(data({ vendor: { consents: { 77: true }, disclosedVendors: {} } }), 77), kDenied, 'not shown');
  assert.deepEqual(tcfChoice(data({ vendor: { consents: { 77: true } } }), 77), kDenied, '2.3, and says of nobody');
  assert.deepEqual(tcfChoice(data({ tcfPolicyVersion: 4, vendor: { consents: { 77: true } } }), 77), kGranted, '2.2 does not say');
  for (const type of [0, 2]) assert.deepEqual(restricted(type), { score: true, personalise: false, send: true });
  assert.deepEqual(restricted(1), kGranted);
  assert.deepEqual(tcfChoice(data({ isServiceSpecific: false }), 'any'), kDenied);
  const legitimate = { purpose: { consents: {}, legitimateInterests: { 1: true, 5: true } } };
  assert.deepEqual(tcfChoice(data(legitimate), 'any'), kDenied, 'an interest is no consent');
});

test('TCF: what is no plain true of its own grants nothing', () => {
  for (const value of [1, 'true', {}, [], null]) {
    assert.deepEqual(tcfChoice({ purpose: { consents: { 1: value, 5: value } } }, 'any'), kDenied);
  }
  const inherited = Object.create({ 1: true, 5: true, 6: true }) as object;
  assert.deepEqual(tcfChoice({ purpose: { consents: inherited } }, 'any'), kDenied);
  for (const broken of [null, undefined, 0, 'granted', [], { purpose: null }, { purpose: { consents: [true, true] } }]) {
    assert.deepEqual(tcfChoice(broken, 'any'), kDenied);
  }
});

test('Google: only its own form of a command is one', () => {
  const gtag = function (..._: unknown[]) {
    return arguments; // What gtag pushes.
  };
  const command = consentCommand(gtag('consent', 'update', { analytics_storage: 'granted', ad_user_data: 'no', other: 'granted' }));
  assert.deepEqual([...command!.values], [['analytics_storage', true], ['ad_user_data', false]]);
  assert.equal(consentCommand(gtag('consent', 'default', { analytics_storage: 'granted', wait_for_update: 500 }))!.wait, 500);
  assert.equal(consentCommand(gtag('consent', 'default', { wait_for_update: 1e9 }))!.wait, 10_000);
  for (const entry of [['consent', 'update', {}], gtag('event', 'x'), gtag(), {}, 'consent', null, 7]) assert.equal(consentCommand(entry), null);
  assert.equal(consentCommand(gtag('consent', 'update', {}), 'Array'), null);
  assert.deepEqual([...consentCommand(['consent', 'update', { analytics_storage: 'granted' }], 'Array')!.values], [['analytics_storage', true]]);
  const inherited = Object.create({ analytics_storage: 'granted' }) as object;
  assert.equal(consentCommand(gtag('consent', 'update', inherited))!.values.size, 0);
  assert.equal(consentCommand(gtag('consent', 'update', null))!.values.size, 0);
});

test('whose choice holds: what a site declared, or a source of another page said, is none of the visitor\'s here', () => {
  let stored: string | null = JSON.stringify({ ...kGranted, by: true });
  const on = (options: object) => {
    const state = createConsentState({ navigator: {} } as Window, () => stored);
    state.declare({ model: 'm', ...options });
    return { state, plan: () => state.plan({ running: false, failed: false }).choice };
  };
  const asking = on({});
  assert.equal(asking.plan(), null);
  asking.state.reread(); // A tab of a page that declares it has written the copy anew.
  assert.equal(asking.plan(), null);
  assert.deepEqual(asking.state.answer(), kDenied, 'nor is it told, or taken for what a word on one purpose leaves as it was');
  assert.deepEqual(on({ consent: 'exempt' }).plan(), kScore);
  const sourced = on({ consentFrom: 'tcf' });
  assert.equal(sourced.plan(), null, 'until the source has spoken on this page');
  sourced.state.reread();
  assert.deepEqual(sourced.plan(), kGranted, 'or in another tab of it');

  asking.state.choose('granted');
  assert.deepEqual(asking.plan(), kGranted);
  stored = JSON.stringify(kGranted);
  assert.deepEqual(on({}).plan(), kGranted, 'the visitor\'s own word is for all pages');
});

test('only sending is refused: what waits is dropped, and steps under way add nothing to it', () => {
  const done: string[] = [];
  const says = (name: string) => new Proxy({}, { get: (_, what) => () => void done.push(`${name}.${String(what)}`) });
  const consent = createConsentState({ navigator: {} } as unknown as Window, () => null);
  const [store, outbox, pipeline, run, painter] = ['store', 'outbox', 'pipeline', 'run', 'painter'].map(says);
  const act = createAct({ consent, local: {}, store, outbox, pipeline, run, painter } as unknown as ActDeps);
  consent.declare({ model: 'm', consent: 'granted' });
  consent.choose({ send: false });
  act({ model: 'm' });
  assert.deepEqual(done.slice(-2), ['pipeline.renew', 'outbox.clear']);
});
