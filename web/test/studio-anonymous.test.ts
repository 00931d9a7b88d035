/** A test that is made of a log may be published: it does not say who the visitor was. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anonymousSteps } from '../studio/model/anonymous';

test('who it was is left out, what happened is kept', () => {
  const ids = { messageId: 'm', anonymousId: 'a-17', userId: 'u-17' };
  const steps = anonymousSteps([
    { type: 'page', ...ids, timestamp: '2026-02-02T02:40:00.000Z', properties: {}, context: { page: { path: '/pricing' }, campaign: {} } },
    { type: 'alias', ...ids, previousId: 'a-16', timestamp: '2026-02-02T02:41:00.000Z' },
    { type: 'group', ...ids, groupId: 'acme', timestamp: '2026-02-02T02:42:00.000Z', traits: { industry: 'steel' }, context: { page: {} } },
    { type: 'identify', ...ids, timestamp: '2026-02-02T02:43:00.000Z', traits: { email: 'ann@odd@acme.test', email_domain: 'acme.test', email_free: false } },
  ]);
  assert.deepEqual(steps, [
    { event: { type: 'page', timestamp: '2026-02-02T02:40:00.000Z', context: { page: { path: '/pricing' } } } },
    { event: { type: 'group', timestamp: '2026-02-02T02:42:00.000Z', traits: { industry: 'steel' } } },
    { event: { type: 'identify', timestamp: '2026-02-02T02:43:00.000Z', traits: { email: 'someone@acme.test', email_domain: 'acme.test', email_free: false } } },
  ]);
});
