// The other sides of the recipes in web/docs/connect.md: each asks for what its maker's documentation asks for, and keeps what it
// took. What it would refuse it refuses with the documented status, and `refused` says why.
import { createServer } from 'node:http';

const isText = (value) => typeof value === 'string' && value !== '';
const isAddress = (value) => /^[^@\s]+@[^@\s]+\.\w+$/.test(value);
const need = (what, holds) => (holds ? [] : [what]);

const kPeers = {
  // https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md: the required attributes.
  'crm.example': {
    path: /^\/hooks\/kelvin$/,
    cors: true,
    check: ({ body, type }) => [
      ...need('text/plain: no preflight', /^text\/plain/.test(type)),
      ...need('specversion 1.0', body.specversion === '1.0'),
      ...['id', 'source', 'type'].flatMap((name) => need(name, isText(body[name]))),
      ...need('time', !Number.isNaN(Date.parse(body.time))),
      ...need('data', typeof body.data === 'object'),
    ],
  },
  // https://developers.hubspot.com/docs/api-reference/legacy/marketing/forms/v3-legacy/submit-data-unauthenticated: portal and form
  // in the path, JSON, CORS, `fields` of at most 1,000 objects with three texts; `context` optional. "INVALID_HUTK", "INVALID_EMAIL":
  // 400. 50 in 10 seconds.
  'api.hsforms.com': {
    path: /^\/submissions\/v3\/integration\/submit\/\d+\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    cors: true,
    check: ({ body, type }) => [
      ...need('application/json', /^application\/json/.test(type)),
      ...need('fields, at most 1,000', Array.isArray(body.fields) && body.fields.length > 0 && body.fields.length <= 1000),
      ...need('each field once', new Set(body.fields.map(({ name }) => name)).size === body.fields.length),
      ...body.fields.flatMap((field) => need(`three texts: ${JSON.stringify(field)}`, ['objectTypeId', 'name', 'value'].every((key) => typeof field[key] === 'string'))),
      ...need('only what the form has', body.fields.every(({ name }) => ['email', 'kelvin_segment', 'kelvin_score', 'kelvin_reason'].includes(name))),
      ...need('INVALID_EMAIL', body.fields.some(({ name, value }) => name === 'email' && /^[^@\s]+@[^@\s]+\.\w+$/.test(value))),
      ...need('a number', /^\d+(\.\d+)?$/.test(body.fields.find(({ name }) => name === 'kelvin_score').value)),
      ...need('INVALID_HUTK', !('hutk' in body.context) || /^[0-9a-f]{32}$/.test(body.context.hutk)),
      ...['pageUri', 'pageName'].flatMap((name) => need(name, isText(body.context[name]))),
    ],
    answer: { inlineMessage: 'Thanks' },
  },
  // https://www.twilio.com/docs/segment/connections/sources/catalog/libraries/server/http-api: writeKey in the body, `event`, a userId
  // or an anonymousId, an ISO timestamp. JSON as text/plain is what Segment's own browser library posts (segmentio/analytics-next,
  // fetch-dispatcher.ts).
  'api.segment.io': {
    path: /^\/v1\/track$/,
    cors: true,
    check: ({ body, type }) => [
      ...need('JSON', /^(application\/json|text\/plain)/.test(type)),
      ...['writeKey', 'event', 'messageId'].flatMap((name) => need(name, isText(body[name]))),
      ...need('userId or anonymousId', isText(body.userId) || isText(body.anonymousId)),
      ...need('timestamp', new Date(body.timestamp).toISOString() === body.timestamp),
      ...need('properties', typeof body.properties === 'object' && body.properties.segment === 'hot'),
    ],
    answer: { success: true },
  },
  // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: JSON with `text`; answers "ok", or 400
  // "invalid_payload", "no_text". No CORS: it is not for pages.
  'hooks.slack.com': {
    path: /^\/services\/T\w+\/B\w+\/\w+$/,
    check: ({ body, type }) => [
      ...need('application/json', /^application\/json/.test(type)),
      ...need('no_text', isText(body.text)),
      ...need('nothing but text', Object.keys(body).join() === 'text'),
      ...need('escaped', !/[<>]|&(?!amp;|lt;|gt;)/.test(body.text)),
    ],
  },
  // https://help.zapier.com/hc/en-us/articles/8496288690317: any JSON object; nested ones become nested fields.
  'hooks.zapier.com': { path: /^\/hooks\/catch\/\d+\/\w+\/$/, check: flatJson },
  // https://www.make.com/en/help/tools/webhooks: any JSON, answered with "Accepted".
  'hook.eu1.make.com': { path: /^\/\w+$/, check: flatJson },
  // https://developer.mautic.org/#create-contact: JSON with fields by alias; basic authentication; `tags` is a list of texts. No CORS.
  // mautic/mautic, app/bundles/LeadBundle/Controller/Api/LeadApiController.php 002d4b6: a contact with that address is changed, and the
  // tags are added to its own.
  'mautic.example': {
    path: /^\/api\/contacts\/new$/,
    authorization: `Basic ${Buffer.from('kelvin:PASSWORD').toString('base64')}`,
    check: ({ body, type }) => [
      ...need('application/json', /^application\/json/.test(type)),
      ...need('only fields that are there', Object.keys(body).every((name) => ['email', 'tags', 'kelvin_score', 'kelvin_reason'].includes(name))),
      ...need('email', isAddress(body.email)),
      ...need('tags', Array.isArray(body.tags) && body.tags.every(isText)),
      ...need('a number', typeof body.kelvin_score === 'number'),
    ],
    status: 201,
    answer: { contact: { id: 1 } },
  },
  // https://www.odoo.com/documentation/18.0/applications/studio/automated_actions/webhooks.html; odoo/odoo,
  // addons/base_automation/controllers/main.py 697ddd9: POST to the rule's uuid, any JSON, answered with {"status": "ok"}.
  'odoo.example': {
    path: /^\/web\/hook\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    check: ({ body, type }) => [
      ...need('application/json', /^application\/json/.test(type)),
      ...need('email', isAddress(body.email)),
      ...need('name', isText(body.name)),
    ],
    answer: { status: 'ok' },
  },
  // https://docs.frappe.io/framework/user/en/api/rest: POST /api/resource/DOCTYPE, `Authorization: token key:secret`, fields of the
  // DocType; frappe/crm, crm_lead.json 8bf88a2: first_name is required, email an address, Sales User may create. 417 where a field does not fit.
  'frappe.example': {
    path: /^\/api\/resource\/CRM%20Lead$/,
    authorization: 'token KEY:SECRET',
    check: ({ body, type }) => [
      ...need('application/json', /^application\/json/.test(type)),
      ...need('only fields that are there', Object.keys(body).every((name) => ['email', 'first_name', 'custom_kelvin_score', 'custom_kelvin_reason'].includes(name))),
      ...need('first_name', isText(body.first_name)),
      ...need('email', isAddress(body.email)),
      ...need('a number', typeof body.custom_kelvin_score === 'number'),
    ],
    answer: { data: { name: 'CRM-LEAD-2026-00001' } },
  },
};

