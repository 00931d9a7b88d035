/** @jsxImportSource preact */
/**
 * Example visitors: the model's own tests, or those of a log that was dropped. Each as a line over time, with a table beside it, and why
 * the scores are what they are at a moment. All of it is the core's answer to the text as it is.
 */
import { computed, effect, signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Explained, Journeys, Refused, View } from '../../../wasm/studio';
import { core, drawer, errors, members, notice, text, told } from '../app';
import type { Json } from '../model/json';
import type { Line, Lines, LogRead } from '../worker/questions';
import { BadLines, Calibration } from './calibration';
import { chosenOf, kExamples, log } from './log';
import { createPlot, type Drawn, type Threshold } from './plot';

declare const kLibrary: { name: string }[];

export const kDay = 86_400_000;
/** How many days after each visitor's last event is now. */
export const later = signal(30);
const own = signal<Journeys['journeys']>([]);
/** Whose visitors are shown: the model's own tests, the log, or the tests of a model of the library, by its name. */
const whose = signal<'tests' | 'log' | (string & {})>('tests');
const lent = signal<Journeys['journeys']>([]);
const isLog = computed(() => whose.value === 'log' && log.value !== undefined);
const journeys = computed(() => (whose.value === 'tests' || isLog.value ? own.value : lent.value));
export const followed = signal<Lines | undefined>(undefined);
const selected = signal<{ visitor: string; at: number } | undefined>(undefined);
const why = signal<View | undefined>(undefined);
/** Visitors whose tables are open. */
const tables = signal<ReadonlySet<string>>(new Set());

effect(() => {
  if (log.value) whose.value = 'log';
  else if (whose.peek() === 'log') whose.value = 'tests';
});

effect(() => {
  const source = text.value;
  void core.newest<Journeys | Refused>('journeys', { what: 'journeys', source }).then((answer) => {
    if (!answer?.ok) return;
    const now = answer.journeys.slice(0, kExamples);
    if (JSON.stringify(now) !== JSON.stringify(own.peek())) own.value = now;
  }, told);
});

/** What visitors of another model do, seen by this one. */
async function lend(name: string): Promise<void> {
  const response = await fetch(`models/${name}.json`).catch(() => undefined);
  const answer = response?.ok ? await core.ask<Journeys | Refused>({ what: 'journeys', source: await response.text() }) : undefined;
  if (!answer?.ok) return void (notice.value = `The visitors of the library's model ${name} could not be fetched.`);
  lent.value = answer.journeys.slice(0, kExamples);
  whose.value = name;
}

/** Of tests each visitor has an id of its own: the test's number, and who it is there. */
const messagesOfTests = computed(() => JSON.stringify(journeys.value.flatMap(({ messages }, i) => messages.map((one) => ({ ...one, anonymousId: `${i}:${one.anonymousId ?? one.userId ?? ''}` })))));
export const messages = computed(() => (isLog.value ? (log.value?.examples ?? '[]') : messagesOfTests.value));

let watched = '';
/** Gives the drawer its messages, where they are others than before: called ahead of whatever is asked of them. */
export function watch(): void {
  if (messages.value === watched) return;
  watched = messages.value;
  void drawer.ask({ what: 'watch', messages: watched }).catch(told);
}

effect(() => {
  const ask = { what: 'follow' as const, source: text.value, points: 160, after: later.value * kDay, events: [...tables.value] };
  watch();
  void drawer.newest<Lines | Refused>('follow', ask).then((answer) => {
    if (answer?.ok) followed.value = answer;
  }, told);
});

effect(() => {
  const [one, source] = [selected.value, text.value];
  watch();
  if (!one) return void (why.value = undefined);
  void drawer.newest<Explained | Refused>('explain', { what: 'explain', source, ...one }).then((answer) => {
    if (answer) why.value = answer.ok ? answer.view : undefined;
  }, told);
});

