/** A receiver that fails on purpose, and knows what really arrived. */
import { createServer } from 'node:http';

/**
 * `faults`, one per request and then none: a status (500, 429 ...), "hang" (no answer), "reset" (the connection breaks before
 * anything is kept), "stored-reset" (kept, then it breaks: the page cannot know).
 */
export async function startCollector(faults = []) {
  const arrived = [];
  const stored = new Map();
  let preflights = 0;
  let asked = 0;
  const open = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-expose-headers': 'retry-after' };
  const server = createServer((request, response) => {
    if (request.method === 'OPTIONS') {
      preflights++;
      return response.writeHead(204, open).end();
    }
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      const fault = faults[asked++];
      const { id } = JSON.parse(body);
      arrived.push({ id, body, type: request.headers['content-type'], path: request.url, fault });
      if (fault === 'hang') return;
      if (fault === 'reset') return request.socket.destroy();
      if (typeof fault === 'number' && fault >= 300) {
        return response.writeHead(fault, { ...open, ...(fault === 429 ? { 'retry-after': '1' } : {}) }).end();
      }
      stored.set(id, body);
      if (fault === 'stored-reset') return request.socket.destroy();
      response.writeHead(200, { ...open, 'content-type': 'application/json' }).end(`{"stored":true,"id":"${id}"}`);
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    arrived,
    stored,
    preflights: () => preflights,
    close: () => (server.closeAllConnections(), server.close()),
  };
}
