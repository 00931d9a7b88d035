// The recipes of web/docs/connect.md, taken from the page as they stand: the model is checked, a visitor turns hot in a browser,
// and the other side gets what it asks for.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { until, useBrowser, visit } from '../e2e/support/browser.mjs';
import { html, kStub } from '../e2e/support/site.mjs';
import { root, web } from './installed.mjs';
import { startPeers } from './peers.mjs';

const native = process.env.KELVIN_NATIVE ?? join(root, 'build/release/native/kelvin');
const { tests, triggers, destinations, ...around } = JSON.parse(readFileSync(join(web, 'examples/kelvin.model.json'), 'utf8'));
const chapters = readFileSync(join(web, 'docs/connect.md'), 'utf8').split(/^## /m).slice(1);
const folder = mkdtempSync(join(tmpdir(), 'kelvin-recipes-'));
after(() => rmSync(folder, { recursive: true }));
useBrowser();

/** {json: [...], js: [...]}: the snippets of a chapter. */
function recipe(title) {
  const chapter = chapters.find((text) => text.startsWith(title));
  const snippets = (language) => [...chapter.matchAll(new RegExp('^```' + language + '\\n([^]*?)^```', 'gm'))].map(([, text]) => text);
  return { json: snippets('json').map((text) => ({ ...around, ...JSON.parse(text) })), js: snippets('js') };
}

function check(model) {
  const file = join(folder, 'kelvin.model.json');
  writeFileSync(file, JSON.stringify(model));
  const { status, stdout } = spawnSync(native, ['check', '--strict', file], { encoding: 'utf8' });
  return { ok: status === 0, stdout };
}

/** The addresses of the peers instead of the real ones; a path of the site stays. */
const redirected = (model, peers) => JSON.stringify(model).replace(/"url":"https:\/\//g, `"url":"${peers.url}/`);

/** A visitor who turns hot on a page with the recipe's script; what the peers took. */
async function hot(t, { model, js = '', head = '', pages = {}, init, profile = { email: 'ann@firm.example' } }) {
  assert.ok(check(model).ok, check(model).stdout);
  const peers = await startPeers();
  // Listeners are told in their order, and after the view: what the recipe's were to hear, they have heard once this one has.
  const last = `kelvin.on('enter', ({ segment }) => { if (segment === 'hot') window.toldHot = true; })`;
  const scripts = [head, js, last].map((text) => `<script>${text}</script>`).join('');
  const tag = `${kStub}${scripts}<script async src="/kelvin.js" data-model="/m.json" data-consent="granted" data-bots="allow"></script>`;
  const body = { headers: { 'content-type': 'application/json' }, body: redirected(model, peers) };
  const visited = await visit(t, { pages: { '/pricing': html({ title: 'Prices', tag }), '/m.json': body, ...pages(peers) }, init, expected: /50[23]/ });
  t.after(peers.close); // After the page, to which an answer may be on its way still.
  const page = await visited.open('/pricing');
  await page.waitForFunction(() => window.kelvin.view?.()?.scores.interest === 10);
  await page.evaluate((traits) => {
    kelvin.identify(traits);
    kelvin.page('Teams', { path: '/pricing/teams' });
    kelvin.track('Demo Requested');
  }, profile);
  await page.waitForFunction(() => window.toldHot && kelvin.view().segments.includes('hot'));
  return { ...visited, page, peers };
}
const noPages = () => ({});

/** What `count` messages became; each was right at once. */
async function taken(peers, count = 1) {
  await until(() => peers.taken.length + peers.refused.length >= count, 'the message');
  assert.deepEqual(peers.refused, []);
  assert.equal(peers.taken.length, count);
  return peers.taken.map(({ body }) => body);
}

test('any webhook: a CloudEvents message', async (t) => {
  const { json: [model] } = recipe('Any webhook');
  const { peers } = await hot(t, { model, pages: noPages });
  const [{ type, data }] = await taken(peers);
  assert.equal(type, 'kelvin.segment.entered');
  assert.deepEqual([data.say, data.scores.interest, data.profile], ['Call today.', 60, { email: 'ann@firm.example' }]);
});

test('HubSpot: a form submission', async (t) => {
  const { json: [model] } = recipe('HubSpot');
  const { peers } = await hot(t, { model, pages: noPages });
  const [{ fields }] = await taken(peers);
  assert.deepEqual(fields.map(({ value }) => value), ['ann@firm.example', 'Hot', '60', 'Asked for a demo']);
});

test('HubSpot: nothing is posted of someone without an address', async (t) => {
  const { json: [model] } = recipe('HubSpot');
  const { peers, page } = await hot(t, { model, pages: noPages, profile: { role: 'buyer' } });
  assert.ok((await page.evaluate(() => kelvin.view().segments)).includes('hot'));
  assert.deepEqual(await page.evaluate(() => kelvin.outbox()), { sent: 0, dropped: 0, messages: [] });
  assert.deepEqual([peers.taken, peers.refused], [[], []]);
});

test("HubSpot: with its script's cookie", async (t) => {
  const { json: [model], js: [js] } = recipe('HubSpot');
  const cookie = 'b1946ac92492d2347c6235b4d2611184';
  model.triggers[0].if['profile.hutk'] = { $exists: true };
  model.destinations[0].body.context.hutk = '{{profile.hutk}}';
  const { peers } = await hot(t, { model, js, head: `document.cookie = 'hubspotutk=${cookie}'`, pages: noPages });
  const [{ context }] = await taken(peers);
  assert.equal(context.hutk, cookie);
});

test("HubSpot's old score: the score to one form, a hot lead to the other", async (t) => {
  const file = join(web, 'examples/hubspot/kelvin.model.json');
  const { status, stdout } = spawnSync(native, ['check', '--strict', '--test', file], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
  const { tests: own, ...model } = JSON.parse(readFileSync(file, 'utf8'));
  const peers = await startPeers();
  const tag = '<script async src="/kelvin.js" data-model="/m.json" data-consent="granted" data-bots="allow" data-sensors="page"></script>';
  const body = { headers: { 'content-type': 'application/json' }, body: redirected(model, peers) };
  const { open } = await visit(t, { pages: { '/': html({ title: 'Prices', tag }), '/m.json': body } });
  t.after(peers.close);
  const page = await open();
  await page.waitForFunction(() => window.kelvin?.view());
  await page.evaluate(() => {
    for (let i = 0; i < 3; i++) kelvin.page('Prices', { path: '/pricing' });
    kelvin.identify({ email: 'ann@firm.example', role: 'manager' });
  });
  const [warm] = await taken(peers);
  await page.evaluate(() => kelvin.track('Form Submitted', { form: 'demo' }));
  const [, hot] = await taken(peers, 2);
  const values = ({ fields }) => fields.map(({ value }) => value);
  assert.deepEqual(values(warm), ['ann@firm.example', 'Warm', '35', 'Decides or advises; Looked at prices; Looked at prices often']);
  assert.deepEqual(values(hot), ['ann@firm.example', 'Hot', '80', 'Asked for a demo; Decides or advises; Looked at prices']);
  const forms = peers.taken.map(({ path }) => path.split('/').at(-1)[0]);
  assert.deepEqual(forms, ['1', '2']);
  assert.ok(own.length);
});

test('Segment: its HTTP API', async (t) => {
  const { json: [model] } = recipe('Segment');
  const { peers } = await hot(t, { model, pages: noPages });
  const [{ event, properties, context }] = await taken(peers);
  assert.deepEqual([event, properties.label, properties.scores, properties.reasons[0].label], ['Segment Entered', 'Hot', { interest: 60 }, 'Asked for a demo']);
  assert.equal(context.page.title, 'Prices');
});

/** What a page's own tools were told: [script that stands for the tool, what it keeps]. */
const kTools = {
  Segment: ['window.calls = []; window.analytics = { track: function () { calls.push([].slice.call(arguments)) } }', () => window.calls],
  'Google Analytics 4': ['window.dataLayer = []; function gtag() { dataLayer.push(arguments) }', () => window.dataLayer.map((entry) => (entry.event ? entry : [...entry]))],
};
const told = {
  Segment: [['Segment Entered', { segment: 'hot', label: 'Hot', scores: { interest: 60 }, grade: '' }]],
  'Google Analytics 4': [
    ['event', 'segment_entered', { segment: 'hot', score: 60, grade: '' }],
    { event: 'segment_entered', segment: 'hot', score: 60 },
  ],
};
for (const [title, [tool, calls]] of Object.entries(kTools)) {
  test(`${title}: told to the page's own script, with the visitor's leave`, async (t) => {
    const { js } = recipe(title);
    const { page } = await hot(t, { model: around, js: js.join('\n'), head: tool, pages: noPages });
    const ofHot = (all) => all.filter((call) => JSON.stringify(call).includes('"hot"'));
    assert.deepEqual(ofHot(await page.evaluate(calls)), told[title]);
  });

  test(`${title}: not told where sending was not granted`, async (t) => {
    const { js } = recipe(title);
    const { page } = await hot(t, { model: around, js: `${js.join('\n')}\nkelvin.consent({score: true, personalise: true, send: false})`, head: tool, pages: noPages });
    assert.deepEqual(await page.evaluate(calls), []);
  });
}

test("GA4's limits are kept: names of letters, at most 40; 25 parameters; texts to 100", () => {
  // https://support.google.com/analytics/answer/9267744 and 13316687 (reserved names and prefixes).
  const [, name, parameters] = told['Google Analytics 4'][0];
  for (const word of [name, ...Object.keys(parameters)]) assert.match(word, /^(?!ga_|google_|firebase_|gtag)[a-z]\w{0,39}$/);
  assert.ok(Object.keys(parameters).length <= 25);
  assert.ok(Object.values(parameters).every((value) => String(value).length <= 100));
});

/** The relay in a process of its own; pages of the site that stand before it. */
async function relay(t, peers, environment = {}) {
  const env = {
    PATH: process.env.PATH, PORT: 0, SLACK: `${peers.url}/hooks.slack.com/services/T0/B0/x`,
    ZAPIER: `${peers.url}/hooks.zapier.com/hooks/catch/1/abc/`, MAKE: `${peers.url}/hook.eu1.make.com/abc`,
    ODOO: `${peers.url}/odoo.example/web/hook/8d9f6d2e-6a0a-4a0e-9a55-2f0d1f6a7b11`, MAUTIC: `${peers.url}/mautic.example/api/contacts/new`,
    MAUTIC_AUTH: `Basic ${Buffer.from('kelvin:PASSWORD').toString('base64')}`,
    FRAPPE: `${peers.url}/frappe.example/api/resource/CRM%20Lead`, FRAPPE_AUTH: 'token KEY:SECRET', ...environment,
  };
  const child = spawn(process.execPath, [join(web, 'examples/relay/relay.mjs')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill());
  const url = await new Promise((done) => child.stdout.on('data', (text) => done(String(text).match(/http:\S+/)[0])));
  const post = (path, { origin = 'http://shop.example', body = '{"text":"x"}', method = 'POST' } = {}) =>
    fetch(url + path, { method, headers: { origin }, ...(method === 'POST' ? { body } : {}) });
  return { url, post };
}

/** The site hands /relay/ on, as a web server before the relay would. */
const behind = (started) => async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  const { url } = await started;
  const answered = fetch(url + request.url, { method: request.method, headers: { origin: request.headers.origin }, body });
  // The test may end, and the relay with it, before the relay has answered.
  response.writeHead(await answered.then(({ status }) => status, () => 502)).end();
};

test('Slack: through the relay, escaped, once', async (t) => {
  const { json: [model] } = recipe('Slack');
  const profile = { email: '<!channel>&x@firm.example' };
  const { peers, page } = await hot(t, { model, profile, pages: (peers) => ({ '/relay/slack': behind(relay(t, peers)) }) });
  const [{ text }] = await taken(peers);
  assert.match(text, /^Hot: &lt;!channel&gt;&amp;x@firm.example has 60 points. Call today. Asked for a demo, last on http/);
  assert.doesNotMatch(await page.evaluate(() => document.documentElement.outerHTML), /hooks\.slack/);
});

test('Zapier and Make: one level of keys, through the relay', async (t) => {
  const { json: [model] } = recipe('Zapier and Make');
  const { peers } = await hot(t, { model, pages: (peers) => {
    const started = relay(t, peers);
    return { '/relay/zapier': behind(started), '/relay/make': behind(started) };
  } });
  for (const body of await taken(peers, 2)) {
    assert.deepEqual([body.scores_interest, body.segment_label, body.profile_email, body.reasons_1_label], [60, 'Hot', 'ann@firm.example', 'Asked for a demo']);
  }
});

const crms = {
  Mautic: { email: 'ann@firm.example', tags: ['kelvin-hot'], kelvin_score: 60, kelvin_reason: 'Asked for a demo' },
  Odoo: { email: 'ann@firm.example', name: 'Hot: ann@firm.example', score: 60, reason: 'Asked for a demo' },
  'Frappe CRM': { email: 'ann@firm.example', first_name: 'ann@firm.example', custom_kelvin_score: 60, custom_kelvin_reason: 'Asked for a demo' },
};
for (const [title, wanted] of Object.entries(crms)) {
  test(`${title}: through the relay, with its key, which no page has`, async (t) => {
    const { json: [model] } = recipe(title);
    const path = model.destinations[0].url.split('?')[0];
    const { peers, page } = await hot(t, { model, pages: (peers) => ({ [path]: behind(relay(t, peers)) }) });
    const [{ page: where, ...body }] = await taken(peers);
    assert.deepEqual(body, wanted);
    assert.ok(title !== 'Odoo' || /^http/.test(where));
    assert.doesNotMatch(await page.evaluate(() => document.documentElement.outerHTML), /PASSWORD|SECRET|8d9f6d2e/);
  });
}

test('Odoo: what its code reads is what the message has', () => {
  const chapter = chapters.find((text) => text.startsWith('Odoo'));
  const read = [...chapter.matchAll(/payload\.get\("(\w+)"\)/g)].map(([, name]) => name);
  assert.deepEqual([...new Set(read)].sort(), Object.keys(recipe('Odoo').json[0].destinations[0].body).sort());
});

test('the relay: a wrong key is told, and tried again; fields that nobody asked for go no further', async (t) => {
  const peers = await startPeers();
  t.after(peers.close);
  const body = JSON.stringify({ email: 'ann@firm.example', tags: ['a'], kelvin_score: 1, owner: 1, points: 1000 });
  const path = `/relay/mautic?id=${'a'.repeat(32)}`;
  const wrong = await relay(t, peers, { MAUTIC_AUTH: 'Basic x' });
  assert.equal((await wrong.post(path, { body })).status, 502);
  const right = await relay(t, peers);
  assert.equal((await right.post(path, { body })).status, 200);
  assert.deepEqual(peers.taken.map(({ body: { email, owner, points } }) => [email, owner, points]), [['ann@firm.example', undefined, undefined]]);
});

test('the relay: repeats are dropped, failures passed on and tried again, strangers and nonsense refused', async (t) => {
  const peers = await startPeers();
  t.after(peers.close);
  // What is counted by the minute is counted in one: the relay's clock stands.
  const { post } = await relay(t, peers, { ORIGIN: 'http://shop.example', PER_MINUTE: 8, NODE_OPTIONS: '--import=data:text/javascript,Date.now=()=>1e12' });
  const id = (digit) => `/relay/slack?id=${String(digit).repeat(32)}`;
  const status = async (...args) => (await post(...args)).status;
  assert.deepEqual(await Promise.all([1, 2, 3].map(() => status(id(1)))), [200, 200, 200]);
  assert.equal(await status(id(1)), 200);
  assert.equal(peers.taken.length, 1);
  peers.fail.push(500, 429);
  assert.deepEqual([await status(id(2)), await status(id(2)), await status(id(2)), await status(id(2))], [502, 429, 200, 200]);
  assert.equal(peers.taken.length, 2);
  const refused = [
    [403, id(3), { origin: 'http://other.example' }], [404, '/relay/other?id=' + '3'.repeat(32)], [404, '/relay/__proto__?id=' + '3'.repeat(32)],
    [404, id(3), { method: 'GET' }], [400, '/relay/slack'], [400, id(3), { body: 'no JSON' }], [413, id(3), { body: JSON.stringify({ text: 'x'.repeat(70_000) }) }],
  ];
  for (const [wanted, ...args] of refused) assert.equal(await status(...args), wanted, JSON.stringify(args).slice(0, 90));
  assert.equal(peers.taken.length, 2);
  assert.deepEqual(await Promise.all([4, 5, 6, 7, 8, 9].map((digit) => status(id(digit)))), [200, 200, 200, 200, 429, 429]);
});

test('addresses and keys that are secrets are refused in a model', () => {
  const addresses = [
    'https://hooks.slack.com/services/T0/B0/x', 'https://hooks.zapier.com/hooks/catch/1/abc/', 'https://hook.eu1.make.com/abc',
    'https://www.google-analytics.com/mp/collect?measurement_id=G-1&api_secret=x',
  ];
  for (const url of addresses) {
    const { ok, stdout } = check({ ...around, triggers, destinations: [{ ...destinations[0], url }] });
    assert.ok(!ok && /secret/.test(stdout), url);
  }
});
