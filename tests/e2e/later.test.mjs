/**
 * The script's later part comes after the first score, late, or never: what is done and fires before is neither lost nor counted
 * twice, and comes in its order.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { events, log, nameOf, names, scored, until, useBrowser, visit } from './support/browser.mjs';
import { built, html, kAttributes } from './support/site.mjs';

useBrowser();
const kPart = '/kelvin-later.js';
const kHears = '<script>window.kelvin={q:[["on",["error",function(e){(window.faults=window.faults||[]).push(e)}]]]}</script>';
const attributes = `${kAttributes} data-sensors="page link form scroll click"`;
const kForm = '<form id="contact" action="/thanks"><input name="mail" data-kelvin-trait="email"><select data-kelvin-prop="need"><option>price</option></select><button>Send</button></form>';
const page = (more = {}) => html({ head: kHears, attributes, ...more });
const js = { 'content-type': 'text/javascript' };

/** A later part that comes when the test says so: `come()`. */
function held() {
  const waiting = [];
  let open = false;
  const answer = (response) => response.writeHead(200, js).end(built('kelvin-later.js'));
  return {
    answer: (_, response) => (open ? answer(response) : waiting.push(response)),
    asked: () => waiting.length,
    come() {
      open = true;
      waiting.splice(0).forEach(answer);
    },
  };
}
const faults = (from) => from.evaluate(() => window.faults);

/** The ten seconds after which the page gives the part up are over when a test says so. */
const patient = () => {
  const real = window.setTimeout;
  window.impatient = [];
  window.setTimeout = (work, ms, ...more) => (ms === 10_000 ? window.impatient.push(work) : real(work, ms, ...more));
};
const giveUp = (one) => one.evaluate(() => window.impatient.splice(0).forEach((work) => work()));

test('what is done before it comes is counted once, with what is told meanwhile, in its order', async (t) => {
  const part = held();
  const body = `<button id="cta" data-kelvin-track="CTA Clicked">x</button>${kForm}<a href="/paper.pdf" download>Paper</a><iframe name="thanks"></iframe>`;
  const { open, site } = await visit(t, { pages: { '/': page({ body: body.replace('action=', 'target="thanks" action=') }), '/thanks': '<p>Thanks', [kPart]: part.answer, '/paper.pdf': '' }, init: patient });
  const one = await open();
  await scored(one);
  await until(part.asked, 'it is asked for');
  await one.click('#cta');
  await one.fill('[name=mail]', 'ann@firm.example');
  await one.click('form button');
  await until(() => site.requests.includes('/thanks'), 'the browser has sent the form');
  await one.evaluate(() => kelvin.track('Told'));
  await one.click('a');
  await one.evaluate(() => document.querySelector('form').reset());
  part.come();
  const expected = ['page', 'CTA Clicked', 'Form Started', 'identify', 'Form Submitted', 'Told', 'File Downloaded'];
  await until(async () => (await names(one)).length >= expected.length, 'all of it');
  assert.deepEqual(await names(one), expected);
  const all = await log(one);
  assert.deepEqual(all.map(({ timestamp }) => timestamp), all.map(({ timestamp }) => timestamp).toSorted(), 'at their own times');
  assert.equal((await events(one, 'Form Submitted'))[0].properties.need, 'price');
  await one.click('#cta');
  await until(async () => (await events(one, 'CTA Clicked')).length === 2, 'and then as ever');
});

test('a submission that a script sends, and whose form it clears, counts when it comes', async (t) => {
  const part = held();
  const script = '<script>addEventListener("submit",async function(e){if(e.target.id!="contact")return;},false);document.querySelector("form").addEventListener("submit",async function(e){e.preventDefault();await fetch("/thanks");e.target.reset()})</script>';
  const { open, site } = await visit(t, { pages: { '/': page({ body: kForm + script }), '/thanks': 'ok', [kPart]: part.answer }, init: patient });
  const one = await open();
  await scored(one);
  await one.fill('[name=mail]', 'ann@firm.example');
  await one.click('form button');
  await until(() => site.requests.includes('/thanks'), 'the request');
  await until(() => one.evaluate(() => !document.querySelector('[name=mail]').value), 'it is cleared');
  part.come();
  await until(async () => (await events(one, 'Form Submitted')).length, 'the submission');
  assert.deepEqual(await names(one), ['page', 'Form Started', 'identify', 'Form Submitted']);
});

