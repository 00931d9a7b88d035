/** A visitor's scores over time, drawn by uPlot: thresholds as dashed lines, events as ticks, segments as words. */
import uPlot from 'uplot';
import type { FollowedVisitor } from '../../../wasm/studio';

export interface Threshold {
  score: string;
  at: number;
  segment: string;
}

export interface Drawn {
  visitor: FollowedVisitor;
  scores: string[];
  thresholds: Threshold[];
}

const kDashes = [[], [6, 3], [2, 3], [10, 4, 2, 4]];
const style = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const dataOf = ({ visitor, scores }: Drawn): uPlot.AlignedData => [
  visitor.line.map(({ at }) => at / 1000),
  ...scores.map((_, i) => visitor.line.map((point) => point.scores[i] ?? null)),
] as uPlot.AlignedData;

function drawMarks(plot: uPlot, { visitor, thresholds }: Drawn) {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.strokeStyle = ctx.fillStyle = style('--quiet');
  ctx.lineWidth = devicePixelRatio;
  for (const { at, segment } of thresholds) {
    const y = plot.valToPos(at, 'y', true);
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.stroke();
    ctx.fillText(segment, left + 4 * devicePixelRatio, y - 3 * devicePixelRatio);
  }
  ctx.setLineDash([]);
  for (const event of visitor.events) {
    const x = plot.valToPos(event.at / 1000, 'x', true);
    const tall = event.hits.length ? 10 : 4;
    ctx.strokeStyle = event.fired.length || event.entered.length ? style('--accent') : style('--quiet');
    ctx.beginPath();
    ctx.moveTo(x, top + height);
    ctx.lineTo(x, top + height - tall * devicePixelRatio);
    ctx.stroke();
  }
  ctx.restore();
}

/** Draws into an element; `update` draws what came later, `onMoment` is told where one points at. */
export function createPlot(parent: HTMLElement, first: Drawn, onMoment: (at: number) => void): { update: (now: Drawn) => void; destroy: () => void } {
  let drawn = first;
  const size = () => ({ width: Math.max(200, parent.clientWidth), height: 150 });
  const ink = () => style('--quiet');
  const axis = { stroke: ink, grid: { stroke: () => style('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
  const plot = new uPlot({
    ...size(),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    padding: [8, 8, 0, 0],
    scales: { y: { range: (_, low, high) => [Math.min(0, low), Math.max(100, high)] } },
    axes: [{ ...axis, size: 36 }, { ...axis, size: 34 }],
    series: [{}, ...first.scores.map((label, i) => ({ label, stroke: () => style('--accent'), width: 2, dash: kDashes[i % kDashes.length] as number[], points: { show: false } }))],
    hooks: {
      draw: [(here) => drawMarks(here, drawn)],
      setCursor: [({ cursor, posToVal }) => cursor.left !== undefined && cursor.left >= 0 && onMoment(Math.round(posToVal.call(plot, cursor.left, 'x') * 1000))],
    },
  }, dataOf(first), parent);
  const resized = new ResizeObserver(() => plot.setSize(size()));
  resized.observe(parent);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const redraw = () => plot.redraw();
  scheme.addEventListener('change', redraw);
  return {
    update(now) {
      drawn = now;
      plot.setData(dataOf(now));
    },
    destroy: () => (resized.disconnect(), scheme.removeEventListener('change', redraw), plot.destroy()),
  };
}
