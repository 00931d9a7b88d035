/** Scoring on one page: sensors, and the core that takes what they see; from its start to its end, or to the core's failure. */
import type { Fields, KelvinError, Options, View } from '../kelvin';
import type { Files, UseChunk } from './chunks';
import type { Compiled, CoreFactory } from './door';
import type { Draft } from './event';
import type { LaterPart } from './later-part';
import { load, type Loaded } from './load';
import type { Intake } from './intake';
import type { PageSource } from './page';
import type { AllNews } from './news';
import type { Pipeline } from './pipeline';
import { startSensors, type Sensors } from './sensors/sensors';
import type { Bus } from './tools/bus';
import type { Clock } from './tools/clock';
import { fault, type Guard } from './tools/safe';

/** Where we run: nothing else of the surroundings is touched. */
export interface Surroundings {
  win: Window & typeof globalThis;
  create: CoreFactory;
  /** The core's hashes, as in an `integrity` attribute: a core that was changed on its way is not run. */
  integrity: string;
  /** Where the other files are: in the folder that the site names, else where the build knows. */
  files(base?: string): Files;
  build?: string;
  /** Asks for the script anew. */
  renew?(): Promise<unknown>;
}

interface RunDeps extends Omit<Surroundings, 'renew' | 'build'> {
  clock: Clock;
  bus: Bus<AllNews>;
  pipeline: Pipeline;
  source: PageSource;
  intake: Intake;
  /** A pause in which the host page may work. */
  pause(): Promise<void>;
  useChunk: UseChunk;
  later: LaterPart;
  /** Scores an event that has waited. */
  release(draft: Draft): void;
  /** Nothing can be scored on this page by this script. */
  gaveUp(why: KelvinError[]): void;
  guard: Guard;
}

export interface Run {
  start(options: Options): void;
  stop(): void;
  /** Between start and stop. */
  on(): boolean;
  /** No core could be had: nothing is scored on this page. */
  failed(): boolean;
  /** The site reports a page view itself; `given` may name the page. */
  paged(given: Fields): void;
  /** The site tells an event itself; gives its properties, with what the sensors know of it. */
  tracked(event: string, properties: Fields): Fields;
  /** True: the event waits, and is released later. */
  takes(draft: Draft): boolean;
  /** The first view, once it is there. */
  ready(): View | null;
  model(): Compiled | null;
}

export function createRun(deps: RunDeps): Run {
  const { win, create, integrity, files, clock, bus, pipeline, source, intake, pause, useChunk, later, release, gaveUp, guard } = deps;
  // Ours from now on: the page may replace it, and we start a while later.
  const fetch = win.fetch.bind(win);
  let sensors: Sensors | null = null;
  /** Another object after each start; null while stopped. */
  let current: object | null = null;
  let loading: Promise<Loaded> | null = null;
  let loaded: Loaded | null = null;
  let first: View | null = null;
  let late = false;

  const fail = (found: unknown) => {
    loading = null;
    intake.close();
    sensors?.stop();
    pipeline.close();
    gaveUp(Array.isArray(found) ? found : [fault('internal', 'start', found, '')]);
  };

  /** In steps: on a slow device the script's own task is long enough. */
  const open = guard('start', async (options: Options) => {
    const mine = (current = {});
    const stopped = async () => (await pause(), mine !== current);
    if (await stopped()) return;
    sensors = startSensors({ win, source, ...intake, guard, chunk: useChunk, later, release, options, late, scored: () => !!first });
    if (await stopped()) return;
    const { model, wasmUrl, base } = options;
    try {
      loaded = await (loading ??= load({ win, fetch, create, integrity, clock, files: files(base), pause }, model, wasmUrl));
    } catch (found) {
      return fail(found);
    }
    if (await stopped()) return;
    const view = await pipeline.open(loaded.door, loaded.model);
    // Not before: it would take the line, or a slow device's time, from the first score.
    later.ask();
    // "Ready" says that what holds is shown.
    if (view.experiences?.some(({ held }) => !held)) await later.settled();
    if (mine === current) bus.emit('ready', (first = view));
  });

  return {
    start: (options) => void open(options),
    stop() {
      sensors?.stop();
      current = sensors = first = null;
      late = true;
      pipeline.close();
    },
    on: () => !!current,
    failed: intake.closed,
    paged(given) {
      if (sensors) sensors.paged(given);
      else if (current) source.named(given);
    },
    tracked: (event, properties) => sensors?.tracked(event, properties) ?? properties,
    takes: (draft) => !!sensors?.takes(draft),
    ready: () => first,
    model: () => loaded?.model ?? null,
  };
}
