/** What is held until the later part of the script comes, with a browser made of values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fields } from '../kelvin';
import type { Draft } from '../src/event';
import { createHold } from '../src/sensors/hold';
import type { Kit, Press } from '../src/sensors/kit';

class Tree {}
Object.assign(globalThis, { ShadowRoot: Tree });

/** A page whose sensors are these. */
function world(...names: string[]) {
  const listeners: { target: object; type: string; work(event: object): void; signal: AbortSignal }[] = [];
  const pushed: string[] = [];
  const scored: string[] = [];
  const trackers: ((event: string, properties: Fields) => Fields)[] = [];
  const win = {};
  const doc = { hidden: false };
  const hook = () => {};
  const kit = {
    ...{ win, doc, moment: () => ({ mono: 0 }), here: hook, focused: () => false, every: hook },
    routes: { leaving: hook, opened: hook },
    push: ({ type, event }: Fields) => pushed.push((event ?? type) as string),
    identify: () => pushed.push('identify'),
    tracked: (work: (typeof trackers)[0]) => trackers.push(work),
    press: ({ press }: Event & { press: Press }) => press,
    listen(target: object, types: string, work: (event: object) => void, { signal }: { signal: AbortSignal }) {
      for (const type of types.split(' ')) listeners.push({ target, type, work, signal });
    },
  } as unknown as Kit;
  const hold = createHold(kit, names, { made: () => 0, release: (draft) => scored.push(draft.id!) });
  const emit = (type: string, more = {}, target: object = win) => {
    const event = { type, isTrusted: true, currentTarget: target, composedPath: () => [{}, new Tree(), doc, win], ...more };
    for (const each of listeners.filter((one) => one.target === target && one.type === type && !one.signal.aborted)) each.work(event);
  };
  return {
    hold,
    pushed,
    scored,
    heard: () => listeners.map(({ type }) => type),
    type: () => emit('input'),
    /** A form is pressed, which the browser sends or a script (`prevented`). */
    submit: (key = 'f', prevented = false) => emit('submit', { press: { key, prevented, how: null, traits: { email: 'a' }, fields: { need: 'price' }, page: {} } }),
    takes: (id: string) => hold?.takes({ id } as unknown as Draft),
    tells: (form: string) => trackers.reduce<Fields>((fields, work) => work('Form Submitted', fields), { form }),
    hide() {
      doc.hidden = true;
      emit('visibilitychange', {}, doc);
    },
  };
}

test('forms are held where they are a sensor: an event waits, the site\'s own submission has its fields, a certain one counts on exit', () => {
  const page = world('page', 'form');
  assert.equal(page.takes('before'), false);
  page.type();
  assert.equal(page.takes('behind'), true);
  page.submit('told', true);
  assert.deepEqual(page.tells('told'), { need: 'price', form: 'told' });
  page.submit('sent');
  page.hide();
  assert.deepEqual(page.pushed, ['identify', 'identify', 'Form Submitted']);
  assert.deepEqual(page.scored, ['behind']);
});

for (const names of [['engaged'], ['scroll', 'search', 'page']]) {
  test(`sensors "${names.join(' ')}": of forms nothing is held, and nothing waits or counts`, () => {
    const page = world(...names);
    page.type();
    assert.equal(page.takes('own'), false);
    page.submit('told', true);
    assert.deepEqual(page.tells('told'), { form: 'told' });
    page.submit('sent');
    page.hide();
    assert.deepEqual(page.pushed, []);
    assert.deepEqual(page.hold?.end().filter(({ type }) => type !== 'visibilitychange'), []);
  });
}

for (const names of [[], ['page', 'link', 'click']]) {
  test(`sensors "${names.join(' ')}": nothing is held, as nothing of the later part will hear it`, () => {
    assert.deepEqual(world(...names).heard(), []);
  });
}

test('past the most that is held an event is scored, not lost', () => {
  const page = world('form');
  page.type();
  page.takes('first');
  page.takes('second');
  for (let i = 0; i < 998; i++) page.submit();
  assert.deepEqual(page.scored, [], 'what was typed goes first');
  assert.equal(page.takes('full'), false);
  page.submit();
  assert.deepEqual(page.scored, ['first', 'second'], 'then what waits is scored, in its order');
  for (let i = 0; i < 3; i++) page.submit();
  assert.equal(page.hold?.end().length, 1000);
});
