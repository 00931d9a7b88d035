/** @jsxImportSource preact */
/**
 * Example visitors: the model's own tests, or those of a log that was dropped. Each as a line over time, with a table beside it, and why
 * the scores are what they are at a moment. All of it is the core's answer to the text as it is.
 */
import { computed, effect, signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Explained, Followed, FollowedVisitor, Journeys, Refused, View } from '../../../wasm/studio';
import { core, drawer, members, text } from '../app';
import type { Json } from '../model/json';
import { dropped, type Example, kExamples } from './log';
import { createPlot, type Drawn, type Threshold } from './plot';

export const kDay = 86_400_000;
/** How many days after each visitor's last event is now. */
export const later = signal(30);
const own = signal<Example[]>([]);
const isOwn = signal(true);
export const examples = computed(() => (isOwn.value || dropped.value.length === 0 ? own.value : dropped.value).slice(0, kExamples));
export const followed = signal<Followed | undefined>(undefined);
const selected = signal<{ visitor: string; at: number } | undefined>(undefined);
const why = signal<View | undefined>(undefined);

effect(() => {
  if (dropped.value.length) isOwn.value = false;
});

effect(() => {
  const source = text.value;
  void core.newest<Journeys | Refused>('journeys', { what: 'journeys', source }).then((answer) => {
    if (!answer?.ok) return;
    const now = answer.journeys.map(({ name, messages }) => ({ name, messages }));
    if (JSON.stringify(now) !== JSON.stringify(own.peek())) own.value = now;
  });
});

/** Every example's visitor has an id of its own: its number, and who it is there. */
export const messages = computed(() => JSON.stringify(examples.value.flatMap(({ messages: list }, i) => list.map((one) => ({ ...one, anonymousId: `${i}:${one.anonymousId ?? one.userId ?? ''}` })))));

effect(() => {
  const ask = { what: 'follow' as const, source: text.value, messages: messages.value, points: 160, after: later.value * kDay };
  void drawer.newest<Followed | Refused>('follow', ask).then((answer) => {
    if (answer?.ok) followed.value = answer;
  });
});

effect(() => {
  const [one, source] = [selected.value, text.value];
  if (!one) return void (why.value = undefined);
  void drawer.newest<Explained | Refused>('explain', { what: 'explain', source, messages: messages.value, ...one }).then((answer) => {
    if (answer) why.value = answer.ok ? answer.view : undefined;
  });
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

const timeOf = (at: number) => new Date(at).toISOString().replace('T', ' ').slice(0, 16);
const number = (n: number) => String(n);

function Plot({ drawn }: { drawn: Drawn }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<ReturnType<typeof createPlot> | undefined>(undefined);
  const key = drawn.scores.join();
  useEffect(() => {
    const made = createPlot(place.current as HTMLElement, drawn, (at) => (selected.value = { visitor: drawn.visitor.visitor, at }));
    plot.current = made;
    return () => made.destroy();
  }, [key]);
  useEffect(() => plot.current?.update(drawn), [drawn.visitor, drawn.thresholds]);
  return <div class="plot" ref={place} aria-hidden="true" />;
}

function Table({ visitor, scores, name }: { visitor: FollowedVisitor; scores: string[]; name: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="table" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}><summary>As a table</summary>
      {/* Drawn when it is looked at: a thousand rows for each visitor would hold up every change. */}
      {isOpen && <div class="scroll" tabIndex={0} role="region" aria-label={`Events of ${name}`}>
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

function Card({ visitor, scores, name }: { visitor: FollowedVisitor; scores: string[]; name: string }) {
  const [first, last] = [visitor.line[0], visitor.line.at(-1)];
  if (!first || !last) return null;
  const { segments, grade } = lastOf(visitor);
  const isSelected = selected.value?.visitor === visitor.visitor;
  const at = isSelected ? (selected.value?.at as number) : last.at;
  return (
    <article class="visitor" data-visitor={visitor.visitor}>
      <h3>{name}</h3>
      <p class="now">{scores.map((id, i) => <span key={id}>{id} <b>{number(last.scores[i] as number)}</b> </span>)}{grade && <span>grade <b>{grade}</b> </span>}{segments.map((id) => <span class="tag" key={id}>{id}</span>)}</p>
      <Plot drawn={{ visitor, scores, thresholds: thresholds.value }} />
      <label class="moment"><span>Why at</span><input type="range" aria-label={`Moment of ${name}`} min={first.at} max={last.at} step={Math.max(1, Math.floor((last.at - first.at) / 200))} value={at} aria-valuetext={timeOf(at)} onInput={({ currentTarget }) => (selected.value = { visitor: visitor.visitor, at: Number(currentTarget.value) })} /></label>
      {isSelected && <Why scores={scores} />}
      <Table visitor={visitor} scores={scores} name={name} />
    </article>
  );
}

/** An example's name; with who, where it has several visitors. */
export function nameOf(id: string, visitors: FollowedVisitor[]): string {
  const [i = '0', who] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
  const name = examples.value[Number(i)]?.name ?? who ?? id;
  return visitors.some(({ visitor }) => visitor !== id && visitor.startsWith(`${i}:`)) ? `${name} (${who})` : name;
}

/** What a visitor is at the end of the line. */
export const lastOf = ({ line }: FollowedVisitor) => ({
  scores: line.at(-1)?.scores ?? [],
  segments: line.findLast((point) => point.segments)?.segments ?? [],
  grade: line.findLast((point) => point.grade !== undefined)?.grade ?? '',
});

export function Visitors() {
  const { scores = [], visitors = [] } = followed.value ?? {};
  return (
    <>
      <h2>Example visitors</h2>
      <div class="row">
        <label class="later"><span>{later.value === 0 ? 'At the last event' : `${later.value} days without a visit`}</span><input type="range" min="0" max="120" value={later.value} aria-label="Days without a visit" onInput={({ currentTarget }) => (later.value = Number(currentTarget.value))} /></label>
        {dropped.value.length > 0 && <select aria-label="Whose visitors" value={String(isOwn.value)} onChange={({ currentTarget }) => (isOwn.value = currentTarget.value === 'true')}><option value="true">the model's tests</option><option value="false">the log</option></select>}
      </div>
      {visitors.length === 0 && <p class="quiet">Nobody yet: write a test, or drop a log on the page (NDJSON, what kelvin.export() gives).</p>}
      {[...visitors].sort((a, b) => parseInt(a.visitor) - parseInt(b.visitor)).map((visitor) => <Card key={visitor.visitor} visitor={visitor} scores={scores} name={nameOf(visitor.visitor, visitors)} />)}
    </>
  );
}
