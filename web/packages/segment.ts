/**
 * Kelvin as a plugin of Segment's analytics.js (`@segment/analytics-next`).
 *
 * @example
 * import { AnalyticsBrowser } from "@segment/analytics-next";
 * import { kelvinPlugin } from "@kelvin/web/segment";
 * const analytics = AnalyticsBrowser.load({ writeKey: "YOUR_WRITE_KEY", plugins: [kelvinPlugin({ model: "/kelvin.model.json" })] });
 */
import type { Fields } from '../kelvin.js';
import { createBridge, type CdpOptions, type Message } from './cdp.js';

export type { CdpOptions };

interface Context {
  readonly event: object;
}
interface Analytics {
  /** As the page loaded it. */
  readonly options?: { readonly integrations?: object };
  track(event: string, properties: Fields): unknown;
  on(event: 'reset', listener: () => void): unknown;
}

/** As Segment's library asks for it. */
export interface KelvinPlugin {
  readonly name: string;
  readonly version: string;
  readonly type: 'destination';
  isLoaded(): boolean;
  load(context: unknown, analytics: Analytics): Promise<void>;
  track<C extends Context>(context: C): C;
  page<C extends Context>(context: C): C;
  identify<C extends Context>(context: C): C;
  group<C extends Context>(context: C): C;
  alias<C extends Context>(context: C): C;
}

const kName = 'Kelvin';

function isOff({ options }: Analytics): boolean {
  const { All: all, [kName]: own } = (options?.integrations ?? {}) as Record<string, unknown>;
  return own === false || (all === false && !own);
}

/** `{integrations: {Kelvin: false}}` switches it off, as any of Segment's destinations. */
export function kelvinPlugin(options: CdpOptions): KelvinPlugin {
  const bridge = createBridge(options);
  const take = <C extends Context>(context: C): C => {
    bridge.take(context.event as Message);
    return context;
  };
  return {
    name: kName,
    version: '0.2.0',
    type: 'destination',
    isLoaded: bridge.ready,
    async load(_, analytics) {
      if (isOff(analytics)) return;
      await bridge.start((event, properties) => void analytics.track(event, properties));
      analytics.on('reset', bridge.signOut);
    },
    track: take,
    page: take,
    identify: take,
    group: take,
    alias: take,
  };
}
