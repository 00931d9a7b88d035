/** @jsxImportSource preact */
/** The rules of a score as a table; a row opens to all that a rule can have. Beside each what the core says it means. */
import { signal, useComputed } from '@preact/signals';
import { Component } from 'preact';
import { problemsWithin, seal, sentences } from '../app';
import { type Json, type Path, pointerOf, same } from '../model/json';
import { child, type Field, field, start } from '../model/schema';
import { FlagControl, NumberControl, Problems, set, takeOut, TextControl, TextInput, ValuesControl } from './fields';
import { append, ItemButtons, kFact, Members, swapItem, titleOf } from './form';
import { openRows, toggleRow } from './rows';

type Some = Record<string, Json>;
const isObject = (value: Json | undefined): value is Some => typeof value === 'object' && value !== null && !Array.isArray(value);

/** How many rows of a table are drawn: a thousand are more than a browser draws at once. */
const kRows = 100;
const drawn = signal<ReadonlyMap<string, number>>(new Map());
const drawRows = (table: string, count: number): void => void (drawn.value = new Map([...drawn.value, [table, count]]));

/** Opens a rule's row, wherever in the table it is. */
export function showRow(at: string): void {
  const cut = at.lastIndexOf('/');
  const [table, i] = [at.slice(0, cut), Number(at.slice(cut + 1))];
  if (i >= (drawn.value.get(table) ?? kRows)) drawRows(table, i + 1);
  toggleRow(at, true);
}
/** A row that is pulled by its grip changes places with those that it passes; all of it is one step back. */
function reorder(event: PointerEvent, path: Path, from: number): void {
  if (event.button !== 0) return;
  event.preventDefault();
  const grip = event.currentTarget as HTMLElement;
  const gesture = `reorder ${event.timeStamp}`;
  let at = from;
  const middleOf = (i: number) => {
    const box = document.querySelector(`.rules tr[data-at="${pointerOf([...path, i])}"]`)?.getBoundingClientRect();
    return box && (box.top + box.bottom) / 2;
  };
  const move = ({ clientY }: PointerEvent) => {
    while (clientY < (middleOf(at - 1) ?? Number.NEGATIVE_INFINITY)) swapItem(path, at, --at, gesture);
    while (clientY > (middleOf(at + 1) ?? Number.POSITIVE_INFINITY)) swapItem(path, at, ++at, gesture);
  };
  const end = () => {
    for (const kind of ['pointerup', 'pointercancel'] as const) grip.removeEventListener(kind, end);
    grip.removeEventListener('pointermove', move);
    document.body.classList.remove('reorders');
    seal();
  };
  grip.setPointerCapture(event.pointerId);
  grip.addEventListener('pointermove', move);
  for (const kind of ['pointerup', 'pointercancel'] as const) grip.addEventListener(kind, end);
  document.body.classList.add('reorders');
}

/** A member that may be missing: emptied, it goes. */
function Optional({ path, value, label, numeric, list }: { path: Path; value: Json | undefined; label: string; numeric?: boolean; list?: string }) {
  if (typeof value === 'object' && value !== null) return <span class="quiet">{summary(value)}</span>;
  const write = (text: string) => {
    if (text.trim() === '') return value === undefined ? undefined : takeOut(path);
    const number = Number(text);
    set(path, numeric && Number.isFinite(number) ? number : text);
  };
  return <TextInput label={label} list={list} numeric={numeric ?? false} shown={value === undefined ? '' : String(value)} onText={write} />;
}

/** A value with parts in few words: `10, 8, 6`, `3 per visit`, `half_life 30d`. */
function summary(value: Json): string {
  if (Array.isArray(value)) return value.map((one) => (Array.isArray(one) ? one.join('→') : String(one))).join(', ');
  if (!isObject(value)) return String(value);
  if ('times' in value) return `${value.times} per ${value.per ?? 'ever'}`;
  return Object.entries(value).map(([key, one]) => `${key} ${typeof one === 'object' ? '…' : one}`).join(', ');
}

interface RowProps {
  path: Path;
  rule: Some;
  i: number;
  count: number;
  of: Field;
}

