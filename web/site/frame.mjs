// What stands around a page: head, header, the list of pages, the page's own headings, what comes before and after.
import { addressOf, relative } from './map.mjs';
import { escape } from './markdown.mjs';

const kMark = '<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="M12 2a3 3 0 0 0-3 3v9.2a5 5 0 1 0 6 0V5a3 3 0 0 0-3-3z" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M12 8v9" stroke="var(--hot)" stroke-width="2.4" stroke-linecap="round"/><circle cx="12" cy="18" r="2.6" fill="var(--hot)"/></svg>';

/** "Site owner: a first score in five minutes" in a list. */
const shortened = (title) => title.split(': ')[0];

function list(sections, titles, here) {
  return sections
    .filter(({ pages }) => pages.length)
    .map(({ title, pages }) => {
      const items = pages.map((source) => {
        const address = addressOf(source);
        return `<li><a href="${relative(here, address)}"${address === here ? ' aria-current="page"' : ''}>${escape(shortened(titles.get(source)))}</a></li>`;
      });
      return `<h2>${title}</h2>\n<ul>${items.join('\n')}</ul>`;
    })
    .join('\n');
}

function contents(headings) {
  const below = headings.filter(({ level }) => level === 2 || level === 3);
  if (below.length < 3) return '';
  return `<nav class="contents" aria-label="On this page"><h2>On this page</h2><ul>${below.map(({ level, text, id }) => `<li class="l${level}"><a href="#${id}">${escape(text)}</a></li>`).join('')}</ul></nav>`;
}

function neighbours(sections, titles, source, here) {
  const all = sections.flatMap(({ pages }) => pages);
  const i = all.indexOf(source);
  if (i < 0) return '';
  const link = (other, word, rel) => (other ? `<a rel="${rel}" href="${relative(here, addressOf(other))}"><small>${word}</small> ${escape(titles.get(other))}</a>` : '<span></span>');
  return `<nav class="neighbours" aria-label="Before and after">${link(all[i - 1], 'Before', 'prev')}${link(all[i + 1], 'Next', 'next')}</nav>`;
}

/** A whole page of HTML. It asks nothing of any other host, and reads without a script. */
export function frame({ source, address, title, html, headings }, sections, titles) {
  const to = (path) => relative(address, path);
  const nav = list(sections, titles, address);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:; base-uri 'none'; form-action 'none'">
<title>${title === 'Kelvin' ? 'Kelvin' : `${escape(title)} - Kelvin`}</title>
<link rel="stylesheet" href="${to('site.css')}">
<link rel="icon" href="${to('icon.svg')}">
<script src="${to('site.js')}" defer></script>
</head>
<body data-root="${to('.') || '.'}/">
<a class="skip" href="#content">To the text</a>
<header>
<a class="home" href="${to('index.html')}">${kMark}<b>Kelvin</b></a>
<button type="button" class="find" hidden aria-haspopup="dialog">Search <kbd>/</kbd></button>
<a href="${to('studio/index.html')}">Studio</a>
</header>
<div class="columns">
<details class="menu"><summary>All pages</summary><nav aria-label="All pages, in short">${nav}</nav></details>
<nav class="pages" aria-label="All pages">${nav}</nav>
<main id="content" tabindex="-1">
${html}
${source ? neighbours(sections, titles, source, address) : ''}
${source ? `<p class="source">This page is <code>${escape(source)}</code> in the repository.</p>` : ''}
</main>
${contents(headings)}
</div>
</body>
</html>
`;
}
