/** What of an experience counts as seen and as clicked, with a browser made of values: no clock is waited for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Experience } from '../kelvin';
import { createExposures } from '../src/personalise/exposures';
import { guard } from '../src/tools/safe';

type Listener = (event: unknown) => void;

/** A window of 800 pixels with a clock of its own, and elements that a test moves. */
function world() {
  let now = 0;
  let timers: { at: number; id: number; work: () => void }[] = [];
  let ids = 0;
  const listeners = new Map<string, Listener[]>();
  const listen = (type: string, work: Listener) => void listeners.set(type, [...(listeners.get(type) ?? []), work]);
  const places = new Map<object, object>();
  let observed = new Set<object>();
  let moved: (entries: object[]) => void = () => {};
  class IntersectionObserver {
    constructor(work: typeof moved) {
      moved = work;
    }
    observe(element: object) {
      observed.add(element);
      moved([{ target: element, ...places.get(element) }]);
    }
    unobserve(element: object) {
      observed.delete(element);
    }
    disconnect() {
      observed = new Set();
    }
  }
  const doc = { hidden: false, addEventListener: listen };
  const win = {
    document: doc,
    innerHeight: 800,
    IntersectionObserver,
    addEventListener: listen,
    setTimeout: (work: () => void, ms: number) => (timers.push({ at: now + ms, id: ++ids, work }), ids),
    clearTimeout: (id: number) => void (timers = timers.filter((timer) => timer.id !== id)),
  };
  const told: string[] = [];
  const faults: string[] = [];
  const exposures = createExposures({
    win: win as never,
    guard: (at, work) => guard(({ found }) => faults.push(found), at, work),
    tell: (event, { experience, held }) => told.push(`${event} ${String(experience)}${held ? ' held' : ''}`),
  });
  return {
    exposures,
    faults,
    /** So much of an element that is so tall is in the window. */
    place(element: object, share: number, height = 40) {
      places.set(element, { isIntersecting: share > 0, intersectionRatio: share, intersectionRect: { height: share * height } });
      if (observed.has(element)) moved([{ target: element, ...places.get(element) }]);
    },
    pass(ms: number) {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      due.forEach(({ work }) => work());
    },
    look(hidden: boolean) {
      doc.hidden = hidden;
      listeners.get('visibilitychange')?.forEach((work) => work({}));
    },
    click(type: string, element: object, { isTrusted = true, button = 0 } = {}) {
      listeners.get(type)?.forEach((work) => work({ isTrusted, button, composedPath: () => [{}, element, doc, win] }));
    },
    take: () => told.splice(0),
  };
}

const element = () => ({ isConnected: true }) as unknown as Element;
const cta: Experience = { id: 'cta', at: '#cta', set: { text: 'x' }, held: false };
const held: Experience = { ...cta, id: 'held', held: true };

test('half of it in view for a second is seen, once a page view; less, or shorter, is not', () => {
  const { exposures, place, pass, take } = world();
  const button = element();
  place(button, 0.4);
  exposures.watch(button, cta);
  pass(5000);
  assert.deepEqual(take(), []);
  place(button, 0.5);
  pass(999);
  place(button, 0.4);
  pass(1);
  place(button, 1);
  pass(999);
  assert.deepEqual(take(), []);
  pass(1);
  assert.deepEqual(take(), ['Experience Seen cta']);
  assert.ok(exposures.isSeen('cta'));
  place(button, 0);
  place(button, 1);
  pass(1000);
  assert.deepEqual(take(), [], 'once');
  exposures.paged();
  assert.ok(!exposures.isSeen('cta'));
  pass(1000);
  assert.deepEqual(take(), ['Experience Seen cta'], 'and again on the next page, where it still stands');
});

test('of what is larger than the window half of the window is enough', () => {
  const { exposures, place, pass, take } = world();
  const article = element();
  place(article, 0.05, 7000);
  exposures.watch(article, cta);
  pass(1000);
  assert.deepEqual(take(), []);
  place(article, 0.1, 4000);
  pass(600);
  place(article, 0.2, 4000); // Still in view: its second goes on.
  pass(400);
  assert.deepEqual(take(), ['Experience Seen cta']);
});

test('who is held out is told alike; several elements and experiences each tell once', () => {
  const { exposures, place, pass, take } = world();
  const [one, two] = [element(), element()];
  for (const each of [one, two]) {
    place(each, 1);
    exposures.watch(each, cta);
    exposures.watch(each, held);
  }
  pass(1000);
  assert.deepEqual(take(), ['Experience Seen cta', 'Experience Seen held held']);
  exposures.watch(one, { ...cta, id: 'later' });
  pass(1000);
  assert.deepEqual(take(), ['Experience Seen later'], 'one that begins to hold while the element is there');
});

test('a page that nobody looks at shows nothing; what is looked at again needs its second', () => {
  const { exposures, place, pass, look, take } = world();
  const button = element();
  place(button, 1);
  exposures.watch(button, cta);
  pass(900);
  look(true);
  pass(5000);
  assert.deepEqual(take(), []);
  look(false);
  pass(999);
  assert.deepEqual(take(), []);
  pass(1);
  assert.deepEqual(take(), ['Experience Seen cta']);
});

test('an experience that ended, or an element that is gone, tells nothing more', () => {
  const { exposures, place, pass, click, take } = world();
  const button = element();
  place(button, 1);
  exposures.watch(button, cta);
  exposures.watch(button, held);
  exposures.hold([held]);
  pass(1000);
  assert.deepEqual(take(), ['Experience Seen held held']);
  exposures.hold([]);
  click('click', button);
  assert.deepEqual(take(), []);
});

test('a person’s click on it, or in it, is told once a page view; a script’s and the right button are not', () => {
  const { exposures, place, click, faults, take } = world();
  const button = element();
  place(button, 0);
  exposures.watch(button, cta);
  click('click', button, { isTrusted: false });
  click('auxclick', button, { button: 2 });
  click('click', element());
  assert.deepEqual(take(), []);
  click('auxclick', button, { button: 1 });
  click('click', button);
  assert.deepEqual(take(), ['Experience Clicked cta']);
  exposures.paged();
  click('click', button);
  assert.deepEqual(take(), ['Experience Clicked cta']);
  assert.deepEqual(faults, []);
});
