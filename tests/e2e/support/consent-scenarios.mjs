/**
 * The table of scenarios.test.mjs: what a page and its consent manager do, a scenario a row, and which purposes hold before and
 * after. The pieces that rows are made of serve its other tests too.
 */
import assert from 'node:assert/strict';
import { until } from './browser.mjs';

/** The purposes of TCF that grant all of ours. */
export const kAll = [1, 3, 4, 5, 6];
export const kNone = { score: false, personalise: false, send: false };
export const kEverything = { score: true, personalise: true, send: true };
export const kScoreOnly = { score: true, personalise: false, send: false };
export const kShown = { score: true, personalise: true, send: false };

/** A script that calls the made-up consent manager (cmp.mjs): cmp('load()', 'say("tcloaded")'). */
export const cmp = (...calls) => calls.map((call) => `cmp.${call};`).join('');
const gtag = 'window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments) }';
const google = (command, values) => `gtag('consent', '${command}', ${JSON.stringify(values)});`;
const three = (value) => ({ analytics_storage: value, personalization_storage: value, ad_user_data: value });
/** Until our listener, and no second one, is registered with the consent manager. */
const listening = (page) => until(() => page.evaluate(() => cmp.listeners.size === 1), 'one listener');
export const run = (page, script) => page.evaluate((text) => void (0, eval)(text), script);
export const consent = (page, ...args) => page.evaluate((given) => kelvin.consent(...given), args);

/**
 * A row: `tag` is attributes of our script tag, `head` a script of the page's that runs before ours, `signal` what the browser sends
 * ("gpc", "dnt"). `before` is what holds once the page is loaded: "nothing", "memory" (scored in memory alone) or the purposes. `act`
 * is what happens then, `after` the purposes that hold at the end (as `before` where it is missing). `expected` matches errors that the
 * page itself makes.
 */