function flatJson({ body, type }) {
  return [
    ...need('application/json', /^application\/json/.test(type)),
    ...need('one level', Object.values(body).every((value) => value === null || typeof value !== 'object')),
    ...need('id', isText(body.id)),
  ];
}

/** Peer P is at `url`/P. `taken`: {peer, path, body}; `fail`: statuses that are answered before anything is looked at. */
export async function startPeers() {
  const taken = [];
  const refused = [];
  const fail = [];
  const asked = [];
  /** HubSpot takes 50 submissions in 10 seconds. */
  const isTooOften = (host) => host === 'api.hsforms.com' && asked.push(Date.now()) > 50 && asked.at(-1) - asked.at(-51) < 10_000;
  const server = createServer(async (request, response) => {
    const [, host, path] = request.url.match(/^\/([^/]+)(\/.*)$/) ?? [];
    const peer = kPeers[host];
    const open = peer?.cors ? { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' } : {};
    if (request.method === 'OPTIONS') return response.writeHead(peer?.cors ? 204 : 403, open).end();
    let text = '';
    for await (const part of request) text += part;
    const status = fail.shift();
    if (status) return response.writeHead(status, open).end();
    if (peer?.authorization && request.headers.authorization !== peer.authorization) return response.writeHead(401, open).end();
    if (isTooOften(host)) return response.writeHead(429, open).end();
    const wrong = !peer?.path.test(path) || request.method !== 'POST' ? [`${request.method} ${request.url}`] : [];
    const body = JSON.parse(text);
    wrong.push(...(peer?.check({ body, type: request.headers['content-type'] ?? '' }) ?? []));
    if (wrong.length) {
      refused.push(`${host}: ${wrong.join(', ')}`);
      return response.writeHead(400, open).end();
    }
    taken.push({ peer: host, path, body });
    response.writeHead(peer.status ?? 200, open).end(JSON.stringify(peer.answer ?? 'ok'));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const close = () => (server.closeAllConnections(), server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, taken, refused, fail, close };
}
