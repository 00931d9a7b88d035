// What is a page of the documentation site, in which order, and where: each page is a Markdown file of the repository.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where the files of a folder stand on the site. The first that fits counts. */
const kFolders = [
  ['docs/scale/README.md', 'scale/index.html'],
  ['docs/', ''],
  ['web/docs/', 'page/'],
  ['core/models/README.md', 'models/index.html'],
  ['llms.txt', 'llms.txt'],
  ['CONTRIBUTING.md', 'project/contributing.html'],
  ['SECURITY.md', 'project/security.html'],
  ['CHANGELOG.md', 'project/changes.html'],
];

/** The address of a page within the site. */
export function addressOf(source) {
  for (const [from, to] of kFolders) {
    if (source === from) return to;
    if (from.endsWith('/') && source.startsWith(from)) return to + source.slice(from.length).replace(/\.md$/, '.html');
  }
  return `house/${source.replace(/\/?README\.md$/, '').replaceAll('/', '-') || 'overview'}.html`;
}

/** A section takes what else is in its folders, too: a page that somebody adds is on the site before anybody lists it here. */
const kSections = [
  { title: 'Start here', pages: ['docs/index.md', ...['site-owner', 'marketer', 'analyst', 'developer', 'contributor'].map((name) => `docs/start/${name}.md`)], also: ['docs/start'] },
  {
    title: 'Models',
    pages: [...['index', 'events', 'rules', 'scores', 'segments', 'conditions', 'messages', 'experiences', 'accounts', 'privacy', 'limits', 'changing'].map((name) => `docs/model/${name}.md`), 'core/models/README.md'],
    also: ['docs/model'],
  },
  {
    title: 'On your site',
    pages: ['install', 'consent', 'consent-managers', 'senses', 'shows', 'frameworks', 'identify', 'delivery', 'storage', 'connect', 'other-tools', 'api', 'errors'].map((name) => `web/docs/${name}.md`),
    also: ['web/docs'],
  },
  { title: 'Packages', pages: ['web/docs/packages.md', 'web/docs/cdp.md', 'web/docs/flags.md', 'web/docs/tag-managers.md', 'web/packages/gtm/README.md'], also: ['web/packages', 'web/packages/*', 'web/wordpress'] },
  {
    title: 'The command line',
    pages: [...['index', 'check', 'logs', 'coverage', 'score', 'verify', 'calibrate', 'fit', 'days-and-parts', 'serve'].map((name) => `docs/command-line/${name}.md`), 'docs/scale/README.md'],
    also: ['docs/command-line', 'docs/scale'],
  },
  { title: 'The project', pages: ['SECURITY.md', 'web/docs/versions.md', 'CHANGELOG.md', 'CONTRIBUTING.md'], also: ['docs', 'docs/skills/*'] },
  {
    title: 'For contributors',
    pages: ['core/README.md', 'core/study/README.md', 'core/vocabulary/README.md', 'wasm/README.md', 'web/README.md', 'web/studio/README.md', 'web/site/README.md', 'web/demo/README.md', 'web/examples/README.md', 'native/README.md', 'tests/README.md', 'tests/cases/README.md', 'tests/e2e/README.md'],
  },
];

/** `a/*` stands for the folders in a. */
const foldersOf = (pattern) => {
  if (!pattern.endsWith('/*')) return [pattern];
  const folder = pattern.slice(0, -2);
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'node_modules').map(({ name }) => `${folder}/${name}`);
};
const pagesIn = (folder) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : []).filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`).sort();

/** [{title, pages: [source]}] */
export function sections() {
  const listed = new Set(kSections.flatMap(({ pages }) => pages));
  return kSections.map(({ title, pages, also = [] }) => {
    const further = also.flatMap(foldersOf).flatMap(pagesIn).filter((source) => !listed.has(source));
    for (const source of further) listed.add(source);
    return { title, pages: [...pages, ...further].filter((source) => existsSync(join(root, source))) };
  });
}

/** The relative link from one address to another. */
export const relative = (from, to) => posix.relative(dirname(from), to);
