/** The panel's replay of the log, in the page's own core. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storyOf } from '../src/debug/story';
import { fakeDoor } from './pages';

test('a replay that the core breaks off leaves the page its state', () => {
  const core = fakeDoor();
  const lines = ['a', 'b'].map((event) => JSON.stringify({ type: 'track', event }));
  for (const line of lines) core.apply(line);
  const { apply, explain } = core;
  core.explain = (at) => ({ ...explain(at), events: lines.length });
  core.apply = (line) => {
    if (line === lines[1]) throw new Error('unreachable');
    return apply(line);
  };
  assert.throws(() => storyOf(core, lines, 0), /unreachable/);
  assert.deepEqual(core.names, ['a', 'b']);
});
