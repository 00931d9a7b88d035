/** Automated visitors, as far as they say so. They are not scored: a sales team cannot call them. */

// What runs a script like ours is built on WebKit or Gecko, or says falsely that it is. Robots call themselves compatible, and
// with an address or a plus sign they say whose they are. A "CUBOT" is a telephone. core/vocabulary/robots.json has the words.
import kAgents from 'kelvin-robots';

export { kAgents };

export const isBot = ({ webdriver, userAgent }: Navigator): boolean => webdriver === true || kAgents.test(userAgent);
