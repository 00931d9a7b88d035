/** Addresses that the page names. */

/**
 * An address by the page's own, whatever its `<base>` says: that is for links and files, and must not lead the visitor's data
 * elsewhere. A page without an address (srcdoc, blob) goes by its frame's. Throws where it is no address at all.
 */
export const absolute = (url: string, { location, document }: Window): URL =>
  new URL(url, location.protocol.startsWith('http') ? location.href : document.baseURI);
