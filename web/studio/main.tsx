/** @jsxImportSource preact */
/** Begins the studio: a model from the link, files that are dropped, undo and redo by the keyboard. */
import { render } from 'preact';
import { notice, open, redo, undo } from './app';
import { fromLink } from './model/link';
import { openFile, Shell } from './view/shell';

async function openLink() {
  if (!location.hash.startsWith('#model=')) return;
  const source = await fromLink(location.hash.slice('#model='.length));
  if (source === undefined) notice.value = 'The link was cut or damaged: its model cannot be read. Ask for the whole link, or for the file.';
  else open(source, 'model.json');
}

addEventListener('hashchange', () => void openLink());
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  for (const file of event.dataTransfer?.files ?? []) void openFile(file);
});
addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || (event.target as Element).closest?.('.cm-editor')) return;
  const key = event.key.toLowerCase();
  if (key !== 'z' && key !== 'y') return;
  event.preventDefault();
  if (key === 'y' || event.shiftKey) redo();
  else undo();
}, { capture: true });

const place = document.getElementById('studio') as HTMLElement;
place.textContent = '';
render(<Shell />, place);
void openLink();
