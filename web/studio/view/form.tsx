/** @jsxImportSource preact */
/** A form for any part of a model, made of the schema. Lists can be put in another order and copied from. */
import { edit, keysOf, problemsAt, problemsWithin, seal } from '../app';
import { copyItem, insertItem, type Json, type Path, pointerOf, remove, setValue, swapItems } from '../model/json';
import { addable, child, excludedAndRequired, type Field, field, formOf, nameOfForm, replacedBy, type Schema, start } from '../model/schema';
import { Condition, firstRow } from './condition';
import { ChoiceControl, FlagControl, JsonControl, Labelled, LiteralControl, NameInput, NumberControl, Problems, set, takeOut, TextControl, ValuesControl } from './fields';
import { newId } from './new-ids';
import { swapRows } from './rows';
import { kLists, listFor } from './words';

type Some = Record<string, Json>;
const isObject = (value: Json | undefined): value is Some => typeof value === 'object' && value !== null && !Array.isArray(value);
export const titleOf = (value: Json | undefined, fallback: string): string => {
  const one = isObject(value) ? (value.label ?? value.id ?? value.name) : undefined;
  return typeof one === 'string' && one ? one : fallback;
};

export interface PartProps {
  path: Path;
  value: Json | undefined;
  of: Field;
  label: string;
  compact?: boolean;
}

/** Lists of what one writes in a line. */
const isPlainList = (of: Field): boolean => of.kind === 'list' && ['text', 'number', 'json'].includes(field(of.schema.items ?? {}).kind);
/** One, or a list of such: `"on": "page"`, `"on": ["page", "visit"]`. */
const isOneOrMore = ({ schema, kind }: Field): boolean => kind === 'either' && schema.anyOf?.length === 2 && field(schema.anyOf[0] as Schema).kind === 'text' && field(schema.anyOf[1] as Schema).kind === 'list';

export function Part(props: PartProps) {
  const { path, value, of, label, compact } = props;
  const list = listFor(path, of.names);
  const plain = (control: (id: string, describedBy: string | undefined) => preact.ComponentChildren) => (
    <Labelled label={label} hint={of.description} path={path} compact={compact}>{control}</Labelled>
  );
  if (of.kind === 'condition') return <fieldset class="part"><legend>{label}</legend><Condition path={path} value={value ?? {}} condition={of} /></fieldset>;
  if (isOneOrMore(of) || isPlainList(of)) return plain((id, describedBy) => <ValuesControl id={id} describedBy={describedBy} path={path} value={value} list={list} />);
  if (of.kind === 'either') return <Either {...props} />;
  if (of.kind === 'object') return <Members {...props} />;
  if (of.kind === 'map') return <MapOf {...props} />;
  if (of.kind === 'json' && of.schema.type === 'object' && (value === undefined || isObject(value))) return <FreeOf {...props} />;
  if (of.kind === 'list') return <ListOf {...props} />;
  if (of.kind === 'tuple') return <Tuple {...props} />;
  if (of.kind === 'flag') return plain((id, describedBy) => <FlagControl id={id} describedBy={describedBy} path={path} value={value} />);
  if (of.kind === 'choice') return plain((id, describedBy) => <ChoiceControl id={id} describedBy={describedBy} path={path} value={value} options={of.schema.enum as Json[]} names={of.schema.enumDescriptions} />);
  if (of.kind === 'number') return plain((id, describedBy) => <NumberControl id={id} describedBy={describedBy} path={path} value={value} />);
  if (of.kind === 'constant') return plain((id) => <input id={id} value={String(value)} readOnly />);
  if (of.kind === 'text') return plain((id, describedBy) => <TextControl id={id} describedBy={describedBy} path={path} value={value} list={list} />);
  return plain((id, describedBy) => <JsonControl id={id} describedBy={describedBy} path={path} value={value} />);
}

