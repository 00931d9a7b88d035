// What a page of the documentation does beyond being read: a search in a dialog, and a button that copies an example.
import MiniSearch from 'minisearch';

interface Piece {
  page: string;
  title: string;
  address: string;
  text: string;
  /** What readers may call it. */
  also: string;
  /** Pages that few look for come after others. */
  rank: number;
}
declare global {
  var kelvinPages: Piece[] | undefined;
}
const kShown = 12;
const rootOf = document.body.dataset['root'] ?? '';

/** `<tag class>` with what is in it. */
function element<K extends keyof HTMLElementTagNameMap>(tag: K, properties: Partial<HTMLElementTagNameMap[K]>, ...inside: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

/** The pages' text comes when somebody searches: by a script tag, which works from a disk too. */
let index: Promise<MiniSearch<Piece & { id: number }>> | undefined;
const load = () =>
  (index ??= new Promise((done, failed) => {
    const script = element('script', { src: `${rootOf}search.js` });
    script.onerror = () => failed(new Error('search.js did not come'));
    script.onload = () => {
      const made = new MiniSearch<Piece & { id: number }>({
        fields: ['title', 'page', 'text', 'also'],
        storeFields: ['page', 'title', 'address', 'text', 'rank'],
        // A name such as page.group is found whole, and by its parts.
        tokenize: (text) => [...text.toLowerCase().matchAll(/[\p{L}\p{N}$_]+(?:[.\-][\p{L}\p{N}$_]+)*/gu)].flatMap(([word]) => (/[.\-]/.test(word) ? [word, ...word.split(/[.\-]/)] : [word])),
        searchOptions: {
          boost: { title: 4, also: 4, page: 2 },
          boostDocument: (_id, _word, stored) => Number(stored?.['rank'] ?? 1),
          prefix: true,
          fuzzy: (word) => (word.length > 4 ? 0.2 : false),
          combineWith: 'AND',
        },
      });
      made.addAll((globalThis.kelvinPages ?? []).map((piece, id) => ({ ...piece, id })));
      done(made);
    };
    document.head.append(script);
  }));

/** A piece of the text around what was found, with that marked. */
function excerpt(text: string, words: readonly string[]): (Node | string)[] {
  const at = Math.max(0, Math.min(...words.map((word) => text.toLowerCase().indexOf(word)).filter((place) => place >= 0), text.length) - 40);
  const part = text.slice(at === text.length - 40 ? 0 : at, at + 150);
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[$.\-]/g, '\\$&')).join('|')})`, 'gi');
  return part.split(pattern).map((piece, i) => (i % 2 ? element('mark', {}, piece) : piece));
}

/** Pieces that have all the words; if there is none, those that have some. A heading of just these words comes first. */
async function found(query: string) {
  const index = await load();
  const strict = index.search(query);
  const all = strict.length ? strict : index.search(query, { combineWith: 'OR' });
  const asked = query.trim().toLowerCase();
  const isAsked = (one: (typeof all)[number]) => String(one['title']).toLowerCase() === asked;
  return [...all.filter(isAsked), ...all.filter((one) => !isAsked(one))];
}

async function search(query: string, results: HTMLElement, state: HTMLElement): Promise<void> {
  const shown = query.trim() ? (await found(query)).slice(0, kShown) : [];
  results.replaceChildren(
    ...shown.map((one) => {
      const where = one['page'] === one['title'] ? '' : ` in ${one['page']}`;
      const link = element('a', { href: rootOf + one['address'] }, element('b', {}, one['title']), where, element('span', {}, ...excerpt(one['text'], one.terms)));
      return element('li', {}, link);
    }),
  );
  state.textContent = !query.trim() ? '' : shown.length ? `${shown.length} found` : 'Nothing found.';
}

function searchDialog(): HTMLDialogElement {
  const input = element('input', { type: 'search', autocomplete: 'off', ariaLabel: 'Search the documentation', placeholder: 'decay, consent, score a log ...' });
  const results = element('ol', {});
  const state = element('p', { role: 'status' });
  const close = element('button', { type: 'button' }, 'Close');
  const dialog = element('dialog', { className: 'search', ariaLabel: 'Search' }, element('div', { className: 'field' }, input, close), state, results);
  close.onclick = () => dialog.close();
  let newest = 0;
  input.oninput = () => {
    const mine = ++newest;
    const pending = element('ol', {});
    const said = element('p', {});
    search(input.value, pending, said).then(
      () => {
        if (mine !== newest) return;
        results.replaceChildren(...pending.children);
        state.textContent = said.textContent;
      },
      (error: Error) => (state.textContent = error.message),
    );
  };
  dialog.onkeydown = (event) => {
    const links = [input, ...results.querySelectorAll('a')];
    if (event.key === 'Escape') dialog.close(); // a search field would take the first one for itself
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter' && event.target === input) results.querySelector('a')?.click();
    if (!step) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, links.indexOf(document.activeElement as HTMLInputElement) + step))]?.focus();
  };
  results.onclick = () => dialog.close();
  document.body.append(dialog);
  return dialog;
}

const find = document.querySelector<HTMLButtonElement>('button.find');
if (find) {
  let dialog: HTMLDialogElement | undefined;
  const open = () => {
    (dialog ??= searchDialog()).showModal();
    dialog.querySelector('input')?.select();
  };
  find.hidden = false;
  find.onclick = open;
  document.addEventListener('keydown', (event) => {
    const typing = (event.target as HTMLElement).closest('input, textarea, [contenteditable]');
    if (typing || event.altKey || (event.key !== '/' && !(event.key === 'k' && (event.ctrlKey || event.metaKey)))) return;
    event.preventDefault();
    open();
  });
}

if (navigator.clipboard) {
  for (const block of document.querySelectorAll('.code')) {
    const button = element('button', { type: 'button', className: 'copy' }, 'Copy');
    button.onclick = () =>
      navigator.clipboard.writeText(block.querySelector('code')?.textContent ?? '').then(
        () => (button.textContent = 'Copied'),
        () => (button.textContent = 'Not allowed'),
      );
    block.append(button);
  }
}
