/**
 * Bundles that only some pages need, each loaded when it is asked for: a line here and one in build.mjs. The script tag fetches
 * them from its own folder; the module imports them from here, so that bundlers see each as a chunk of its own.
 */
import type { Later } from './later';

export const kChunks = {
  debug: () => import('./debug/entry'),
  consent: () => import('./consent/sources/entry'),
  js: () => import('./js'),
  integrations: () => import('./integrations/entry'),
};

/** With the later part of the script, which the module has within. */
type Chunks = { [Name in keyof typeof kChunks]: Awaited<ReturnType<(typeof kChunks)[Name]>> } & { later: Later };

/** Rejects when it cannot be fetched. */
type LoadChunk = <Name extends keyof Chunks>(name: Name) => Promise<Chunks[Name]>;

/** Where this build's other files are. */
export interface Files {
  /** Addresses of the core, and of the one that reads packed models only. */
  whole: string;
  lean: string;
  chunk: LoadChunk;
}

/** Hands it to `use`, once it is there. */
export type UseChunk = <Name extends keyof Chunks>(name: Name, use: (chunk: Chunks[Name]) => void) => void;
