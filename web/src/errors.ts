/** What goes wrong, and news of all kinds: kept, told to listeners, and on a site in test mode to the console. */
import type { KelvinError, Options } from '../kelvin';
import type { AllNews } from './news';
import { createBus, type Bus } from './tools/bus';
import { guard as guardWith, type Guard, type Report } from './tools/safe';

/** What the site asked for: null before `init`, and after another script has taken over. */
export interface Site {
  options: Options | null;
}

const kErrorsKept = 50;

export function createErrors(win: Window & typeof globalThis, site: Site): { errors: KelvinError[]; bus: Bus<AllNews>; report: Report; guard: Guard } {
  const errors: KelvinError[] = [];
  const report: Report = (error) => {
    try {
      if (errors.push(error) > kErrorsKept) errors.shift();
      bus.emit('error', error);
      if (site.options?.mode === 'test') win.console.warn('kelvin:', error.code, error.at, error.found, error.fix);
    } catch {
      // Some pages take the console away.
    }
  };
  const bus = createBus<AllNews>(report);
  return { errors, bus, report, guard: (at, work) => guardWith(report, at, work) };
}