/** Where segments begin, as lines to draw: what their conditions ask of a score. */
const thresholds = computed<Threshold[]>(() => {
  const out: Threshold[] = [];
  const visit = (condition: Json, segment: string) => {
    if (!condition || typeof condition !== 'object' || Array.isArray(condition)) return;
    for (const [key, value] of Object.entries(condition)) {
      if (Array.isArray(value)) value.forEach((one) => visit(one, segment));
      const at = value && typeof value === 'object' && !Array.isArray(value) ? (value.$gte ?? value.$gt) : undefined;
      if (key.startsWith('scores.') && typeof at === 'number') out.push({ score: key.slice(7), at, segment });
    }
  };
  const segments = members.value.segments;
  for (const one of Array.isArray(segments) ? segments : []) {
    const { label, id, when } = (one ?? {}) as Record<string, Json>;
    visit(when ?? null, String(label ?? id ?? ''));
  }
  return out;
});
const segmentIds = computed(() => (Array.isArray(members.value.segments) ? members.value.segments : []).map((one) => String((one as Record<string, Json> | null)?.id ?? '')));
const hasGrade = computed(() => Array.isArray(members.value.grade) && members.value.grade.length > 0);

const timeOf = (at: number) => `${new Date(at).toISOString().replace('T', ' ').slice(0, 16)} UTC`;
const number = (n: number) => String(n);

function Plot({ drawn }: { drawn: Drawn }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<ReturnType<typeof createPlot> | undefined>(undefined);
  const key = `${drawn.scores}`;
  useEffect(() => {
    const made = createPlot(place.current as HTMLElement, drawn, (at) => (selected.value = { visitor: drawn.visitor.visitor, at }));
    plot.current = made;
    return () => made.destroy();
  }, [key]);
  useEffect(() => plot.current?.update(drawn), [drawn.visitor, drawn.thresholds]);
  return <div class="plot" ref={place} aria-hidden="true" />;
}

