/** Hostile texts and addresses, made from seeds: the same on every run, and too many to write down. */

/** Small, seeded, good enough to mix (mulberry32). */
function random(seed) {
  return () => {
    let t = (seed += 0x6d2b79f5);
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
const picker = (seed) => {
  const next = random(seed);
  return (list) => list[Math.floor(next() * list.length)];
};

/** Each would call `xss()` where it is taken for markup, an address or code. */
const kVectors = [
  '<img src=x onerror=xss()>', '<svg onload=xss()>', '<svg><script>xss()</script></svg>', '<script>xss()</script>', '"><img src=x onerror=xss()>',
  "'><svg onload=xss()>", '</script><script>xss()</script>', '</title><script>xss()</script>', '</textarea><img src=x onerror=xss()>',
  '<iframe srcdoc="<script>parent.xss()</script>"></iframe>', '<iframe src="javascript:parent.xss()"></iframe>', '<a href=javascript:xss()>x</a>',
  '<details open ontoggle=xss()>', '<form action=javascript:xss()><input type=submit autofocus onfocus=xss()></form>', '<object data=javascript:xss()>',
  '<embed src=javascript:xss()>', '<meta http-equiv=refresh content="0;url=javascript:xss()">', '<base href="javascript:xss()//">',
  '<noscript><p title="</noscript><img src=x onerror=xss()>">', '<math><mtext><table><mglyph><style><img src=x onerror=xss()>', '<!--><img src=x onerror=xss()>-->',
  '<template><script>xss()</script></template>', '<style>*{background:url(javascript:xss())}</style>', '<video><source onerror=xss()></video>',
  'javascript:xss()', 'javascript://%0axss()', 'data:text/html,<script>parent.xss()</script>', 'vbscript:xss()', '" onmouseover="xss()" autofocus onfocus="xss()',
  'x onerror=xss() src=y', "{{constructor.constructor('xss()')()}}", '${xss()}', "';xss();//", ');xss();//',
];
const kTwists = [
  (text) => text,
  (text) => text.toUpperCase().replaceAll('XSS', 'xss'),
  (text) => encodeURIComponent(text),
  (text) => text.replace(/[<>"'&]/g, (c) => `&#${c.charCodeAt(0)};`),
  (text) => text.replace('javascript:', 'java\tscript:').replace('<', '<\0'),
  (text) => `\u0001 \n${text}`,
  (text) => `<${text}>`,
  (text) => JSON.stringify(text),
];

/** Every vector as it is, then twisted. */
export function scripts(count) {
  const all = kTwists.flatMap((twist) => kVectors.map(twist));
  if (all.length < count) throw new Error(`only ${all.length} payloads`);
  return all.slice(0, count);
}

/** Texts of JSON, each an attempt to reach Object.prototype or Array.prototype, or to pass for what it inherits. */
export const kPollution = [
  '{"__proto__":{"polluted":1}}', '{"__proto__":{"__proto__":{"polluted":1}}}', '{"constructor":{"prototype":{"polluted":1}}}', '{"a":{"__proto__":{"polluted":1}}}',
  '{"__proto__":null}', '{"__proto__":[]}', '{"__proto__":"polluted"}', '{"constructor":null}', '{"constructor":{"constructor":{"prototype":{"polluted":1}}}}',
  '[{"__proto__":{"polluted":1}}]', '{"properties":{"__proto__":{"polluted":1}}}', '{"traits":{"__proto__":{"polluted":1}}}', '{"context":{"__proto__":{"page":{"url":"polluted"}}}}',
  '{"context":{"page":{"__proto__":{"polluted":1}}}}', '{"toString":"polluted"}', '{"hasOwnProperty":"polluted"}', '{"valueOf":{"polluted":1}}', '{"toJSON":"polluted"}',
  '{"length":1e9,"__proto__":{"0":"polluted"}}', '{"then":"polluted","__proto__":{"then":"polluted"}}', '{"__proto__":{"score":true,"personalise":true,"send":true}}',
  '{"__proto__":{"consent":"granted","model":"/polluted.json"}}', '{"__proto__":{"segments":["hot"]}}', '{"__proto__":{"id":"polluted","born":1}}', '{"__defineGetter__":1,"__lookupSetter__":2}',
  '{"prototype":{"polluted":1}}', '{"__proto__.polluted":1}', '{"__proto__[polluted]":1}', '{"constructor.prototype.polluted":1}', '{"constructor[prototype][polluted]":1}',
];

/** Ways to write an address that a person or a machine may have put into a page. */
const kWritten = [
  (mail) => mail,
  (mail) => mail.replace('@', '%40'),
  (mail) => mail.replace('@', '%2540'),
  (mail) => mail.replace('@', '%40').replaceAll('.', '%2E'),
  (mail) => mail.replace('@', '\uff20'),
  (mail) => encodeURIComponent(mail.replace('@', '\uff20')),
  (mail) => [...mail].map((c) => '%' + c.charCodeAt(0).toString(16)).join(''),
  (mail) => mail.toUpperCase(),
  (mail) => mail.replace('@', "'s+list@"),
];

/**
 * `count` page views with e-mail addresses and tokens wherever addresses and texts of a page can hold them. Every secret holds
 * the word "secret" and nothing else does. Tokens stand where nothing is promised to keep them: queries, fragments, passwords;
 * not in paths or running text, where a machine cannot tell them from words.
 */
export function addresses(count, seed) {
  const pick = picker(seed);
  const next = random(seed + 1);
  const word = () => `secret${Math.floor(next() * 2 ** 32).toString(36)}`;
  const mail = () => pick(kWritten)(pick([`ann.${word()}@x${word()}.test`, `${word()}@mail.${word()}.co.uk`, `${word()}+news@${word()}-x.org`, `m\u00fcller-${word()}@${word()}.example`]));
  const token = () => pick([word(), `eyJ${word()}.${word()}.${word()}`, `${word()}${word()}${word()}`]);
  const key = () => pick(['token', 'email', 'session', 'sid', 'auth', 'code', 'password', 'jwt', 'key', 'uid', 'Ref', 'utmsource', '__proto__', 'gclid', 'fbclid']);
  const named = () => pick(['ref', 'utm_source', 'utm_campaign', 'utm_term', 'utm_content', 'utm_medium']);
  const path = () => pick(['/', '/pricing', `/u/${mail()}`, `/u/${mail()}/edit`, `/mailto:${mail()}`, `/a;${mail()},b/c`, `/~${mail()}`]);
  const query = () => pick(['', `?${key()}=${token()}`, `?${key()}=${mail()}&${key()}=${token()}`, `?${named()}=${mail()}`, `?x=1&${named()}=hello ${mail()}&${key()}=${token()}`]);
  const hash = () => pick(['', `#${key()}=${token()}`, `#/u/${mail()}?${key()}=${token()}`, `#${mail()}`]);
  const local = () => path() + query() + hash();
  const host = () => pick(['https://shop.test', 'https://shop.test:8443', `https://${word()}:${token()}@shop.test`, `http://${mail().replace('@', '%40')}@shop.test`]);
  const text = () => pick(['Shop', `Mail for ${mail()} - Shop`, `${mail()}`, `(${mail()})`, `Hello <${mail()}>, welcome`, `a,${mail()};${mail()}`]);
  return Array.from({ length: count }, () => ({ local: local(), url: host() + local(), referrer: host() + local(), title: text(), href: host() + local(), text: text() }));
}
