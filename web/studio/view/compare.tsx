/** @jsxImportSource preact */
/** The file as it was opened against the file as it is: what becomes of each example visitor, at the same moment as beside. */
import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Compared, Refused } from '../../../wasm/studio';
import { drawer, isEdited, openedText, text, told } from '../app';
import { same } from '../model/json';
import type { Line, Lines } from '../worker/questions';
import { log, logCore } from './log';
import { followed, inOrder, kDay, lastOf, later, nameOf, watch } from './visitors';

const before = signal<Lines | undefined>(undefined);

/** Asks while the tab is open. */
const followOpened = (): (() => void) =>
  effect(() => {
    const ask = { what: 'follow' as const, source: openedText.value, points: 1, after: later.value * kDay, events: [] };
    watch();
    void drawer.newest<Lines | Refused>('before', ask).then((answer) => {
      if (answer) before.value = answer.ok ? answer : undefined;
    }, told);
  });

const compared = signal<Compared['diff'] | undefined>(undefined);

/** `kelvin diff` on the log that was dropped, or else on the examples. */
const diffAll = (): (() => void) =>
  effect(() => {
    const ask = { what: 'diff' as const, source: openedText.value, against: text.value };
    watch();
    void (log.value ? logCore() : drawer).newest<Compared | Refused>('diff', ask).then((answer) => {
      if (answer) compared.value = answer.ok ? answer.diff : undefined;
    }, told);
  });

function Diff() {
  const diff = compared.value;
  if (!diff) return null;
  const rows = [...diff.segments.map((one) => ({ kind: 'in', ...one })), ...diff.triggers.map((one) => ({ kind: 'told by', ...one }))];
  return (
    <>
      <h2>{log.value ? 'The log' : 'The examples'}, at its last event</h2>
      <p role="status">{diff.visitors - diff.unchanged} of {diff.visitors} visitors change.</p>
      <table class="diff">
        <thead><tr><th scope="col">Visitors</th><th scope="col">Before and after</th><th scope="col">Before only</th><th scope="col">After only</th></tr></thead>
        <tbody>{rows.map(({ kind, id, both, only_old, only_new }) => <tr key={kind + id} class={only_old + only_new ? 'moved' : ''}><td>{kind} {id}</td><td>{both}</td><td>{only_old}</td><td>{only_new}</td></tr>)}</tbody>
      </table>
    </>
  );
}

const said = (visitor: Line | undefined) => {
  const { grade, segments } = visitor ? lastOf(visitor) : { grade: '', segments: [] };
  return [grade, ...segments].filter(Boolean).join(', ') || '–';
};

export function Compare() {
  useEffect(followOpened, []);
  useEffect(diffAll, []);
  if (!isEdited.value) return <p>Nothing is edited: the file is as it was opened.</p>;
  if (!before.value) return <p>The file as it was opened has errors: nothing can be compared with it.</p>;
  const [old, now] = [before.value, followed.value ?? before.value];
  const rows = inOrder(now.visitors).map((visitor) => {
    const former = old.visitors.find((one) => one.visitor === visitor.visitor);
    const scores = now.scores.map((id, i) => [former && lastOf(former).scores[old.scores.indexOf(id)], lastOf(visitor).scores[i]]);
    return { visitor, former, scores, moved: !scores.every(([a, b]) => same(a, b)) || said(former) !== said(visitor) };
  });
  return (
    <section aria-label="Compare">
      <p role="status">{rows.filter(({ moved }) => moved).length} of {rows.length} example visitors move.</p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Visitors before and after">
        <table>
          <thead><tr><th scope="col">Visitor</th>{now.scores.map((id) => <th scope="col">{id}</th>)}<th scope="col">Before</th><th scope="col">After</th></tr></thead>
          <tbody>{rows.map(({ visitor, former, scores, moved }) => (
            <tr key={visitor.visitor} class={moved ? 'moved' : ''}>
              <td>{nameOf(visitor.visitor, now.visitors)}</td>
              {scores.map(([a, b]) => <td>{a ?? '–'} → {b ?? '–'}</td>)}
              <td>{said(former)}</td><td>{said(visitor)}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
      <Diff />
    </section>
  );
}
