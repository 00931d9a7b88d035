/**
 * What the studio shows: one file, with its past and future, and the core's answers to it. Views read the signals and call `edit`; there
 * is no other state of the model than its text.
 */
import { batch, computed, effect, signal } from '@preact/signals';
import type { Edit } from 'jsonc-parser';
import type { Checked, Described, Refused, Right, Wrong } from '../../wasm/studio';
import { apply, type Json, keysAt, type Parsed, parse, pathOf, type Path, pointerOf, repeatedKeys, valueAt } from './model/json';
import { createHistory, type History } from './model/history';
import { createCore } from './worker/questions';

declare const kWorker: string;
export const kWorkerAddress = kWorker;
export const core = createCore(new Worker(kWorker));
/** A core of its own for what is drawn, so that lines do not wait for what is checked. */
export const drawer = createCore(new Worker(kWorker));

export const kEmpty = `{
  "kelvin": 1, "id": "my-model", "version": "1",
  "scores": [
    {"id": "interest", "label": "Interest", "range": [0, 100],
     "rules": [
       {"id": "visited", "label": "Visited the site", "on": "visit", "points": 5}
     ]}
  ],
  "segments": [
    {"id": "hot", "label": "Hot", "when": {"scores.interest": {"$gte": 70}}, "leave": {"scores.interest": {"$lt": 55}}}
  ],
  "tests": [
    {"name": "the first visit counts 5", "steps": [
      {"page": "/"}, {"expect": {"scores": {"interest": 5}}}]}
  ]
}
`;

/** A file as it was opened, and what was done to it since. */
interface Opened {
  history: History;
  source: string;
  saved: string;
  name: string;
  /** The mark before the text with which some editors begin a file: it goes out again. */
  mark: string;
}
const begun = (source: string, name: string, mark = ''): Opened => ({ history: createHistory(source), source, saved: source, name, mark });

/** What was open before, what is open, and what undo went back from. */
let files = [begun(kEmpty, 'my-model.json')];
let at = 0;
const now = () => files[at] as Opened;
export const text = signal(kEmpty);
export const openedText = signal(kEmpty);
/** Which file it is: two may have the same name and text. */
export const file = signal<unknown>(files[0]);
export const fileName = signal('my-model.json');
export const savedName = (): string => fileName.value || 'model.json';
export const canUndo = signal(false);
export const canRedo = signal(false);
/** A sentence about what could not be done. */
export const notice = signal('');

/** Of a question to a core that failed. */
export const told = (error: Error): void => void (notice.value = `The core did not answer: ${error.message}`);

export const opened = computed<Parsed>(() => parse(openedText.value));
export const parsed = computed<Parsed>(() => parse(text.value));
/** The last text that was JSON: forms show it while the text tab is in the middle of a word. */
const lastGood = signal(parsed.value);
effect(() => {
  if (parsed.value.tree) lastGood.value = parsed.value;
});
export const model = computed<Json>(() => valueAt(lastGood.value, []) ?? null);
/** The model's own members; none where the file is something else. */
export const members = computed(() => (model.value && typeof model.value === 'object' && !Array.isArray(model.value) ? model.value : {}));
export const isEdited = computed(() => text.value !== openedText.value);

function show() {
  batch(() => {
    const { history, source } = now();
    file.value = now();
    openedText.value = source;
    text.value = history.text;
    canUndo.value = history.canUndo || at > 0;
    canRedo.value = history.canRedo || at + 1 < files.length;
  });
}
/** To the file before or after it, which keeps the name that it was given. */
function goTo(place: number) {
  now().name = fileName.value;
  at = place;
  fileName.value = now().name;
}

/** Undo goes back to the file before, where somebody has changed that: a file opened by mistake costs no work. */
export function open(source: string, name: string, mark = ''): void {
  const { history } = now();
  now().name = fileName.value;
  files = [...files.slice(0, history.canUndo || history.canRedo ? at + 1 : at), begun(source, name, mark)];
  at = files.length - 1;
  batch(() => {
    fileName.value = name;
    notice.value = '';
    show();
  });
}

