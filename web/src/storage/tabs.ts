/** The visitor's other tabs: tells them that something changed, and hears it from them, by localStorage's events. */
import { kUnsaved } from './unsaved-events';
import { ownKey, type KeyValueStore } from './key-value';
import { kConsent } from './gated-store';

export interface TabsDeps {
  win: Window;
  local: KeyValueStore;
  keeps(): boolean;
  /** Another tab has changed the state, or left something. */
  moved(): void;
  /** Another tab may have stored a newer choice. */
  chosen(): void;
  /** The visitor was forgotten there: what waits here was theirs. */
  forgotten(): void;
}

export interface Tabs {
  /** The state moved. */
  notify(): void;
  /** The visitor was forgotten. */
  forget(): void;
  /** A `storage` event of this window. */
  hear(event: StorageEvent): void;
}

/** Key of what changes whenever the state does. */
const kBeat = 'beat';
const kForget = 'forget';
/** Milliseconds after which a tab follows: one that is busy notifies often, and tabs in the background have time. */
const kFollow = 100;

export function createTabs({ win, local, keeps, moved, chosen, forgotten }: TabsDeps): Tabs {
  let following = 0;
  const follow = () => {
    following ||= win.setTimeout(() => {
      following = 0;
      moved();
    }, kFollow);
  };
  const notify = (what: string) => {
    if (keeps()) local.set(kBeat, what + Math.random());
  };
  return {
    notify: () => notify(''),
    forget: () => notify(kForget),
    hear({ key: name, newValue }) {
      const key = ownKey(name);
      if (key === kConsent || key === '') chosen();
      if (key === kBeat && newValue?.startsWith(kForget)) forgotten();
      // A page that is left may tell its last while the next one is loading already.
      if (key === kBeat || key === '' || (newValue && key?.startsWith(kUnsaved))) follow();
    },
  };
}
