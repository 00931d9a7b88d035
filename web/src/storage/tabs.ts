/** The visitor's other tabs: tells them that something changed, and hears it from them, by localStorage's events. */
import { kLate } from './late';
import { shelfKey, type Shelf } from './shelf';
import { kConsent } from './vault';

export interface TabsDeps {
  win: Window;
  disk: Shelf;
  keeps(): boolean;
  /** Another tab has changed the state, or left something. */
  moved(): void;
  /** Another tab may have said a newer word on consent. */
  spoken(): void;
  /** The visitor was forgotten there: what waits here was theirs. */
  forgotten(): void;
}

export interface Tabs {
  /** The state moved. */
  beat(): void;
  /** The visitor was forgotten. */
  forget(): void;
  /** A `storage` event of this window. */
  hear(event: StorageEvent): void;
}

/** Key of what changes whenever the state does. */
const kBeat = 'beat';
const kForget = 'forget';
/** Milliseconds after which a tab follows: one that is busy beats often, and tabs in the background have time. */
const kFollow = 100;

export function createTabs({ win, disk, keeps, moved, spoken, forgotten }: TabsDeps): Tabs {
  let following = 0;
  const follow = () => {
    following ||= win.setTimeout(() => {
      following = 0;
      moved();
    }, kFollow);
  };
  const beat = (what: string) => {
    if (keeps()) disk.set(kBeat, what + Math.random());
  };
  return {
    beat: () => beat(''),
    forget: () => beat(kForget),
    hear({ key: name, newValue }) {
      const key = shelfKey(name);
      if (key === kConsent || key === '') spoken();
      if (key === kBeat && newValue?.startsWith(kForget)) forgotten();
      // A page that is left may tell its last while the next one is loading already.
      if (key === kBeat || key === '' || (newValue && key?.startsWith(kLate))) follow();
    },
  };
}
