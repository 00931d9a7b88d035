/** The visitor's other tabs: tells them that something changed, and hears it from them, by localStorage's events. */
import { kUnsaved } from './unsaved-events';
import { ownKey, type KeyValueStore } from './key-value';
import { kConsent } from './gated-store';

/** What other tabs tell. */
interface TabsHeard {
  /** One has changed the state, or left something. */
  follow(): void;
  /** The visitor was forgotten there: what waits here was theirs. */
  forget(): void;
}

export interface Tabs {
  /** The state moved. */
  notify(): void;
  /** The visitor was forgotten. */
  forget(): void;
  /** A `storage` event of this window. `chosen`: another tab may have stored a newer choice. */
  hear(event: StorageEvent, heard: TabsHeard, chosen: () => void): void;
}

/** Key of what changes whenever the state does. */
const kBeat = 'beat';
const kForget = 'forget';
/** Milliseconds after which a tab follows: one that is busy notifies often, and tabs in the background have time. */
const kFollow = 100;

export function createTabs(win: Window, local: KeyValueStore, keeps: () => boolean): Tabs {
  let following = 0;
  const notify = (what: string) => {
    if (keeps()) local.set(kBeat, what + Math.random());
  };
  return {
    notify: () => notify(''),
    forget: () => notify(kForget),
    hear({ key: name, newValue }, { follow, forget }, chosen) {
      const key = ownKey(name);
      if (key === kConsent || key === '') chosen();
      if (key === kBeat && newValue?.startsWith(kForget)) forget();
      // What memory held is stored by a grant. A page that is left may tell its last while the next one is loading already.
      if (key !== kBeat && key !== kConsent && key !== '' && !(newValue && key?.startsWith(kUnsaved))) return;
      following ||= win.setTimeout(() => {
        following = 0;
        follow();
      }, kFollow);
    },
  };
}
