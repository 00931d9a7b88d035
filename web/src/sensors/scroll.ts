/** How far down a page was seen: each depth once per page, and only after the visitor scrolled. */
import type { Sensor } from './kit';

const kDepths = [25, 50, 75, 90];

export const scroll: Sensor = ({ win, doc, listen, after, track, routes }) => {
  let reached = 0;
  let cancel: (() => void) | null = null;
  const measure = () => {
    cancel = null;
    const { scrollHeight } = doc.documentElement;
    // Measured later than the event, so that reading the layout costs the scrolling nothing.
    if (win.scrollY <= 0) return;
    const depth = ((win.scrollY + win.innerHeight) / scrollHeight) * 100;
    for (; depth >= kDepths[reached]!; reached++) track('Page Scrolled', { percent: kDepths[reached] }, routes.current);
  };
  listen(win, 'scroll', () => (cancel ??= after(150, measure)));
  routes.leaving(() => {
    cancel?.();
    cancel = null;
    reached = 0;
  });
};
