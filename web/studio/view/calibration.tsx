/** @jsxImportSource preact */
/** Who bought: how many of them each threshold and each segment finds, as `kelvin calibrate` counts it, while the model changes. */
import { effect, signal } from '@preact/signals';
import type { Calibrated, Found, Refused } from '../../../wasm/studio';
import { text, told } from '../app';
import type { Bad } from '../worker/questions';
import { labels, log, logCore } from './log';

const calibrated = signal<Calibrated['calibration'] | undefined>(undefined);

effect(() => {
  const source = text.value;
  if (!log.value || !labels.value) return void (calibrated.value = undefined);
  void logCore().newest<Calibrated | Refused>('calibrate', { what: 'calibrate', source }).then((answer) => {
    if (answer?.ok) calibrated.value = answer.calibration;
  }, told);
});

/** The first bad lines of a file, as the command line names them. */
export function BadLines({ bad }: { bad: Bad }) {
  if (bad.count === 0) return null;
  return (
    <details class="bad-lines"><summary>{bad.count.toLocaleString('en')} bad line{bad.count > 1 ? 's' : ''}</summary>
      <ul>{bad.named.map((line) => <li key={line}><code>{line}</code></li>)}</ul>
      {bad.count > bad.named.length && <p>and {bad.count - bad.named.length} more bad lines</p>}
    </details>
  );
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

function Row({ name, found }: { name: string; found: Found }) {
  return <tr><th scope="row">{name}</th><td>{found.visitors}</td><td>{found.converted}</td><td>{percent(found.precision)}</td><td>{percent(found.recall)}</td></tr>;
}

export function Calibration() {
  const now = calibrated.value;
  if (!labels.value) return null;
  const { name, labels: count, converted, bad } = labels.value;
  const main = now?.scores.find(({ id }) => id === now.main);
  return (
    <section class="calibration" aria-label="Who bought">
      <h2>Who bought</h2>
      <p class="quiet">{name}: {count.toLocaleString('en')} visitors, {converted.toLocaleString('en')} of them converted.{!log.value && ' Drop a log, too: what these visitors did.'}</p>
      <BadLines bad={bad} />
      {now && (
        <>
          <p>Of {now.visitors.toLocaleString('en')} visitors with events {now.converted.toLocaleString('en')} converted.{main && main.auc !== null && <> Area under the curve of {main.id}: <b>{main.auc.toFixed(3)}</b>{main.auc_interval && ` (${main.auc_interval.low.toFixed(3)} to ${main.auc_interval.high.toFixed(3)})`}.</>}</p>
          <div class="scroll" tabIndex={0} role="region" aria-label="Precision and recall">
            <table>
              <thead><tr><th scope="col">Who</th><th scope="col">Found</th><th scope="col">Bought</th><th scope="col">Precision</th><th scope="col">Recall</th></tr></thead>
              <tbody>
                {now.scores.flatMap(({ id, thresholds }) => thresholds.map((one) => <Row key={`${id} ${one.name}`} name={`${id} ≥ ${one.least} (${one.name})`} found={one} />))}
                {now.segments.map((one) => <Row key={one.id} name={`entered ${one.id}`} found={one} />)}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}
