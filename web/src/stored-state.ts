/** The visitor's state as it is stored: taken in, made anew from the log after a change of the model, and written. */
import type { Door } from './door';
import type { Log } from './storage/log';
import type { Store, Writes } from './storage/store';
import { fault, type Report } from './tools/safe';

export interface StoredStateDeps {
  store: Store;
  log: Log;
  report: Report;
  now(): number;
  /** A newer version wrote the state: it must not be written. */
  leave(): void;
  /** A pause in which the host page may work. */
  pause(): Promise<void>;
}

export interface StoredState {
  /** Takes in what is stored, by the model of this digest. */
  load(core: Door, digest: string): Promise<void>;
  /** Takes in a stored text; false when there is none that can be read. */
  restore(core: Door, text: string | null): boolean;
  /** The text of the core's state, to be stored by the step that asks. */
  next(core: Door): string;
  /** The core's state is what this stored text holds: no other tab wrote since. */
  isCurrent(text: string | null): boolean;
  /** A newer version wrote this text. */
  isTooNew(text: string | null): boolean;
  /** The core's state is no longer what was stored, or was never kept. */
  forget(): void;
  /** Counts the writes of all tabs. */
  generation(): number;
  /** A state is stored, and was read. */
  exists(): boolean;
}

export const kState = 'state';
/** Milliseconds of scoring before the host page gets its turn. */
export const kTurn = 8;
/** How often other tabs may come between while the past is scored anew, before this page leaves it to a later one. */
const kTries = 3;

/** A stored state is "<generation>\n<state>". */
const parts = (text: string | null): [generation: number, state: string] => {
  const cut = text?.indexOf('\n') ?? -1;
  return cut > 0 ? [Number(text!.slice(0, cut)) || 0, text!.slice(cut + 1)] : [0, ''];
};

/** A newer version wrote it: it is left as it is. */
const isNewer = (answer: ReturnType<Door['restore']>): boolean =>
  !answer.ok && answer.errors.some(({ code }) => code === 'newer_format');

export function createStoredState({ store, log, report, now, leave, pause }: StoredStateDeps): StoredState {
  /** The stored text that the core's state is; undefined when it is something else. */
  let known: string | null | undefined;
  let generation = 0;
  let exists = false;
  let tooNew: string | null = null;

  /** The core has taken in a stored text, with this answer. */
  const took = (core: Door, text: string | null, answer: ReturnType<Door['restore']>): boolean => {
    known = text;
    const [count, state] = parts(text);
    generation = count;
    exists = answer.ok && state !== '';
    if (answer.ok) {
      for (const at of answer.dropped) report(fault('state_dropped', at, 'not in this model', 'The rest was kept.'));
      return exists;
    }
    answer.errors.forEach(report);
    if (isNewer(answer)) {
      tooNew = text;
      leave();
    }
    core.restore('');
    return false;
  };
  const restore = (core: Door, text: string | null) => took(core, text, core.restore(parts(text)[1]));

  const replay = async (core: Door, lines: string[]) => {
    core.restore('');
    let turn = now();
    for (const line of lines) {
      // A log of before persons were told apart.
      if (core.apply(line).status === 'other_person') {
        core.restore('');
        core.apply(line);
      }
      if (now() - turn > kTurn) {
        await pause();
        turn = now();
      }
    }
  };

  /**
   * A state of another model is made anew from the log where that reaches back to the first event, and a state that cannot be read
   * from what there is; without their messages, which were sent when they fired.
   */
  const load = async (core: Door, digest: string) => {
    for (let tries = 0; ; tries++) {
      let text: string | null = null;
      await store.step([kState], (kept) => ((text = kept[kState]!), {}));
      const [count, state] = parts(text);
      const answer = core.restore(state);
      const same = answer.ok && state && answer.digest === digest;
      // Where there is no state, a log that is found was written, or is erased, meanwhile.
      if (same || text === null) return void took(core, text, answer);
      const lines = (await log.read().catch(() => '')).split('\n').filter(Boolean); // One that cannot be read tells nothing.
      const whole = state && answer.ok && answer.events === lines.length && tries < kTries;
      if ((!whole && took(core, text, answer)) || !lines.length || tries > kTries) return;
      await replay(core, lines);
      // The trigger's nth message has its own id: what has fired has fired.
      if (state) core.resume(state);
      let done = false;
      generation = Math.max(count, await log.newest()) + 1;
      const anew = `${generation}\n${core.save()}`;
      await store.step([kState], (kept): Writes => ((done = kept[kState] === text) ? { [kState]: anew } : {}));
      exists = true;
      known = anew;
      if (done) return;
    }
  };

  return {
    load,
    restore,
    next(core) {
      exists = true;
      generation++;
      return (known = `${generation}\n${core.save()}`);
    },
    isCurrent: (text) => text === known,
    isTooNew: (text) => !!text && text === tooNew,
    forget: () => void (known = undefined),
    generation: () => generation,
    exists: () => exists,
  };
}
