/** @jsxImportSource preact */
/** Single controls: each has a label, says what is wrong with it, and changes the text as one types. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { change as changeText, edit, notice, opened, parsed, placeOf, problemsWithin, type Problem, seal } from '../app';
import { isTaken, type Json, type Path, pointerOf, remove, renameMember, setValue, valueAt } from '../model/json';
import { print, printList, read, readList } from '../model/literal';
import { apply } from '../model/json';
import { correction, meantBy } from '../model/meant';
import { setLabel } from './new-ids';

export const set = (path: Path, value: Json): void => edit((here, opened) => setValue(here, opened, path, value), pointerOf(path));
export const takeOut = (path: Path): void => (edit((here) => remove(here, path)), seal());

function correct(problem: Problem) {
  const path = placeOf(problem.at);
  const edits = correction(parsed.value, opened.value, problem, path);
  if (typeof edits === 'string') notice.value = `${edits} is there already, beside ${path.at(-1)}. Take one of the two out.`;
  else edit(() => edits);
  seal();
}

/** `path`: of what they are shown beside; where they are only listed, nothing is corrected. */
export function Problems({ list, path }: { list: Problem[]; path?: Path }) {
  // Two may have the same place and code: a key that stands three times.
  return list.map((one, i) => {
    const words = path ? meantBy(one).join(', ') : '';
    return (
      <p class={`problem ${one.level}`} key={i}>
        <b>{one.level === 'error' ? 'Error' : 'Warning'}</b> {one.found && <code>{one.found}</code>} {one.fix} <small>{one.code}</small>
        {words && <button type="button" class="small" onClick={() => correct(one)}>Use {words}</button>}
      </p>
    );
  });
}

/** A control with its label above it; problems at `path`, also of an item of a list, below it. */
export function Labelled({ label, hint, path, compact, children }: { label: string; hint?: string | undefined; path: Path; compact?: boolean | undefined; children: (id: string, describedBy: string | undefined) => ComponentChildren }) {
  const id = useId();
  const problems = problemsWithin(path, []);
  const describedBy = problems.length || hint ? `${id}-hint` : undefined;
  return (
    <div class={`field${problems.some(({ level }) => level === 'error') ? ' wrong' : ''}`} data-at={pointerOf(path)}>
      <label for={id} class={compact ? 'hidden' : ''}>{label}</label>
      {children(id, describedBy)}
      {describedBy && <div id={describedBy}>{hint && !compact && <small class="hint">{hint}</small>}<Problems list={problems} path={path} /></div>}
    </div>
  );
}

interface ControlProps {
  id?: string;
  describedBy?: string | undefined;
  label?: string;
  path: Path;
  value: Json | undefined;
}

/** A text that is kept as typed while it has the focus, and told at each keystroke. */
export function TextInput({ id, describedBy, label, shown, list, numeric, onText, onLeave }: { id?: string | undefined; describedBy?: string | undefined; label?: string | undefined; shown: string; list?: string | undefined; numeric?: boolean; onText: (text: string) => void; onLeave?: (text: string) => void }) {
  const [typed, type] = useState<string | null>(null);
  // What came of the typing; when something else is shown then, as after undo, that stands.
  const came = useRef<string | null>(null);
  useEffect(() => {
    if (typed !== null && came.current !== null && came.current !== shown) type(null);
    came.current = shown;
  }, [shown]);
  return (
    <input
      id={id} aria-describedby={describedBy} aria-label={label} list={list} value={typed ?? shown} inputMode={numeric ? 'decimal' : undefined} spellcheck={false} autocomplete="off"
      onInput={({ currentTarget: { value } }) => {
        type(value);
        came.current = null;
        onText(value);
      }}
      onBlur={({ currentTarget: { value } }) => (onLeave?.(value), type(null), seal())}
    />
  );
}

/**
 * The name of the `i`th member of `path`. All that is typed is one step back, though each letter makes another path of it. A name that
 * is taken may be the beginning of another: only when the field is left with it is it refused, and the name from before stands again.
 */
export function NameInput({ label, list, path, name, i }: { label: string; list?: string; path: Path; name: string; i: number }) {
  const before = useRef<string | null>(null);
  const refused = useRef<string | null>(null);
  const rename = (now: string) => edit((here) => renameMember(here, [...path, name], now), `${pointerOf(path)} ${i}`);
  const type = (now: string) => {
    before.current ??= name;
    refused.current = isTaken(parsed.value, [...path, name], now) ? now : null;
    rename(now);
  };
  const leave = (now: string) => {
    if (before.current !== null && now === refused.current) {
      rename(before.current);
      notice.value = `Another one here has the name ${now}, so this one is still called ${before.current}. Give it a name of its own.`;
    }
    before.current = refused.current = null;
  };
  return <TextInput label={label} list={list} shown={name} onText={type} onLeave={leave} />;
}

export function TextControl({ id, describedBy, label, path, value, list }: ControlProps & { list?: string | undefined }) {
  return <TextInput id={id} describedBy={describedBy} label={label} list={list} shown={typeof value === 'string' ? value : value === undefined ? '' : print(value)} onText={(text) => (path.at(-1) === 'label' ? setLabel(path, text) : set(path, text))} />;
}

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));

