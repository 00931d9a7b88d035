/**
 * The core's JavaScript API: the functions of kelvin-core.wasm, the whole core, and of
 * kelvin-lean.wasm, the same core without the compiler of models: a quarter smaller. One glue
 * (kelvin-core.js) opens either, and both give the same answers.
 *
 * One module holds one model and one visitor. Every function takes and returns plain text or
 * numbers; texts are JSON. Times are milliseconds since 1970, UTC. What is wrong comes back as
 * errors. A function throws only where an argument is no text, or one of more than 4 MB, or where
 * there is no memory left; then nothing has changed, and the next call works. A lone surrogate is
 * read as U+FFFD; half of one in an escape is `bad_json`, as is a number past the largest double. The
 * `found` of `bad_json` is what the host's JSON.parse says.
 *
 *     const kelvin = await createKelvin({ wasm: bytes });
 *     const model: Compiled | Refused = JSON.parse(kelvin.compile(modelText));
 *     if (!model.ok) throw new Error(model.errors[0].fix);
 *     const outcome: Outcome = JSON.parse(kelvin.apply(JSON.stringify({
 *       type: 'page', anonymousId: 'v-1', timestamp: Date.now(), properties: { path: '/pricing' },
 *     })));
 *
 *     JSON.parse(kelvin.apply('{"type":"page"}'))
 *     // { status: 'bad', errors: [{ code: 'no_visitor', at: '/anonymousId', ... }, ...] }
 *
 * An event's time is ISO 8601 with an offset or milliseconds (seconds are refused), its ids are texts or whole numbers.
 */
export interface KelvinModule {
  /**
   * Compiles a model: `Compiled` or `Refused`. Success replaces the model and forgets the visitor.
   * It may be a source or packed; for the lean core packed alone. Of these: `not_packed` (a source,
   * in the lean core), `older_format` (packed by release 0.1.0: pack it again), `newer_format`, `damaged`.
   */
  compile(model: string): string;
  /**
   * A model's source packed, for `compile` of this release and later ones: what
   * `kelvin check --pack` prints. `Refused` where the source has errors. Only in the whole core.
   */
  pack?(source: string): string;
  /** Loads a saved state in the place of the visitor's: `Restored` or `Refused` (then nothing has changed). '' is a new visitor. */
  restore(state: string): string;
  /**
   * After the past was replayed under a changed model: what triggers had fired by `state`, saved under the model of then,
   * counts as fired, so that no later message takes an id that was used. `Resumed` or `Refused` (then nothing has changed).
   */
  resume(state: string): string;
  /**
   * The visitor's state, for `restore`: one line that begins `{"kelvin":2,`, of which the rest is the core's own; '' before a
   * model is compiled.
   */
  save(): string;
  /**
   * Scores one event, a Segment-spec message: `Outcome`. Where the event is of another person at the
   * same device (its userId is not the visitor's) the answer is `other_person` and nothing changes:
   * begin a new visitor with `restore('')` and a new anonymousId, and apply the event again.
   */
  apply(event: string): string;
  /** What `apply` would keep of an event, without scoring it: `Scrubbed` or `Refused`. */
  scrub(event: string): string;
  /** The visitor at a time: `View`, or `Refused` before a model is compiled. Changes nothing. */
  view(at: number): string;
  /** As `view`, with `reasons`. */
  explain(at: number): string;
  /** The core's version, as `0.2.0`. */
  version(): string;
}

/** What the factory takes: the bytes of kelvin-core.wasm or kelvin-lean.wasm, what WebAssembly.compile made of them, or its JavaScript. */
export interface ModuleOptions {
  wasm: BufferSource | WebAssembly.Module | CoreScript;
}

/** The core as JavaScript (to-javascript.mjs): it instantiates itself. Slower; the same bits. */
export type CoreScript = (imports: object) => { exports: object };

declare const createKelvin: (options: ModuleOptions) => Promise<KelvinModule>;
export default createKelvin;

