/** Active time: the page is in front, has the focus, and someone is doing something. */
import type { Sensor } from './kit';

/** Reading without a movement still counts this long. */
const kIdle = 30_000;
const kReport = 15_000;
/** A report of less says nothing. */
const kLeast = 1000;

/** Adds up active milliseconds. Times come from one monotonic clock. */
export class ActiveTime {
  #total = 0;
  #reported = 0;
  #mark = 0;
  #active = -Infinity;
  #attended = false;

  /** Counts up to `now`, as far as the last activity carries; `attended` holds from now on. */
  advance(now: number, attended: boolean): void {
    if (this.#attended) this.#total += Math.max(0, Math.min(now, this.#active + kIdle) - this.#mark);
    this.#mark = now;
    this.#attended = attended;
  }

  /** Someone did something at `now`. */
  activity(now: number, attended: boolean): void {
    this.advance(now, attended);
    this.#active = now;
  }

  /** Seconds since the last report and altogether, to a tenth; null when there is less than a second to report. */
  report(): { seconds: number; total: number } | null {
    const fresh = this.#total - this.#reported;
    if (fresh < kLeast) return null;
    const tenths = Math.floor(fresh / 100);
    this.#reported += tenths * 100;
    return { seconds: tenths / 10, total: Math.floor(this.#reported / 100) / 10 };
  }

  /** Another page: counting begins anew. */
  restart(): void {
    this.#total = this.#reported = 0;
  }
}

export const engaged: Sensor = ({ win, doc, listen, every, track, routes }) => {
  const time = new ActiveTime();
  const now = () => win.performance.now();
  const attended = () => doc.visibilityState === 'visible' && doc.hasFocus();
  const report = () => {
    time.advance(now(), attended());
    const spent = time.report();
    if (spent) track('Page Engaged', spent, routes.current);
  };

  // Opening the page is itself an activity.
  time.activity(now(), attended());
  listen(win, 'pointerdown pointermove keydown wheel scroll touchmove', () => time.activity(now(), attended()));
  listen(win, 'focus pageshow', () => time.activity(now(), attended()));
  listen(win, 'blur', () => time.advance(now(), false));
  listen(doc, 'visibilitychange', () => (doc.hidden ? report() : time.activity(now(), attended())));
  listen(win, 'pagehide', report);
  every(kReport, report);
  routes.leaving(() => {
    report();
    time.restart();
    time.activity(now(), attended());
  });
};
