/** Keeps our faults out of the host page. */
import type { KelvinError } from '../../kelvin';

export type Report = (error: KelvinError) => void;

/** A fault of the page's side as a value; `found` may be anything that was thrown. */
export function fault(code: string, at: string, found: unknown, fix: string): KelvinError {
  let text = '';
  try {
    text = String((found as Error)?.message ?? found);
  } catch {
    // An object whose conversion throws has nothing to tell.
  }
  return { code, at, found: text.slice(0, 300), fix };
}

/** `guard` with a report of its own. */
export type Guard = <A extends unknown[], R>(at: string, work: (...args: A) => R) => (...args: A) => R | undefined;

/** `work` that never throws and never leaves a rejected promise: what goes wrong is reported under `at`. */
export function guard<A extends unknown[], R>(
  report: Report,
  at: string,
  work: (...args: A) => R,
): (...args: A) => R | undefined {
  const caught = (error: unknown): undefined => {
    report(fault('internal', at, error, 'Please report this.'));
  };
  return (...args) => {
    try {
      const result = work(...args);
      // Not `instanceof`: pages replace Promise, and an async function's is still the browser's own.
      const { then } = Object(result) as Promise<unknown>;
      return typeof then === 'function' ? (then.call(result, undefined, caught) as R) : result;
    } catch (error) {
      return caught(error);
    }
  };
}
