/** @jsxImportSource preact */
/** The page around the editor: open and save, undo and redo, the parts of the model, what is wrong. */
import { signal } from '@preact/signals';
import { canRedo, canUndo, checked, errors, fileName, fileNow, isEdited, isSeen, kEmpty, markSaved, members, model, notice, open, parsed, placeOf, problems, redo, savedName, undo, warnings } from '../app';
import type { Json, Path } from '../model/json';
import { child, model as modelField } from '../model/schema';
import { fromUtf8 } from '../model/utf8';
import { Compare } from './compare';
import { download } from './download';
import { Problems } from './fields';
import { Members, Part, wordsOf } from './form';
import { Give } from './give';
import { kindOf, openLabels, openLog, reading } from './log';
import { Scores, showRow } from './rules';
import { FirstSteps } from './first-steps';
import { Tests } from './tests';
import { TextTab } from './text';
import { Visitors } from './visitors';
import { offered } from './words';

declare const kLibrary: { name: string; about: string }[];

type Tab = 'scores' | 'segments' | 'triggers' | 'destinations' | 'experiences' | 'pages' | 'more' | 'tests' | 'compare' | 'give' | 'text';
const kTabs: Record<Tab, string> = {
  scores: 'Rules', segments: 'Segments', triggers: 'Triggers', destinations: 'Destinations', experiences: 'Experiences', pages: 'Pages', more: 'More', tests: 'Tests', compare: 'Compare', give: 'Give out', text: 'Text',
};
export const tab = signal<Tab>('scores');

function save() {
  download(savedName(), fileNow());
  markSaved();
}

/** A model, a log of what visitors did, or a list of who bought. */
export async function openFile(file: File): Promise<void> {
  let bytes: ArrayBuffer;
  try {
    const kind = await kindOf(file);
    if (kind === 'log') return openLog(file);
    if (kind === 'labels') return openLabels(file);
    if (file.size > 4_000_000) return void (notice.value = `${file.name} has ${Math.round(file.size / 1e6)} MB: a model has 4 at most. A log ends in .ndjson, .jsonl or .gz.`);
    bytes = await file.arrayBuffer();
  } catch (error) {
    notice.value = `${file.name} could not be read: ${(error as Error).message}. If it is a folder, open the files in it; if it was moved or changed, choose it again.`;
    return;
  }
  openBytes(bytes, file.name);
}

/** One after the other, so that what is said of one is not lost by the next. */
export async function openFiles(files: File[]): Promise<void> {
  const said: string[] = [];
  for (const file of files) {
    notice.value = '';
    await openFile(file);
    if (notice.value) said.push(notice.value);
  }
  notice.value = said.join(' ');
}

function openBytes(bytes: ArrayBuffer, name: string): void {
  const source = fromUtf8(bytes);
  if (source === undefined) {
    notice.value = `${name} is no text in UTF-8, so it is no model, and was not opened. If it is a model, save it as UTF-8 in the editor that made it.`;
    return;
  }
  const mark = source.startsWith('\uFEFF') ? '\uFEFF' : '';
  open(source.slice(mark.length), name, mark);
}

async function openLibrary(name: string) {
  const response = await fetch(`models/${name}.json`).catch(() => undefined);
  if (response?.ok) openBytes(await response.arrayBuffer(), `${name}.json`);
  else notice.value = `The library's model ${name} could not be fetched.`;
}

function OpenMenu() {
  return (
    <span class="opener">
      <label class="button">Open…<input type="file" class="hidden" multiple accept=".json,.ndjson,.jsonl,.log,.gz,.csv,.tsv,application/json,text/csv" onChange={({ currentTarget }) => {
        void openFiles([...(currentTarget.files ?? [])]);
        currentTarget.value = '';
      }} /></label>
      <select aria-label="Open a model of the library" value="" onChange={({ currentTarget }) => {
        const name = currentTarget.value;
        currentTarget.value = '';
        if (name === ' ') open(kEmpty, 'my-model.json');
        else void openLibrary(name);
      }}>
        <option value="">Library…</option>
        <option value=" ">An empty model</option>
        {kLibrary.map(({ name, about }) => <option value={name} title={about}>{name}</option>)}
      </select>
    </span>
  );
}

function Status() {
  const [bad, odd] = [errors.value.length, warnings.value.length];
  const sentence = !checked.value ? 'The core is loading…' : bad ? `${bad} error${bad > 1 ? 's' : ''}` : odd ? `Right, with ${odd} warning${odd > 1 ? 's' : ''}` : 'Right';
  return <span class={`status ${bad ? 'bad' : 'good'}`} role="status" data-seen={isSeen.value}>{sentence}</span>;
}

