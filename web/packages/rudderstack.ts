/**
 * Kelvin as a custom device mode integration of RudderStack's JavaScript SDK.
 *
 * @example
 * import { kelvinIntegration } from "@kelvin/web/rudderstack";
 * rudderanalytics.addCustomIntegration("YOUR_DESTINATION_ID", kelvinIntegration({ model: "/kelvin.model.json" }));
 */
import type { Fields } from '../kelvin.js';
import { createBridge, type CdpOptions, type Message } from './cdp.js';

export type { CdpOptions };

interface Analytics {
  track(event: string, properties: Fields): unknown;
}
interface Logger {
  error(...what: unknown[]): void;
}
type Take = (analytics: unknown, logger: unknown, event: { readonly message: object }) => void;

/** As RudderStack's library asks for it. */
export interface KelvinIntegration {
  init(config: unknown, analytics: Analytics, logger: Logger): void;
  isReady(): boolean;
  track: Take;
  page: Take;
  identify: Take;
  group: Take;
  alias: Take;
}

export function kelvinIntegration(options: CdpOptions): KelvinIntegration {
  const bridge = createBridge(options);
  const take: Take = (_, __, { message }) => bridge.take(message as Message);
  return {
    init(_, analytics) {
      void bridge.start((event, properties) => void analytics.track(event, properties));
    },
    isReady: bridge.ready,
    track: take,
    page: take,
    identify: take,
    group: take,
    alias: take,
  };
}
