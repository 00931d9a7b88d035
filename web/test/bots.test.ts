/** Who is a robot by their own word: our short pattern beside isbot's long one, and on thousands of real agents. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { getPattern, isBot as oracle } from 'isbot';
import { measureRobots } from '../robots.mjs';
import { isBot, kAgents } from '../src/bots';

const bot = (userAgent: string, webdriver = false) => isBot({ webdriver, userAgent } as Navigator);

const kWindows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
const kLinux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)';
const kAndroid = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const kPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const kMac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';

/** People, in browsers that run us and in the views of applications. */
const kPeople = [
  `${kWindows} Chrome/141.0.0.0 Safari/537.36`,
  `${kWindows} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
  `${kWindows} Chrome/141.0.0.0 Safari/537.36 OPR/125.0.0.0`,
  `${kLinux} Chrome/140.0.0.0 Safari/537.36`,
  'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0',
  `${kMac} Version/18.6 Safari/605.1.15`,
  `${kPhone} Version/18.6 Mobile/15E148 Safari/604.1`,
  `${kPhone} CriOS/141.0.7390.41 Mobile/15E148 Safari/604.1`,
  `${kPhone} GSA/388.0.811331708 Mobile/15E148 Safari/604.1`,
  `${kPhone} Mobile/15E148 [FBAN/FBIOS;FBAV/530.0.0.40;FBBV/1;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/18.6;FBSS/3;FBLC/en_US]`,
  `${kPhone} Mobile/15E148 Instagram 400.0.0.30 (iPhone15,2; iOS 18_6; en_US; en; scale=3.00; 1179x2556; 1)`,
  `${kPhone} Mobile/22G86 DuckDuckGo/7 Safari/605.1.15`,
  `Mozilla/5.0 (Linux; Android 10; K) ${kAndroid} Chrome/141.0.0.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 50) ${kAndroid} Chrome/138.0.0.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A; wv) ${kAndroid} Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) ${kAndroid} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 14; 2312DRA50G) ${kAndroid} Chrome/131.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50 Language/en`,
  `Mozilla/5.0 (Linux; U; Android 14; en-us; RMX3771) ${kAndroid} Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 HeyTapBrowser/45`,
  'Mozilla/5.0 (SMART-TV; LINUX; Tizen 8.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/8.0 TV Safari/537.36',
];

const kView = (version: string) => `${kAndroid} Version/4.0 Chrome/${version} Mobile Safari/537.36`;
/** People in the views of applications whose names, languages or carriers look like a robot's. */
const kInApplications = [
  `Mozilla/5.0 (Linux; Android 10; K) ${kAndroid} Chrome/150.0.0.0 Mobile Safari/537.36 (Ecosia android@150.0.0.0)`,
  `${kPhone} Version/17.4.1 Mobile/15E148 Safari/604.1 (Ecosia ios@11.4.1.2217)`,
  `${kPhone} Mobile/22G86 Instagram 380.0.0.28.104 (iPhone14,3; iOS 18_6; en_IR@calendar=gregorian; en; scale=3.00; 1125x2436; 595323416)`,
  `${kPhone} Mobile/22G86 Instagram 380.0.0.28.104 (iPhone14,3; iOS 18_6; th_TH@calendar=buddhist;numbers=thai; th; scale=3.00; 1125x2436; 1; IABMV/1)`,
  `Mozilla/5.0 (Linux; Android 16; Pixel 10 Build/CP1A.260305.018; wv) ${kView('146.0.7680.174')} Instagram 406.0.0.58 Android (36/16; 420dpi; 1080x2424; Google/google; Pixel 10; frankel; frankel; en_US; 822918295; IABMV/1)`,
  `Mozilla/5.0 (Linux; Android 16; Pixel 10 Build/CP1A.260305.018; wv) ${kView('146.0.7680.174')} MetaIAB Facebook`,
  `Mozilla/5.0 (Linux; Android 14; SM-S921B Build/UP1A; wv) ${kView('141.0.0.0')} [FB_IAB/FB4A;FBAV/530.0.0.48.74;IABMV/1;]`,
  '[FBAN/FB4A;FBAV/567.1.0.52.74;FBBV/1003893689;FBDM/{density=3.0,width=1080,height=2340};FBLC/nl_NL;FBRV/1012267334;FBCR/NL KPN;FBMF/samsung;FBBD/samsung;FBPN/com.facebook.katana;FBDV/SM-S921B;FBSV/16;FBOP/1;FBCA/arm64-v8a:;]',
  `Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) ${kView('124.0.6367.123')} CamScanner/4.8.5.2310271827`,
  `Mozilla/5.0 (Linux; Android 13; 2201116SI) ${kAndroid} Chrome/138.0.0.0 Mobile Safari/537.36 KasperskyQRScanner/1.9`,
  `${kPhone} Mobile/15E148 Scanbot/10.8 (QR & Barcode Scanner)`,
  `Mozilla/5.0 (Linux; Android 12; TECNO PHANTOM X2 Build/SP1A; wv) ${kView('138.0.0.0')} Phantom/android`,
  `Mozilla/5.0 (Linux; Android 13; SM-A145M Build/TP1A; wv) ${kView('138.0.0.0')} HeartRateMonitor/2.1 com.example.insight`,
];

/** Robots that run scripts, or could, by their operators' own pages. */
const kRobots = [
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.0.0 Safari/537.36',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ChatGPT-User/1.0; +https://openai.com/bot)',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)',
  'Mozilla/5.0 (compatible; YandexRenderResourcesBot/1.0; +http://yandex.com/bots) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.0.0',
  `${kMac} Version/17.4 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)`,
  `${kLinux} HeadlessChrome/141.0.0.0 Safari/537.36`,
  `${kLinux} Chrome/140.0.0.0 Safari/537.36 Chrome-Lighthouse`,
  `${kLinux} Chrome/138.0.0.0 Safari/537.36 PTST/250101.000000`,
  `${kLinux} Chrome/138.0.0.0 Safari/537.36 DatadogSynthetics`,
  `${kWindows} Chrome/120.0.0.0 Safari/537.36 Playwright/1.40.0`,
  'Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1',
  'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
  'Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'Mozilla/5.0 (compatible; Baiduspider-render/2.0; +http://www.baidu.com/search/spider.html)',
  'python-requests/2.32.3',
  'curl/8.5.0',
];

test('people are not robots, and isbot says so too', () => {
  for (const agent of kPeople) assert.deepEqual([bot(agent), oracle(agent)], [false, false], agent);
});

test('people in the views of applications are people, whatever the application is called', () => {
  for (const agent of kInApplications) assert.equal(bot(agent), false, agent);
});

test('of crawlers\' own agents at least 98 % are flagged, of people\'s at most 0.1 %', () => {
  const { crawlers, people, missed, taken } = measureRobots(kAgents, new URL('../node_modules/', import.meta.url));
  assert.ok(crawlers > 2000 && people >= 10_000, `${crawlers} and ${people}`);
  assert.ok(missed.length <= 0.02 * crawlers, missed.join('\n'));
  assert.ok(taken.length <= 0.001 * people, taken.join('\n'));
});

test('robots are robots, and isbot says so too', () => {
  for (const agent of kRobots) assert.deepEqual([bot(agent), oracle(agent)], [true, true], agent);
});

test('webdriver says it whatever the name', () => assert.equal(bot(kPeople[0]!, true), true));

test('our pattern costs the page less than a quarter of isbot\'s', () => {
  const bytes = (pattern: RegExp) => brotliCompressSync(pattern.source).length;
  assert.ok(bytes(kAgents) * 4 < bytes(getPattern()), `${bytes(kAgents)} and ${bytes(getPattern())}`);
});
