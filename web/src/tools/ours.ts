/** Where we post to ourselves: a request that goes there is none of the page's. */
const posted = new Set<string>();

/** Addresses as the browser writes them out. */
export const postsTo = (address: string): void => void posted.add(address);
export const isOurs = (address: string): boolean => posted.has(address);
