/** Automated visitors, as far as they say so. They are not scored: a sales team cannot call them. */
const kAgents = /bot\b|crawl|spider|slurp|headless|lighthouse|phantomjs|prerender|preview|monitor|facebookexternalhit/i;

export const isBot = ({ webdriver, userAgent }: Navigator): boolean => webdriver === true || kAgents.test(userAgent);