/** One mistake: a code for programs, a JSON pointer, what stands there, what to do. */
export interface KelvinError {
  code: string;
  at: string;
  found: string;
  fix: string;
}

export interface Refused {
  ok: false;
  errors: KelvinError[];
}

export interface Compiled {
  ok: true;
  id: string;
  version: string;
  /** 16 hexadecimal digits; changes whenever scores might. */
  digest: string;
  segments: { id: string; label: string }[];
  destinations: string[];
}

export interface Restored {
  ok: true;
  /** Of the model under which the state was saved: as `Compiled.digest`. */
  digest: string;
  /** How many events the state has scored. */
  events: number;
  /** What the model no longer has: `rule old-pricing`. */
  dropped: string[];
}

export interface Resumed {
  ok: true;
}

export interface Scrubbed {
  ok: true;
  event: object;
}

/** Numbers by score id, as they are shown: two decimals. */
export type ByScore = Record<string, number>;

export type Outcome = Scored | Passed | OtherPerson | Bad;

export interface Scored {
  status: 'scored';
  /** The event's time as the visitor's clock took it. */
  time: number;
  /** The scrubbed message: what a log should keep. */
  event: object;
  hits: { rule: string; score: string; points: number }[];
  before: ByScore;
  scores: ByScore;
  entered: string[];
  left: string[];
  fired: { trigger: string; id: string }[];
  messages: Message[];
}

/**
 * A message id seen before; or a `screen`, or an `alias` that does not name the visitor by their userId. Nothing changed.
 * Another type, or none, is `Bad`.
 */
export interface Passed {
  status: 'duplicate' | 'ignored';
  time: number;
}

/** The event's userId is not the visitor's: it is for a visitor of its own. Nothing changed. */
export interface OtherPerson {
  status: 'other_person';
}

export interface Bad {
  status: 'bad';
  errors: KelvinError[];
}

/** A trigger's message to one destination, ready to post. */
export interface Message {
  /** 32 hexadecimal digits: the same for every retry, tab and replay, and for every destination of one firing. */
  id: string;
  trigger: string;
  destination: string;
  /** Its placeholders filled and percent-encoded; may be relative to the page. */
  url: string;
  /** POST, PUT or PATCH. */
  method: string;
  contentType: string;
  headers: Record<string, string>;
  /** The exact bytes to post: JSON in the destination's format. */
  body: string;
}

export interface Campaign {
  source?: string;
  medium?: string;
  name?: string;
  term?: string;
  content?: string;
}

export interface View {
  at: number;
  visitor: string;
  scores: ByScore;
  momentum: ByScore;
  /** By the model's `top`: the id of the score that shows most, "" where none does. Only of a model that has one. */
  top?: Record<string, string>;
  grade: string;
  segments: string[];
  disqualified: string[];
  profile: Record<string, unknown>;
  visit: {
    number: number;
    pages: number;
    seconds: number;
    channel: string;
    referrer_host: string;
    campaign: Campaign;
  };
  first: { channel: string; landing: string; campaign: Campaign };
  total: { visits: number; pages: number; seconds: number; days: number; age_days: number };
  events: number;
  /** Time of the last event. */
  last: number | null;
  /** When the visitor is forgotten if nothing more happens; null in a model without retention. */
  forgotten_at: number | null;
  /** Those of the model that hold now, in its order. */
  experiences: Experience[];
  /** Only of `explain`. points = raw + decay + cap + wear. */
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

/** What a page should change of itself for this visitor: an address in `href` has a safe scheme. */
export interface Experience {
  id: string;
  /** CSS selector of the elements. */
  at: string;
  set: { text?: string; href?: string; class?: string; attribute?: Record<string, string> };
  /** The visitor is in the experience's holdout: change nothing. */
  held: boolean;
  /** Seen as often as its limit says: it stays where it is being seen, and begins nowhere. */
  spent?: true;
}

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
