/** Events that wait, and their copies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Draft } from '../src/event';
import { createEventQueue } from '../src/event-queue';
import { memoryValues } from '../src/storage/key-value';
import { createUnsavedEvents } from '../src/storage/unsaved-events';

const page = { path: '/', url: '', title: '', referrer: '', search: '' };
const draft = (id: string): Draft => ({ id, made: 1, page, fields: { type: 'track', event: id } });

test('copies of events go once what was scored outlives the page, and not where storage has failed', () => {
  const values = memoryValues();
  const unsaved = createUnsavedEvents(values);
  for (const [lasting, left] of [[false, ['late.a']], [true, []]] as const) {
    const queue = createEventQueue(unsaved, () => {});
    queue.push(draft('a'));
    unsaved.keep([...queue.waiting()]);
    queue.next();
    queue.kept(lasting);
    assert.deepEqual(queue.batch(), []);
    assert.deepEqual(values.keys(), left);
  }
});
