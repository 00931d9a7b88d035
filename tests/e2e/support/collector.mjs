/** A receiver that fails on purpose, and knows what really arrived. */
import { createServer } from 'node:http';
import { createRegistry } from './plan.mjs';

const kOpen = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' };
const kPortal = '<!doctype html><html><title>Hotel WiFi</title><form>Room number <input></form></html>';

/** A fault as tests name them. A number is a status. */
const named = (fault) => {
  if (typeof fault === 'number') {
    return { kind: String(fault), status: fault, kept: fault < 300, ...(fault === 429 ? { retryAfter: '1' } : {}) };
  }
  return { kind: fault ?? 'ok', status: fault === 'redirect' ? 302 : 200, kept: !fault || fault === 'stored-reset' };
};

/**
 * `faults`: a list, one per request and then none; or a plan of plan.mjs; or nothing. In a list: a status (500, 429 ...), "hang"
 * (no answer), "reset" (the connection breaks before anything is kept), "cut" (it breaks in the middle of the request),
 * "stored-reset" (kept, then it breaks: the page cannot know), "redirect", "portal" (200 and a web page). A plan's "hang" ends
 * after 0.3 s: tests with a plan move the page's clock, not the browser's, which would hold the connection for half a minute.
 */
export async function startCollector(faults = []) {
  const registry = createRegistry();
  const arrived = [];
  const stored = new Map();
  const preflights = [];
  let asked = 0;

  const planned = (id) => (faults.next ? faults.next(id, Date.now()) : named(faults[asked++]));

  const answer = (request, response, fault, id) => {
    const { kind, status, retryAfter } = fault;
    if (['reset', 'stored-reset', 'offline'].includes(kind)) return request.socket.destroy();
    if (kind === 'hang') return void setTimeout(() => request.socket.destroy(), faults.next ? 300 : 60_000).unref();
    const headers = { ...kOpen, 'access-control-expose-headers': 'retry-after,date' };
    if (retryAfter !== undefined) headers['retry-after'] = retryAfter;
    if (kind === 'redirect') headers.location = '/elsewhere';
    const type = kind === 'portal' ? 'text/html; charset=utf-8' : 'application/json';
    const body = kind === 'portal' ? kPortal : status < 300 ? JSON.stringify({ stored: true, id }) : '';
    response.writeHead(status, { ...headers, 'content-type': type }).end(body);
  };

  const server = createServer((request, response) => {
    request.socket.setNoDelay(true);
    request.on('error', () => {}); // The page, or we, broke the connection.
    const path = request.url;
    if (request.method === 'OPTIONS') {
      preflights.push(path);
      return response.writeHead(204, kOpen).end();
    }
    if (path === '/elsewhere') {
      return response.writeHead(200, kOpen).end('{}');
    }
    let body = '';
    let fault = null;
    const note = (id, text) => {
      arrived.push({ id, body: text, type: request.headers['content-type'], path, at: Date.now(), fault: fault.kind });
      registry.note({ key: `${path} ${id}`, id, body: text, at: Date.now(), kind: fault.kind, kept: fault.kept });
    };
    request.on('data', (part) => {
      body += part;
      if (fault) return;
      const [, id] = /"id":\s*"([^"]*)"/.exec(body) ?? [];
      fault = planned(id);
      if (fault.kind !== 'cut') return;
      note(id, null);
      request.socket.destroy();
    });
    request.on('end', () => {
      if (fault.kind === 'cut') return;
      const { id } = JSON.parse(body);
      note(id, body);
      if (fault.kept) stored.set(id, body);
      answer(request, response, fault, id);
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Every request, in order; what was kept of it, by id. */
    arrived,
    stored,
    registry,
    preflights: () => preflights.length,
    close: () => (server.closeAllConnections(), server.close()),
  };
}
