/** The plot of the panel: what scores were on the left, what silence makes of them on the right. What it shows stands below it as rows. */
import type { View } from '../../kelvin';
import { ago, ahead, el, number, svg } from './dom';
import { inDays, kAhead, type Moment, type Story } from './story';
import { row } from './views';

const kWidth = 360;
const kHeight = 96;
const kEdge = 4;

function plot({ past, now, future }: Story): SVGElement {
  const values = [...past, ...future].flatMap(({ scores }) => Object.values(scores));
  const [low, high] = [Math.min(0, ...values), Math.max(100, ...values)];
  const first = past[0]?.at ?? now.at;
  // Where there is no past the future has all the room.
  const middle = past.length ? kWidth / 2 : 0;
  const x = (at: number) =>
    at <= now.at ? (middle * (at - first)) / (now.at - first || 1) : middle + ((kWidth - middle) * (at - now.at)) / (future.at(-1)!.at - now.at);
  const y = (value: number) => kHeight - kEdge - ((value - low) / (high - low)) * (kHeight - 2 * kEdge);
  const line = (moments: Moment[], id: string, name: string) =>
    svg('polyline', { class: name, points: moments.map(({ at, scores }) => `${x(at).toFixed(1)},${y(scores[id] ?? 0).toFixed(1)}`).join(' ') });
  const level = (value: number, name: string) => svg('line', { class: name, x1: 0, x2: kWidth, y1: y(value), y2: y(value) });

  const box = svg('svg', { class: 'plot', viewBox: `0 0 ${kWidth} ${kHeight}`, role: 'img', 'aria-label': 'Scores over time; the rows below say the same' });
  box.append(level(0, 'axis'), svg('line', { class: 'axis', x1: middle, x2: middle, y1: 0, y2: kHeight }));
  const { next } = now;
  if (next) box.append(level((now.scores[next.score] ?? 0) + next.points, 'goal'));
  Object.keys(now.scores).forEach((id, i) => {
    const here = { at: now.at, scores: now.scores };
    box.append(line([...past, here], id, `c${i % 3}`), line(future, id, `c${i % 3} ahead`));
  });
  return box;
}

/** What is missing to the next segment, and when it goes down. */
function outlook({ next, next_drop: drop, at }: View): HTMLElement[] {
  const rows: HTMLElement[] = [];
  if (next) {
    const also = next.missing.length ? `and what it asks of ${next.missing.join(', ')}` : '';
    rows.push(row(`To ${next.label}`, `+${number(next.points)}`, 'plus', `${next.score} shows ${number(next.points)} too little`, also));
  }
  if (drop) {
    const left = drop.left.length ? `ends ${drop.left.join(', ')}` : '';
    rows.push(row('Next drop', ahead(drop.at - at), 'minus', `${drop.score} from ${number(drop.from)} to ${number(drop.to)}`, left));
  }
  return rows;
}

export function timeRows(story: Story): HTMLElement[] {
  const { past, now } = story;
  const [week, month] = [inDays(story, 7), inDays(story, kAhead)];
  const scores = Object.entries(now.scores).map(([id, value], i) =>
    row(id, number(value), `c${i % 3}`, `in 7 days ${number(week[id]!)} \u00b7 in ${kAhead} days ${number(month[id]!)}, if nothing more happens`),
  );
  const note = past.length ? `First event ${ago(past[0]!.at, now.at)}; on the right ${kAhead} days ahead` : `${kAhead} days ahead; the log no longer reaches back to the first event`;
  return [el('figure', '', plot(story), el('figcaption', '', note)), ...outlook(now), ...scores];
}
