/** What an outbox makes of answers that are not plain successes or failures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes, createWorld, ids, kDay, kHour, kReply, makeMessage, script, waiting } from './world';

test('a poison message is set aside and told; the others go; it can be tried again on request', async () => {
  let repaired = false;
  const world = createWorld(({ body }) => kReply(body.includes('bad') && !repaired ? 422 : 200));
  const page = world.open();
  await page.fire(makeMessage('bad'), makeMessage('good'));
  await world.pass(kDay);
  assert.deepEqual(ids(world.posts).sort(), ['bad', 'good']);
  assert.deepEqual(page.errors.map(({ code, at, found }) => [code, at, found]), [['message_refused', 'crm', 'HTTP 422 from https://crm.test/in']]);
  assert.deepEqual((await waiting(page)).map(({ id, state, last, next }) => [id, state, last, next]), [['bad', 'aside', 'HTTP 422', null]]);
  repaired = true;
  await page.outbox.list(true);
  await world.pass(0);
  assert.deepEqual(await page.outbox.list(), { sent: 2, dropped: 0, messages: [] });
});

test('a message that breaks its receiver every time does not stop those behind it', async () => {
  const world = createWorld(({ body }) => (body.includes('bad') ? 'reset' : kReply(200)));
  const page = world.open();
  await page.fire(makeMessage('bad'));
  for (let i = 0; i < 20; i++) await page.fire(makeMessage(`m${i}`));
  await world.pass(5 * 60_000);
  assert.equal((await page.outbox.list()).sent, 20);
});

test('413: a lone message cannot be split; it is set aside and told', async () => {
  const world = createWorld(script(413));
  const page = world.open();
  await page.fire(makeMessage('big', { body: JSON.stringify({ id: 'big', pad: 'x'.repeat(9000) }) }), makeMessage('b'));
  await world.pass(kDay);
  assert.deepEqual(ids(world.posts), ['big', 'b']);
  assert.deepEqual(codes(page), ['message_refused']);
});

const kHtml = { 'content-type': 'text/html; charset=utf-8' };
/** A response as fetch gives it: with its address, and whether it was led elsewhere. */
const from = (url: string, response: Response, redirected = false) =>
  Object.defineProperties(response, { url: { value: url }, redirected: { value: redirected } });

test('a captive portal swallows nothing; a webhook that says "ok" in HTML is believed; neither loops for ever', async () => {
  const portal = () => from('http://x.test/', kReply(200, kHtml, ' \n<!DOCTYPE html><html>Log in</html>'));
  const world = createWorld(script(portal(), portal()));
  const page = world.open();
  await page.fire(makeMessage('a'));
  await world.pass(kHour);
  assert.equal(world.posts.length, 3);

  const ok = createWorld(() => from('http://x.test/', kReply(200, kHtml, 'ok')));
  await ok.open().fire(makeMessage('a'));
  await ok.pass(kDay);
  assert.equal(ok.posts.length, 1);

  // Nobody can answer for the receiver on https.
  const safe = createWorld(() => from('https://x.test/', kReply(200, kHtml, '<p>Thank you')));
  await safe.open().fire(makeMessage('a'));
  await safe.pass(kDay);
  assert.equal(safe.posts.length, 1);

  const always = createWorld(portal);
  const last = always.open();
  await last.fire(makeMessage('a'));
  await always.pass(3 * kDay);
  assert.equal(always.posts.length, 10);
  assert.deepEqual(last.errors.map(({ found }) => found), ['a web page from https://crm.test/in']);
});

test('a redirect that a stand-in for fetch followed is no answer; an opaque response neither', async () => {
  const followed = from('https://login.test/', kReply(200), true);
  const world = createWorld(script(followed, Response.error()));
  await world.open().fire(makeMessage('a'));
  await world.pass(kHour);
  assert.equal(world.posts.length, 3);
});

const kFetches: Record<string, unknown> = {
  'throws at once': () => {
    throw new Error('hostile');
  },
  'never settles': () => new Promise(() => {}),
  'gives nothing': () => undefined,
  'gives null': async () => null,
  'rejects with nothing': () => Promise.reject(),
  'is missing': {},
};
for (const [name, fetch] of Object.entries(kFetches)) {
  test(`a fetch that ${name}: a try that fails like any other`, async () => {
    const world = createWorld(script());
    const page = world.open({ fetch });
    await page.fire(makeMessage('a'));
    await world.pass(60_000);
    const { last, tries } = (await waiting(page))[0]!;
    assert.ok(tries >= 2, `${tries} tries`);
    assert.match(last, /no answer|HTTP undefined/);
    assert.deepEqual(page.errors, []);
    await page.die();
    world.open().outbox.flush();
    await world.pass(kDay);
    assert.equal(world.posts.length, 1);
  });
}

test('a fetch that brings no headers is believed all the same', async () => {
  const world = createWorld(script());
  const page = world.open({ fetch: async () => ({ status: 204 }) });
  await page.fire(makeMessage('a'));
  await world.pass(0);
  assert.equal((await page.outbox.list()).sent, 1);
});
