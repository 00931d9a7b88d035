/**
 * A visitor's scores over time, drawn by uPlot: above them bands for the segments that the visitor is in, and for the grade; thresholds as
 * dashed lines, events as ticks.
 */
import uPlot from 'uplot';
import type { Line } from '../worker/questions';

export interface Threshold {
  score: string;
  at: number;
  segment: string;
}

export interface Drawn {
  visitor: Line;
  scores: string[];
  thresholds: Threshold[];
  /** Ids of all segments, in the model's order. */
  segments: string[];
  hasGrade: boolean;
}

const kDashes = [[], [6, 3], [2, 3], [10, 4, 2, 4]];
const kHeight = 150;
/** A row of bands above the scores, in CSS pixels. */
const kBand = 14;
const kDay = 86_400;
/** What stands at a tick, by the distance between two in seconds: always, then what a new year and a new day add (uPlot’s form of it). Its own has months before days, and twelve hours. */
const kTimes = [
  [365 * kDay, '{YYYY}', null, null, null, null, null, null, 1],
  [28 * kDay, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [kDay, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
];
const scheme = matchMedia('(prefers-color-scheme: dark)');
/** Colours of the page's style, until it turns light or dark: asking the browser costs as much as drawing. */
const styles = new Map<string, string>();
scheme.addEventListener('change', () => styles.clear());
function style(name: string): string {
  const known = styles.get(name) ?? getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  if (known) styles.set(name, known);
  return known;
}

const dataOf = ({ visitor }: Drawn): uPlot.AlignedData => [visitor.at, ...visitor.shown] as unknown as uPlot.AlignedData;

/** Where a name holds, as spans of time. */
function spansOf({ visitor }: Drawn, nameAt: (stay: Line['stays'][number]) => string): { name: string; from: number; to: number }[] {
  const out: { name: string; from: number; to: number }[] = [];
  for (const [i, stay] of visitor.stays.entries()) {
    const name = nameAt(stay);
    const to = visitor.stays[i + 1]?.at ?? (visitor.at.at(-1) ?? 0) * 1000;
    const last = out.at(-1);
    if (last?.name === name) last.to = to;
    else out.push({ name, from: stay.at, to });
  }
  return out.filter(({ name }) => name !== '');
}

/** The rows of bands: each segment that the visitor was ever in, and the grade. */
export function rowsOf(drawn: Drawn): { name: string; spans: ReturnType<typeof spansOf> }[] {
  const rows = drawn.segments.map((id) => ({ name: id, spans: spansOf(drawn, ({ segments }) => (segments.includes(id) ? id : '')) })).filter(({ spans }) => spans.length);
  return drawn.hasGrade ? [...rows, { name: 'grade', spans: spansOf(drawn, ({ grade }) => grade) }] : rows;
}

type Rows = ReturnType<typeof rowsOf>;

function drawBands(plot: uPlot, rows: Rows) {
  const { ctx } = plot;
  const { left, top, width } = plot.bbox;
  const ratio = devicePixelRatio;
  const [band, ink] = [style('--band'), style('--quiet')];
  for (const [i, { name, spans }] of rows.entries()) {
    const y = top - (4 + (i + 1) * kBand) * ratio;
    for (const span of spans) {
      const [from, to] = [span.from, span.to].map((ms) => Math.min(left + width, Math.max(left, plot.valToPos(ms / 1000, 'x', true)))) as [number, number];
      ctx.fillStyle = band;
      ctx.fillRect(from, y, Math.max(2 * ratio, to - from), (kBand - 2) * ratio);
      ctx.fillStyle = ink;
      const words = name === 'grade' ? `grade ${span.name}` : span.name;
      if (ctx.measureText(words).width + 6 * ratio < to - from) ctx.fillText(words, from + 3 * ratio, y + (kBand - 5) * ratio);
    }
  }
}

/** Many marks of one colour are one path; those on one pixel are one mark. */
function strokeMarks(plot: uPlot, { visitor }: Drawn, kind: number, color: string, tall: number) {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const { min = 0, max = 1 } = plot.scales.x as { min?: number; max?: number };
  const { marked, marks } = visitor;
  ctx.strokeStyle = color;
  ctx.beginPath();
  for (let i = 0, last = -1; i < marked.length; i++) {
    if (marks[i] !== kind) continue;
    const x = Math.round(left + (((marked[i] as number) - min) / (max - min)) * width);
    if (x === last) continue;
    last = x;
    ctx.moveTo(x, top + height);
    ctx.lineTo(x, top + height - tall * devicePixelRatio);
  }
  ctx.stroke();
}

function drawThresholds(plot: uPlot, { thresholds }: Drawn) {
  const { ctx } = plot;
  const { left, width } = plot.bbox;
  ctx.strokeStyle = ctx.fillStyle = style('--quiet');
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const { at, segment } of thresholds) {
    const y = plot.valToPos(at, 'y', true);
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.stroke();
    ctx.fillText(segment, left + 4 * devicePixelRatio, y - 3 * devicePixelRatio);
  }
  ctx.setLineDash([]);
}

function drawMarks(plot: uPlot, drawn: Drawn, rows: Rows) {
  const { ctx } = plot;
  ctx.save();
  ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.lineWidth = devicePixelRatio;
  drawBands(plot, rows);
  drawThresholds(plot, drawn);
  const [quiet, accent] = [style('--quiet'), style('--accent')];
  strokeMarks(plot, drawn, 0, quiet, 4);
  strokeMarks(plot, drawn, 1, quiet, 10);
  strokeMarks(plot, drawn, 2, accent, 10);
  ctx.restore();
}

/** Draws into an element; `update` draws what came later, `onMoment` is told where one points at. */
export function createPlot(parent: HTMLElement, first: Drawn, onMoment: (at: number) => void): { update: (now: Drawn) => void; destroy: () => void } {
  let [drawn, rows] = [first, rowsOf(first)];
  const bands = () => rows.length * kBand;
  const size = () => ({ width: Math.max(200, parent.clientWidth), height: kHeight + bands() });
  const ink = () => style('--quiet');
  const axis = { stroke: ink, grid: { stroke: () => style('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
  const plot = new uPlot({
    ...size(),
    // In UTC, as the tables. uPlot shows a date by the reader's clock, so the date is moved by that clock's distance.
    tzDate: (seconds) => {
      const date = new Date(seconds * 1000);
      date.setMinutes(date.getMinutes() + date.getTimezoneOffset());
      return date;
    },
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    padding: [() => 8 + bands(), 8, 0, 0],
    scales: { y: { range: (_, low, high) => [Math.min(0, low), Math.max(100, high)] } },
    axes: [{ ...axis, size: 36, values: kTimes }, { ...axis, size: (_, values) => 14 + 6.5 * Math.max(3, ...(values ?? []).map((one) => one.length)) }],
    series: [{}, ...first.scores.map((label, i) => ({ label, stroke: () => style('--accent'), width: 2, dash: kDashes[i % kDashes.length] as number[], points: { show: false } }))],
    hooks: {
      draw: [(here) => drawMarks(here, drawn, rows)],
      setCursor: [({ cursor, posToVal }) => cursor.left !== undefined && cursor.left >= 0 && onMoment(Math.round(posToVal.call(plot, cursor.left, 'x') * 1000))],
    },
  }, dataOf(first), parent);
  const resized = new ResizeObserver(() => plot.setSize(size()));
  resized.observe(parent);
  const redraw = () => plot.redraw();
  scheme.addEventListener('change', redraw);
  return {
    update(now) {
      const before = bands();
      [drawn, rows] = [now, rowsOf(now)];
      if (bands() === before) plot.setData(dataOf(now));
      else plot.batch(() => (plot.setData(dataOf(now)), plot.setSize(size())));
    },
    destroy: () => (resized.disconnect(), scheme.removeEventListener('change', redraw), plot.destroy()),
  };
}