/** Points: a number, a list, or by a field. */
function Either({ path, value, of, label }: PartProps) {
  const forms = (of.schema.anyOf as Schema[]).map((one) => field(one));
  const now = formOf(of, value);
  const form = forms[now] as Field;
  const name = `${label}, form`;
  return (
    <div class="either">
      <select aria-label={name} value={String(now)} onChange={({ currentTarget }) => (set(path, converted(value, forms[Number(currentTarget.value)] as Field)), seal())}>
        {forms.map((one, i) => <option value={String(i)}>{nameOfForm(one)}</option>)}
      </select>
      <Part path={path} value={value} of={{ ...form, description: form.description || of.description }} label={label} />
    </div>
  );
}

/** A value in another form, with what it had: 5 becomes [5] or {"times": 5}. */
function converted(value: Json | undefined, form: Field): Json {
  const first = Array.isArray(value) ? value[0] : isObject(value) ? (value.times as Json | undefined) : value;
  if (form.kind === 'list' && typeof first === 'number') return [first];
  if (form.kind === 'number' && typeof first === 'number') return first;
  const fresh = start(form);
  if (isObject(fresh) && 'times' in (form.schema.properties ?? {})) return { times: typeof first === 'number' ? first : 1, per: 'visit' };
  return fresh;
}

/** An object: the members that it has, and those that may be added. `skip`: shown elsewhere. */
export function Members({ path, value, of, label, skip = [] }: PartProps & { skip?: string[] }) {
  const own = isObject(value) ? value : {};
  const { required } = excludedAndRequired(of, own);
  const keys = Object.keys(own).filter((key) => !skip.includes(key) && key !== '$schema');
  const more = addable(of, own).filter((key) => !skip.includes(key));
  return (
    <fieldset class="part" data-at={pointerOf(path)}>
      <legend>{label}</legend>
      <Problems list={problemsWithin(path, Object.keys(own))} path={path} />
      <div class="members">
        {keys.map((key) => (
          <div class="member" key={key}>
            {of.schema.properties && !(key in of.schema.properties) ? <Problems list={problemsAt([...path, key])} path={[...path, key]} /> : <Part path={[...path, key]} value={own[key]} of={child(of, key)} label={wordsOf(key)} />}
            {!required.has(key) && <button type="button" class="icon" aria-label={`Remove ${wordsOf(key)}`} onClick={() => takeOut([...path, key])}>×</button>}
          </div>
        ))}
      </div>
      {more.length > 0 && (
        <select class="small" aria-label={`Add to ${label}`} value="" onChange={({ currentTarget }) => {
          const key = currentTarget.value;
          currentTarget.value = '';
          const gesture = `add ${pointerOf([...path, key])}`;
          for (const other of replacedBy(of, own, key)) edit((here) => remove(here, [...path, other]), gesture);
          edit((here, opened) => setValue(here, opened, [...path, key], begun([...path, key], child(of, key))), gesture);
          seal();
        }}>
          <option value="">Add…</option>
          {more.map((key) => {
            const replaced = replacedBy(of, own, key).map(wordsOf).join(', ');
            return <option value={key}>{inShort(wordsOf(key), child(of, key).description)}{replaced && ` (in place of ${replaced})`}</option>;
          })}
        </select>
      )}
    </fieldset>
  );
}

/** Names that the model has, in place of those that would have to be given. */
function filled(value: Json, path: Path, of: Field): Json {
  if (of.kind === 'either') return filled(value, path, field((of.schema.anyOf as Schema[])[0] as Schema));
  const list = listFor(path, of.names);
  // Any event or field might be meant: of these none is chosen.
  if (value === '') return (list && !['events', 'fields', 'traits'].includes(list) && kLists[list].value[0]) || '';
  if (Array.isArray(value)) return value.map((one, i) => filled(one, [...path, i], child(of, i)));
  return isObject(value) && of.kind === 'object' ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, [...path, key], child(of, key))])) : value;
}

/** What is added to an object; a rule's condition has a row already, a score of others one that stands before it. */
function begun(path: Path, of: Field): Json {
  const key = path.at(-1);
  if (key === 'while') return kFact;
  if (key === 'where') return Object.fromEntries([firstRow(path, {}, of)]);
  if (key === 'href') return '/';
  if (key === 'of' && path[0] === 'scores') return Number(path[1]) > 0 ? { [kLists.scores.value[0] ?? '']: 1 } : {};
  return filled(start(of), path, of);
}
export const kFact = { 'profile.role': 'buyer' };

