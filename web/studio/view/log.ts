/**
 * A log that is dropped on the page: NDJSON, also gzip. It is read in pieces, so that the page answers meanwhile. Of a large log the
 * messages of those visitors are kept who come first; the busiest of them are the examples.
 */
import { signal } from '@preact/signals';
import { notice } from '../app';

export interface Example {
  name: string;
  messages: Record<string, unknown>[];
}

/** Examples that were dropped on the page. */
export const dropped = signal<Example[]>([]);
/** All that is kept of it, as a JSON list: what two models are compared on. '' where there is none. */
export const kept = signal('');
const kCompared = 100_000;
const kVisitors = 500;
const kMessages = 1000;
export const kExamples = 12;

async function* linesOf(file: File): AsyncGenerator<string[]> {
  const bytes = file.stream();
  const plain = /\.gz$/i.test(file.name) ? bytes.pipeThrough(new DecompressionStream('gzip') as never) : bytes;
  const reader = (plain as ReadableStream<BufferSource>).pipeThrough(new TextDecoderStream() as never).getReader() as ReadableStreamDefaultReader<string>;
  let rest = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + piece.value).split('\n');
    rest = lines.pop() as string;
    yield lines;
  }
  yield [rest];
}

export async function openLog(file: File): Promise<void> {
  const visitors = new Map<string, Record<string, unknown>[]>();
  let [messages, bad, others] = [0, 0, 0];
  const take = (line: string) => {
    let message: Record<string, unknown>;
    try {
      message = JSON.parse(line);
    } catch {
      bad++;
      return;
    }
    messages++;
    const id = String(message?.anonymousId ?? message?.userId ?? '');
    const own = visitors.get(id) ?? (visitors.size < kVisitors ? [] : undefined);
    if (!own) return void others++;
    visitors.set(id, own);
    if (own.length < kMessages) own.push(message);
  };
  try {
    let next = performance.now();
    for await (const lines of linesOf(file)) {
      for (const line of lines) if (line.trim()) take(line);
      // A frame goes by between pieces.
      if (performance.now() - next < 12) continue;
      notice.value = `Reading ${file.name}: ${messages.toLocaleString('en')} messages`;
      await new Promise((done) => setTimeout(done));
      next = performance.now();
    }
  } catch (error) {
    notice.value = `${file.name} could not be read: ${(error as Error).message}`;
    return;
  }
  const busiest = [...visitors].sort((a, b) => b[1].length - a[1].length).slice(0, kExamples);
  let room = kCompared;
  if (busiest.length) kept.value = JSON.stringify([...visitors.values()].filter((list) => (room -= list.length) >= 0).flat());
  if (busiest.length) dropped.value = busiest.map(([name, list]) => ({ name, messages: list }));
  const beyond = others ? `; ${others.toLocaleString('en')} messages of later visitors are not kept` : '';
  const wrong = bad ? `; ${bad.toLocaleString('en')} lines are no JSON` : '';
  notice.value = messages ? `${file.name}: ${messages.toLocaleString('en')} messages, ${visitors.size.toLocaleString('en')} visitors kept, the ${busiest.length} busiest shown${beyond}${wrong}.` : `${file.name}: it holds no message. A log has a Segment-spec message in each line, as kelvin.export() gives it${wrong}.`;
}
