/** What the public API and the panel work with: the parts, and what concerns them all. */
import type { Consent, Fields, KelvinError, Options, View } from '../kelvin';
import type { Outbox } from './delivery/outbox';
import type { Compiled } from './door';
import type { Site } from './errors';
import type { LaterPart } from './later-part';
import type { AllNews } from './news';
import type { Pipeline } from './pipeline';
import type { Log } from './storage/log';
import type { Bus } from './tools/bus';
import type { Guard, Report } from './tools/safe';

export interface App {
  bus: Bus<AllNews>;
  pipeline: Pipeline;
  outbox: Outbox;
  log: Log;
  later: LaterPart;
  site: Site;
  guard: Guard;
  report: Report;
  errors: KelvinError[];
  now(): number;
  init(options: Options): void;
  push(fields: Fields): void;
  /** The site reports a page view itself; `given` may name the page. */
  paged(given: Fields): void;
  /** The site tells an event itself; gives its properties, with what the sensors know of it. */
  tracked(event: string, properties: Fields): Fields;
  consent(request?: unknown): Consent;
  reset(): void;
  /** Opens the panel, or closes it. */
  debug(): void;
  /** The first view, once it is there. */
  ready(): View | null;
  model(): Compiled | null;
}
