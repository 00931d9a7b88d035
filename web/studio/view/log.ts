/**
 * Files that are dropped beside a model: a log of what visitors did, and a list of who bought. A worker of their own reads them and keeps
 * them, however large, so that the page answers meanwhile; the page has the few visitors that are drawn.
 */
import { signal } from '@preact/signals';
import { kWorkerAddress, notice } from '../app';
import { type Core, createCore, type LabelsRead, type LogRead, type Progress } from '../worker/questions';

export const kExamples = 12;
/** Of a visitor that is drawn. */
const kMessages = 1000;

export const log = signal<LogRead | undefined>(undefined);
export const labels = signal<LabelsRead | undefined>(undefined);
export const reading = signal<(Progress & { name: string }) | undefined>(undefined);

let made: Core | undefined;
/** The core that has the log: begun with the first that is dropped. */
export const logCore = (): Core => (made ??= createCore(new Worker(kWorkerAddress)));

const many = (n: number, one: string) => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`;

/** How many are shown of how many, and which. */
export function chosenOf({ shown, visitors }: LogRead): string {
  const [first, last] = [shown[0]?.messages ?? 0, shown.at(-1)?.messages ?? 0];
  if (shown.length === visitors) return visitors === 1 ? 'that one is shown' : `all ${visitors} are shown`;
  const cut = first > kMessages ? `; of each the first ${kMessages.toLocaleString('en')}` : '';
  return `shown are the ${shown.length} with most messages (${first.toLocaleString('en')} to ${last.toLocaleString('en')}${cut})`;
}

export async function openLog(file: File): Promise<void> {
  reading.value = { name: file.name, share: 0, messages: 0 };
  try {
    const read = await logCore().ask<LogRead>({ what: 'readLog', file, shown: kExamples, most: kMessages }, (now) => (reading.value = { name: file.name, ...now }));
    const bad = `${read.bad.count ? `; ${many(read.bad.count, 'bad line')}` : ''}${read.cut && `; ${read.cut}`}`;
    // The core has let go of the log before: what is shown is what it has.
    const closed = !read.messages && log.value ? ' The log that was open is closed.' : '';
    log.value = read.messages ? read : undefined;
    notice.value = read.messages
      ? `${file.name}: ${many(read.messages, 'message')} of ${many(read.visitors, 'visitor')}, ${chosenOf(read)}${bad}.`
      : `${file.name}: it holds no message. A log has a Segment-spec message in each line, as kelvin.export() gives it${bad}${read.bad.named[0] ? `: ${read.bad.named[0]}` : ''}.${closed}`;
  } catch (error) {
    log.value = undefined;
    notice.value = `${file.name}: it could not be read: ${(error as Error).message}`;
  } finally {
    reading.value = undefined;
  }
}

export async function openLabels(file: File): Promise<void> {
  try {
    const read = await logCore().ask<LabelsRead>({ what: 'readLabels', file });
    if (!read.wrong) labels.value = read;
    const bad = read.bad.count ? `; ${many(read.bad.count, 'bad line')}` : '';
    notice.value = read.wrong
      ? `${file.name}: ${read.wrong}. A list of customers is CSV with the columns visitor, converted and converted_at, or an object with these in each line.`
      : `${file.name}: ${many(read.labels, 'visitor')}, ${read.converted.toLocaleString('en')} of them converted${bad}.${log.value ? '' : ' Drop a log, too: what these visitors did.'}`;
  } catch (error) {
    labels.value = undefined;
    notice.value = `${file.name}: it could not be read: ${(error as Error).message}`;
  }
}

/** What a file is by its beginning: a log and a list of customers may both be NDJSON. */
export async function kindOf(file: File): Promise<'model' | 'log' | 'labels'> {
  if (/\.(csv|tsv)$/i.test(file.name)) return 'labels';
  if (/\.gz$/i.test(file.name)) return 'log';
  const isLines = /\.(ndjson|jsonl|log)$/i.test(file.name);
  const start = await file.slice(0, 65_536).text();
  try {
    // A model in one line has what neither of the others has.
    const first = JSON.parse(start.trimStart().split('\n', 1)[0] as string) as Record<string, unknown> | null;
    if (first && 'visitor' in first && 'converted' in first) return 'labels';
    if (first && !('kelvin' in first) && ('type' in first || 'anonymousId' in first)) return 'log';
  } catch {
    // Not one object a line.
  }
  return isLines ? 'log' : 'model';
}
