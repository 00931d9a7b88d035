/** How far down a page was seen: each depth once per page, and only where the visitor scrolled. */
import { kAnswer, type Sensor } from './kit';

const kDepths = [25, 50, 75, 90];
/** A flick goes on by itself, and a scrollbar is held: as long as the page scrolls on without such a pause. */
const kPause = 200;

export const scroll: Sensor = ({ win, doc, listen, after, idle, track, routes, moment }) => {
  let reached = 0;
  let last = -Infinity;
  let cancel: (() => void) | null = null;
  const measure = () => {
    cancel = null;
    const { scrollHeight } = doc.documentElement;
    // Measured later than the event, so that reading the layout costs the scrolling nothing.
    if (win.scrollY <= 0) return;
    const depth = ((win.scrollY + win.innerHeight) / scrollHeight) * 100;
    for (; depth >= kDepths[reached]!; reached++) track('Page Scrolled', { percent: kDepths[reached] }, routes.current);
  };
  listen(win, 'scroll', ({ target, isTrusted }) => {
    const time = moment().mono;
    // Not the scrolling of a box in the page, nor what a script or the browser scrolls by itself.
    if (target !== doc || !isTrusted || (idle() > kAnswer && time - last > kPause)) return;
    last = time;
    cancel ??= after(150, measure);
  });
  routes.leaving(() => {
    cancel?.();
    cancel = null;
    reached = 0;
  });
};
