/** The code of a page of the documentation, as it stands there. */
import { readFileSync } from 'node:fs';

/** Snippets of `language` in the chapter whose heading is `title` (of level 2 or 3, up to the next heading). `page`: a path from the repository's root. */
export function snippets(page, title, language) {
  const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8');
  const chapter = text.split(/^#{2,3} /m).find((part) => part.startsWith(`${title}\n`));
  if (!chapter) throw new Error(`${page} has no chapter "${title}"`);
  const found = [...chapter.matchAll(new RegExp('^```' + language + '\\n([^]*?)^```', 'gm'))].map(([, code]) => code);
  if (!found.length) throw new Error(`"${title}" in ${page} has no ${language}`);
  return found;
}
