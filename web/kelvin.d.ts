/**
 * The API in a page: the one global `kelvin`, what its functions take, and what they and its events give.
 *
 * Nothing here throws. A fault is told to listeners of "error" and, in test mode, to the console.
 * Times are milliseconds since 1970 (UTC) unless a name says otherwise.
 *
 * @example
 * kelvin.on("enter", ({segment}) => { if (segment === "hot") openChat() });
 * kelvin.track("Demo Requested", {plan: "pro"});
 *
 * @example A fault, seen
 * kelvin.on("error", (e) => console.warn(e.code, e.at, e.found, e.fix));
 * // model_unreachable  /kelvin.model.json  HTTP 404  "Serve the model there, or correct data-model."
 */
export interface Kelvin {
  /** Version of the script, e.g. "0.2.0". */
  readonly version: string;

  /** Starts with the options that a script tag has as `data-` attributes, for tag managers that strip these. Only the first start counts. */
  init(options: Options): void;

  /**
   * A page view. The sensor reports page loads and route changes; call this only where it is off, or for what has no address
   * of its own. `path`, `url` and `title` in the properties name such a page: the time and the events after it are its own.
   *
   * @example kelvin.page("Checkout, payment", {path: "/checkout/payment"});
   */
  page(name?: string, properties?: Fields): void;
  /**
   * Something happened: `kelvin.track("Order Completed", {total: 99})`. Only what the model names is kept. A "Form Submitted" of a form
   * with `data-kelvin-submit="success"` counts the success instead of the press, with the form's marked fields and traits.
   *
   * @example fetch("/contact", {method: "POST", body}).then(() => kelvin.track("Form Submitted", {form: "contact"}));
   */
  track(event: string, properties?: Fields): void;
  /**
   * Who this is. `id` is your own, a text or a whole number (it may be left out: `kelvin.identify({role: "buyer"})`); traits merge.
   * The first id of a visitor is told of the one who was anonymous until then. Another id is another person at the same device:
   * a new visitor, who has nothing of the former one's scores, segments, traits and log. What waits to be sent is still sent.
   * Ids are compared letter by letter. `null`, after an id on this page: that person has signed out. What follows is still counted
   * for them, and the next id begins a new visitor, even the same id.
   *
   * @example
   * kelvin.identify("ann", {industry: "energy"});   // the visitor so far is Ann
   * kelvin.identify("bob");                         // a new visitor, of no known industry
   * kelvin.identify("ann");                         // a new visitor again: nobody is kept aside
   */
  identify(id: string | number | Fields | null, traits?: Fields): void;
  /** The visitor's company. Another `id` replaces it. */
  group(id: string | number, traits?: Fields): void;
  /**
   * Events from elsewhere, e.g. your server: one Segment message or a list of them. They are taken as this visitor's; a
   * late one is taken at the time of the visitor's last event; a `messageId` seen before changes nothing. At most 10,000 a call; the rest is left out.
   */
  add(events: Fields | readonly Fields[]): void;

  /** Listens; returns the function that stops it. "ready" is told to late listeners too. */
  on<K extends keyof News>(name: K, listener: (news: News[K]) => void): () => void;

  /**
   * The visitor now; null before "ready" and without consent. Reading changes nothing.
   *
   * @example const hot = kelvin.view()?.segments.includes("hot") ?? false;
   */
  view(): View | null;
  /** The view with `reasons`: for each rule what it gave and what was taken since; they add up to the scores. */
  explain(): View | null;

  /**
   * Grants or withdraws purposes; returns what holds now. Called without argument it only returns that.
   * What is left out of an object stays as it was. Withdrawing `score` erases id, state, log and waiting messages, in
   * every tab, within a second. A browser that sends Global Privacy Control stays denied whatever is passed. Where sources are named
   * (`consentFrom`), what is passed here is the visitor's word until they say something else there.
   *
   * @example kelvin.consent({score: true, personalise: true});   // score and show, send nothing
   */
  consent(choice?: "granted" | "denied" | Partial<Consent>): Consent;

  /** The visitor's events as scored (scrubbed), oldest first, one JSON text a line: input of `kelvin verify`. */
  export(): Promise<string>;
  /** Forgets the visitor (id, state, log, and unlike another `identify` also the waiting messages) and starts a new one. Consent stays. */
  reset(): void;
  /**
   * What became of the messages in this browser, in all its tabs: how many were sent, which wait, which were refused.
   * With "retry", those that were set aside wait again: for when the receiver has been repaired.
   *
   * @example
   * (await kelvin.outbox()).messages
   * // [{id: "4f0c...", trigger: "call", destination: "crm", state: "waiting", tries: 3, last: "HTTP 503", next: 1772359200000, ...}]
   *
   * @example A message that the receiver will not take: told to "error" listeners as message_refused, and listed
   * // {..., state: "aside", tries: 1, last: "HTTP 422", next: null}
   */
  outbox(what?: "retry"): Promise<Delivery>;
  /** Opens, or closes, a panel with live scores, reasons, events and waiting messages. Loaded only when called. */
  debug(): void;
}