test('a page that is left before it comes: the message that fired arrives, and the form that was sent counts', async (t) => {
  const part = held();
  const { open, collector } = await visit(t, { pages: { '/': page({ body: kForm }), '/thanks': page({ title: 'Thanks' }), [kPart]: part.answer }, init: patient });
  const one = await open();
  await scored(one);
  const told = one.evaluate(() => new Promise((done) => kelvin.on('message', done)));
  await one.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
  const { id } = await told;
  assert.equal(collector.arrived.length, 0, 'it has not been posted');
  await one.fill('[name=mail]', 'ann@firm.example');
  await Promise.all([one.waitForURL('**/thanks*', { waitUntil: 'commit' }), one.click('form button')]);
  await until(() => collector.stored.size, 'the message');
  assert.equal(collector.arrived[0].id, id);
  part.come();
  await scored(one);
  await until(async () => (await events(one, 'Form Submitted')).length, 'the submission');
  assert.deepEqual((await log(one)).map(nameOf).filter((name) => /Form S|identify/.test(name)), ['identify', 'Form Submitted']);
  await until(async () => !(await one.evaluate(() => kelvin.outbox())).messages.length, 'an empty outbox');
  assert.deepEqual([...new Set(collector.arrived.map((message) => message.id + message.body))].length, 1, 'one id, the same bytes');
});

test('it cannot be had: an error says so, scores go on, the message is posted, and a later page has it', async (t) => {
  const pages = { '/': page(), [kPart]: { status: 404, headers: {}, body: '' } };
  const { open, collector } = await visit(t, { pages, faults: [503], expected: /404|Failed to load|503|MIME/ });
  const one = await open();
  await scored(one);
  await one.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
  const [{ code, at }] = await until(() => faults(one), 'the error');
  assert.deepEqual([code, at], ['chunk_unreachable', 'later']);
  await until(() => collector.arrived.length, 'the message, once');
  assert.equal(await one.evaluate(() => kelvin.view().segments.includes('hot')), true);
  assert.equal((await one.evaluate(() => kelvin.outbox())).messages.length, 1, 'it waits, as nobody has read an answer');
  assert.equal((await faults(one)).length, 1);
  delete pages[kPart];
  await one.reload();
  await scored(one);
  await until(() => collector.stored.size, 'it is taken');
  await until(async () => !(await one.evaluate(() => kelvin.outbox())).messages.length, 'an empty outbox');
});

test('it was missing, and the network is back: asked for again', async (t) => {
  const pages = { '/': page({ body: '<form id="f"><input name="a"></form>' }), [kPart]: { status: 404, headers: {}, body: '' } };
  const { open } = await visit(t, { pages, expected: /404|Failed to load|MIME/ });
  const one = await open();
  await scored(one);
  await until(() => faults(one), 'the error');
  await one.fill('[name=a]', 'x');
  delete pages[kPart];
  await one.evaluate(() => dispatchEvent(new Event('online')));
  await until(async () => (await events(one, 'Form Started')).length, 'what was held');
  assert.equal((await faults(one)).length, 1);
});

test('a tag with integrity, in a browser that can hold no module to a hash: the part does not run, and scores go on', async (t) => {
  const { 'kelvin.js': hash } = JSON.parse(built('integrity.json'));
  const init = () => (DOMTokenList.prototype.supports = () => false); // As Safari before 17.
  const { open, site } = await visit(t, { pages: { '/': page({ attributes: `${attributes} integrity="${hash}"` }), [kPart]: { headers: js, body: 'window.ran=1' } }, init });
  const one = await open();
  await scored(one);
  const [{ code, at }] = await until(() => faults(one), 'the error');
  assert.deepEqual([code, at], ['chunk_unreachable', 'later']);
  await one.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
  await until(() => one.evaluate(() => kelvin.view().segments.includes('hot')), 'scored');
  assert.equal(await one.evaluate(() => window.ran), undefined);
  assert.equal(site.requests.includes(kPart), false);
});