const kPixels = 4;

/** A number that is pulled to the side goes up and down; where it is only clicked it is typed into. */
function drag(event: PointerEvent, path: Path, value: Json | undefined): void {
  const input = event.currentTarget as HTMLElement;
  if (typeof value !== 'number' || event.button !== 0 || event.pointerType === 'touch') return;
  const begun = event.clientX;
  let moved = false;
  const move = ({ clientX }: PointerEvent) => {
    const steps = Math.trunc((clientX - begun) / kPixels);
    if (!moved && steps === 0) return;
    moved = true;
    (document.activeElement as HTMLElement | null)?.blur();
    getSelection()?.removeAllRanges();
    set(path, Number((value + steps).toFixed(6)));
  };
  const end = () => (removeEventListener('pointermove', move), removeEventListener('pointerup', end), input.classList.remove('dragged'), seal());
  input.classList.add('dragged');
  addEventListener('pointermove', move);
  addEventListener('pointerup', end);
}

export function NumberControl({ id, describedBy, label, path, value }: ControlProps) {
  const nudge = (event: KeyboardEvent) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by || typeof value !== 'number') return;
    event.preventDefault();
    set(path, Number((value + by * (event.shiftKey ? 10 : 1)).toFixed(6)));
  };
  return (
    <span class="number" onKeyDown={nudge} onPointerDown={(event) => drag(event, path, value)}>
      {/* What is no number is written as it stands, so that the core says what is wrong with it. */}
      <TextInput id={id} describedBy={describedBy} label={label} shown={value === undefined ? '' : print(value)} numeric onText={(text) => set(path, isNumber(text) ? Number(text) : text)} />
    </span>
  );
}

/** `optional`: where the file had none, none is left when it is taken back. */
export function FlagControl({ id, describedBy, label, path, value, optional }: ControlProps & { optional?: boolean }) {
  const write = (now: boolean) => (optional && !now && valueAt(opened.value, path) === undefined ? takeOut(path) : set(path, now));
  return <input type="checkbox" id={id} aria-describedby={describedBy} aria-label={label} checked={value === true} onChange={({ currentTarget }) => (write(currentTarget.checked), seal())} />;
}

export function ChoiceControl({ id, describedBy, label, path, value, options, names = [] }: ControlProps & { options: Json[]; names?: string[] | undefined }) {
  const known = options.some((one) => one === value);
  return (
    <select id={id} aria-describedby={describedBy} aria-label={label} value={String(value)} onChange={({ currentTarget }) => (set(path, read(currentTarget.value)), seal())}>
      {!known && <option value={String(value)}>{value === undefined ? '' : print(value)}</option>}
      {options.map((one, i) => <option value={String(one)} title={names[i]}>{String(one)}</option>)}
    </select>
  );
}

/** One value or several, with commas between. One that stands alone stays alone. */
export function ValuesControl({ id, describedBy, label, path, value, list }: ControlProps & { list?: string | undefined }) {
  const isAlone = (one: Json | undefined) => one !== undefined && !Array.isArray(one);
  const alone = isAlone(value);
  const write = (text: string) => {
    const values = readList(text);
    set(path, values.length === 1 && (alone || isAlone(valueAt(opened.value, path))) ? (values[0] as Json) : values);
  };
  return <TextInput id={id} describedBy={describedBy} label={label} list={list} shown={value === undefined ? '' : printList(alone ? [value] : (value as Json[]))} onText={write} />;
}

export function LiteralControl({ id, describedBy, label, path, value, list }: ControlProps & { list?: string | undefined }) {
  return <TextInput id={id} describedBy={describedBy} label={label} list={list} shown={value === undefined ? '' : print(value)} onText={(text) => set(path, read(text))} />;
}

/** Any JSON, for what no form knows. It is taken over when it is JSON; its bytes are the file's. */
export function JsonControl({ id, describedBy, label, path, value }: ControlProps) {
  const [typed, type] = useState<string | null>(null);
  const [isOdd, setOdd] = useState(false);
  useEffect(() => {
    type(null);
    setOdd(false);
  }, [JSON.stringify(value)]);
  const write = (text: string) => {
    type(text);
    const before = parsed.value;
    try {
      const edits = setValue(before, opened.value, path, JSON.parse(text) as Json);
      if (edits[0]) changeText(apply(before.text, edits), pointerOf(path));
      setOdd(false);
    } catch {
      setOdd(true);
    }
  };
  return (
    <>
      <textarea id={id} aria-describedby={describedBy} aria-label={label} aria-invalid={isOdd} rows={3} spellcheck={false} value={typed ?? JSON.stringify(value, null, 1)} onInput={({ currentTarget }) => write(currentTarget.value)} onBlur={() => seal()} />
      {isOdd && <p class="problem error" role="alert">This is no JSON yet: until it is, the file keeps what was there.</p>}
    </>
  );
}