/** Changes of the same `gesture` are one step back. */
export function change(to: string, gesture?: string): void {
  if (to !== now().history.text) files.length = at + 1;
  now().history.change(to, gesture);
  show();
}
export function edit(make: (here: Parsed, opened: Parsed) => Edit[], gesture?: string): void {
  if (!parsed.value.tree) return;
  change(apply(text.value, make(parsed.value, opened.value)), gesture);
}
export const seal = (): void => now().history.seal();
export function undo(): void {
  if (now().history.canUndo) now().history.undo();
  else if (at > 0) goTo(at - 1);
  show();
}
export function redo(): void {
  if (now().history.canRedo) now().history.redo();
  else if (at + 1 < files.length) goTo(at + 1);
  show();
}
/** What nobody has saved is asked about before the page is left: the file that is open, and those that undo leads back to. */
export const isUnsaved = (): boolean => files.some(({ history, source, saved }) => history.text !== source && history.text !== saved);
export const markSaved = (): void => void (now().saved = text.value);
/** The file to save: all bytes that were not edited are those that were opened. */
export const fileNow = (): string => now().mark + text.value;

/** What the core says of the text: of the newest that it has seen. */
export const checked = signal<Checked | undefined>(undefined);
export const described = signal<string>('');
/** Which text of which file is described: while there are errors the last description stands, but not in another file. */
let [describedSource, describedFile] = ['', file.peek()];
type Some = Record<string, Json>;
const list = (value: Json | undefined): Some[] => (Array.isArray(value) ? value : []).filter((one): one is Some => typeof one === 'object' && one !== null);
/** The line in which the core says what a rule is, by its id. Labels may have colons, too. */
export const sentences = computed(() => {
  const out = new Map<string, string>();
  const scores = described.value ? list((JSON.parse(describedSource) as Some).scores) : [];
  const heads = new Map(scores.flatMap(({ rules }) => list(rules)).map(({ id, label = id }) => [label === id ? `  ${id}` : `  ${label} (${id})`, String(id)]));
  for (const line of described.value.split('\n')) {
    for (let at = line.indexOf(': '); at > 0; at = line.indexOf(': ', at + 1)) {
      const id = heads.get(line.slice(0, at));
      if (id !== undefined) out.set(id, line.slice(at + 2));
    }
  }
  return out;
});
/** Whether the core has seen the text as it is. */
export const isSeen = signal(false);
effect(() => {
  const source = text.value;
  isSeen.value = false;
  core.newest<{ checked: Checked; described: Described | Refused }>('check', { what: 'check', source }).then(
    (answer) => {
      if (!answer) return;
      batch(() => {
        checked.value = answer.checked;
        if (answer.described.ok) {
          [describedSource, describedFile] = [source, file.value];
          described.value = answer.described.text;
        } else if (describedFile !== file.value) {
          described.value = '';
        }
        isSeen.value = source === text.value;
      });
    },
    told,
  );
});

export const errors = computed(() => (checked.value as Wrong | undefined)?.errors ?? []);
/** As the command line tells them; the core here is given what the browser has read, in which they are gone. */
const repeated = computed(() => repeatedKeys(parsed.value).map(({ path }) => ({
  code: 'repeated_key', at: pointerOf(path), found: String(path.at(-1)), fix: 'the object has this key before: what stands there is lost, and this one stands; take one of the two out',
})));
export const warnings = computed(() => [...(checked.value?.warnings ?? []), ...repeated.value]);
export const tests = computed(() => (checked.value as Right | undefined)?.tests ?? []);
export interface Problem {
  level: 'error' | 'warning';
  code: string;
  at: string;
  found: string;
  fix: string;
}
export const problems = computed<Problem[]>(() => [
  ...errors.value.map((one) => ({ level: 'error' as const, ...one })),
  ...warnings.value.map((one) => ({ level: 'warning' as const, ...one })),
]);
/** The same list where there are none, so that what shows it has nothing to do. */
const kNone: Problem[] = [];
const byPlace = computed(() => {
  const out = new Map<string, Problem[]>();
  for (const one of problems.value) out.set(one.at, [...(out.get(one.at) ?? kNone), one]);
  return out;
});
export const problemsAt = (path: Path): Problem[] => byPlace.value.get(pointerOf(path)) ?? kNone;
/** Those within a value that no shown part of it tells. */
export const problemsWithin = (path: Path, shown: (string | number)[]): Problem[] => {
  if (problems.value.length === 0) return kNone;
  const own = pointerOf(path);
  const found = problems.value.filter(({ at }) => at === own || (at.startsWith(`${own}/`) && !shown.some((key) => `${at}/`.startsWith(`${own}${pointerOf([key])}/`))));
  return found.length ? found : kNone;
};
export const keysOf = (path: Path): string[] => keysAt(lastGood.value, path);
export const placeOf = (pointer: string): Path => pathOf(lastGood.value, pointer);
