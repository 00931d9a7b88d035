/** Runs in the page: a consent manager as the IAB's framework describes it, driven by the test through `cmp`. */
export function consentManager() {
  const listeners = new Map();
  let asked = 0;
  let data = null;
  const api = (command, version, callback, parameter) => {
    if (command === 'removeEventListener') return callback(listeners.delete(parameter));
    if (command !== 'addEventListener' || version !== 2) return callback(null, false);
    listeners.set(++asked, callback);
    if (data) callback({ ...data, listenerId: asked }, true);
  };
  window.cmp = {
    listeners,
    /** The few lines that stand in the page until the manager has come: they keep who asked. */
    stub() {
      const queue = [];
      window.__tcfapi = (...call) => (call.length ? void queue.push(call) : queue);
    },
    /** The manager has come. A bad one forgets who asked its stub. */
    load(forgetful = false) {
      const queue = window.__tcfapi?.() ?? [];
      window.__tcfapi = api;
      if (!forgetful) queue.forEach((call) => api(...call));
    },
    /** Tells all listeners; `purposes` and `vendors` are those consented to. */
    say(eventStatus, purposes = [], more = {}) {
      const map = (ids) => Object.fromEntries(ids.map((id) => [id, true]));
      const { vendors = [], disclosed = vendors, restrictions = {}, publisher = purposes, ...rest } = more;
      data = {
        tcString: 'x', tcfPolicyVersion: 5, gdprApplies: true, eventStatus, isServiceSpecific: true,
        purpose: { consents: map(purposes), legitimateInterests: map([2, 7, 9, 10]) },
        vendor: { consents: map(vendors), legitimateInterests: {}, disclosedVendors: map(disclosed) },
        publisher: { consents: map(publisher), restrictions },
        ...rest,
      };
      listeners.forEach((listener, listenerId) => listener({ ...data, listenerId }, true));
    },
  };
}
