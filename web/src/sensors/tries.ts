/**
 * What becomes of a submission. Not prevented, the browser sends it, and it counts at once. A form's own listener that prevents it
 * either refuses it or sends it itself, and no event tells which: it counts when a request that was begun with it is answered
 * well, or when the form is cleared or goes away soon after. A site can say how it is (`data-kelvin-submit`): "try" counts each at
 * once, "success" waits for the site's own `kelvin.track("Form Submitted", {form})`.
 */
import type { Fields } from '../../kelvin';
import { kAnswer, type Kit, type Press } from './kit';
import { isCertain } from './press';

/** What shows so long after a submission is its outcome. */
const kOutcome = 5000;

/** Two clicks that follow each other faster are one press. */
const kDouble = 500;

/** Browsers round their clocks. */
const kRounded = 5;

interface Tries {
  add(press: Press): void;
  /** The form was cleared; `pressed`: when somebody last pressed anything before that. */
  cleared(key: string, pressed: number): void;
  /** The form is no more. */
  gone(key: string, pressed: number): void;
  /** The site says that it succeeded: its properties, with the form's. */
  told(key: string, properties: Fields): Fields;
  /** A try of the form was made a moment ago, and nothing is known of it. */
  open(key: string): boolean;
  /** The page is left: what is known by now. */
  settle(): void;
}

export function createTries({ win, undo, identify, moment, isOurs }: Kit, counted: (press: Press) => void): Tries {
  const waiting = new Map<string, Press>();
  /** When each form was pressed that was counted last, and whether its page prevented it. */
  const done = new Map<string, readonly [time: number, prevented: boolean]>();
  let requests: PerformanceObserver | undefined;
  let decide: (() => void) | undefined;

  const remember = ({ key, time, prevented }: Press) => done.set(key, [time, !!prevented]);

  const take = (key: string): Press | undefined => {
    const press = waiting.get(key);
    if (press) remember(press);
    waiting.delete(key);
    return press;
  };
  const count = (key: string) => {
    const press = take(key);
    if (press) counted(press);
  };
  const recent = (key: string) => moment().mono - (waiting.get(key)?.time ?? -Infinity) < kOutcome;
  // A press in between may be what cleared the form, or took it away.
  const ended = (key: string, pressed: number) =>
    recent(key) && waiting.get(key)!.how !== 'success' && pressed <= waiting.get(key)!.time && count(key);
  /** A double click, or a page that checks what was pressed and then submits it itself: counted already. */
  const isSame = ({ key, how, time }: Press) => {
    const { mono, idle } = moment();
    const [before, prevented] = done.get(key) ?? [-Infinity];
    return how !== 'try' && (time - before < kDouble || (!!prevented && mono - idle <= before));
  };

  const answered = (entries: PerformanceEntryList) => {
    for (const { name, startTime, initiatorType, responseStatus } of entries as PerformanceResourceTiming[]) {
      // Nothing came where our own server has no status; another site need not tell it.
      const refused = responseStatus ? responseStatus > 399 : responseStatus === 0 && name.startsWith(`${win.location.origin}/`);
      if (refused || isOurs(name) || !/^(fetch|xmlhttprequest)$/.test(initiatorType)) continue;
      for (const [key, { time, how, since = time }] of waiting) {
        if (how !== 'success' && startTime > since - kRounded && startTime < time + kAnswer) count(key);
      }
    }
  };
  const watch = () => {
    if (requests) return;
    requests = new PerformanceObserver((list) => answered(list.getEntries()));
    // What began before this part of the script came counts as well.
    requests.observe({ type: 'resource', buffered: true });
    undo(() => requests?.disconnect());
  };

  return {
    add(press) {
      const { key, event, how, time } = press;
      decide?.();
      const before = waiting.get(key);
      waiting.delete(key);
      if (press.counted) return void remember(press);
      if (isSame(press)) return;
      if (before && time - before.time < kDouble) press.since = before.since ?? before.time;
      waiting.set(key, press);
      if (how === 'success') return;
      const mine = (decide = () => {
        if (decide !== mine) return;
        decide = undefined;
        press.prevented ??= event.defaultPrevented;
        if (isCertain(press)) count(key);
        else watch();
      });
      press.decided = mine;
      if (press.prevented !== undefined) mine();
    },
    cleared: ended,
    gone: ended,
    told(key, properties) {
      const made = take(key);
      if (!made) return properties;
      if (made.traits) identify(made.traits, made.page);
      return { ...made.fields, ...properties };
    },
    open: recent,
    settle() {
      decide?.();
      if (requests) answered(requests.takeRecords());
    },
  };
}