/** A member with the first sentence of what it means. */
function inShort(name: string, description: string): string {
  const sentence = description.split(/[.:;] |\.$/, 1)[0]?.replaceAll('`', '') ?? '';
  const short = sentence.length > 60 ? `${sentence.slice(0, 60).replace(/\s\S*$/, '')}…` : sentence;
  return short ? `${name}: ${short.charAt(0).toLowerCase()}${short.slice(1)}` : name;
}

export const wordsOf = (key: string): string => key.replaceAll('_', ' ');

/** Names that people choose, each with a value: pages, bands, weights, headers. */
function MapOf({ path, value, of, label }: PartProps) {
  const own = isObject(value) ? value : {};
  const free = (base: string) => [base, ...Array.from({ length: 1000 }, (_, i) => `${base}${i + 2}`)].find((name) => !(name in own)) as string;
  return (
    <fieldset class="part" data-at={pointerOf(path)}>
      <legend>{label}</legend>
      {of.description && <small class="hint">{of.description}</small>}
      {keysOf(path).map((key, i) => (
        <div class="row" key={i}>
          <NameInput label={`${label}: name ${i + 1}`} path={path} name={key} i={i} />
          <Part path={[...path, key]} value={own[key]} of={{ ...child(of, key), description: '' }} label={`${label}: ${key}`} compact />
          <button type="button" class="icon" aria-label={`Remove ${key}`} onClick={() => takeOut([...path, key])}>×</button>
        </div>
      ))}
      <Problems list={problemsWithin(path, Object.keys(own))} path={path} />
      <button type="button" class="small" onClick={() => (set([...path, free('new')], start(child(of, 'new'))), seal())}>Add to {label}</button>
    </fieldset>
  );
}

/** Names that nobody can know, each with a value: an event's properties, a visitor's traits. */
function FreeOf({ path, value, of, label }: PartProps) {
  const own = isObject(value) ? value : {};
  const list = label === 'properties' ? 'properties' : 'traits';
  const known = kLists[list].value;
  const add = () => {
    const free = known.find((name) => !(name in own)) ?? Array.from({ length: 1000 }, (_, i) => `name${i + 1}`).find((name) => !(name in own));
    set([...path, free as string], '');
    seal();
  };
  return (
    <fieldset class="part" data-at={pointerOf(path)}>
      <legend>{label}</legend>
      {of.description && <small class="hint">{of.description}</small>}
      {keysOf(path).map((key, i) => {
        const [at, Control] = [[...path, key], isObject(own[key]) ? JsonControl : LiteralControl];
        return (
          <div class="row pairs" key={i} data-at={pointerOf(at)}>
            <NameInput label={`${label}: name ${i + 1}`} list={list} path={path} name={key} i={i} />
            <Control label={`${label}: ${key}`} path={at} value={own[key]} />
            <button type="button" class="icon" aria-label={`Remove ${key}`} onClick={() => takeOut(at)}>×</button>
            <Problems list={problemsWithin(at, [])} path={at} />
          </div>
        );
      })}
      <Problems list={problemsWithin(path, Object.keys(own))} path={path} />
      <button type="button" class="small" onClick={add}>Add to {label}</button>
    </fieldset>
  );
}

function Tuple({ path, value, of, label }: PartProps) {
  const own = Array.isArray(value) ? value : [];
  const kNames = of.names.includes('range') ? ['lowest', 'highest'] : ['from', 'points'];
  return (
    <fieldset class="part tuple" data-at={pointerOf(path)}>
      <legend>{label}</legend>
      {own.map((one, i) => <NumberControl key={i} label={`${label}: ${kNames[i] ?? i + 1}`} path={[...path, i]} value={one} />)}
      <Problems list={problemsWithin(path, [])} path={path} />
    </fieldset>
  );
}

