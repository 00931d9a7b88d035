// Looks at every link and every example of all Markdown in the repository, and says what is wrong.
//
//   node check.mjs
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readAll } from './build.mjs';
import { lookAt, wrongModels } from './examples.mjs';
import { root } from './map.mjs';
import { readPage } from './markdown.mjs';
import { pictures } from './pictures.mjs';

/** All Markdown that is under version control, or will be. */
const allMarkdown = () => spawnSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: root, encoding: 'utf8' }).stdout.trim().split('\n').filter((file) => existsSync(join(root, file)));

/** Links that lead nowhere, in the repository and on the site, and headings that are not there. */
export function wrongLinks() {
  const { sources, pages } = readAll();
  const bySource = new Map(pages.map((page) => [page.source, page]));
  const others = allMarkdown().filter((source) => !sources.has(source)).map((source) => readPage(source, sources));
  const headed = (source) => (bySource.get(source) ?? readPage(source, sources)).headings.map(({ id }) => id);
  return [...pages, ...others].flatMap(({ source, wrong, links }) => [
    ...wrong,
    ...links.filter(({ page, hash }) => !headed(page).includes(hash)).map(({ page, hash }) => `${source}: ${page} has no heading #${hash}`),
  ]);
}

/** Pages that users read are on the site: nobody may have to know that they are there. */
export function forgottenPages() {
  const { sources } = readAll();
  return allMarkdown().filter((source) => /^(docs|web\/docs)\//.test(source) && !sources.has(source)).map((source) => `${source} is no page of the site`);
}

/** What llms.txt names must be there. */
export function wrongInLlms() {
  const text = readFileSync(join(root, 'llms.txt'), 'utf8');
  return [...text.matchAll(/\]\(([^)#]+)\)/g)].filter(([, path]) => !existsSync(join(root, path))).map(([, path]) => `llms.txt: ${path} is not there`);
}

/** A file of the repository that a sentence names must be there. What a build makes is not looked for. */
export function wrongPaths() {
  const named = (source) => [...readFileSync(join(root, source), 'utf8').replace(/^```[^]*?^```$/gm, '').matchAll(/`((?:core|web|wasm|native|tests|docs|release)\/[\w./-]+)`/g)].map(([, path]) => path);
  return allMarkdown().flatMap((source) => named(source).filter((path) => !/\bdist\b/.test(path) && !existsSync(join(root, path))).map((path) => `${source}: ${path} is not there`));
}

/** The committed pictures are the drawn ones. */
export const oldPictures = () =>
  Object.entries(pictures).filter(([name, svg]) => readFileSync(join(root, `docs/pictures/${name}.svg`), 'utf8') !== svg).map(([name]) => `docs/pictures/${name}.svg is not what web/site/pictures.mjs draws: node web/site/pictures.mjs`);

/** Who does not see a picture is told what it shows, in each page that has it. */
export const untoldPictures = () =>
  allMarkdown().flatMap((source) =>
    [...readFileSync(join(root, source), 'utf8').matchAll(/!\[([^\]]*)\]\([^)]*pictures\/(\w+)\.svg\)/g)]
      .filter(([, alt, name]) => !pictures[name]?.includes(`<title>${alt}</title>`))
      .map(([, , name]) => `${source}: the words for ${name}.svg are not those in the picture`),
  );

/** What the first screen says of the page's weight is what `./dev bench --record` measured, to two kilobytes. */
export function wrongWeight() {
  const said = readFileSync(join(root, 'README.md'), 'utf8').match(/(\d+) KB brotli before the first score and (\d+) KB in all/)?.slice(1).map(Number) ?? [0, 0];
  const { figures } = JSON.parse(readFileSync(join(root, 'tests/bench/figures.json'), 'utf8'));
  const measured = ['brotli bytes before the first score, model packed', 'brotli bytes of a page, model packed'].map((name) => figures[name] / 1000);
  return measured.every((kilobytes, i) => Math.abs(said[i] - kilobytes) <= 2) ? [] : [`README.md: a page weighs ${measured.map((kilobytes) => kilobytes.toFixed(1)).join(' and ')} KB, not ${said.join(' and ')}`];
}

/** ... and of what it costs, is what the table of `./dev bench page` has. */
export function wrongCost() {
  const [, longest, , , ready] = readFileSync(join(root, 'web/docs/install.md'), 'utf8').match(/^\| Kelvin, the demo's model packed \| (.+) \|$/m)[1].split(' | ');
  const empty = readFileSync(join(root, 'web/docs/install.md'), 'utf8').match(/^\| with nothing \| 0 \| ([^|]+) \|/m)[1];
  const sentence = `ready after ${ready}, and its longest task takes ${longest}; an empty page's takes ${empty} (`;
  return readFileSync(join(root, 'README.md'), 'utf8').includes(sentence) ? [] : [`README.md: the table of web/docs/install.md says "${sentence}"`];
}

export function wrongExamples() {
  const looked = allMarkdown().map(lookAt);
  return [...looked.flatMap(({ wrong }) => wrong), ...wrongModels(looked.flatMap(({ models }) => models))];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wrong = [wrongLinks, forgottenPages, wrongInLlms, wrongPaths, oldPictures, untoldPictures, wrongWeight, wrongCost, wrongExamples].flatMap((look) => look());
  for (const said of wrong) console.log(said);
  console.log(wrong.length ? `${wrong.length} to mend` : `${allMarkdown().length} pages of Markdown: every link leads somewhere, every example is right`);
  process.exitCode = wrong.length ? 1 : 0;
}
