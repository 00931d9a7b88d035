/** The site under test: pages that tests make up, the built script, the model. Remembers every request. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const dist = new URL('../../../web/dist/', import.meta.url);
/** A path without the hash that the build writes into names. */
const plain = (path) => path.replace(/\.[0-9a-f]{8}(?=\.(js|wasm)$)/, '');
const kBuilt = new Map(readdirSync(dist).map((name) => [plain(name), name]));
/** A built file, by its name without a hash. */
export const built = (name) => readFileSync(new URL(kBuilt.get(name), dist));
/** What matches the address that a page opens a built file by, with the hash of the build in it. */
export const addressOf = (name) => new RegExp(`/${name.replace('.', '\\.[0-9a-f]{8}\\.')}$`);
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
 * Starts a site. Paths, also in `requests`, are without the hashes in our files' names. `pages`: path to HTML, or to {status, headers, body} (a `body` of null serves the file of that name from
 * dist), or to a function that answers the request itself. `collector`: where the model's messages go.
 */
export async function startSite(pages = {}, collector = null) {
  const requests = [];
  const answer = (asked) => {
    const path = plain(asked);
    const page = pages[asked] ?? pages[path];
    if (typeof page === 'string') return { headers: { 'content-type': 'text/html; charset=utf-8' }, body: page };
    if (page && page.body !== null) return page;
    const extra = page?.headers ?? {};
    if (path === '/model.json') {
      const url = collector ? `${collector.url}/collect` : 'http://127.0.0.1:9/collect';
      const body = model.replace('http://127.0.0.1:9/collect', url);
      return { headers: { 'content-type': kTypes.json, ...extra }, body };
    }
    const name = asked === path ? kBuilt.get(path.slice(1)) : asked.slice(1);
    if (name?.startsWith('kelvin') && existsSync(new URL(name, dist))) {
      return { headers: { 'content-type': kTypes[name.split('.').pop()], ...extra }, body: readFileSync(new URL(name, dist)) };
    }
    return { status: 404, headers: {}, body: 'not found' };
  };
  const server = createServer((request, response) => {
    const asked = new URL(request.url, 'http://x').pathname;
    const path = plain(asked);
    requests.push(path);
    if (typeof pages[path] === 'function') return pages[path](request, response);
    const { status = 200, headers = {}, body } = answer(asked);
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
