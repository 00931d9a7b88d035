/**
 * Kelvin in React: what is rendered follows the visitor's segments. On a server, and while a server's page is taken up, nobody is in
 * any segment, so that both render the same; the visitor's own page follows at once.
 *
 * @example
 * <Show if="hot" otherwise={<a href="/newsletter">Get the newsletter</a>}><a href="/contact">Talk to an engineer</a></Show>
 */
import { useEffect, useSyncExternalStore, type ReactNode } from 'react';
import type { Options } from '../kelvin.js';
import { calls, isShown, kNothing, shown, subscribe, type Calls, type Segments, type Shown, type When } from './shown.js';
import { startKelvin } from './start.js';

export type { Calls, Segments, Shown, When };

/** The visitor, and the calls. Rendered again when something of the visitor changes. */
export function useKelvin(): Shown & Calls {
  return { ...useSyncExternalStore(subscribe, shown, () => kNothing), ...calls };
}

/** Whether the visitor is in any of these segments. Rendered again only when that changes. */
export function useSegment(segments: Segments): boolean {
  return useWhen({ if: segments });
}

const useWhen = (when: When): boolean => useSyncExternalStore(subscribe, () => isShown(shown(), when), () => isShown(kNothing, when));

export interface ShowProps extends When {
  children?: ReactNode;
  /** What else is shown, on a server and before a grant too. */
  otherwise?: ReactNode;
}

/** Shows its children to the segments that are meant, else `otherwise`. */
export function Show({ if: any, unless, children, otherwise = null }: ShowProps): ReactNode {
  return useWhen({ if: any, unless }) ? children : otherwise;
}

/**
 * Starts Kelvin once the component is on the page: after a server's page was taken up. Only the first start counts; with a script tag
 * that has `data-model` it is not needed.
 *
 * @example <StartKelvin model="/kelvin.model.json" />
 */
export function StartKelvin(options: Options): null {
  useEffect(() => void startKelvin(options), []);
  return null;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'kelvin-show': React.DetailedHTMLProps<React.HTMLAttributes<HTMLElement> & { if?: string; unless?: string }, HTMLElement>;
    }
  }
}
