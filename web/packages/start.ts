/** Starts Kelvin where a package is told to: fetched then, and not before. */
import type { Kelvin, Options } from '../kelvin.js';

/** Null where it could not be fetched: the page goes on without. */
export async function startKelvin(options: Options): Promise<Kelvin | null> {
  try {
    const { createKelvin } = await import('../module.js');
    return createKelvin(options);
  } catch (error) {
    console.warn('kelvin:', 'chunk_unreachable', error);
    return null;
  }
}