/** Drawn anew only when something of it changed: there may be a thousand. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps) {
    return !same(next.rule, this.props.rule) || next.i !== this.props.i || next.count !== this.props.count || pointerOf(next.path) !== pointerOf(this.props.path);
  }
  render(props: RowProps) {
    return <Cells {...props} />;
  }
}

function Cells({ path, rule, i, count, of }: RowProps) {
  const at = [...path, i];
  const pointer = pointerOf(at);
  const open = useComputed(() => openRows.value.has(pointer)).value;
  const sentence = useComputed(() => sentences.value.get(String(rule.id)) ?? '');
  const problems = useComputed(() => problemsWithin(at, [])).value;
  const name = titleOf(rule, `rule ${i + 1}`);
  const cell = (key: string) => ({ path: [...at, key], value: rule[key], label: `${key} of ${name}` });
  const limit = rule.limit;
  return (
    <>
      <tr class={open ? 'open' : ''} data-at={pointer}>
        <td data-label="Rule">
          <div class="named"><span class="grip" aria-hidden="true" title="Pull the rule up or down" onPointerDown={(event) => reorder(event, path, i)}>⠿</span><TextControl {...cell('label')} value={rule.label ?? rule.id} path={[...at, 'label' in rule ? 'label' : 'id']} /></div>
          <p class="sentence">{sentence}</p>
        </td>
        <td data-label="What" style={{ minWidth: `${Math.min(26, Math.max(9, String(rule.on ?? '').length + 3))}ch` }}>{'while' in rule ? <span class="tag">a fact</span> : <ValuesControl {...cell('on')} list="events" />}</td>
        <td data-label="Points">{/* By what the rule may have, not by what is being typed: another control would lose the focus. */ isObject(rule.points) || Array.isArray(rule.points) || rule.veto === true ? <Optional {...cell('points')} numeric /> : <NumberControl {...cell('points')} />}</td>
        <td data-label="Limit">{isObject(limit) ? <span class="pair"><NumberControl path={[...at, 'limit', 'times']} value={limit.times} label={`limit of ${name}`} /> <small>per {String(limit.per ?? 'ever')}</small></span> : <Optional {...cell('limit')} numeric />}</td>
        <td data-label="Decay">{rule.decay ? <span class="quiet">{summary(rule.decay)}</span> : <span class="quiet">–</span>}</td>
        <td data-label="Cap"><Optional {...cell('max')} label={`cap of ${name}`} numeric /></td>
        <td data-label="Group"><Optional {...cell('group')} list="groups" /></td>
        <td data-label="Veto"><FlagControl {...cell('veto')} optional /></td>
        <td class="end">
          <button type="button" class="small" aria-expanded={open} aria-label={`${open ? 'Close' : 'Edit'} ${name}`} onClick={() => toggleRow(pointer)}>{open ? 'Close' : 'Edit'}</button>
          <ItemButtons path={path} i={i} count={count} name={name} />
        </td>
      </tr>
      {(open || problems.length > 0) && (
        <tr class="detail"><td colSpan={9}>{open ? <Members path={at} value={rule} of={of} label={`Rule ${name}`} /> : <Problems list={problems} path={at} />}</td></tr>
      )}
    </>
  );
}

const kHeads: Record<string, string> = {
  Rule: 'What people read, and below it what the rule means', What: 'The event that it waits for', Points: 'What each gives: pull a number to the side, or type', Limit: 'How often it counts',
  Decay: 'How points grow old', Cap: 'The most that its hits give together', Group: 'Rules that share bounds', Veto: 'While it lives, the score reads its lowest',
};

export function Rules({ path, value, of, label }: { path: Path; value: Json | undefined; of: Field; label: string }) {
  const rules = Array.isArray(value) ? value : [];
  const rule = field(of.schema.items ?? {});
  const table = pointerOf(path);
  const rows = drawn.value.get(table) ?? kRows;
  const add = (one: Json) => {
    append(path, rules.length, one);
    showRow(`${table}/${rules.length}`);
    seal();
  };
  return (
    <section class="rules" aria-label={`Rules of ${label}`} data-at={table}>
      <table>
        <caption class="hidden">Rules of {label}</caption>
        <thead><tr>{Object.entries(kHeads).map(([head, about]) => <th scope="col" title={about}>{head}</th>)}<th><span class="hidden">Do</span></th></tr></thead>
        <tbody>{rules.slice(0, rows).map((one, i) => (isObject(one) ? <Row key={i} path={path} rule={one} i={i} count={rules.length} of={rule} /> : null))}</tbody>
      </table>
      {rows < rules.length && <button type="button" onClick={() => drawRows(table, rows + kRows)}>Show more: {rules.length - rows} rules are not shown</button>}
      <p class="row">
        <button type="button" onClick={() => add(start(rule))}>Add a rule</button>
        <button type="button" onClick={() => add({ id: 'fact', label: 'New fact', while: kFact, points: 10 })}>Add a fact</button>
      </p>
    </section>
  );
}

/** A score: what is of itself, and its rules. */
export function Scores({ path, value, of }: { path: Path; value: Json | undefined; of: Field }) {
  const scores = Array.isArray(value) ? value : [];
  const score = field(of.schema.items ?? {});
  return (
    <section class="list" aria-label="Scores" data-at={pointerOf(path)}>
      {scores.map((one, i) => {
        const at = [...path, i];
        const name = titleOf(one, `score ${i + 1}`);
        return (
          <div class="score" key={i}>
            <h2>{name} <ItemButtons path={path} i={i} count={scores.length} name={name} /></h2>
            {isObject(one) && one.rules !== undefined && <Rules path={[...at, 'rules']} value={one.rules} of={child(score, 'rules')} label={name} />}
            <details class="settings"><summary>Settings of {name}</summary><Members path={at} value={one} of={score} label={name} skip={['rules']} /></details>
          </div>
        );
      })}
      <button type="button" onClick={() => append(path, scores.length, start(score))}>Add a score</button>
    </section>
  );
}
