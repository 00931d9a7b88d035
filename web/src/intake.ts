/** Takes in events, whoever makes them: copies each, and gives it its time and page. */
import type { Fields } from '../kelvin';
import type { ConsentState } from './consent/state';
import type { Draft } from './event';
import type { Page, PageSource } from './page';
import { createBucket } from './tools/bucket';
import { fromJson, toJson } from './tools/json';
import { fault, type Report } from './tools/safe';

/** What is made within one millisecond keeps its order, also where it is read back from copies. */
export const kNext = 2 ** -12;
const kReserved = 16 * kNext;

/** Events that a page may make: a busy shop's burst passes many times over, a loop does not. */
const kFlood = { size: 5000, perSecond: 20 };

export interface Intake {
  /** `made`: a moment that was taken before; else now. */
  push(fields: Fields, page?: Page, made?: number): void;
  /** Now, as the time of an event that may be made of it later; and of a few more in the order of their making, by `kNext`. */
  moment(): number;
  /** No core could be had on this page: nothing is taken in any more. */
  close(): void;
  closed(): boolean;
}

interface IntakeDeps {
  win: Window;
  source: PageSource;
  consent: Pick<ConsentState, 'current'>;
  take(draft: Draft): void;
  report: Report;
}

export function createIntake({ win, source, consent, take, report }: IntakeDeps): Intake {
  const bucket = createBucket({
    ...kFlood,
    later: (work) => win.setTimeout(work, 1000),
    told: (lost) => report(fault('flood', 'events', `${lost} lost`, `Make fewer: ${kFlood.size} at once, ${kFlood.perSecond} a second.`)),
  });
  let closed = false;
  let newest = 0;
  const moment = (reserved = 0) => {
    const time = Date.now();
    const made = Math.floor(newest) === time ? newest + kNext : time;
    newest = made + reserved;
    return made;
  };
  return {
    push(fields, page, made) {
      if (closed || consent.current().choice?.score === false || !bucket.take(Date.now())) return;
      // A copy: the page may change its object, or have put a trap into it.
      take({ made: made ?? moment(), page: page ?? source.read(), fields: fromJson<Fields>(toJson(fields)) ?? {} });
    },
    moment: () => moment(kReserved),
    close: () => void (closed = true),
    closed: () => closed,
  };
}
