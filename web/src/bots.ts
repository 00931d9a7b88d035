/** Automated visitors, as far as they say so. They are not scored: a sales team cannot call them. */

// What runs a script like ours is built on WebKit or Gecko, or says falsely that it is. Robots call themselves compatible, and
// with an address or a plus sign they say whose they are. A "CUBOT" is a telephone.
export const kAgents =
  /^(?!.*(webkit|gecko)\/)|compatible;|https?:|@|\.com\b|(?<!cu)bots?\b|crawl|spider|slurp|scan|scrap|headless|lighthouse|phantom|prerender|preview|monitor|agent\b|synthetic|inspect|insight|google-|pingdom|ptst|selenium|playwright|facebookexternalhit/i;

export const isBot = ({ webdriver, userAgent }: Navigator): boolean => webdriver === true || kAgents.test(userAgent);
