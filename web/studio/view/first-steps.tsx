/** @jsxImportSource preact */
/** What to do first, beside the empty model: until it is closed, or another file is opened. */
import { signal } from '@preact/signals';
import { kEmpty, openedText } from '../app';

type Place = 'scores' | 'segments' | 'tests' | 'give';
const isClosed = signal(false);

export function FirstSteps({ go }: { go: (to: Place) => void }) {
  if (isClosed.value || openedText.value !== kEmpty) return null;
  const to = (place: Place, words: string) => <button type="button" class="link plain" onClick={() => go(place)}>{words}</button>;
  return (
    <section class="first" aria-label="First steps">
      <button type="button" class="icon" aria-label="Close the first steps" onClick={() => (isClosed.value = true)}>×</button>
      <h2>Your first model</h2>
      <ol>
        <li>{to('scores', 'Rules')} say what counts, and how much: add one for each thing that shows interest.</li>
        <li>{to('segments', 'Segments')} say from which score on a visitor is hot.</li>
        <li>{to('tests', 'Tests')} say what a visitor does, and what must come of it: on the right you see each as a line.</li>
        <li>{to('give', 'Give out')} has the tag and the files for your site.</li>
      </ol>
      <p class="quiet">Or begin with a model of the library, above. To see your own visitors, drop a log on the page, and a list of who bought. Nothing leaves the browser.</p>
    </section>
  );
}