/** Ids are unique in a model: a copy gets the next that is free. */
export const freeId = (id: string, taken: Set<string>): string => {
  const base = id.replace(/-\d+$/, '');
  for (let i = 2; ; i++) if (!taken.has(`${base}-${i}`)) return `${base}-${i}`;
};
export const takenIds = (): Set<string> => new Set(['rules', 'segments', 'scores', 'destinations', 'groups'].flatMap((name) => kLists[name as 'rules'].value));

function withFreeId(value: Json): Json {
  if (!isObject(value) || typeof value.id !== 'string') return value;
  const taken = takenIds();
  return { ...value, id: taken.has(value.id) ? freeId(value.id, taken) : value.id };
}

/** Exchanges two items; what is open of them stays so. */
export function swapItem(path: Path, one: number, other: number, gesture?: string): void {
  edit((here) => swapItems(here, path, one, other), gesture);
  swapRows(pointerOf([...path, one]), pointerOf([...path, other]));
}
/** By a button, which keeps the focus, so that it can be pressed again. */
function moveItem(path: Path, from: number, to: number, button: HTMLElement): void {
  const [label, other] = [button.getAttribute('aria-label') ?? '', from > to ? 'down' : 'up'];
  swapItem(path, from, to);
  seal();
  requestAnimationFrame(() => {
    const find = (name: string) => document.querySelector<HTMLButtonElement>(`button[aria-label="${CSS.escape(name)}"]:not(:disabled)`);
    (find(label) ?? find(label.replace(/\w+$/, other)))?.focus();
  });
}
export const duplicate = (path: Path, i: number): void => (edit((here) => copyItem(here, path, i, withFreeId)), seal());
export function append(path: Path, count: number, value: Json): void {
  const item = withFreeId(value);
  if (isObject(item) && 'label' in item) newId(String(item.id));
  edit((here, opened) => (count ? insertItem(here, path, count, item) : setValue(here, opened, path, [item])));
  seal();
}
/** What a new item begins as. */
function startHere(of: Field, path: Path): Json {
  const fresh = filled(start(of), path, of);
  const [segment, score] = [kLists.segments.value[0] ?? '', kLists.scores.value[0] ?? 'score'];
  if (!isObject(fresh)) return fresh;
  if (of.names.includes('segment')) return { ...fresh, when: { [`scores.${score}`]: { $gte: 50 } } };
  if (of.names.includes('experience')) return { ...fresh, if: { segments: segment } };
  return fresh;
}

export function ItemButtons({ path, i, count, name }: { path: Path; i: number; count: number; name: string }) {
  return (
    <span class="buttons">
      <button type="button" class="icon" aria-label={`Move ${name} up`} title="Move up" disabled={i === 0} onClick={({ currentTarget }) => moveItem(path, i, i - 1, currentTarget)}>↑</button>
      <button type="button" class="icon" aria-label={`Move ${name} down`} title="Move down" disabled={i === count - 1} onClick={({ currentTarget }) => moveItem(path, i, i + 1, currentTarget)}>↓</button>
      <button type="button" class="icon" aria-label={`Copy ${name}`} title="Copy" onClick={() => duplicate(path, i)}>+</button>
      <button type="button" class="icon" aria-label={`Remove ${name}`} title="Remove" onClick={() => (edit((here) => remove(here, [...path, i])), seal())}>×</button>
    </span>
  );
}

export function ListOf({ path, value, of, label }: PartProps) {
  const items = Array.isArray(value) ? value : [];
  const item = field(of.schema.items ?? {});
  return (
    <section class="list" data-at={pointerOf(path)} aria-label={label}>
      {of.description && <p class="hint">{of.description}</p>}
      <Problems list={problemsAt(path)} path={path} />
      {items.map((one, i) => {
        const name = titleOf(one, `${label.replace(/s$/, '')} ${i + 1}`);
        return (
          <div class="item" key={i}>
            <ItemButtons path={path} i={i} count={items.length} name={name} />
            <Part path={[...path, i]} value={one} of={item} label={name} />
          </div>
        );
      })}
      <button type="button" onClick={() => append(path, items.length, startHere(item, [...path, items.length]))}>Add to {label}</button>
    </section>
  );
}
