/**
 * A text with its past and its future: undo and redo without end. Each change is kept as the one span that it made different, so that
 * thousands of them weigh little. Changes of one gesture, as typing into a field or dragging a number, are one step back.
 */
interface Span {
  at: number;
  before: string;
  after: string;
  gesture: string | undefined;
}

export interface History {
  readonly text: string;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** `gesture`: which changes belong together, as long as no other comes between. */
  change(text: string, gesture?: string): void;
  /** The gesture has ended. */
  seal(): void;
  undo(): void;
  redo(): void;
}

function spanOf(one: string, other: string, gesture: string | undefined): Span {
  const most = Math.min(one.length, other.length);
  let at = 0;
  while (at < most && one[at] === other[at]) at++;
  let tail = 0;
  while (tail < most - at && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail++;
  return { at, before: one.slice(at, one.length - tail), after: other.slice(at, other.length - tail), gesture };
}

const put = (text: string, at: number, old: string, now: string) => text.slice(0, at) + now + text.slice(at + old.length);

export function createHistory(start: string): History {
  let text = start;
  let sealed = true;
  const past: Span[] = [];
  const future: Span[] = [];
  return {
    get text() {
      return text;
    },
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    change(now, gesture) {
      if (now === text) return;
      const last = past.at(-1);
      const goesOn = !sealed && gesture !== undefined && last?.gesture === gesture;
      const from = goesOn ? put(text, last.at, last.after, last.before) : text;
      if (goesOn) past.pop();
      text = now;
      sealed = false;
      future.length = 0;
      if (from !== now) past.push(spanOf(from, now, gesture));
    },
    seal() {
      sealed = true;
    },
    undo() {
      const span = past.pop();
      if (!span) return;
      text = put(text, span.at, span.after, span.before);
      future.push(span);
      sealed = true;
    },
    redo() {
      const span = future.pop();
      if (!span) return;
      text = put(text, span.at, span.before, span.after);
      past.push(span);
      sealed = true;
    },
  };
}
