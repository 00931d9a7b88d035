// A Markdown file as a page: its HTML with links that hold on the site, its headings, and its text in pieces that can be searched.
import GithubSlugger from 'github-slugger';
import highlight from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import css from 'highlight.js/lib/languages/css';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import MarkdownIt from 'markdown-it';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { addressOf, relative, root } from './map.mjs';

const kLanguages = { bash, cpp, css, javascript, json, python, sql, typescript, xml };
for (const [name, language] of Object.entries(kLanguages)) highlight.registerLanguage(name, language);
highlight.registerAliases(['sh'], { languageName: 'bash' });
highlight.registerAliases(['js', 'mjs', 'jsx'], { languageName: 'javascript' });
highlight.registerAliases(['ts', 'tsx'], { languageName: 'typescript' });
highlight.registerAliases(['html', 'vue', 'svelte'], { languageName: 'xml' });

export const escape = (text) => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

/** Code with its colours, in a box that the keyboard can scroll. */
export function codeBlock(code, language, name) {
  const known = language && highlight.getLanguage(language);
  const inner = known ? highlight.highlight(code, { language }).value : escape(code);
  return `<div class="code"><pre tabindex="0" role="group" aria-label="${escape(name)}"><code>${inner}</code></pre></div>\n`;
}

/** What a token and those in it say, without marks. */
const plain = (token) => (token.children ? token.children.map((child) => (child.type === 'softbreak' ? ' ' : child.content)).join('') : token.content);

/** How the studio is opened from a clone. The site has the studio itself, so there this leads to it. */
const kStudio = 'web/studio/README.md#open-it';

/** Where a link of a page leads: {href} on the site, what the site must copy or show for it, or what is wrong with it. */
export function target(source, link, pages) {
  if (/^[a-z]+:/i.test(link)) return { href: link };
  const [path, hash] = link.split('#');
  const here = addressOf(source);
  const file = path ? posix.normalize(posix.join(posix.dirname(source), decodeURI(path))).replace(/\/$/, '') : source;
  const anchor = hash ? `#${hash}` : '';
  // It is there where it was built, and nowhere in the repository.
  if (/(^|\/)dist(\/|$)/.test(file)) return { wrong: `${source}: ${link} is made by a build` };
  if (!existsSync(join(root, file))) return { wrong: `${source}: ${link} leads nowhere` };
  const page = statSync(join(root, file)).isDirectory() ? ['README.md', 'index.md'].map((name) => `${file}/${name}`).find((name) => existsSync(join(root, name))) : file;
  if (`${page}#${hash}` === kStudio) return { href: relative(here, 'studio/index.html'), page, hash };
  if (page && pages.has(page)) return { href: (page === source ? '' : relative(here, addressOf(page))) + anchor, page, hash };
  if (!page) return { href: '' };
  if (/\.(png|svg|jpg|gif)$/.test(page)) return { href: relative(here, `files/${page}`), copy: page };
  return { href: relative(here, `source/${page}.html`), show: page };
}

/** Headings get the ids that GitHub gives them, so that a link holds in both places. */
function nameHeadings(tokens) {
  const slugger = new GithubSlugger();
  const headings = [];
  tokens.forEach((token, i) => {
    if (token.type !== 'heading_open') return;
    const text = plain(tokens[i + 1]);
    const id = slugger.slug(text);
    token.attrSet('id', id);
    headings.push({ level: Number(token.tag[1]), text, id });
  });
  return headings;
}

/** The text under each heading, for the search. */
function pieces(tokens, headings) {
  const all = [];
  let current = null;
  let next = 0;
  tokens.forEach((token, i) => {
    if (token.type === 'heading_open') all.push((current = { ...headings[next++], text: [], title: plain(tokens[i + 1]) }));
    else if (current && ['inline', 'fence', 'code_block'].includes(token.type) && tokens[i - 1]?.type !== 'heading_open') current.text.push(plain(token));
  });
  return all.map(({ title, id, text }) => ({ title, id, text: text.join(' ').replace(/\s+/g, ' ') }));
}

function renderer(source) {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  markdown.renderer.rules.fence = (tokens, i) => codeBlock(tokens[i].content, tokens[i].info.trim().split(' ')[0], 'Example');
  markdown.renderer.rules.code_block = (tokens, i) => codeBlock(tokens[i].content, '', 'Example');
  const image = markdown.renderer.rules.image;
  // A drawing keeps a size at which it can be read: on a phone it is scrolled.
  markdown.renderer.rules.image = (tokens, i, ...rest) => {
    const html = image(tokens, i, ...rest);
    return tokens[i].attrGet('src').endsWith('.svg') ? `<span class="wide" tabindex="0" role="group" aria-label="Picture">${html}</span>` : html;
  };
  let tables = 0;
  markdown.renderer.rules.table_open = () => `<div class="wide" tabindex="0" role="group" aria-label="Table ${++tables}"><table>\n`;
  markdown.renderer.rules.table_close = () => '</table></div>\n';
  return markdown;
}

/** A table whose first line is empty has no heading; one empty corner of it is a cell like others. */
function withoutEmptyHeadings(tokens) {
  for (let i = 0; i < tokens.length; ++i) {
    if (tokens[i].type !== 'thead_open') continue;
    const end = tokens.findIndex((token, n) => n > i && token.type === 'thead_close');
    const cells = tokens.slice(i, end).filter(({ type }) => type === 'inline');
    if (cells.every(({ content }) => !content)) tokens.splice(i, end - i + 1);
    else for (let n = i; n < end; ++n) if (tokens[n].type === 'th_open' && !tokens[n + 1].content) tokens[n].tag = tokens[n + 2].tag = 'td';
  }
  return tokens;
}

/** A skill's first lines are for assistants, between two rules. */
const withoutFrontMatter = (text) => text.replace(/^---\n[^]*?\n---\n/, '');

/** A page read: {source, title, html, headings, pieces, links, copy, show, wrong}. `pages` are all sources that are pages. */
export function readPage(source, pages) {
  const markdown = renderer(source);
  const tokens = withoutEmptyHeadings(markdown.parse(withoutFrontMatter(readFileSync(join(root, source), 'utf8')), {}));
  const headings = nameHeadings(tokens);
  const found = { links: [], copy: [], show: [], wrong: [] };
  for (const token of tokens.flatMap(({ children }) => children ?? [])) {
    const attribute = { link_open: 'href', image: 'src' }[token.type];
    if (!attribute) continue;
    const { href, page, hash, copy, show, wrong } = target(source, token.attrGet(attribute), pages);
    if (wrong) found.wrong.push(wrong);
    if (copy) found.copy.push(copy);
    if (show) found.show.push(show);
    if (page && hash) found.links.push({ page, hash });
    if (href !== undefined) token.attrSet(attribute, href);
    if (token.type === 'image') token.attrSet('loading', 'lazy');
  }
  return { source, title: headings[0]?.text ?? source, html: markdown.renderer.render(tokens, markdown.options, {}), headings, pieces: pieces(tokens, headings), ...found };
}

/** The same Markdown with links that hold on the site, for programs that read rather than look. */
export const asMarkdown = (source, pages) =>
  readFileSync(join(root, source), 'utf8').replace(/\]\(([^)\s]+)\)/g, (whole, link) => {
    const { href } = target(source, link, pages);
    return href === undefined || /^[a-z]+:/i.test(link) ? whole : `](${href.replace(/\.html(?=#|$)/, href.includes('source/') || href.includes('studio/') ? '.html' : '.md')})`;
  });