const kBegun = '<form id="f"><input name="a"></form>';
/** A page where somebody has typed, and an event waits behind that. */
async function begun(t) {
  const part = held();
  const { open } = await visit(t, { pages: { '/': page({ body: kBegun }), [kPart]: part.answer }, init: patient });
  const one = await open();
  await scored(one);
  await one.evaluate(() => kelvin.identify('ann'));
  await until(async () => part.asked() && (await one.evaluate(() => kelvin.view()?.visitor)), 'scored');
  await one.fill('[name=a]', 'x');
  await one.evaluate(() => kelvin.track('Waits'));
  return { one, part };
}

test('a tab is hidden before it comes: what waits is scored, since a phone may tell no more', async (t) => {
  const { one } = await begun(t);
  const isHot = () => one.evaluate(() => kelvin.view().segments.includes('hot'));
  await one.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
  assert.equal(await isHot(), false, 'behind what was typed');
  await one.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await until(isHot, 'scored');
  assert.equal(await faults(one), undefined, 'before the part was given up');
});

test('consent is withdrawn before it comes: nothing that was held counts, after another grant neither', async (t) => {
  const { one, part } = await begun(t);
  await one.evaluate(() => kelvin.consent('denied'));
  part.come();
  await one.evaluate(() => kelvin.consent('granted'));
  await one.evaluate(() => kelvin.track('After'));
  await until(async () => (await events(one, 'After')).length, 'the event');
  assert.deepEqual((await names(one)).filter((name) => name !== 'page'), ['After']);
});

test('another person signs in before it comes: what was typed before is not theirs', async (t) => {
  const { one, part } = await begun(t);
  await one.evaluate(() => kelvin.identify('bob'));
  part.come();
  await until(async () => (await log(one)).some(({ userId }) => userId === 'bob'), 'the other person');
  assert.deepEqual(await names(one), ['identify']);
});

const kForms = `${kForm.replace('action=', 'target="thanks" action=')}<iframe name="thanks"></iframe>
<form id="call" data-kelvin-submit="success" onsubmit="return false"><input name="phone" data-kelvin-trait="phone"><button>Call</button></form>`;
for (const sensors of ['off', 'page link']) {
  for (const what of ['late', 'missing']) {
    test(`a site that left forms out ("${sensors}"), the part ${what}: its own events do not wait for one, and none is read or counted`, async (t) => {
      const answer = what === 'late' ? held().answer : { status: 404, headers: {}, body: '' };
      const own = attributes.replace(/data-sensors="[^"]*"/, `data-sensors="${sensors}"`);
      const { open, site } = await visit(t, { pages: { '/': page({ body: kForms, attributes: own }), '/thanks': '<p>Thanks', [kPart]: answer }, init: patient, expected: /404|Failed to load|MIME/ });
      const one = await open();
      await scored(one);
      await one.fill('[name=mail]', 'ann@firm.example');
      await one.evaluate(() => (kelvin.track('Demo Requested'), kelvin.track('Demo Requested')));
      await until(() => one.evaluate(() => kelvin.view()?.segments.includes('hot')), 'scored');
      if (what === 'late') assert.equal(await faults(one), undefined, 'before the part was given up');
      else await until(() => faults(one), 'it is missing');
      await one.click('#contact button');
      await until(() => site.requests.includes('/thanks'), 'the browser has sent the form');
      await one.fill('[name=phone]', '123');
      await one.click('#call button');
      await one.evaluate(() => {
        kelvin.track('Form Submitted', { form: 'call' });
        Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      });
      if (what === 'late') await giveUp(one);
      await until(async () => (await events(one, 'Form Submitted')).length, 'what the site told');
      assert.deepEqual(await names(one), [...(sensors === 'off' ? [] : ['page']), 'Demo Requested', 'Demo Requested', 'Form Submitted']);
      assert.deepEqual((await events(one, 'Form Submitted'))[0].properties, { form: 'call' });
    });
  }
}
