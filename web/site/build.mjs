// Builds the documentation site from the repository's Markdown: static pages, which hold from a server and from a disk alike.
//
//   node build.mjs [FOLDER]    build/site unless given; another must be new or empty
import { build } from 'esbuild';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foreignFiles, freshFolder } from '../../release/folder.mjs';
import { licencesOf, packagesIn } from '../../release/licences.mjs';
import { frame } from './frame.mjs';
import { addressOf, relative, root, sections } from './map.mjs';
import { asMarkdown, codeBlock, escape, readPage } from './markdown.mjs';
import { otherWords, rank } from './search.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

function write(folder, address, text) {
  const file = join(folder, address);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** All pages, read: what the build writes and the check looks at. */
export function readAll() {
  const map = sections();
  const sources = new Set(map.flatMap(({ pages }) => pages));
  const pages = [...sources].map((source) => ({ ...readPage(source, sources), address: addressOf(source) }));
  return { map, sources, pages };
}

/** A file of the repository that pages name, as a page of its own, with the way back to them. */
const shown = (file, pages) => ({
  source: '',
  address: `source/${file}.html`,
  title: file,
  headings: [],
  html: `<h1>${escape(file)}</h1>\n<p>Named in ${pages.map(({ address, title }) => `<a href="${relative(`source/${file}.html`, address)}">${escape(title)}</a>`).join(', ')}.</p>\n${codeBlock(readFileSync(join(root, file), 'utf8'), { '.h': 'cpp', '.cpp': 'cpp', '.mjs': 'js', '.ts': 'ts', '.tsx': 'ts', '.json': 'json', '.html': 'html', '.css': 'css', '.sql': 'sql', '.py': 'python' }[extname(file)], file)}`,
});

const kMost = 100_000; // a piece of a page that is longer is no text to be found

async function scripts(folder, pages) {
  const { metafile } = await build({ entryPoints: [join(here, 'site.ts')], absWorkingDir: here, metafile: true, bundle: true, minify: true, format: 'iife', target: 'es2022', outfile: join(folder, 'site.js'), logLevel: 'warning' });
  await build({ entryPoints: [join(here, 'site.css')], minify: true, outfile: join(folder, 'site.css'), logLevel: 'warning' });
  const piecesOf = ({ source, title, address, pieces }) =>
    pieces.map((piece, i) => {
      const at = `${address}#${piece.id}`;
      return { page: title, title: piece.title, address: at, text: piece.text.slice(0, kMost), also: (otherWords[i ? at : address] ?? []).join(', '), rank: rank(source) };
    });
  const all = pages.flatMap(piecesOf);
  write(folder, 'licences.txt', licencesOf(packagesIn(metafile, here)));
  write(folder, 'search.js', `globalThis.kelvinPages=${JSON.stringify(all)};\n`);
}

const kFolder = join(root, 'build/site');

export async function buildSite(folder) {
  freshFolder(folder, kFolder);
  const { map, sources, pages } = readAll();
  const titles = new Map(pages.map(({ source, title }) => [source, title]));
  for (const page of pages) {
    write(folder, page.address, frame(page, map, titles));
    write(folder, page.address.replace(/html$/, 'md'), asMarkdown(page.source, sources));
  }
  for (const file of new Set(pages.flatMap(({ show }) => show))) write(folder, `source/${file}.html`, frame(shown(file, pages.filter(({ show }) => show.includes(file))), map, titles));
  for (const file of new Set(pages.flatMap(({ copy }) => copy))) cpSync(join(root, file), join(folder, 'files', file));
  await scripts(folder, pages);
  cpSync(join(here, 'icon.svg'), join(folder, 'icon.svg'));
  write(folder, 'llms.txt', asMarkdown('llms.txt', sources));
  cpSync(join(root, 'core/model.schema.json'), join(folder, 'model.schema.json'));
  for (const name of readdirSync(join(root, 'core/models')).filter((file) => file.endsWith('.json'))) cpSync(join(root, 'core/models', name), join(folder, 'models', name));
  const studio = join(root, 'web/studio/dist');
  const withStudio = existsSync(join(studio, 'index.html'));
  if (withStudio) cpSync(studio, join(folder, 'studio'), { recursive: true });
  return { pages, withStudio };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? kFolder;
  const why = foreignFiles(folder, kFolder);
  if (why) {
    console.error(why);
    process.exit(1);
  }
  const { pages, withStudio } = await buildSite(folder);
  const bytes = ['site.js', 'site.css', 'search.js'].map((name) => `${name} ${(statSync(join(folder, name)).size / 1000).toFixed(0)} KB`);
  console.log(`${folder}: ${pages.length} pages; ${bytes.join(', ')}${withStudio ? '; with the studio' : '; without the studio, which is not built: npm --prefix web run build:studio'}`);
}
