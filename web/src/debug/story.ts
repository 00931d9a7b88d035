/** How a visitor's scores came about, and what becomes of them if nothing more happens: asked of the core at moments, never computed here. */
import type { View } from '../../kelvin';
import type { Door } from '../door';

export interface Moment {
  at: number;
  scores: Record<string, number>;
}

export interface Story {
  /** Before and after each event; empty where the log no longer reaches back to the first one. */
  past: Moment[];
  now: View;
  future: Moment[];
}

const kDay = 86_400_000;
export const kAhead = 30;
/** Moments a day ahead. */
const kOften = 4;

/** Replays the log in the page's own core, which has its state back before anyone else's turn. */
function pastOf(core: Door, lines: readonly string[]): Moment[] {
  const state = core.save();
  const past: Moment[] = [];
  try {
    core.restore('');
    for (const line of lines) {
      const outcome = core.apply(line);
      if (outcome.status === 'scored') past.push({ at: outcome.time, scores: outcome.before }, { at: outcome.time, scores: outcome.scores });
    }
  } finally {
    core.restore(state);
  }
  return past;
}

export function storyOf(core: Door, lines: readonly string[], at: number): Story {
  const now = core.explain(at);
  const past = lines.length === now.events ? pastOf(core, lines) : [];
  const future = Array.from({ length: kAhead * kOften + 1 }, (_, i) => {
    const then = at + (i * kDay) / kOften;
    return { at: then, scores: core.view(then).scores };
  });
  return { past, now, future };
}

/** What a score shows in so many days. */
export const inDays = ({ future }: Story, days: number): Record<string, number> => future[days * kOften]!.scores;
