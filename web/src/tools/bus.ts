/** Tells listeners the news. A listener that throws is reported and stops nobody. */
import { fault, type Report } from './safe';

type Listener = (news: never) => void;

export interface Bus<Events> {
  on<K extends keyof Events>(name: K, listener: (news: Events[K]) => void): () => void;
  emit<K extends keyof Events>(name: K, news: Events[K]): void;
}

export function createBus<Events>(report: Report): Bus<Events> {
  const listeners = new Map<keyof Events, Set<Listener>>();
  return {
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => void set.delete(listener);
    },
    emit(name, news) {
      for (const listener of [...(listeners.get(name) ?? [])]) {
        try {
          (listener as (news: unknown) => void)(news);
        } catch (error) {
          // Told to nobody when it was an error listener that failed: that would never end.
          if (name !== 'error') report(fault('listener', String(name), error, 'Your kelvin.on listener threw.'));
        }
      }
    },
  };
}
