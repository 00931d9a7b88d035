/** The state machine of consent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedChoice, consentText, effectiveChoice, kDenied, kGranted, storedChoice } from '../src/consent';

test('undecided until someone chose, unless the site declares a mode', () => {
  assert.equal(effectiveChoice('ask', null, false), null);
  assert.equal(effectiveChoice('memory', null, false), null);
  assert.deepEqual(effectiveChoice('granted', null, false), kGranted);
  assert.deepEqual(effectiveChoice('granted', kDenied, false), kDenied);
  assert.deepEqual(effectiveChoice('ask', kGranted, false), kGranted);
});

test('Global Privacy Control stands above all', () => {
  for (const mode of ['ask', 'memory', 'granted'] as const) {
    assert.deepEqual(effectiveChoice(mode, kGranted, true), kDenied);
  }
});

test('purposes: merged, and none without score', () => {
  assert.deepEqual(changedChoice(kDenied, 'granted'), kGranted);
  assert.deepEqual(changedChoice(kGranted, 'denied'), kDenied);
  assert.deepEqual(changedChoice(kGranted, { send: false }), { score: true, personalise: true, send: false });
  assert.deepEqual(changedChoice(kDenied, { send: true }), kDenied);
  assert.deepEqual(changedChoice(kGranted, { score: false }), kDenied);
});

test('what is not understood grants nothing', () => {
  for (const request of ['yes', 1, true, null, 'Granted']) assert.deepEqual(changedChoice(kGranted, request), kDenied);
  assert.deepEqual(changedChoice(kDenied, { score: 'false', send: 1 }), kDenied);
  for (const text of ['', 'true', '"granted"', '{"score":1}', '{', '[]']) {
    assert.notDeepEqual(storedChoice(text), kGranted, text);
    assert.ok(!storedChoice(text)?.score, text);
  }
  assert.equal(storedChoice(null), null);
});

test('the text that events carry', () => {
  assert.equal(consentText(kGranted), 'granted');
  assert.equal(consentText({ score: true, personalise: false, send: true }), 'score,send');
  assert.equal(consentText(null), 'memory');
});