const kTabOf: Record<string, Tab> = { scores: 'scores', segments: 'segments', triggers: 'triggers', destinations: 'destinations', experiences: 'experiences', pages: 'pages', tests: 'tests' };

/** Shows the place that a problem names. */
export function goTo(pointer: string): void {
  const path = placeOf(pointer);
  tab.value = kTabOf[String(path[0])] ?? (path.length ? 'more' : 'text');
  const rule = /^\/scores\/\d+\/rules\/\d+/.exec(pointer)?.[0];
  if (rule) showRow(rule);
  requestAnimationFrame(() => {
    for (let at = pointer; at; at = at.slice(0, at.lastIndexOf('/'))) {
      const place = document.querySelector<HTMLElement>(`[data-at="${CSS.escape(at)}"]`);
      if (!place) continue;
      for (let within = place.closest('details'); within; within = within.parentElement?.closest('details') ?? null) within.open = true;
      place.scrollIntoView({ block: 'center' });
      place.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
      return;
    }
  });
}

function ProblemList() {
  if (problems.value.length === 0) return null;
  return (
    <details class="problems" open={errors.value.length > 0}>
      <summary>{problems.value.length} to look at</summary>
      <ul>{problems.value.slice(0, 50).map((one, i) => (
        <li key={i}><button type="button" class="link" onClick={() => goTo(one.at)}>{one.at || 'the model'}</button> <Problems list={[one]} /></li>
      ))}</ul>
    </details>
  );
}

/** The lists that complete what is typed. */
function Lists() {
  return <>{offered.value.map(([name, words]) => <datalist id={name} key={name}>{words.map((one) => <option value={one} />)}</datalist>)}</>;
}

const kOwn = ['scores', 'segments', 'triggers', 'destinations', 'experiences', 'pages', 'tests'];

function Editor() {
  const value = members.value;
  const now = tab.value;
  if (now === 'text') return <TextTab />;
  if (now === 'tests') return <Tests />;
  if (now === 'give') return <Give />;
  if (now === 'compare') return <Compare />;
  if (typeof model.value !== 'object' || model.value === null || Array.isArray(model.value)) return <p>This is no model: a model is a JSON object. The text tab shows the file as it is.</p>;
  if (now === 'more') return <Members path={[]} value={value} of={modelField()} label="The model" skip={kOwn} />;
  const path: Path = [now];
  const of = child(modelField(), now);
  if (now === 'scores') return <Scores path={path} value={value.scores} of={of} />;
  return <Part path={path} value={value[now]} of={of} label={wordsOf(now)} />;
}

/** How far a log is read, while the page can be used. */
function Reading() {
  const now = reading.value;
  return now ? <p class="notice reading"><progress aria-label={`Reading ${now.name}`} max="1" value={now.share} /> Reading {now.name}: {now.messages.toLocaleString('en')} messages</p> : null;
}

function Broken() {
  if (parsed.value.tree || tab.value === 'text') return null;
  return <div class="broken" role="alert"><Problems list={problems.value} /> <button type="button" onClick={() => (tab.value = 'text')}>Open the text</button></div>;
}

export function Shell() {
  const value = members.value;
  return (
    <>
      <header>
        <h1>Kelvin <span>studio</span></h1>
        <OpenMenu />
        <span class="file"><input aria-label="Name of the file" value={fileName.value} onInput={({ currentTarget }) => (fileName.value = currentTarget.value)} />{isEdited.value && <span class="edited" title="Edited since it was opened">●<span class="hidden">edited</span></span>}</span>
        <button type="button" onClick={save}>Save</button>
        <button type="button" class="icon" aria-label="Undo" disabled={!canUndo.value} onClick={undo}>↶</button>
        <button type="button" class="icon" aria-label="Redo" disabled={!canRedo.value} onClick={redo}>↷</button>
        <Status />
      </header>
      <Reading />
      {notice.value && <p class="notice" role="alert">{notice.value} <button type="button" class="icon" aria-label="Close" onClick={() => (notice.value = '')}>×</button></p>}
      <nav aria-label="Parts of the model">
        {(Object.keys(kTabs) as Tab[]).map((one) => <button type="button" aria-current={tab.value === one ? 'page' : undefined} onClick={() => (tab.value = one)}>{kTabs[one]}{Array.isArray(value[one]) && one !== 'scores' ? <small> {(value[one] as Json[]).length}</small> : null}</button>)}
      </nav>
      <div class="halves">
        <main>
          <ProblemList />
          <Broken />
          {tab.value === 'scores' && <FirstSteps go={(to) => (tab.value = to)} />}
          <Editor />
        </main>
        <aside aria-label="Example visitors"><Visitors /></aside>
      </div>
      <Lists />
    </>
  );
}
