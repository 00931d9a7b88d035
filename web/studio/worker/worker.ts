/** The core, in a worker: the page asks, and nothing it shows is computed anywhere else. */
import createKelvin from 'kelvin-studio-core';
import type { Followed, KelvinStudio, Refused } from '../../../wasm/studio';
import type { Answer, Lines, Progress, Question } from './questions';
import { readLabels } from './read-labels';
import { readLog } from './read-log';
import { scrubbedOf } from './scrubbed';

declare const self: { postMessage(answer: Answer, transfer?: ArrayBufferLike[]): void; onmessage: ((event: { data: Question }) => void) | null };
declare const kWasm: string;

const opened: Promise<KelvinStudio> = fetch(kWasm)
  .then(async (response) => createKelvin({ wasm: await response.arrayBuffer() }) as Promise<KelvinStudio>);

/** Columns as they are drawn, which the page takes over without a copy. */
function asLines(followed: Followed | Refused): Lines | Refused {
  if (!followed.ok) return followed;
  const visitors = followed.visitors.map(({ at, shown, marked, marks, ...rest }) => ({
    ...rest, at: Float64Array.from(at, (ms) => ms / 1000), shown: shown.map((score) => Float64Array.from(score)), marked: Float64Array.from(marked, (ms) => ms / 1000), marks: Uint8Array.from(marks),
  }));
  return { ...followed, visitors };
}

const buffersOf = (answer: Lines | Refused): ArrayBufferLike[] =>
  answer.ok ? answer.visitors.flatMap(({ at, shown, marked, marks }) => [at, ...shown, marked, marks].map(({ buffer }) => buffer)) : [];

function answer(kelvin: KelvinStudio, { ask }: Question, onProgress: (now: Progress) => void): unknown {
  switch (ask.what) {
    case 'check':
      return { checked: JSON.parse(kelvin.runTests(ask.source)), described: JSON.parse(kelvin.describe(ask.source)) };
    case 'journeys':
      return JSON.parse(kelvin.journeys(ask.source));
    case 'watch':
      return JSON.parse(kelvin.watch(ask.messages));
    case 'diff':
      return JSON.parse(kelvin.diff(ask.source, ask.against));
    case 'follow':
      return asLines(JSON.parse(kelvin.follow(ask.source, JSON.stringify({ points: ask.points, after: ask.after, events: ask.events }))));
    case 'explain':
      return JSON.parse(kelvin.explainVisitor(ask.source, '', JSON.stringify({ visitor: ask.visitor, at: ask.at })));
    case 'coverage':
      return JSON.parse(kelvin.coverage(ask.source, ''));
    case 'calibrate':
      return JSON.parse(kelvin.calibrate(ask.source));
    case 'scrubbedOf':
      return scrubbedOf(kelvin, ask.source, { visitor: ask.visitor, most: ask.most });
    case 'readLog':
      return readLog(kelvin, ask, onProgress);
    case 'readLabels':
      return readLabels(kelvin, ask.file);
    case 'pack':
      return kelvin.pack?.(ask.source);
  }
}

async function reply(question: Question) {
  const { id } = question;
  try {
    const value = await answer(await opened, question, (progress) => self.postMessage({ id, progress }));
    self.postMessage({ id, value }, question.ask.what === 'follow' ? buffersOf(value as Lines | Refused) : []);
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
}

/** One after the other: while a log is read, nothing is asked of a half of it. */
let before = Promise.resolve();
self.onmessage = ({ data }) => {
  before = before.then(() => reply(data));
};
