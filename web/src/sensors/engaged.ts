/** Active time: the page is in front, has the focus, and someone is doing something. */
import { kTick } from './hold';
import { kAnswer, type Sensor } from './kit';

/** Reading without a movement still counts this long. */
const kIdle = 30_000;
/** A report of less says nothing. */
const kLeast = 1000;
/** We look every 15 s. After a longer pause the machine slept, the tab was frozen, or a clock was set. */
const kGap = 45_000;

/** A look at the page. Some browsers stop their monotonic clock while the machine sleeps; the wall clock tells it then. */
interface Look {
  mono: number;
  wall: number;
  /** In front and focused, from now on. */
  attended: boolean;
}

/** Adds up active milliseconds. */
export class ActiveTime {
  #total = 0;
  #reported = 0;
  #last: Look = { mono: 0, wall: 0, attended: false };
  #active = -Infinity;

  /** Someone comes to the page: that is an activity. To be told so again is none. */
  attend(look: Look): void {
    if (look.attended && !this.#last.attended) this.activity(look);
    else this.advance(look);
  }

  /** Counts up to this look, as far as the last activity carries. */
  advance(look: Look): void {
    const { mono, wall, attended } = this.#last;
    this.#last = look;
    if (Math.abs(look.wall - wall) > kGap) {
      // What was not reported before the pause would come too late now: told today, it would make a visit of today.
      this.#reported = this.#total;
      this.#active = -Infinity;
    } else if (attended) {
      this.#total += Math.max(0, Math.min(look.mono, this.#active + kIdle) - mono);
    }
  }

  /** Someone did something. */
  activity(look: Look): void {
    this.advance(look);
    this.#active = look.mono;
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

export const engaged: Sensor = ({ win, doc, listen, every, after, track, idle, routes, moment }) => {
  const time = new ActiveTime();
  const look = (attended?: boolean): Look => {
    const now = moment();
    return { ...now, attended: attended ?? now.attended };
  };
  const active = () => time.activity(look());
  const report = (attended?: boolean) => {
    time.advance(look(attended));
    const spent = time.report();
    if (spent) track('Page Engaged', spent, routes.current);
  };

  // Opening the page is itself an activity.
  active();
  let place = '';
  listen(win, 'pointerdown pointermove keydown wheel touchstart touchmove', (event) => {
    const { type, screenX, screenY } = event as PointerEvent;
    // What moves under a pointer that rests is told as the pointer's move.
    const rests = type === 'pointermove' && place === (place = `${screenX} ${screenY}`);
    if (event.isTrusted && !rests) active();
  });
  // A page scrolls by itself, too: a carousel, a position that is restored.
  listen(win, 'scroll', () => idle() < kAnswer && active());
  const attend = () => time.attend(look());
  listen(win, 'focus pageshow', attend);
  listen(win, 'blur', () => {
    time.advance(look(false));
    // Into a frame of this page the focus moves with a blur too, and the page keeps it.
    after(0, () => time.advance(look()));
  });
  listen(doc, 'visibilitychange', () => (moment().hidden ? report(false) : attend()));
  // Some browsers call a page that is being left visible.
  listen(win, 'pagehide', () => report(false));
  every(kTick, () => report());
  routes.leaving(() => {
    report();
    time.restart();
  });
};
