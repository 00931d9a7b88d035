/**
 * What the studio shows: one file, with its past and future, and the core's answers to it. Views read the signals and call `edit`; there
 * is no other state of the model than its text.
 */
import { batch, computed, effect, signal } from '@preact/signals';
import type { Edit } from 'jsonc-parser';
import type { Checked, Described, Refused, Right, Wrong } from '../../wasm/studio';
import { apply, type Json, type Parsed, parse, pathOf, type Path, pointerOf, valueAt } from './model/json';
import { createHistory } from './model/history';
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

let history = createHistory(kEmpty);
export const text = signal(kEmpty);
export const openedText = signal(kEmpty);
export const fileName = signal('my-model.json');
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
    text.value = history.text;
    canUndo.value = history.canUndo;
    canRedo.value = history.canRedo;
  });
}

export function open(source: string, name: string): void {
  history = createHistory(source);
  batch(() => {
    openedText.value = source;
    fileName.value = name;
    notice.value = '';
    show();
  });
}

/** Changes of the same `gesture` are one step back. */
export function change(now: string, gesture?: string): void {
  history.change(now, gesture);
  show();
}
export function edit(make: (here: Parsed, opened: Parsed) => Edit[], gesture?: string): void {
  if (!parsed.value.tree) return;
  change(apply(text.value, make(parsed.value, opened.value)), gesture);
}
export const seal = (): void => history.seal();
export const undo = (): void => (history.undo(), show());
export const redo = (): void => (history.redo(), show());

/** What the core says of the text: of the newest that it has seen. */
export const checked = signal<Checked | undefined>(undefined);
export const described = signal<string>('');
/** The line in which the core says what a rule, a segment or a trigger is, by its id. */
export const sentences = computed(() => {
  const out = new Map<string, string>();
  for (const line of described.value.split('\n')) {
    const at = line.indexOf(': ');
    const id = /(?:^  | \()([\w-]+)\)?$/.exec(line.slice(0, at))?.[1];
    if (at > 0 && id && !out.has(id)) out.set(id, line.slice(at + 2));
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
        if (answer.described.ok) described.value = answer.described.text;
        isSeen.value = source === text.value;
      });
    },
    told,
  );
});

export const errors = computed(() => (checked.value as Wrong | undefined)?.errors ?? []);
export const warnings = computed(() => checked.value?.warnings ?? []);
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
export const placeOf = (pointer: string): Path => pathOf(lastGood.value, pointer);