export const kScenarios = {
  'no choice, ask': { before: 'nothing' },
  'a mode that nobody knows': { tag: 'data-consent="everything"', before: 'nothing' },
  'memory: in memory alone, until a grant': { tag: 'data-consent="memory"', before: 'memory', act: (page) => consent(page, 'granted'), after: kEverything },
  'memory: refused': { tag: 'data-consent="memory"', before: 'memory', act: (page) => consent(page, 'denied'), after: kNone },
  'granted elsewhere': { tag: 'data-consent="granted"', before: kEverything },
  'exempt: scored and stored, not shown, not sent': { tag: 'data-consent="exempt"', before: kScoreOnly },
  'exempt: a grant sends what waited': { tag: 'data-consent="exempt"', before: kScoreOnly, act: (page) => consent(page, 'granted'), after: kEverything },
  'exempt: refused': { tag: 'data-consent="exempt"', before: kScoreOnly, act: (page) => consent(page, 'denied'), after: kNone },

  'GPC over a site that has consent from elsewhere': { signal: 'gpc', tag: 'data-consent="granted"', before: 'nothing' },
  'GPC over exempt': { signal: 'gpc', tag: 'data-consent="exempt"', before: 'nothing' },
  'GPC over the API': { signal: 'gpc', before: 'nothing', act: (page) => consent(page, 'granted'), after: kNone },
  'GPC over a consent manager, which is not even asked': {
    signal: 'gpc', tag: 'data-consent-from="tcf"', head: cmp('load()', `say("tcloaded", [${kAll}])`), before: 'nothing',
    act: async (page) => assert.equal(await page.evaluate(() => cmp.listeners.size), 0), after: kNone,
  },
  'DNT makes granted ask': { signal: 'dnt', tag: 'data-consent="granted"', before: 'nothing', act: (page) => consent(page, 'granted'), after: kEverything },
  'DNT makes exempt ask': { signal: 'dnt', tag: 'data-consent="exempt"', before: 'nothing' },
  'DNT makes memory ask': { signal: 'dnt', tag: 'data-consent="memory"', before: 'nothing' },
  'DNT makes a default of Google\'s ask; the visitor\'s update grants': {
    signal: 'dnt', tag: 'data-consent-from="google"', head: gtag + google('default', three('granted')), before: 'nothing',
    act: (page) => run(page, google('update', three('granted'))), after: kEverything,
  },

  'TCF: no manager': { tag: 'data-consent-from="tcf"', before: 'nothing' },
  'TCF: no manager, though the site declares granted': { tag: 'data-consent="granted" data-consent-from="tcf"', before: 'nothing' },
  'TCF: a stub for ever': { tag: 'data-consent-from="tcf"', head: cmp('stub()'), before: 'nothing' },
  'TCF: a manager that comes late': {
    tag: 'data-consent-from="tcf"', before: 'nothing', act: (page) => run(page, cmp('load()', `say("tcloaded", [${kAll}])`)), after: kEverything,
  },
  'TCF: a manager that forgets who asked its stub': {
    tag: 'data-consent-from="tcf"', head: cmp('stub()'), before: 'nothing',
    act: (page) => run(page, cmp('load(true)', `say("tcloaded", [${kAll}])`)), after: kEverything,
  },
  'TCF: a manager that hears both from its stub and from us': {
    tag: 'data-consent-from="tcf"', head: cmp('stub()'), before: 'nothing',
    act: async (page) => {
      await run(page, cmp('load()', `say("tcloaded", [${kAll}])`));
      await listening(page);
    },
    after: kEverything,
  },
  'TCF: asked, then granted': {
    tag: 'data-consent-from="tcf"', head: cmp('load()', 'say("cmpuishown")'), before: 'nothing',
    act: (page) => run(page, cmp(`say("useractioncomplete", [${kAll}])`)), after: kEverything,
  },
  'TCF: asked, then refused': {
    tag: 'data-consent-from="tcf"', head: cmp('load()', 'say("cmpuishown")'), before: 'nothing',
    act: (page) => run(page, cmp('say("useractioncomplete")')), after: kNone,
  },
  'TCF: asked, in memory meanwhile': { tag: 'data-consent="memory" data-consent-from="tcf"', head: cmp('load()', 'say("cmpuishown")'), before: 'memory' },
  'TCF: shown again after a grant, then revoked': {
    tag: 'data-consent-from="tcf"', head: cmp('load()', `say("tcloaded", [${kAll}])`), before: kEverything,
    act: async (page) => {
      await run(page, cmp(`say("cmpuishown", [${kAll}])`));
      assert.deepEqual(await consent(page), kEverything, 'looking at it revokes nothing');
      await run(page, cmp('say("useractioncomplete")'));
    },
    after: kNone,
  },
  'TCF: does not apply here, and the site declares nothing': { tag: 'data-consent-from="tcf"', head: cmp('load()', 'say("tcloaded", [], {gdprApplies: false})'), before: 'nothing' },
  'TCF: does not apply here, and the site declares granted': {
    tag: 'data-consent="granted" data-consent-from="tcf"', head: cmp('load()', 'say(undefined, [], {gdprApplies: false})'), before: kEverything,
  },
  'TCF: store and profile, but no more': { tag: 'data-consent-from="tcf"', head: cmp('load()', 'say("tcloaded", [1, 5])'), before: kScoreOnly },
  'TCF: all but storing': { tag: 'data-consent-from="tcf"', head: cmp('load()', 'say("tcloaded", [2, 3, 4, 5, 6, 7, 8, 9, 10])'), before: 'nothing' },
  'TCF: granted to others than the publisher': {
    tag: 'data-consent-from="tcf"', head: cmp('load()', `say("tcloaded", [${kAll}], {publisher: []})`), before: 'nothing',
    act: async (page) => assert.ok((await page.evaluate(() => window.faults)).includes('no_publisher_consents')), after: kNone,
  },
  'TCF: granted at all, and the site takes that': {
    tag: 'data-consent-from="tcf" data-consent-vendor="any"', head: cmp('load()', `say("tcloaded", [${kAll}], {publisher: []})`), before: kEverything,
  },
  'TCF: our vendor granted': { tag: 'data-consent-from="tcf" data-consent-vendor="77"', head: cmp('load()', `say("tcloaded", [${kAll}], {vendors: [77]})`), before: kEverything },
  'TCF: our vendor missing': { tag: 'data-consent-from="tcf" data-consent-vendor="77"', head: cmp('load()', `say("tcloaded", [${kAll}], {vendors: [78]})`), before: 'nothing' },
  'TCF: our vendor never disclosed': {
    tag: 'data-consent-from="tcf" data-consent-vendor="77"', head: cmp('load()', `say("tcloaded", [${kAll}], {vendors: [77], disclosed: [78]})`), before: 'nothing',
  },
  'TCF: our vendor restricted': {
    tag: 'data-consent-from="tcf" data-consent-vendor="77"', before: kShown,
    head: cmp('load()', `say("tcloaded", [${kAll}], {vendors: [77], restrictions: {3: {77: 0}}})`),
  },
  'TCF: a manager that throws': {
    tag: 'data-consent-from="tcf"', head: 'window.__tcfapi = () => { throw new Error("manager") };', before: 'nothing',
    act: async (page) => assert.ok((await page.evaluate(() => window.faults)).includes('consent_source')), after: kNone,
  },
  'TCF: a manager that answers rubbish': {
    tag: 'data-consent-from="tcf"', before: 'nothing',
    head: `const trap = new Proxy({}, {get() { throw new Error("trap") }, has() { throw new Error("trap") }, getOwnPropertyDescriptor() { throw new Error("trap") }});
      const truthy = {eventStatus: "tcloaded", purpose: {consents: {1: 1, 5: "true", 6: {}}}, publisher: {consents: {1: 1, 5: "true", 6: {}}}};
      const good = {eventStatus: "tcloaded", publisher: {consents: {1: true, 5: true}}};
      window.__tcfapi = (command, version, callback) => {
        for (const data of [null, undefined, 7, "tcloaded", [], trap, truthy, {eventStatus: "tcloaded", publisher: trap}]) callback(data, true);
        for (const success of [false, "true", 1, undefined]) callback(good, success);
        callback({eventStatus: "tcloaded", __proto__: {publisher: {consents: {1: true, 5: true}}}}, true);
      };`,
    expected: /trap/,
  },

  'Google: no dataLayer': { tag: 'data-consent-from="google"', before: 'nothing', act: async (page) => assert.equal(await page.evaluate(() => 'dataLayer' in window), false), after: kNone },
  'Google: denied by default, then granted': {
    tag: 'data-consent-from="google"', head: gtag + google('default', three('denied')), before: 'nothing',
    act: (page) => run(page, google('update', three('granted'))), after: kEverything,
  },
  'Google: denied by default, in memory meanwhile': { tag: 'data-consent="memory" data-consent-from="google"', head: gtag + google('default', three('denied')), before: 'memory' },
  'Google: granted by default is the site\'s word; an update is the visitor\'s': {
    tag: 'data-consent-from="google"', head: gtag + google('default', three('granted')), before: kEverything,
    act: (page) => run(page, google('update', three('denied'))), after: kNone,
  },
  'Google: granted by default in one region, denied in others': {
    tag: 'data-consent-from="google"', before: 'nothing',
    head: gtag + google('default', { ...three('granted'), region: ['US-CA'] }) + google('default', three('denied')) + google('default', { ...three('granted'), region: ['US'] }),
  },
  'Google: a default that waits for the update': {
    tag: 'data-consent-from="google"', head: gtag + google('default', { ...three('granted'), wait_for_update: 10_000 }), before: 'nothing',
    act: (page) => run(page, google('update', three('denied'))), after: kNone,
  },
  'Google: a default that waited long enough': {
    tag: 'data-consent-from="google"', head: gtag + google('default', { ...three('granted'), wait_for_update: 200 }), before: kEverything,
  },
  'Google: a dataLayer that comes late': { tag: 'data-consent-from="google"', before: 'nothing', act: (page) => run(page, gtag + google('update', three('granted'))), after: kEverything },
  'Google: an update before the default, and twice': {
    tag: 'data-consent-from="google"', head: gtag + google('update', three('granted')) + google('default', three('denied')) + 'dataLayer.push(dataLayer[0], dataLayer[1]);', before: kEverything,
  },
  'Google: only what is named': {
    tag: 'data-consent-from="google"', head: gtag + google('default', { analytics_storage: 'denied', ad_storage: 'denied' }), before: 'nothing',
    act: (page) => run(page, google('update', { ad_storage: 'granted', ad_personalization: 'granted' }) + google('update', { analytics_storage: 'granted' })), after: kScoreOnly,
  },
  'Google: a tag manager that wraps push and trims the list': {
    tag: 'data-consent-from="google"', before: 'nothing', head: gtag + google('default', three('denied')),
    act: (page) => run(page, `const before = dataLayer.push; dataLayer.push = function (...entries) { const n = before.apply(dataLayer, entries); dataLayer.splice(0); return n };` + google('update', three('granted'))),
    after: kEverything,
  },
  'Google: a dataLayer full of traps': {
    tag: 'data-consent-from="google"', before: 'nothing', expected: /trap/,
    head: `${gtag}
      const bad = {get analytics_storage() { throw new Error("trap") }};
      const cycle = {}; cycle.cycle = cycle;
      dataLayer.push(["consent", "update", ${JSON.stringify(three('granted'))}], cycle, null, 7, "consent",
        new Proxy({}, {get() { throw new Error("trap") }, getOwnPropertyDescriptor() { throw new Error("trap") }}),
        {0: "consent", 1: "update", 2: {analytics_storage: "granted"}, length: 3});
      gtag("consent", "update", bad); gtag("consent", "update", {analytics_storage: true, ad_user_data: "GRANTED"});
      gtag("consent", "update", {__proto__: {analytics_storage: "granted"}}); gtag("consent"); gtag("consent", "update", null);
      gtag("consent", "erase", ${JSON.stringify(three('granted'))});`,
  },
  'Google: a frozen dataLayer': { tag: 'data-consent-from="google"', head: gtag + google('update', three('granted')) + 'Object.freeze(dataLayer);', before: kEverything },

  'a source that nobody knows': {
    tag: 'data-consent-from="cookies"', before: 'nothing',
    act: async (page) => assert.ok((await page.evaluate(() => window.faults)).includes('unknown_source')), after: kNone,
  },
  'two sources: one is silent': { tag: 'data-consent-from="tcf google"', head: cmp('load()', `say("tcloaded", [${kAll}])`), before: 'nothing' },
  'two sources: both grant': {
    tag: 'data-consent-from="tcf google"', head: cmp('load()', `say("tcloaded", [${kAll}])`) + gtag + google('default', three('denied')), before: 'nothing',
    act: (page) => run(page, google('update', { ...three('granted'), ad_user_data: 'denied' })), after: kShown,
  },
  'two sources: one refuses': {
    tag: 'data-consent-from="tcf google"', head: cmp('load()', `say("tcloaded", [${kAll}])`) + gtag + google('update', three('denied')), before: 'nothing',
  },
};
