/** Automated visitors, as far as they say so. They are not scored: a sales team cannot call them. */

// What runs a script like ours is built on WebKit or Gecko, or says falsely that it is; only Facebook's application may leave it
// out. Robots call themselves compatible, or say with an address whose they are. On a phone the view of an application names
// the application, which may be a scanner. core/vocabulary/robots.json has the words.
import kAgents from 'kelvin-robots';

export { kAgents };

export const isBot = ({ webdriver, userAgent }: Navigator): boolean => webdriver === true || kAgents.test(userAgent);
