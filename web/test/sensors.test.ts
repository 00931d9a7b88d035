/** The parts of sensors that need no page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message } from '../src/event';
import { pageSource } from '../src/page';
import { ActiveTime } from '../src/sensors/engaged';
import { routeOf } from '../src/sensors/pages';
import { chosenSensors } from '../src/sensors/sensors';

/** A look with both clocks in step, unless `wall` says that they are not. */
const at = (mono: number, attended = true, wall = mono) => ({ mono, wall, attended });

test('active time: attended and recently active, to the tenth', () => {
  const time = new ActiveTime();
  time.activity(at(0));
  time.advance(at(10_050));
  assert.deepEqual(time.report(), { seconds: 10, total: 10 });
  // The 50 ms are not lost.
  time.activity(at(11_050));
  assert.deepEqual(time.report(), { seconds: 1, total: 11 });
  assert.equal(time.report(), null);
});

test('active time: an idle tab earns nothing after 30 s', () => {
  const time = new ActiveTime();
  time.activity(at(0));
  for (let now = 15_000; now <= 3_600_000; now += 15_000) time.advance(at(now));
  assert.equal(time.report()?.seconds, 30);
  time.activity(at(3_600_000));
  time.advance(at(3_605_000));
  assert.deepEqual(time.report(), { seconds: 5, total: 35 });
});

test('active time: a hidden or unfocused tab earns nothing, a clock that steps back takes nothing', () => {
  const time = new ActiveTime();
  time.activity(at(0));
  time.advance(at(5000, false));
  time.advance(at(20_000));
  time.advance(at(22_000));
  assert.equal(time.report()?.seconds, 7);
  time.advance(at(10_000));
  time.advance(at(11_500));
  assert.deepEqual(time.report(), { seconds: 1.5, total: 8.5 });
});

const kNight = 9 * 3_600_000;
for (const [what, mono] of [['goes on', kNight], ['stops', 7000]] as const) {
  test(`active time: a night asleep earns nothing, nor does it tell the evening's rest in the morning; the monotonic clock ${what}`, () => {
    const time = new ActiveTime();
    time.activity(at(0));
    time.advance(at(6000));
    time.activity(at(mono, true, kNight));
    assert.equal(time.report(), null);
    time.advance(at(mono + 4000, true, kNight + 4000));
    assert.deepEqual(time.report(), { seconds: 4, total: 10 });
  });
}

test('active time: a wall clock that is set, an hour or ten years, either way, adds nothing', () => {
  for (const jump of [3_600_000, -3_600_000, 315_360_000_000, -315_360_000_000]) {
    const time = new ActiveTime();
    time.activity(at(0));
    time.advance(at(10_000, true, 10_000 + jump));
    assert.equal(time.report(), null);
    time.activity(at(11_000, true, 11_000 + jump));
    time.advance(at(13_000, true, 13_000 + jump));
    assert.equal(time.report()?.seconds, 2);
  }
});

test('active time: coming to the page is an activity, being told of it again is none', () => {
  const time = new ActiveTime();
  time.attend(at(0));
  for (let now = 10_000; now <= 120_000; now += 10_000) time.attend(at(now));
  assert.equal(time.report()?.seconds, 30);
  time.advance(at(121_000, false));
  time.attend(at(130_000));
  time.advance(at(134_000));
  assert.deepEqual(time.report(), { seconds: 4, total: 34 });
});

test('active time: restart forgets the page before', () => {
  const time = new ActiveTime();
  time.activity(at(0));
  time.advance(at(5000));
  time.restart();
  time.advance(at(7000));
  assert.deepEqual(time.report(), { seconds: 2, total: 2 });
});

test('routes: a fragment counts only as a route', () => {
  const route = (url: string) => routeOf(new URL(url));
  assert.equal(route('http://x/a#b').full, '/a');
  assert.equal(route('http://x/a?q=1#/b').full, '/a?q=1#/b');
  assert.equal(route('http://x/a?q=1#!b').place, '/a#!b');
});

