/** @jsxImportSource preact */
/** Begins the studio: a model from the link, files that are dropped, undo and redo by the keyboard. */
import { render } from 'preact';
import { isUnsaved, notice, open, redo, undo } from './app';
import { fromLink } from './model/link';
import { openFile, openFiles, Shell } from './view/shell';

/** The link has a model, and the journey of a visitor from the page's panel: either, or both. */
async function openLink() {
  const link = new URLSearchParams(location.hash.slice(1));
  // The address may be sent on or kept as a bookmark: what a visitor did does not stay in it.
  if (link.has('journey')) history.replaceState(history.state, '', location.pathname + location.search + (link.has('model') ? `#model=${link.get('model')}` : ''));
  const read = async (name: string) => (link.has(name) ? fromLink(link.get(name)!) : '');
  const [source, journey] = [await read('model'), await read('journey')];
  if (source) open(source, 'model.json');
  if (source === undefined || journey === undefined) {
    notice.value = `The link was cut or damaged: its ${source === undefined ? 'model' : 'journey'} cannot be read. Ask for the whole link, or for the file.`;
  }
  if (journey) await openFile(new File([journey], 'visitor.ndjson'));
}

addEventListener('beforeunload', (event) => isUnsaved() && event.preventDefault());
addEventListener('hashchange', () => void openLink());
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  void openFiles([...(event.dataTransfer?.files ?? [])]);
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
