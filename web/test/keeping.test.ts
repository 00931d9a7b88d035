/** What is kept, scored and sent, as one: a browser's tabs step by step. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Browser, replayed } from './browser';
import { Disk } from './disk';

test('events of localStorage that are scored for the visitor of the database are not lost where the page dies meanwhile', async () => {
  const disk = new Disk(() => {});
  const browser = new Browser(disk, { chose() {}, forgot() {}, stored() {}, posted() {} }, 'ask');
  const first = browser.open();
  first.choose('granted');
  await browser.pass(100);
  first.track('e1');
  await browser.pass(100);
  browser.kill(first);
  // A page that could not use the database took its visitor for a new one.
  const line = '{"type":"track","event":"e3","messageId":"3","anonymousId":"w"}\n';
  for (const [key, text] of [['id', '{"id":"w","born":1}'], ['state', '1\nw,e3'], [`log.1.1.${line.length}`, line]]) browser.texts.set(key!, text!);
  const second = browser.open();
  while (browser.texts.get('id') !== null) await browser.pass(1);
  assert.deepEqual(replayed(logOf()), ['e1']);
  browser.kill(second);
  browser.open();
  await browser.pass(1000);
  assert.deepEqual(replayed(logOf()).sort(), ['e1', 'e3']);

  function logOf() {
    return [...disk.texts!].filter(([key]) => key.startsWith('log.')).map(([, text]) => text).join('');
  }
});
