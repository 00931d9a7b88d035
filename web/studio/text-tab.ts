/** The model's text in CodeMirror, with what the core says of it as its linter. A script of its own. */
import { json } from '@codemirror/lang-json';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import type { Problem } from './app';
import { linesOf, withLineEnds } from './model/line-ends';
import { placesOf } from './model/places';

export interface Host {
  text: { value: string; peek: () => string };
  /** Another one when another file is shown. */
  file: { value: unknown };
  problems: { value: Problem[]; peek: () => Problem[] };
  change: (text: string, gesture?: string) => void;
  seal: () => void;
  effect: (run: () => void) => () => void;
}

const kTheme = EditorView.theme({
  '&': { fontSize: '13px', backgroundColor: 'var(--field)', color: 'var(--ink)' }, '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--quiet)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' }, '.cm-cursor': { borderLeftColor: 'var(--ink)' },
});

export function openText(parent: HTMLElement, host: Host): () => void {
  let own = false;
  const stateOf = (doc: string) => EditorState.create({
    doc,
    extensions: [basicSetup, json(), lintGutter(), EditorView.lineWrapping, kTheme, EditorView.domEventHandlers({ blur: host.seal }), EditorView.contentAttributes.of({ 'aria-label': 'The model as JSON' }),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged && !own) host.change(withLineEnds(host.text.value, state.doc.toString()), 'text');
      })],
  });
  let file = host.file.value;
  const view = new EditorView({ parent, state: stateOf(linesOf(host.text.value)) });
  const mark = (problems: Problem[]) => {
    const places = placesOf(host.text.peek(), problems);
    const end = view.state.doc.length;
    const found = problems.map((one, i) => {
      const [from, to] = places[i] ?? [0, 0];
      // The editor may be about to be given a shorter text.
      return { from: Math.min(from, end), to: Math.min(to, end), severity: one.level, message: `${one.fix} (${one.code})` };
    });
    view.dispatch(setDiagnostics(view.state, found));
  };
  const stopText = host.effect(() => {
    const now = linesOf(host.text.value);
    if (file !== host.file.value) {
      // The editor's own undo must not bring one file's text into another.
      file = host.file.value;
      view.setState(stateOf(now));
      mark(host.problems.peek());
    } else if (now !== view.state.doc.toString()) {
      own = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: now } });
      own = false;
    }
  });
  const stopProblems = host.effect(() => mark(host.problems.value));
  return () => (stopText(), stopProblems(), view.destroy());
}
