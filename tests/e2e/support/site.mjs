/** The site under test: pages that tests make up, the built script, the model. Remembers every request. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const dist = new URL('../../../web/dist/', import.meta.url);
const model = readFileSync(new URL('../fixtures/model.json', import.meta.url), 'utf8');
const kTypes = { js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm', json: 'application/json' };

export const kAttributes = 'data-model="/model.json" data-consent="granted" data-bots="allow" data-mode="test"';
/** The queue that site owners paste, as design and README show it. */
export const kStub = `<script>window.kelvin=window.kelvin||{q:[]};["page","track","identify","group","on","consent","init"].forEach(function(m){kelvin[m]=kelvin[m]||function(){kelvin.q.push([m,arguments])}})</script>`;

/** A page with the script tag. `tag: null` leaves the tag out. */
export function html({ title = 'Home', attributes = kAttributes, head = '', body = '', tag } = {}) {
  const script = tag === null ? '' : (tag ?? `<script async src="/kelvin.js" ${attributes}></script>`);
  return `<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>${title}</title>${head}${script}</head><body>${body}</body></html>`;
}

/**
 * Starts a site. `pages`: path to HTML, or to {status, headers, body} (a `body` of null serves the file of that name from
 * dist), or to a function that answers the request itself. `collector`: where the model's messages go.
 */
export async function startSite(pages = {}, collector = null) {
  const requests = [];
  const answer = (path) => {
    const page = pages[path];
    if (typeof page === 'string') return { headers: { 'content-type': 'text/html; charset=utf-8' }, body: page };
    if (page && page.body !== null) return page;
    const extra = page?.headers ?? {};
    if (path === '/model.json') {
      const url = collector ? `${collector.url}/collect` : 'http://127.0.0.1:9/collect';
      const body = model.replace('http://127.0.0.1:9/collect', url);
      return { headers: { 'content-type': kTypes.json, ...extra }, body };
    }
    if (/^\/kelvin(-[a-z]+)?\.(js|mjs|wasm)$/.test(path) && existsSync(new URL('.' + path, dist))) {
      return { headers: { 'content-type': kTypes[path.split('.').pop()], ...extra }, body: readFileSync(new URL('.' + path, dist)) };
    }
    return { status: 404, headers: {}, body: 'not found' };
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://x').pathname;
    requests.push(path);
    if (typeof pages[path] === 'function') return pages[path](request, response);
    const { status = 200, headers = {}, body } = answer(path);
    response.writeHead(status, headers).end(body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    pages,
    requests,
    close: () => (server.closeAllConnections(), server.close()),
  };
}
