/** @jsxImportSource preact */
/** What leaves the studio: the packed model with its hash, the script tag, a link, the grid in sentences to print. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { core, described, errors, fileNow, members, savedName, text as textNow } from '../app';
import { toLink } from '../model/link';
import { zip } from '../model/zip';
import { download } from './download';

declare const kScriptHash: string;
declare const kSiteFiles: string[];

/** What programs that cut links leave of them, at the least. */
const kLongLink = 2000;

interface Packed {
  name: string;
  bytes: string;
  hash: string;
}
const packed = signal<Packed | undefined>(undefined);
const link = signal('');
const copied = signal('');

async function hashOf(bytes: string): Promise<string> {
  // Only pages over https or of this machine have it.
  if (!globalThis.crypto?.subtle) return '';
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-384', new TextEncoder().encode(bytes)));
  return `sha384-${btoa(String.fromCharCode(...sum))}`;
}

async function prepare(source: string) {
  const bytes = await core.newest<string>('pack', { what: 'pack', source });
  if (bytes === undefined || source !== textNow.value) return;
  const isRefused = bytes.startsWith('{"ok":false');
  const id = String(members.value.id ?? 'model');
  packed.value = isRefused ? undefined : { name: `${id}.packed.json`, bytes, hash: await hashOf(bytes) };
  link.value = `${location.href.replace(/[?#].*$/, '')}#model=${await toLink(source)}`;
}

async function copy(what: string, words: string) {
  try {
    await navigator.clipboard.writeText(words);
    copied.value = `${what} copied.`;
  } catch {
    copied.value = 'The browser did not let it be copied: mark the text and copy it by hand.';
  }
}

/**
 * All that a site needs, as one file: the packed model, the script with what it loads, and a page with the tag. Not the source: anybody could
 * read its tests and notes from the site's root.
 */
async function downloadSite(model: Packed) {
  const text = (words: string) => new TextEncoder().encode(words);
  try {
    const files = await Promise.all(kSiteFiles.map(async (name) => {
      const response = await fetch(`site/${name}`);
      if (!response.ok) throw new Error(`${name}: ${response.status}`);
      return { name, bytes: new Uint8Array(await response.arrayBuffer()) };
    }));
    const page = `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>A page that scores its visitors</title>\n${tagOf(model)}\n<p>Each page of the site needs this tag.</p>\n</html>\n`;
    download(`${model.name.replace('.packed.json', '')}-site.zip`, zip([...files, { name: model.name, bytes: text(model.bytes) }, { name: 'example.html', bytes: text(page) }]));
  } catch (error) {
    copied.value = `The files could not be fetched: ${(error as Error).message}`;
  }
}

const tagOf = ({ name }: Packed) => `<script async src="/kelvin.js"${kScriptHash ? ` integrity="${kScriptHash}" crossorigin="anonymous"` : ''} data-model="/${name}"></script>`;

function Copied({ label, value }: { label: string; value: string }) {
  return <div class="field"><label>{label}<textarea readOnly rows={3} value={value} onFocus={({ currentTarget }) => currentTarget.select()} /></label><button type="button" class="small" aria-label={`Copy: ${label}`} onClick={() => void copy(label, value)}>Copy</button></div>;
}

/** The model in the core's sentences, as they are printed. */
function Grid() {
  return (
    <div class="grid-print" aria-label="The grid in sentences" role="region">
      {described.value.split('\n\n').map((part, i) => {
        const [head = '', ...lines] = part.split('\n');
        return <section key={i}><h3>{head}</h3><ul>{lines.filter(Boolean).map((line, k) => <li key={k}>{line.trim()}</li>)}</ul></section>;
      })}
      <p class="sign">Agreed by: ______________________ on ____________</p>
    </div>
  );
}

export function Give() {
  const source = textNow.value;
  useEffect(() => void prepare(source), [source]);
  const one = packed.value;
  if (errors.value.length) return <p>The model has errors: nothing can be given out before they are mended.</p>;
  return (
    <section class="give" aria-label="Give out">
      <div class="screen">
        <h2>For the site</h2>
        {one && (
          <>
            <p>Put the files into the root folder of your site, and the tag below into each page.</p>
            <p class="row">
              {kSiteFiles.length > 0 && <button type="button" class="main" onClick={() => void downloadSite(one)}>Download all files (ZIP)</button>}
              <button type="button" class={kSiteFiles.length ? '' : 'main'} onClick={() => download(one.name, one.bytes)}>Download {one.name}</button><button type="button" onClick={() => download(savedName(), fileNow())}>Download the source</button>
            </p>
            {kSiteFiles.length === 0 && <p class="quiet">The script and its files are those of a release.</p>}
            <Copied label="Script tag" value={tagOf(one)} />
            {one.hash && <Copied label="Hash of the packed model" value={one.hash} />}
          </>
        )}
        <h2>For others</h2>
        <Copied label="Link" value={link.value} />
        <p class="quiet">The link holds the whole model with its tests and notes, after the #: no server sees it.{link.value.length > kLongLink && ` It has ${link.value.length.toLocaleString('en')} characters, and some mail and chat programs cut such links: send the file then.`}</p>
        <p role="status">{copied.value}</p>
        <button type="button" onClick={() => print()}>Print the grid</button>
      </div>
      <Grid />
    </section>
  );
}
