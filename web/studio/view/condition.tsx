/** @jsxImportSource preact */
/** A condition as rows of field, operator and value, nested. It edits the text itself: what no row shows stays as it is. */
import { edit, parsed, problemsAt, problemsWithin, seal } from '../app';
import { type Json, type Path, pointerOf, renameMember, same, setValue, valueAt } from '../model/json';
import { elementCondition, type Field, fieldsOf, operators } from '../model/schema';
import { ChoiceControl, JsonControl, LiteralControl, NameInput, NumberControl, Problems, set, takeOut, TextControl, ValuesControl } from './fields';
import { kLists, kSensors } from './words';

type Some = Record<string, Json>;
const isObject = (value: Json | undefined): value is Some => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTests = (value: Json | undefined): value is Some => isObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => key.startsWith('$'));

const kJoined: Record<string, string> = { $and: 'all of these', $or: 'any of these', $nor: 'none of these', $not: 'not' };
const kWords: Record<string, string> = {
  is: 'is', $eq: 'equals', $ne: 'is not', $gt: '>', $gte: '≥', $lt: '<', $lte: '≤', $in: 'is one of', $nin: 'is none of', $exists: 'is there', $type: 'is of type', $all: 'has all of',
  $size: 'has so many', $elemMatch: 'has one that', $glob: 'is like', $words: 'has the word', $contains: 'contains', $age: 'is a date, ago', $not: 'not',
};
const kSeveral = new Set(['$in', '$nin', '$all', '$words', '$contains', '$glob']);
/** Operators whose value is tests, or a condition, of its own. */
const kNested = new Set(['$age', '$not', '$elemMatch']);
const kOrder = new Set(['$gt', '$gte', '$lt', '$lte']);
const kOperators = operators();
const kElement = elementCondition();

/** What an operator compares with when it takes another's place. */
function fitting(operator: string, value: Json): Json {
  const one = Array.isArray(value) ? (value[0] ?? '') : isObject(value) ? '' : value;
  if (['$in', '$nin', '$all'].includes(operator)) return Array.isArray(value) && value.length ? value : [one];
  if (operator === '$exists') return true;
  if (operator === '$type') return 'string';
  if (operator === '$size') return 1;
  if (operator === '$age') return { $lt: '7d' };
  if (operator === '$not') return { $eq: one };
  if (operator === '$elemMatch') return { name: one };
  if (['$words', '$contains', '$glob'].includes(operator)) return Array.isArray(value) && value.length ? value : String(one ?? '');
  return one;
}

/** `path` is the field's; 'is' stands for a value without an operator. */
function changeOperator(path: Path, tests: Some | undefined, operator: string, now: string) {
  if (now === operator) return;
  edit((here, opened) => {
    const value = valueAt(here, tests ? [...path, operator] : path) ?? null;
    // What stood there as opened, where it became this: of several words one alone is left.
    const former = valueAt(opened, [...path, now]);
    const wanted = former !== undefined && same(fitting(operator, former), value) ? former : fitting(now, value);
    if (!tests) return setValue(here, opened, path, { [now]: wanted });
    if (now === 'is') return setValue(here, opened, path, wanted);
    if (same(wanted, value)) return renameMember(here, [...path, operator], now);
    return setValue(here, opened, path, Object.fromEntries(Object.entries(tests).map(([key, one]) => (key === operator ? [now, wanted] : [key, one]))));
  });
  seal();
}

function Value({ operator, path, value, label, field }: { operator: string; path: Path; value: Json; label: string; field: string }) {
  const list = { segments: 'segments', disqualified: 'rules', 'page.group': 'pages', event: 'events' }[field];
  if (operator === '$exists') return <ChoiceControl label={label} path={path} value={value} options={[true, false]} />;
  if (operator === '$type') return <ChoiceControl label={label} path={path} value={value} options={['string', 'number', 'bool', 'null', 'array', 'object']} />;
  if (operator === '$size') return <NumberControl label={label} path={path} value={value} />;
  if (kNested.has(operator) && isTests(value)) return <Tests path={path} value={value} field={field} nested />;
  if (operator === '$elemMatch' && isObject(value)) return <div class="nested"><Condition path={path} value={value} condition={kElement} /></div>;
  if (kSeveral.has(operator)) return <ValuesControl label={label} path={path} value={value} list={list} />;
  return <LiteralControl label={label} path={path} value={value} list={list} />;
}

/** The tests of one field, a row each, that stays when its operator changes: it has the focus. */
function Tests({ path, value, field, nested }: { path: Path; value: Json; field: string; nested?: boolean }) {
  const tests = isTests(value) ? value : undefined;
  const isOne = !tests || Object.keys(tests).length === 1;
  const all = path.at(-1) === '$age' ? [...kOrder] : [...(nested || !isOne ? [] : ['is']), ...kOperators.map(({ name }) => name)];
  // One that another row has would take its place.
  const namesFor = (operator: string) => all.filter((name) => name === operator || !tests || !(name in tests));
  return (
    <div class={nested ? 'nested' : 'tests'}>
      {Object.entries(tests ?? { is: value }).map(([operator, one], i) => {
        const at = tests ? [...path, operator] : path;
        const isNested = kNested.has(operator) && isObject(one);
        return (
          <div class="row" key={i} data-at={pointerOf(at)}>
            <OperatorSelect field={field} names={namesFor(operator)} value={operator} onChange={(now) => changeOperator(path, tests, operator, now)} />
            <Value operator={operator} path={at} value={one} label={`value of ${field}`} field={field} />
            {!isOne && <button type="button" class="icon" aria-label={`Remove this test of ${field}`} onClick={() => takeOut(at)}>×</button>}
            <Problems list={isNested ? problemsAt(at) : problemsWithin(at, [])} path={at} />
          </div>
        );
      })}
    </div>
  );
}