/** Plain data. Cycles, functions, getters that throw and the like are left out, never an error. */
export type Fields = Record<string, unknown>;

/** The three purposes. Without `score` the other two mean nothing and are false. */
export interface Consent {
  /** Score the visitor and keep id, state and log in this browser. */
  score: boolean;
  /** Change the page by the score: `data-kelvin-if`, `data-kelvin-unless`, `<html data-kelvin>`, the model's experiences. */
  personalise: boolean;
  /** Post the messages of triggers to the model's destinations. */
  send: boolean;
}

export interface Options {
  /** Address of the model (JSON). */
  model: string;
  /**
   * What holds until the visitor chose: "ask" nothing (default); "memory" scores in the memory of this page; "exempt" scores
   * and stores, but neither shows nor sends; "granted" does everything. Do Not Track makes all of them "ask"; Global Privacy
   * Control is a refusal.
   */
  consent?: "ask" | "memory" | "exempt" | "granted";
  /**
   * Who tells the visitor's choice: "tcf" (IAB TCF 2.2 and later, by `__tcfapi`), "google" (Consent Mode v2, by `dataLayer`),
   * "wordpress" (WP Consent API, by `wp_has_consent`), or several, which must then agree. Until they have spoken nothing happens. `kelvin.consent()` works as well; the visitor's
   * last word holds. Fetches kelvin-consent.<hash>.js.
   *
   * @example kelvin.init({model: "/kelvin.model.json", consentFrom: "tcf", consentVendor: 1234});
   *
   * @example Told to "error" where a name is not known; nothing is granted then
   * // unknown_source  data-consent-from  "onetrust"  "Name "tcf", "google", "wordpress" or several of them."
   */
  consentFrom?: string | readonly ("tcf" | "google" | "wordpress")[];
  /**
   * Whose consents count in TCF: those of the publisher (default), of a vendor by its number in the Global Vendor List, or
   * "any": the purposes alone, where your CMP does not ask for the publisher apart.
   */
  consentVendor?: number | string;
  /** "off": route changes of a single-page application are left to `kelvin.page()`. */
  spa?: "off" | "on" | boolean;
  /**
   * Which sensors run: "page link form engaged scroll click search" (all, the default), some of these, or "off". In a frame of a page
   * of the same origin the default is "link form click".
   */
  sensors?: string | readonly string[];
  /**
   * Query keys that mark a page of search results, the first that is there counts; by default "q s search query keyword", without bare
   * numbers and without an advertisement's `keyword`.
   */
  search?: string | readonly string[];
  /**
   * Events of other tools to hear: "datalayer" (Google Tag Manager, GA4), "analytics" (Segment), "rudderanalytics". None by
   * default, since most sites already report to us what they report to them. Their page views count only where `sensors`
   * leaves out "page". web/docs/other-tools.md lists what becomes of which event.
   *
   * @example kelvin.init({model: "/kelvin.model.json", hear: "datalayer"});
   * dataLayer.push({event: "purchase", ecommerce: {transaction_id: "T-1", value: 99, items: [{item_id: "A"}]}});
   * // scored as track("Order Completed", {order_id: "T-1", total: 99, products: [{product_id: "A"}], ...})
   */
  hear?: string | readonly string[];
  /**
   * Address of kelvin.wasm, or of kelvin-lean.wasm for a packed model; by default they lie beside the script. "off": the core as JavaScript is loaded instead, as it is where a policy
   * forbids WebAssembly; said beforehand, the policy has nothing to report.
   */
  wasmUrl?: string;
  /**
   * The folder of Kelvin's own files, where the script tag does not lie among them: a cache plugin moved it, or made it a part of a
   * larger script. By the document's base, as `src`. Not read by the module: there `wasmUrl` says where the core is.
   */
  base?: string;
  /** Address of the studio, for the panel's "Open in the studio": the model and this visitor's log go along in the fragment, which no browser sends. */
  studio?: string;
  /** "allow" scores automated browsers too: for tests. */
  bots?: "allow";
  /** "test" marks events and messages as tests, and writes faults to the console. */
  mode?: "live" | "test";
}

