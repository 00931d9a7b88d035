// Forwards messages to addresses that no page may know: whoever knows a Slack, Zapier or Make address can post there.
//
//   ORIGIN=https://shop.example SLACK=https://hooks.slack.com/services/... ZAPIER=https://hooks.zapier.com/... node relay.mjs
//   MAUTIC=https://mautic.example/api/contacts/new MAUTIC_AUTH="Basic ..." ODOO=https://odoo.example/web/hook/...
//   FRAPPE=https://crm.example/api/resource/CRM%20Lead FRAPPE_AUTH="token KEY:SECRET"
//
// Takes POST /relay/slack?id=..., and likewise zapier, make, mautic, odoo, frappe. Each id is forwarded once, as often as the page
// may try; what the other side refuses is told to the page, which tries again. Put it behind your site's own address: then it
// needs no CORS. An Origin can be forged outside of a browser, so there is a bound on how much goes through.
import { createServer } from 'node:http';

const { ORIGIN, SLACK, ZAPIER, MAKE, MAUTIC, MAUTIC_AUTH, ODOO, FRAPPE, FRAPPE_AUTH, PORT = 8788, PER_MINUTE = 60 } = process.env;

/** What visitors typed must neither address a channel nor look like a link: Slack's three control characters. */
const escape = (text) => String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').slice(0, 3000);
/** A CRM takes whatever fields it is sent: only those that are named here, so that nobody forges others. */
const only = (...names) => (message) => Object.fromEntries(names.filter((name) => Object.hasOwn(message, name)).map((name) => [name, message[name]]));
const targets = {
  '/relay/slack': { url: SLACK, body: ({ text }) => ({ text: escape(text) }) },
  '/relay/zapier': { url: ZAPIER, body: (message) => message },
  '/relay/make': { url: MAKE, body: (message) => message },
  '/relay/mautic': { url: MAUTIC, authorization: MAUTIC_AUTH, body: only('email', 'tags', 'kelvin_score', 'kelvin_reason') },
  '/relay/odoo': { url: ODOO, body: only('email', 'name', 'score', 'reason', 'page') },
  '/relay/frappe': { url: FRAPPE, authorization: FRAPPE_AUTH, body: only('email', 'first_name', 'custom_kelvin_score', 'custom_kelvin_reason') },
};

const kMostBytes = 64 * 1024;
const kIdsKept = 10_000;
/** Status by id: of what was forwarded, and of what is under way. Kept in memory: a restart may forward a repeat. */
const known = new Map();
let minute = 0;
let forwarded = 0;

async function read(request) {
  let text = '';
  for await (const part of request.setEncoding('utf8')) {
    text += part;
    if (text.length > kMostBytes) throw 413;
  }
  return JSON.parse(text);
}

async function forward({ url, authorization, body }, message) {
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body(message)), signal: AbortSignal.timeout(10_000) });
  return answer.ok ? 200 : answer.status === 429 ? 429 : 502;
}

/** The status to answer with. The same id at the same time waits for the first. */
async function once(id, work) {
  if (!known.has(id)) {
    const now = Math.floor(Date.now() / 60_000);
    if (now !== minute) [minute, forwarded] = [now, 0];
    if (++forwarded > PER_MINUTE) return 429;
    known.set(id, work());
    if (known.size > kIdsKept) known.delete(known.keys().next().value);
  }
  const status = await known.get(id).catch(() => 502);
  if (status !== 200) known.delete(id);
  return status;
}

async function answer(request) {
  const { pathname, searchParams } = new URL(request.url, 'http://relay');
  const target = Object.hasOwn(targets, pathname) && targets[pathname];
  const id = searchParams.get('id');
  if (!target?.url || request.method !== 'POST') return 404;
  if (ORIGIN && request.headers.origin !== ORIGIN) return 403;
  if (!/^[0-9a-f]{32}$/.test(id ?? '')) return 400;
  const message = await read(request);
  return once(pathname + id, () => forward(target, message));
}

const server = createServer(async (request, response) => {
  const status = await answer(request).catch((error) => (error === 413 ? 413 : 400));
  response.writeHead(status, status === 429 ? { 'retry-after': '30' } : {}).end();
});
server.listen(Number(PORT), '127.0.0.1', () => console.log(`relay on http://127.0.0.1:${server.address().port}`));