const sourceAt = (href: string, loaded = href) => {
  const location = new URL(href);
  const performance = { getEntriesByType: () => [{ name: loaded }] };
  return { location, source: pageSource({ document: { referrer: 'https://ref.test/', title: 'T' }, location, performance } as never) };
};

test('the landing page keeps the query it was loaded with, whatever a router made of the address', () => {
  const landing = (href: string, loaded?: string) => sourceAt(href, loaded).source.landing();
  assert.equal(landing('https://x.test/?utm_source=a'), '?utm_source=a');
  assert.equal(landing('https://x.test/', 'https://x.test/?utm_source=a#b'), '?&utm_source=a');
  assert.equal(landing('https://x.test/list?tab=2', 'https://x.test/?gclid=1'), '?tab=2&gclid=1');
  assert.equal(landing('https://x.test/list', 'https://x.test/'), '');
  assert.equal(landing('https://x.test/', 'https://x.test/#a?b=c'), '');
});

test('a title is the page\'s own: until another comes it has none, unless it came before the address', () => {
  const location = new URL('https://x.test/a');
  const document = { referrer: '', title: 'A' };
  const source = pageSource({ document, location, performance: { getEntriesByType: () => [] } } as never);
  const go = (path: string) => ((location.pathname = path), source.moved());
  go('/b');
  assert.equal(source.read().title, '');
  document.title = 'B';
  assert.equal(source.read().title, 'B');
  document.title = 'C';
  go('/c');
  assert.equal(source.read().title, 'C');
  go('/d');
  source.moved(true);
  assert.equal(source.read().title, '');
});

test('a page that the site names is that page until the next', () => {
  const { source, location } = sourceAt('https://x.test/checkout');
  source.named({ path: '/checkout/payment', title: 7, name: 'x' });
  assert.deepEqual([source.read().path, source.read().title, source.read().url], ['/checkout/payment', 'T', 'https://x.test/checkout']);
  assert.ok(!('name' in source.read()));
  location.href = 'https://x.test/done';
  source.moved();
  assert.deepEqual([source.read().path, source.read().referrer], ['/done', 'https://x.test/checkout']);
});

test('sensors are chosen by name', () => {
  assert.deepEqual(chosenSensors('off'), []);
  assert.deepEqual(chosenSensors('link, page'), ['page', 'link']);
  assert.deepEqual(chosenSensors(['form', 'nonsense']), ['form']);
  assert.equal(chosenSensors(undefined).length, 7);
  assert.deepEqual(chosenSensors(undefined, true), ['link', 'form', 'click'], 'the outer page tells of the page');
  assert.deepEqual(chosenSensors('page', true), ['page']);
});

const page = { path: '/p', url: 'https://x.test/p?utm_source=a', title: 'P', referrer: '', search: '?utm_source=a' };
const stamp = { consent: 'granted', mode: 'live', offset: 1000 };

test('a message is a Segment message with the corrected time', () => {
  const made = message({ id: 'i', made: 0, page, fields: { type: 'track', event: 'X', properties: { a: 1 } } }, 'v-1', stamp);
  assert.deepEqual(made, {
    type: 'track',
    messageId: 'i',
    event: 'X',
    properties: { a: 1 },
    anonymousId: 'v-1',
    timestamp: '1970-01-01T00:00:01.000Z',
    context: { page, consent: 'granted', mode: 'live' },
  });
});

test('an added event keeps its id, time and page, but is this visitor\'s and has this consent', () => {
  const fields = {
    type: 'track', event: 'Y', messageId: 'm-1', anonymousId: 'someone', timestamp: 5,
    context: { page: { path: '/other' }, consent: 'forged', mode: 'test' },
  };
  const made = message({ id: 'i', made: 9, page, fields }, 'v-1', stamp);
  assert.deepEqual([made['messageId'], made['anonymousId'], made['timestamp']], ['m-1', 'v-1', 5]);
  assert.deepEqual(made['context'], { page: { path: '/other' }, consent: 'granted', mode: 'live' });
});
