/** @jsxImportSource preact */
/** The file as it was opened against the file as it is: what becomes of each example visitor, at the same moment as beside. */
import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Followed, FollowedVisitor, Refused } from '../../../wasm/studio';
import { drawer, isEdited, openedText } from '../app';
import { same } from '../model/json';
import { followed, kDay, lastOf, later, messages, nameOf } from './visitors';

const before = signal<Followed | undefined>(undefined);

/** Asks while the tab is open. */
const followOpened = (): (() => void) =>
  effect(() => {
    const ask = { what: 'follow' as const, source: openedText.value, messages: messages.value, points: 1, after: later.value * kDay };
    void drawer.newest<Followed | Refused>('before', ask).then((answer) => {
      before.value = answer?.ok ? answer : undefined;
    });
  });

const said = (visitor: FollowedVisitor | undefined) => {
  const { grade, segments } = visitor ? lastOf(visitor) : { grade: '', segments: [] };
  return [grade, ...segments].filter(Boolean).join(', ') || '–';
};

export function Compare() {
  useEffect(followOpened, []);
  if (!isEdited.value) return <p>Nothing is edited: the file is as it was opened.</p>;
  if (!before.value) return <p>The file as it was opened has errors: nothing can be compared with it.</p>;
  const [old, now] = [before.value, followed.value ?? before.value];
  const rows = now.visitors.map((visitor) => {
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
    </section>
  );
}
