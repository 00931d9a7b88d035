/** The parts of sensors that need no page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBot } from '../src/bots';
import { message } from '../src/event';
import { campaign } from '../src/page';
import { ActiveTime } from '../src/sensors/engaged';
import { routeOf } from '../src/sensors/pages';
import { chosenSensors } from '../src/sensors/sensors';

test('active time: attended and recently active, to the tenth', () => {
  const time = new ActiveTime();
  time.activity(0, true);
  time.advance(10_050, true);
  assert.deepEqual(time.report(), { seconds: 10, total: 10 });
  // The 50 ms are not lost.
  time.activity(11_050, true);
  assert.deepEqual(time.report(), { seconds: 1, total: 11 });
  assert.equal(time.report(), null);
});

test('active time: an idle tab earns nothing after 30 s', () => {
  const time = new ActiveTime();
  time.activity(0, true);
  time.advance(3_600_000, true);
  assert.equal(time.report()?.seconds, 30);
  time.advance(7_200_000, true);
  assert.equal(time.report(), null);
  time.activity(7_200_000, true);
  time.advance(7_205_000, true);
  assert.deepEqual(time.report(), { seconds: 5, total: 35 });
});

test('active time: a hidden or unfocused tab earns nothing, a clock that steps back takes nothing', () => {
  const time = new ActiveTime();
  time.activity(0, true);
  time.advance(5000, false);
  time.advance(20_000, true);
  time.advance(22_000, true);
  assert.equal(time.report()?.seconds, 7);
  time.advance(10_000, true);
  time.advance(11_500, true);
  assert.deepEqual(time.report(), { seconds: 1.5, total: 8.5 });
});

test('active time: restart forgets the page before', () => {
  const time = new ActiveTime();
  time.activity(0, true);
  time.advance(5000, true);
  time.restart();
  time.advance(7000, true);
  assert.deepEqual(time.report(), { seconds: 2, total: 2 });
});

test('routes: a fragment counts only as a route', () => {
  const at = (url: string) => routeOf(new URL(url));
  assert.equal(at('http://x/a#b').full, '/a');
  assert.equal(at('http://x/a?q=1#/b').full, '/a?q=1#/b');
  assert.equal(at('http://x/a?q=1#!b').place, '/a#!b');
});

test('campaign: utm parameters, campaign is the name', () => {
  assert.deepEqual(campaign('?utm_source=google&utm_campaign=spring&x=1&utm_medium='), { source: 'google', name: 'spring' });
  assert.equal(campaign('?gclid=1'), undefined);
});

test('sensors are chosen by name', () => {
  assert.deepEqual(chosenSensors('off'), []);
  assert.deepEqual(chosenSensors('link, page'), ['page', 'link']);
  assert.deepEqual(chosenSensors(['form', 'nonsense']), ['form']);
  assert.equal(chosenSensors(undefined).length, 6);
});

test('bots by flag or name', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
  assert.equal(isBot({ webdriver: false, userAgent: chrome } as Navigator), false);
  assert.equal(isBot({ webdriver: true, userAgent: chrome } as Navigator), true);
  assert.equal(isBot({ userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' } as Navigator), true);
  assert.equal(isBot({ userAgent: chrome.replace('Chrome', 'HeadlessChrome') } as Navigator), true);
});

const page = { path: '/p', url: 'https://x.test/p?utm_source=a', title: 'P', referrer: '', search: '?utm_source=a' };
const stamp = { visitor: 'v-1', consent: 'granted', mode: 'live', offset: 1000 };

test('a message is a Segment message with the corrected time', () => {
  const made = message({ made: 0, page, fields: { type: 'track', event: 'X', properties: { a: 1 } } }, stamp);
  const { messageId, ...rest } = made;
  assert.match(String(messageId), /^[0-9a-f]{32}$/);
  assert.deepEqual(rest, {
    type: 'track',
    event: 'X',
    properties: { a: 1 },
    anonymousId: 'v-1',
    timestamp: '1970-01-01T00:00:01.000Z',
    context: { page, campaign: { source: 'a' }, consent: 'granted', mode: 'live' },
  });
});

test('an added event keeps its id, time and page, but is this visitor\'s and has this consent', () => {
  const fields = {
    type: 'track', event: 'Y', messageId: 'm-1', anonymousId: 'someone', timestamp: 5,
    context: { page: { path: '/other' }, consent: 'forged', mode: 'test' },
  };
  const made = message({ made: 9, page, fields }, stamp);
  assert.deepEqual([made['messageId'], made['anonymousId'], made['timestamp']], ['m-1', 'v-1', 5]);
  assert.deepEqual(made['context'], { page: { path: '/other' }, campaign: { source: 'a' }, consent: 'granted', mode: 'live' });
});