function Table({ visitor, scores, name }: { visitor: Line; scores: string[]; name: string }) {
  const [isOpen, setOpen] = useState(false);
  const toggle = (now: boolean) => {
    setOpen(now);
    const next = new Set(tables.value);
    if (now) next.add(visitor.visitor);
    else next.delete(visitor.visitor);
    tables.value = next;
  };
  return (
    <details class="table" onToggle={({ currentTarget }) => toggle(currentTarget.open)}><summary>As a table</summary>
      {/* Asked for when it is looked at: a thousand rows for each visitor would hold up every change. */}
      {isOpen && visitor.events && <div class="scroll" tabIndex={0} role="region" aria-label={`Events of ${name}`}>
        <table>
          <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Points</th>{scores.map((id) => <th scope="col">{id}</th>)}<th scope="col">Segments and triggers</th></tr></thead>
          <tbody>{visitor.events.map((event, i) => (
            <tr key={i}>
              <td>{timeOf(event.at)}</td><td>{event.name} {event.path}</td>
              <td>{event.hits.map(({ rule, points }) => `${rule} ${points}`).join(', ')}</td>
              {event.scores.map((score) => <td>{number(score)}</td>)}
              <td>{[...event.entered.map((id) => `+ ${id}`), ...event.left.map((id) => `− ${id}`), ...event.fired.map((id) => `→ ${id}`)].join(', ')}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>}
    </details>
  );
}

/** Why, at a moment: what each rule gave and what is left of it. */
function Why({ scores }: { scores: string[] }) {
  const view = why.value;
  if (!view) return null;
  return (
    <div class="why" aria-live="off">
      <p>{timeOf(view.at)}: {scores.map((id) => `${id} ${view.scores[id]}`).join(', ')}{view.grade && `, grade ${view.grade}`}{view.segments.length ? `, in ${view.segments.join(', ')}` : ''}{view.disqualified.length ? `, disqualified by ${view.disqualified.join(', ')}` : ''}</p>
      <table>
        <caption class="hidden">Why</caption>
        <thead><tr><th scope="col">Rule</th><th scope="col">Hits</th><th scope="col">Gave</th><th scope="col">Age</th><th scope="col">Cap</th><th scope="col">Silence</th><th scope="col">Left</th></tr></thead>
        <tbody>{(view.reasons ?? []).map((one) => <tr key={one.score + one.rule}><td>{one.label || one.rule}</td>{[one.hits, one.raw, one.decay, one.cap, one.wear, one.points].map((n) => <td>{number(n)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

function Card({ visitor, scores, name }: { visitor: Line; scores: string[]; name: string }) {
  const [first, last] = [visitor.at[0], visitor.at.at(-1)].map((seconds) => seconds === undefined ? undefined : Math.round(seconds * 1000));
  if (first === undefined || last === undefined) return null;
  const { segments, grade, scores: shown } = lastOf(visitor);
  const isSelected = selected.value?.visitor === visitor.visitor;
  const at = isSelected ? (selected.value?.at as number) : last;
  return (
    <article class="visitor" data-visitor={visitor.visitor}>
      <h3>{name}</h3>
      <p class="now">{later.value > 0 && <small class="quiet">after {later.value} days </small>}{scores.map((id, i) => <span key={id}>{id} <b>{number(shown[i] as number)}</b> </span>)}{grade && <span>grade <b>{grade}</b> </span>}{segments.map((id) => <span class="tag" key={id}>{id}</span>)}</p>
      <Plot drawn={{ visitor, scores, thresholds: thresholds.value, segments: segmentIds.value, hasGrade: hasGrade.value }} />
      <label class="moment"><span>Why at</span><input type="range" aria-label={`Moment of ${name}`} min={first} max={last} step={Math.max(1, Math.floor((last - first) / 200))} value={at} aria-valuetext={timeOf(at)} onInput={({ currentTarget }) => (selected.value = { visitor: visitor.visitor, at: Number(currentTarget.value) })} /></label>
      {isSelected && <Why scores={scores} />}
      <Table visitor={visitor} scores={scores} name={name} />
    </article>
  );
}

/** Who a card is of: of the model's tests their names, with who where there are several; of a log the id. */
export function nameOf(id: string, visitors: Line[]): string {
  if (isLog.value) return id;
  const [i, who] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
  const name = journeys.value[Number(i)]?.name ?? id;
  return visitors.some(({ visitor }) => visitor !== id && visitor.startsWith(`${i}:`)) ? `${name} (${who})` : name;
}

/** What a visitor is at the end of the line. */
export const lastOf = ({ shown, stays }: Line): { scores: number[]; segments: string[]; grade: string } => ({
  scores: shown.map((score) => score.at(-1) ?? 0),
  segments: stays.at(-1)?.segments ?? [],
  grade: stays.at(-1)?.grade ?? '',
});

/** The tests' in their order; a log's as they were chosen. */
export function inOrder(visitors: Line[]): Line[] {
  const places = new Map(log.value?.shown.map(({ visitor }, i) => [visitor, i]));
  const place = ({ visitor }: Line) => (isLog.value ? (places.get(visitor) ?? 0) : parseInt(visitor));
  return [...visitors].sort((a, b) => place(a) - place(b));
}

function LogSaid() {
  const { name, messages: count, visitors, bad } = log.value as LogRead;
  return (
    <>
      <p class="quiet">{name}: {count.toLocaleString('en')} messages of {visitors.toLocaleString('en')} visitors; {chosenOf(log.value as LogRead)}.</p>
      <BadLines bad={bad} />
    </>
  );
}

export function Visitors() {
  const { scores = [], visitors = [] } = followed.value ?? {};
  return (
    <>
      <Calibration />
      <h2>Example visitors</h2>
      <div class="row">
        <label class="later"><span>{later.value === 0 ? 'At the last event' : `${later.value} days without a visit`}</span><input type="range" min="0" max="120" value={later.value} aria-label="Days without a visit" onInput={({ currentTarget }) => (later.value = Number(currentTarget.value))} /></label>
        <label class="whose"><span>Whose</span><select aria-label="Whose visitors" value={whose.value} onChange={({ currentTarget: { value } }) => void (value === 'tests' || value === 'log' ? (whose.value = value) : lend(value).catch(told))}>
          <option value="tests">the model's tests</option>
          {log.value && <option value="log">the log</option>}
          <optgroup label="Of a model of the library">{kLibrary.map(({ name }) => <option value={name}>{name}</option>)}</optgroup>
        </select></label>
      </div>
      {isLog.value && log.value && <LogSaid />}
      {errors.value.length > 0 && followed.value && <p class="stale" role="status">The model has errors: what is shown is of the last text that had none.</p>}
      {visitors.length === 0 && <p class="quiet">Nobody yet: write a test, take the visitors of a model of the library, or drop a log on the page (NDJSON, what kelvin.export() gives).</p>}
      {inOrder(visitors).map((visitor) => <Card key={visitor.visitor} visitor={visitor} scores={scores} name={nameOf(visitor.visitor, visitors)} />)}
    </>
  );
}