/** The names that `kelvin.on` takes, and what each gives its listeners. */
export interface News {
  /** Model and visitor are there; events made before have been scored. */
  ready: View;
  /** The visitor as it is after an event, or after another tab's. */
  view: View;
  enter: Crossing;
  /** Not told for a visitor whose place another person took by signing in. */
  leave: Crossing;
  /**
   * A trigger fired, and that is kept: from now on it outlives this browser. Once for each destination, `body` in its format.
   * Whether it is sent depends on `consent.send`.
   */
  message: { id: string; trigger: string; destination: string; body: unknown };
  error: KelvinError;
}

/** A segment entered or left. */
export interface Crossing {
  segment: string;
  label: string;
  view: View;
}

/** What was sent, waits and failed. Counts begin anew where the visitor was forgotten, not where another person signs in. */
export interface Delivery {
  /** Messages that a receiver answered with a 2xx. */
  sent: number;
  /** Thrown away: more than 1,000 waited for one destination, or more than 50 were set aside; the oldest go first. */
  dropped: number;
  /** Those that were not sent, oldest first. */
  messages: Waiting[];
}

/** A message that was not sent yet. One firing told to two destinations is two messages with one `id`. */
export interface Waiting {
  id: string;
  trigger: string;
  destination: string;
  /** "sending": this page tries it now. "aside": refused for good, or tried for a week; not tried again unless you ask. */
  state: "waiting" | "sending" | "aside";
  tries: number;
  /** When it fired. */
  born: number;
  /** The earliest time of the next try; null unless it waits. */
  next: number | null;
  /** What came of the last try: "HTTP 503"; "no answer" (network, CORS, CSP, blocker, redirect, 20 s); "a web page"; "". */
  last: string;
}

/** A fault as data: which, where, what was found there, what to do. */
export interface KelvinError {
  code: string;
  at: string;
  found: string;
  fix: string;
}

/** The visitor at a time. Scores as shown: cut to their range, two decimals. */
export interface View {
  at: number;
  visitor: string;
  scores: Record<string, number>;
  momentum: Record<string, number>;
  /** By the model's `top`: the id of the score that shows most, "" where none does. Only in a model that has one. */
  top?: Record<string, string>;
  /** "" in a model without grades. */
  grade: string;
  /** Segment ids, in the model's order. */
  segments: string[];
  /** Ids of the rules that veto now. */
  disqualified: string[];
  profile: Fields;
  visit: { number: number; pages: number; seconds: number; channel: string; referrer_host: string; campaign: Campaign };
  first: { channel: string; landing: string; campaign: Campaign };
  total: { visits: number; pages: number; seconds: number; days: number; age_days: number };
  /** Events scored so far. */
  events: number;
  /** Time of the last event. */
  last: number | null;
  /** When the visitor is forgotten if nothing more happens; null in a model without retention. */
  forgotten_at: number | null;
  /** Those of the model that hold now, in its order. */
  experiences: Experience[];
  /** Only from `explain()`. */
  reasons?: Reason[];
  /** With `reasons`: the nearest segment that the visitor is not in; null where points alone reach none. */
  next?: NextSegment | null;
  /** With `reasons`: the next step down if nothing happens; null where none is in sight. */
  next_drop?: NextDrop | null;
}

/** `score` must show `points` more; `missing` are fields of other conditions that do not hold. */
export interface NextSegment {
  segment: string;
  label: string;
  score: string;
  points: number;
  missing: string[];
}

/** At `at` inactivity, `percent` or `expire` takes a step, or `half_life` ends a segment; `left` are segments that end. */
export interface NextDrop {
  at: number;
  score: string;
  from: number;
  to: number;
  left: string[];
}

/** What the page changes of itself for this visitor. */
export interface Experience {
  id: string;
  /** CSS selector of the elements. */
  at: string;
  /** Texts, never HTML; classes are added; `attribute` sets attributes by name. */
  set: { text?: string; href?: string; class?: string; attribute?: Record<string, string> };
  /** The visitor is in the holdout: nothing is changed. */
  held: boolean;
  /** Seen as often as its limit says: it stays where it is being seen, and begins nowhere. */
  spent?: true;
}

/** Of the landing page's utm_ parameters; utm_campaign is `name`. */
export interface Campaign {
  source?: string;
  medium?: string;
  name?: string;
  term?: string;
  content?: string;
}

/** What one rule gives: points = raw + decay + cap + wear. */
export interface Reason {
  rule: string;
  score: string;
  label: string;
  hits: number;
  points: number;
  raw: number;
  decay: number;
  cap: number;
  wear: number;
}

declare global {
  interface Window {
    kelvin?: Kelvin;
  }
  const kelvin: Kelvin;
}
