/** Takes in events, whoever makes them: copies each, and gives it its time and page. */
import type { Fields } from '../kelvin';
import type { ConsentState } from './consent/state';
import type { Draft } from './event';
import type { Page, PageSource } from './page';
import { createBucket } from './tools/bucket';
import { fromJson, toJson } from './tools/json';
import { fault, type Report } from './tools/safe';

/** Events that a page may make: a busy shop's burst passes many times over, a loop does not. */
const kFlood = { size: 5000, perSecond: 20 };

export interface Intake {
  push(fields: Fields, page?: Page): void;
  /** No core could be had on this page: nothing is taken in any more. */
  close(): void;
  closed(): boolean;
}

export interface IntakeDeps {
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
  return {
    push(fields, page) {
      const time = Date.now();
      if (closed || consent.current().choice?.score === false || !bucket.take(time)) return;
      // What is made within one millisecond keeps its order, also where it is read back from copies.
      newest = Math.floor(newest) === time ? newest + 2 ** -12 : time;
      // A copy: the page may change its object, or have put a trap into it.
      take({ made: newest, page: page ?? source.read(), fields: fromJson<Fields>(toJson(fields)) ?? {} });
    },
    close: () => void (closed = true),
    closed: () => closed,
  };
}
