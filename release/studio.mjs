// The studio as one file, which a double click opens: no server, no folder beside it, and by its policy it loads from and connects to no address.
//
//   node release/studio.mjs [FOLDER]     writes FOLDER/kelvin-studio-VERSION.html of web/studio/dist (default: build/packages), prints its path
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { file, version } from './project.mjs';

const kDist = file('web/studio/dist');

/** In the page: what the studio asks of a server comes from the files within. A browser lets no page from a disk fetch what lies beside it. */
function within() {
  const files = JSON.parse(document.getElementById('files').textContent);
  const bytes = (name) => Uint8Array.from(atob(files[name]), (letter) => letter.charCodeAt(0));
  const script = (...parts) => URL.createObjectURL(new Blob(parts, { type: 'text/javascript' }));
  globalThis.fetch = async (name) => (Object.hasOwn(files, name) ? new Response(bytes(name)) : new Response(null, { status: 404 }));
  globalThis.fileWithin = (name) => script(bytes(name));
  const OwnWorker = Worker;
  const core = Object.keys(files).find((name) => name.endsWith('.wasm') && !name.includes('/'));
  // A worker asks for the core alone.
  const own = `{const core=${JSON.stringify(files[core])};globalThis.fetch=async()=>new Response(Uint8Array.from(atob(core),(letter)=>letter.charCodeAt(0)),{headers:{"content-type":"application/wasm"}})}\n`;
  globalThis.Worker = function (name) {
    return new OwnWorker(script(own, bytes(name)));
  };
}

/** What stands in the page until its script runs, or where scripts are off. The built studio's says that it needs a web server. */
const kWaiting = '<div id="studio"><p class="wait">The studio is opening. It needs JavaScript.</p></div>';

/** Replaces what must be there: a build that names things otherwise is told, and not shipped broken. */
function replaced(text, part, by) {
  if (text.split(part).length !== 2) throw new Error(`The studio's build has not exactly one ${part}`);
  return text.replace(part, () => by);
}

/** A script may end an element only by its own end. */
const inElement = (code) => code.replace(/<(?=\/script|!--)/gi, '\\x3c');
const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page. `dist`: the built studio. */
export function studioFile(dist = kDist) {
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const [, style] = /<link rel="stylesheet" href="([^"]+)">/.exec(page);
  const [, main] = /<script type="module" src="([^"]+)">/.exec(page);
  const [waiting] = /<div id="studio">[^]*?<\/div>/.exec(page);
  const below = (folder) => readdirSync(join(dist, folder)).map((name) => `${folder}/${name}`);
  const names = [...readdirSync(dist).filter((name) => /^(worker|text-tab|kelvin-studio)\./.test(name)), ...below('models'), ...below('site')];
  const files = Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(dist, name)).toString('base64')]));
  const textTab = names.find((name) => name.startsWith('text-tab.'));

  const first = inElement(`(${within})()`);
  const code = inElement(replaced(readFileSync(join(dist, main), 'utf8'), `import("./${textTab}")`, `import(fileWithin("${textTab}"))`));
  const policy = `default-src 'none'; script-src ${hashOf(first)} ${hashOf(code)} blob: 'wasm-unsafe-eval'; style-src 'unsafe-inline'; worker-src blob:; img-src data:; base-uri 'none'; form-action 'none'`;
  const withStyle = replaced(replaced(page, waiting, kWaiting), `<link rel="stylesheet" href="${style}">`, `<style>${readFileSync(join(dist, style), 'utf8')}</style>`);
  const withPolicy = withStyle.replace(/(http-equiv="Content-Security-Policy" content=")[^"]*/, (_, head) => head + policy);
  const scripts = `<script type="application/json" id="files">${JSON.stringify(files)}</script>\n<script>${first}</script>\n<script type="module">${code}</script>`;
  const licences = `<script type="text/plain" id="licences">${inElement(readFileSync(join(dist, 'licences.txt'), 'utf8'))}</script>`;
  return replaced(withPolicy, `<script type="module" src="${main}"></script>`, `${licences}\n${scripts}`);
}

export function makeStudio(folder) {
  const path = join(folder, `kelvin-studio-${version}.html`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, studioFile());
  return path;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(makeStudio(resolve(process.argv[2] ?? file('build/packages'))));
