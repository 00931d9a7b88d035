/** Tells listeners what came of events, once it is kept. */
import type { News, View } from '../kelvin';
import type { Scored } from './door';
import type { ScoredEvent } from './scorer';
import type { Bus } from './tools/bus';
import { fromJson } from './tools/json';

/** News for the public, and every outcome for the panel. */
export type AllNews = News & { outcome: Scored };

/** `last`: the visitor as they are now. What came of a former person's events is told with how they stood last. */
export function tell(bus: Bus<AllNews>, scored: ScoredEvent[], last: View, labelOf: (segment: string) => string): void {
  for (const { outcome, former: view = last } of scored) {
    const cross = (segment: string) => ({ segment, label: labelOf(segment), view });
    bus.emit('outcome', outcome);
    outcome.left.forEach((segment) => bus.emit('leave', cross(segment)));
    outcome.entered.forEach((segment) => bus.emit('enter', cross(segment)));
    for (const { id, trigger, destination, body } of outcome.messages) {
      bus.emit('message', { id, trigger, destination, body: fromJson(body) ?? body });
    }
  }
  bus.emit('view', last);
}
