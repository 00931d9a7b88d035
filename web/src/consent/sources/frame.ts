/** The consent manager of the page that we are framed in, by messages: `__tcfapiLocator` marks the window that answers. */
import { own } from './kit';

/** A window's `__tcfapi`. */
export type TcfApi = (command: string, version: number, callback: (data: unknown, success: unknown) => void, parameter?: unknown) => void;

const kLocator = '__tcfapiLocator';

function owner(win: Window): Window | null {
  for (let at = win; at !== win.top; ) {
    at = at.parent;
    try {
      if ((at.frames as unknown as Record<string, unknown>)[kLocator]) return at;
    } catch {
      // A window of another origin throws where it has no frame of that name.
    }
  }
  return null;
}

/**
 * Null where there is none, and without a vendor: what the visitor granted to the publisher of the outer page was not granted
 * to this one.
 */
export function frameApi(win: Window, vendor: unknown): TcfApi | null {
  const top = typeof vendor === 'number' ? owner(win) : null;
  if (!top) return null;
  const waiting = new Map<unknown, (data: unknown, success: unknown) => void>();
  win.addEventListener('message', ({ source, data }) => {
    if (source !== top) return;
    const answer = own(data, '__tcfapiReturn');
    waiting.get(own(answer, 'callId'))?.(own(answer, 'returnValue'), own(answer, 'success'));
  });
  return (command, version, callback, parameter) => {
    const callId = `kelvin-${waiting.size}`;
    waiting.set(callId, callback);
    // To any origin: nothing is told, and the locator says who answers.
    top.postMessage({ __tcfapiCall: { command, version, parameter, callId } }, '*');
  };
}
