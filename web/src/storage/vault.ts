/** Memory until storing is allowed, then the disk: the one place that knows where things are kept. */
import { memoryShelf, type Shelf } from './shelf';

export interface Vault extends Shelf {
  /** From now on on disk; what memory held moves there unless another tab's visitor is there already. */
  persist(): void;
  /** Removes everything but the choice. */
  forget(): void;
  /** Removes everything, or all but `choice`, on disk and in memory, and goes back to memory. */
  erase(choice: string | null): void;
}

export function createVault(disk: Shelf): Vault {
  let memory = memoryShelf();
  let shelf = memory;
  const clear = (which: Shelf, keep?: string) =>
    which.keys().forEach((key) => key === keep || which.set(key, null));
  return {
    get: (key) => shelf.get(key),
    set: (key, value) => shelf.set(key, value),
    keys: () => shelf.keys(),
    persist() {
      if (shelf === disk) return;
      shelf = disk;
      if (disk.get('id') === null) memory.keys().forEach((key) => disk.set(key, memory.get(key)));
      memory = memoryShelf();
    },
    forget: () => clear(shelf, 'consent'),
    erase(choice) {
      // First the choice: other tabs hear of it and stop before they could write again.
      disk.set('consent', choice);
      clear(disk, 'consent');
      shelf = memory = memoryShelf();
    },
  };
}
