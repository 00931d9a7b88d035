/** Kelvin as React reads it. On the server, and until the visitor is known, there are no segments. */
import { useSyncExternalStore } from 'react';
import { createKelvin, type Kelvin } from '@kelvin/web';

/** The page's one Kelvin. It starts at the first call in a browser; every later call gives the same. */
export const kelvin = (): Kelvin => createKelvin({ model: '/kelvin.model.json', wasmUrl: '/kelvin.wasm' });

function subscribe(changed: () => void): () => void {
  const offs = (['ready', 'view'] as const).map((news) => kelvin().on(news, changed));
  return () => offs.forEach((off) => off());
}

/** A text, since React compares what it gets: "warm hot". Empty where the visitor does not want a page that changes. */
const segments = () => (kelvin().consent().personalise ? (kelvin().view()?.segments.join(' ') ?? '') : '');

/** The segments that the visitor is in. The component is rendered again when they change. */
export function useSegments(): string[] {
  return useSyncExternalStore(subscribe, segments, () => '').split(' ').filter(Boolean);
}
