/** What the browser itself says for its user. */

export interface BrowserSignals {
  /** Global Privacy Control: "do not sell or share my data", binding in several US states. */
  gpc: boolean;
  /** Do Not Track: deprecated, and said to nobody in particular. */
  dnt: boolean;
}

/** Safari and old Edge have doNotTrack on the window, the others on the navigator. */
export function signalsOf(win: Window): BrowserSignals {
  const { globalPrivacyControl, doNotTrack } = win.navigator as { globalPrivacyControl?: boolean; doNotTrack?: string | null };
  return { gpc: globalPrivacyControl === true, dnt: (doNotTrack ?? (win as { doNotTrack?: string }).doNotTrack) === '1' };
}