function OperatorSelect({ field, names, value, onChange }: { field: string; names: string[]; value: string; onChange: (now: string) => void }) {
  return (
    <select class="operator" aria-label={`operator of ${field}`} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
      {[...new Set([...names, value])].map((name) => <option value={name} title={kOperators.find((one) => one.name === name)?.field.description}>{kWords[name] ?? name}</option>)}
    </select>
  );
}

function FieldRow({ path, value, i }: { path: Path; value: Json; i: number }) {
  const name = String(path.at(-1));
  const tests = isTests(value) ? value : undefined;
  return (
    <div class="row condition-row" data-at={pointerOf(path)}>
      <NameInput label="field" list="fields" path={path.slice(0, -1)} name={name} i={i} />
      <Tests path={path} value={value} field={name} />
      {tests && <button type="button" class="icon" aria-label={`Another test of ${name}`} onClick={() => {
        const now = ['$gte', '$lt', '$ne', '$exists'].find((one) => !(one in tests)) ?? '$eq';
        set([...path, now], fitting(now, 0));
      }}>+</button>}
      <button type="button" class="icon" aria-label={`Remove the condition on ${name}`} onClick={() => takeOut(path)}>×</button>
      {tests && <Problems list={problemsAt(path)} path={path} />}
    </div>
  );
}

function Group({ path, value, condition }: { path: Path; value: Json; condition: Field }) {
  const name = String(path.at(-1));
  const several = Array.isArray(value) ? value : undefined;
  return (
    <fieldset class="group">
      <legend>{kJoined[name]} <button type="button" class="icon" aria-label={`Remove ${kJoined[name]}`} onClick={() => takeOut(path)}>×</button></legend>
      <Problems list={problemsAt(path)} path={path} />
      {several ? several.map((one, i) => (
        <div class="alternative" key={i}>
          <Condition path={[...path, i]} value={one} condition={condition} />
          {several.length > 1 && <button type="button" class="icon" aria-label={`Remove alternative ${i + 1}`} onClick={() => takeOut([...path, i])}>×</button>}
        </div>
      )) : <Condition path={path} value={value} condition={condition} />}
      {several && <button type="button" class="small" onClick={() => (set([...path, several.length], {}), seal())}>Add an alternative</button>}
    </fieldset>
  );
}

/** What a new row asks for: what the rule's event has, or a score. */
export function firstRow(path: Path, value: Some, condition: Field): [string, Json] {
  if (condition.names.includes('conditionOnElement')) return [['name', 'id', 'value'].find((name) => !(name in value)) ?? 'other', ''];
  const rule = valueAt(parsed.value, path.slice(0, 4));
  const on = isObject(rule) ? (Array.isArray(rule.on) ? rule.on[0] : rule.on) : undefined;
  const own = kSensors[String(on)] ?? [];
  const wanted: [string, Json][] = [
    ...(path[0] === 'segments' ? [[`scores.${kLists.scores.value[0] ?? 'score'}`, { $gte: 50 }] as [string, Json]] : []),
    ...(on === 'page' || on === 'visit' ? [['page.path', '/'] as [string, Json]] : []),
    ...(on !== undefined ? [...own, 'name'].map((name): [string, Json] => [`properties.${name}`, '']) : []),
    ...fieldsOf(condition).filter(({ name }) => !name.endsWith('.')).map(({ name }): [string, Json] => [name, '']),
  ];
  return wanted.find(([name]) => !(name in value)) ?? ['profile.trait', ''];
}

export function Condition({ path, value, condition }: { path: Path; value: Json; condition: Field }) {
  if (!isObject(value)) return <JsonControl label="condition" path={path} value={value} />;
  const entries = Object.entries(value);
  return (
    <div class="condition" data-at={pointerOf(path)}>
      {entries.map(([key, one], i) => {
        const at = [...path, key];
        if (key === 'note') return <label class="note">note <TextControl path={at} value={one} /></label>;
        return key in kJoined ? <Group key={key} path={at} value={one} condition={condition} /> : <FieldRow key={i} i={i} path={at} value={one} />;
      })}
      {entries.length === 0 && <p class="quiet">Always.</p>}
      <Problems list={problemsWithin(path, Object.keys(value))} path={path} />
      <div class="row">
        <button type="button" class="small" onClick={() => {
          const [name, test] = firstRow(path, value, condition);
          set([...path, name], test);
          seal();
        }}>And…</button>
        <select class="small" aria-label="Add a group of conditions" value="" onChange={({ currentTarget }) => {
          const kind = currentTarget.value;
          currentTarget.value = '';
          set([...path, kind], kind === '$not' ? {} : [{}]);
          seal();
        }}>
          <option value="">Group…</option>
          {Object.entries(kJoined).filter(([kind]) => !(kind in value)).map(([kind, name]) => <option value={kind}>{name}</option>)}
        </select>
      </div>
    </div>
  );
}
