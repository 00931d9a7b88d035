/**
 * A log into the core: NDJSON, also gzip, of any size, piece by piece. What is wrong with a line the core says; it is told as the command
 * line tells it: `march.ndjson:17: bad_time at /timestamp: ...`, the first 20, and how many there are.
 */
import type { Busiest, KelvinError, KelvinStudio, Refused, Watched } from '../../../wasm/studio';
import { fromUtf8 } from '../model/utf8';
import type { Bad, LogRead, Progress } from './questions';

const kNamed = 20;
/** What is given to the core at once, in characters; a longer line goes alone, as its length counts then. */
const kBatch = 300_000;
/** Unpacked: with the events that are made of them, what fits into half of the 2 GB that the core may have. */
const kMostBytes = 200_000_000;
/** How often it is told how far it is, in milliseconds. */
const kTold = 100;

/** A byte order mark. Of joined files each may begin with one. */
const kMark = 0xfeff;
const kNoUtf8: KelvinError = { code: 'bad_json', at: '', found: 'it is no UTF-8', fix: 'the text is not valid JSON' };

const sayOne = ({ code, at, found, fix }: KelvinError) => code + (at && ` at ${at}`) + (found && `: ${found}`) + (fix && `: ${fix}`);

export class BadLines implements Bad {
  count = 0;
  named: string[] = [];
  #file: string;
  constructor(file: string) {
    this.#file = file;
  }
  add(line: number, errors: KelvinError[]): void {
    // Control characters could act on whatever shows them.
    if (this.count++ < kNamed) this.named.push(`${this.#file}:${line}: ${errors.map(sayOne).join('; ')}`.replace(/[\0-\x1f\x7f]/g, '?'));
  }
  told(): Bad {
    return { count: this.count, named: this.named };
  }
}

interface Line {
  number: number;
  text: string;
}

export const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Gives lines to the core. A list that it refuses has a line that no list may hold: halved until that one is alone. */
function give(kelvin: KelvinStudio, lines: Line[], bad: BadLines): void {
  if (lines.length === 0) return;
  const [first] = lines as [Line];
  // What is no JSON by itself could be some within a list; and alone a message may be deeper than within one.
  const isAlone = lines.length === 1 && !(first.text.trimStart().startsWith('[') && isJson(first.text));
  const answer = JSON.parse(kelvin.watchMore(isAlone ? first.text : `[${lines.map(({ text }) => text).join(',')}]`)) as Watched | Refused;
  if (answer.ok) {
    for (const { index, errors } of answer.bad) bad.add((lines[index] as Line).number, errors);
  } else if (lines.length === 1) {
    bad.add(first.number, answer.errors);
  } else {
    const half = lines.length >> 1;
    give(kelvin, lines.slice(0, half), bad);
    give(kelvin, lines.slice(half), bad);
  }
}

const kLineFeed = 10;

function joined(parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Nothing for a line that is no UTF-8: it is bad, as the command line says, and is not read as something like it. */
function linesOf(bytes: Uint8Array): (string | undefined)[] {
  const text = fromUtf8(bytes);
  if (text !== undefined) return text.split('\n');
  const out: (string | undefined)[] = [];
  for (let at = 0; at <= bytes.length; ) {
    const next = bytes.indexOf(kLineFeed, at);
    const to = next < 0 ? bytes.length : next;
    out.push(fromUtf8(bytes.subarray(at, to)));
    at = to + 1;
  }
  return out;
}

/** The file's bytes in pieces, unpacked where it is gzip; `onTaken` hears of those of the file itself. */
async function bytesOf(file: File, onTaken: (bytes: number) => void): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const counted = new TransformStream<Uint8Array, Uint8Array>({ transform: (bytes, out) => (onTaken(bytes.length), out.enqueue(bytes)) });
  let bytes: ReadableStream<Uint8Array> = file.stream().pipeThrough(counted as never);
  if (head[0] === 0x1f && head[1] === 0x8b) bytes = bytes.pipeThrough(new DecompressionStream('gzip') as never);
  return bytes.getReader();
}

/** Calls with the lines of the file; gives back why it ended before the file did. */
async function eachLine(file: File, onTaken: (bytes: number) => void, take: (line: string | undefined) => void): Promise<string> {
  let [rest, size] = [[] as Uint8Array[], 0];
  try {
    const reader = await bytesOf(file, onTaken);
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const bytes = piece.value;
      const end = bytes.lastIndexOf(kLineFeed);
      if (end >= 0) {
        for (const line of linesOf(joined([...rest, bytes.subarray(0, end)]))) take(line);
        rest = [];
      }
      rest.push(bytes.subarray(end + 1));
      if ((size += bytes.length) < kMostBytes) continue;
      await reader.cancel();
      return `only the first ${kMostBytes / 1e6} MB were read`;
    }
  } catch (error) {
    return `the file is cut or damaged (${(error as Error).message || 'the browser does not say how'}), what stands before is kept`;
  }
  for (const line of linesOf(joined(rest))) take(line);
  return '';
}

/** The messages of those with most, as a JSON list. */
function examplesOf(kelvin: KelvinStudio, { visitors }: Busiest, most: number): string {
  const lists = visitors.map(({ visitor }) => kelvin.messagesOf(JSON.stringify({ visitor, most })));
  return `[${lists.map((answer) => answer.slice('{"ok":true,"messages":['.length, -2)).filter(Boolean).join(',')}]`;
}

export async function readLog(kelvin: KelvinStudio, { file, shown, most }: { file: File; shown: number; most: number }, onProgress: (now: Progress) => void): Promise<LogRead> {
  kelvin.watch('[]');
  const bad = new BadLines(file.name);
  let [batch, size, number, taken, told, messages] = [[] as Line[], 0, 0, 0, 0, 0];
  const flush = () => {
    messages += batch.length;
    give(kelvin, batch, bad);
    [batch, size] = [[], 0];
    if (performance.now() - told < kTold) return;
    told = performance.now();
    onProgress({ share: file.size ? taken / file.size : 1, messages });
  };
  const take = (said: string | undefined) => {
    number++;
    if (said === undefined) {
      flush();
      messages++;
      return bad.add(number, [kNoUtf8]);
    }
    const text = said.charCodeAt(0) === kMark ? said.slice(1) : said;
    if (!text.trim()) return;
    const line = { number, text };
    if (text.length >= kBatch || !isJson(text)) {
      flush();
      batch.push(line);
      return flush();
    }
    batch.push(line);
    if ((size += text.length) >= kBatch) flush();
  };
  const cut = await eachLine(file, (bytes) => (taken += bytes), take);
  flush();
  const busiest = JSON.parse(kelvin.busiest(JSON.stringify({ most: shown }))) as Busiest;
  return { name: file.name, messages: messages - bad.count, visitors: busiest.all, shown: busiest.visitors, examples: examplesOf(kelvin, busiest, most), bad: bad.told(), cut };
}
