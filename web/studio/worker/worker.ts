/** The core, in a worker: the page asks, and nothing it shows is computed anywhere else. */
import createKelvin from 'kelvin-studio-core';
import type { KelvinStudio } from '../../../wasm/studio';
import type { Answer, Question } from './questions';

declare const self: { postMessage(answer: Answer): void; onmessage: ((event: { data: Question }) => void) | null };
declare const kWasm: string;

const opened: Promise<KelvinStudio> = fetch(kWasm)
  .then(async (response) => createKelvin({ wasm: await response.arrayBuffer() }) as Promise<KelvinStudio>);

/** What `follow` and `diff` go through now. */
let watched = '';
function watch(kelvin: KelvinStudio, messages: string) {
  if (messages !== watched) kelvin.watch(messages);
  watched = messages;
}

function answer(kelvin: KelvinStudio, { ask }: Question): unknown {
  switch (ask.what) {
    case 'check':
      return { checked: JSON.parse(kelvin.runTests(ask.source)), described: JSON.parse(kelvin.describe(ask.source)) };
    case 'journeys':
      return JSON.parse(kelvin.journeys(ask.source));
    case 'diff':
      watch(kelvin, ask.messages);
      return JSON.parse(kelvin.diff(ask.source, ask.against));
    case 'follow':
      watch(kelvin, ask.messages);
      return JSON.parse(kelvin.follow(ask.source, JSON.stringify({ points: ask.points, after: ask.after })));
    case 'explain':
      return JSON.parse(kelvin.explainVisitor(ask.source, ask.messages, JSON.stringify({ visitor: ask.visitor, at: ask.at })));
    case 'coverage':
      return JSON.parse(kelvin.coverage(ask.source, ask.messages));
    case 'pack':
      return kelvin.pack?.(ask.source);
  }
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ id: data.id, value: answer(await opened, data) });
  } catch (error) {
    self.postMessage({ id: data.id, error: String(error) });
  }
};
