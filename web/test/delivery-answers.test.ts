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
const typed = (response: Response, type: ResponseType): Response => Object.defineProperty(response, 'type', { value: type });

test('a captive portal swallows nothing; a webhook that says "ok" in HTML is believed; neither loops for ever', async () => {
  const portal = () => from('http://crm.test/in', kReply(200, kHtml, ' \n<!DOCTYPE html><html>Log in</html>'));
  const world = createWorld(script(portal(), portal()));
  const page = world.open();
  await page.fire(makeMessage('a'));
  await world.pass(kHour);
  assert.equal(world.posts.length, 3);

  const ok = createWorld(() => from('http://crm.test/in', kReply(200, kHtml, 'ok')));
  await ok.open().fire(makeMessage('a'));
  await ok.pass(kDay);
  assert.equal(ok.posts.length, 1);

  // Nobody can answer for the receiver on https.
  const safe = createWorld(() => from('https://crm.test/in', kReply(200, kHtml, '<p>Thank you')));
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

/** As a browser gives what a service worker answered with, by what Chromium 156 and Firefox 153 were seen to do. */
const workers: Record<string, [made: (url: string) => Response, own: boolean]> = {
  'passes on what the network gave': [(url) => typed(from(url, kReply(200)), 'cors'), true],
  'passes on what came by https, as the browser had it': [(url) => typed(from(url.replace('http:', 'https:'), kReply(200)), 'cors'), true],
  'gives a cached picture': [() => typed(from('https://site.test/none.gif', kReply(200, { 'content-type': 'image/gif' }, 'GIF89a')), 'basic'), false],
  'gives cached JSON of another site': [() => typed(from('https://cdn.test/ok.json', kReply(200, {}, '{"ok":true}')), 'cors'), false],
  'gives a cached page': [() => typed(from('https://site.test/offline', kReply(200, kHtml, '<h1>Offline')), 'basic'), false],
  'gives a cached page without markup': [() => typed(from('http://site.test/offline', kReply(200, kHtml, 'You are offline')), 'basic'), false],
  'makes an answer up': [(url) => typed(from(url, kReply(200, {}, '{}')), 'basic'), false],
  'makes one up that gives the id back': [(url) => typed(from(url, kReply(202, {}, '{"stored":"message-1"}')), 'basic'), true],
  'asks another address': [() => typed(from('https://crm.test/other', kReply(201)), 'cors'), false],
};
for (const [what, [made, own]] of Object.entries(workers)) {
  test(`a service worker that ${what}: ${own ? 'a receipt' : 'none, and it waits as if nobody had answered'}`, async () => {
    for (const scheme of ['https', 'http']) {
      let up = false;
      const world = createWorld(({ url }) => (up ? kReply(200) : made(url)));
      const page = world.open();
      await page.fire(makeMessage('message-1', { url: `${scheme}://crm.test/in` }));
      await world.pass(kDay);
      assert.deepEqual((await waiting(page)).map(({ state, last }) => [state, last]), own ? [] : [['waiting', 'no answer of its own']]);
      up = true;
      page.outbox.online();
      await world.pass(60_000);
      assert.equal((await page.outbox.list()).sent, 1);
      assert.deepEqual(page.errors, []);
    }
  });
}

test('an answer of the page\'s own origin: what its worker made up lacks a date', async () => {
  const url = 'https://site.test/in';
  const answers = [typed(from(url, kReply(200)), 'basic'), typed(from(url, kReply(200, { date: 'Mon, 02 Mar 2026 10:00:00 GMT' })), 'basic')];
  const tries = async (serviceWorker: unknown, address: string) => {
    const replies = [...answers];
    const world = createWorld(() => replies.shift()!);
    const page = world.open({ serviceWorker });
    await page.fire(makeMessage('message-1', { url: address }));
    await world.pass(kHour);
    assert.equal((await page.outbox.list()).sent, 1);
    return world.posts.map((post) => post.url);
  };
  assert.deepEqual(await tries({ controller: {} }, '/in#x'), [`${url}#x`, `${url}#x`]);
  assert.deepEqual(await tries({ controller: null }, '/in'), [url]);
  assert.deepEqual(await tries(undefined, 'in'), [url]);
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
