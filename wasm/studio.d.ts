/**
 * The studio's core: the functions of kelvin-studio.wasm, for those who write models. It is the whole
 * core (kelvin.d.ts), and answers what the command line does: the same numbers, to the bit. It is built
 * for speed and has no place in a page that is only scored. kelvin-studio.js opens it.
 *
 * A model is its source here; a log is a JSON list of Segment-spec messages, of any number of visitors,
 * in the order of the log. A bad message is told and stops none of the others. A text may have 128 MB.
 *
 *     const kelvin = await createKelvin({ wasm: bytes });
 *     JSON.parse(kelvin.scoreAll(model, JSON.stringify(messages), '[]')).lines[0].scores
 *
 * What is not as on the command line: in a list a message may nest 31 levels deep, not 32, or the whole
 * list is `too_deep`; nothing is too long for a message but the list; a repeated key is no warning.
 */
import type { Coverage } from './studio-coverage.js';
import type { ByScore, KelvinError, KelvinModule, Refused, View } from './kelvin.js';

export type * from './kelvin.js';
export type * from './studio-coverage.js';

export interface KelvinStudio extends KelvinModule {
  /** What `kelvin check --json` prints of a model: `Checked`. */
  check(source: string): string;
  /** As `check`, and the model's own tests are run: `kelvin check --json --test`. */
  runTests(source: string): string;
  /** The model as sentences, what `kelvin check --explain` prints: `Described` or `Refused`. */
  describe(source: string): string;
  /**
   * What `kelvin score --at` prints, for each of the times: `ScoredAll` or `Refused`. `times` is a JSON
   * list of milliseconds or ISO 8601 with an offset; `[]` is the newest time of the log. Events later
   * than a time are left out of it.
   */
  scoreAll(source: string, messages: string, times: string): string;
  /** What `kelvin coverage --json` prints: `Covered` or `Refused`. */
  coverage(source: string, messages: string): string;
  /**
   * What `kelvin explain --json` prints of a visitor: `Explained` or `Refused`. `who` is a `Who` as JSON;
   * without `at` the newest time of the log.
   */
  explainVisitor(source: string, messages: string, who: string): string;
  /** The messages that the model's own tests are made of, in order: `Journeys` or `Refused`. */
  journeys(source: string): string;
  /**
   * Keeps a list of messages, or one, in place of those before: `Watched` or `Refused`. `follow`, `diff`, `calibrate`, `busiest` and
   * `messagesOf` look at these; `coverage` and `explainVisitor` do where their `messages` is ''. They are read once for all models that
   * ask the same of them. Bad ones are told here, and not kept.
   */
  watch(messages: string): string;
  /** Keeps more of them, behind those: `Watched` or `Refused`. */
  watchMore(messages: string): string;
  /** Who of them has most messages: `Busiest` or `Refused`. `ask` is `{"most":12}`. */
  busiest(ask: string): string;
  /** A visitor's first messages: `MessagesOf` or `Refused`. `ask` is `{"visitor":"v","most":1000}`. */
  messagesOf(ask: string): string;
  /** What each visitor of the messages did and became over time: `Followed` or `Refused`. `ask` is a `FollowAsk` as JSON. */
  follow(source: string, ask: string): string;
  /** What `kelvin diff --json` prints of the messages, under one model and against another: `Compared` or `Refused`. */
  diff(source: string, against: string): string;
  /** Keeps a list of labels for `calibrate`, objects with `visitor`, `converted` and `converted_at`, in place of those before: `Labelled` or `Refused`. */
  label(labels: string): string;
  /** What `kelvin calibrate --json` prints of the messages and the labels: `Calibrated` or `Refused`. */
  calibrate(source: string): string;
  /** The state that `save` gives in its other form, for programs: JSON by ids. Every core restores both. */
  saveExchange(): string;
}

export interface StudioOptions {
  wasm: BufferSource | WebAssembly.Module;
}

declare const createKelvin: (options: StudioOptions) => Promise<KelvinStudio>;
export default createKelvin;

export type Checked = Right | Wrong;

/** The model compiles; `ok` is false where a test failed. */
export interface Right {
  ok: boolean;
  /** Notices, too: `distinct_memory` and the like. */
  warnings: KelvinError[];
  id: string;
  version: string;
  digest: string;
  /** From here on only of `runTests`. */
  tests?: ModelTest[];
  passed?: number;
  failed?: number;
  /** Ids of what no test made happen. */
  unexercised?: { rules: string[]; segments: string[]; triggers: string[] };
}

export interface Wrong {
  ok: false;
  errors: KelvinError[];
  warnings: KelvinError[];
}

export interface ModelTest {
  name: string;
  /** Its place in the model: `/tests/0`. */
  at: string;
  ok: boolean;
  failures: { at: string; expected: unknown; found: unknown }[];
}

export interface Described {
  ok: true;
  text: string;
}

/** A message that could not be read: its place in the list, and why. */
export interface BadMessage {
  index: number;
  errors: KelvinError[];
}

export interface ScoredAll {
  ok: true;
  /** By visitor, and of each visitor by time. Who had no event yet has no line. */
  lines: ScoreLine[];
  bad: BadMessage[];
}

export interface ScoreLine {
  visitor: string;
  /** ISO 8601; so are `first` and `last`, '' where there is none. */
  at: string;
  scores: ByScore;
  momentum: ByScore;
  top?: Record<string, string>;
  grade: string;
  segments: string[];
  disqualified: string[];
  events: number;
  first: string;
  last: string;
}

export interface Who {
  visitor: string;
  at?: number | string | null;
}

export interface Explained {
  ok: true;
  view: View;
  bad: BadMessage[];
}

export interface Journeys {
  ok: true;
  journeys: { name: string; messages: Record<string, unknown>[] }[];
}

export interface Watched {
  ok: true;
  /** That are kept now, in all. */
  messages: number;
  /** Of those that were given with this call. */
  bad: BadMessage[];
}

export interface Busiest {
  ok: true;
  /** Visitors. */
  all: number;
  visitors: { visitor: string; messages: number }[];
}

export interface MessagesOf {
  ok: true;
  messages: Record<string, unknown>[];
}

export interface FollowAsk {
  /** Samples of each visitor's line, evenly over its time: 120 unless given. */
  points?: number;
  /** Milliseconds that a line goes on after the visitor's last event. */
  after?: number;
  /** Visitors whose events are told one by one, too. */
  events?: string[];
}

export interface Followed {
  ok: true;
  /** Ids, in the order of `FollowedVisitor.shown`. */
  scores: string[];
  visitors: FollowedVisitor[];
}

/** A line as columns. At an event that moved a score there are two points, before it and after it; what stays the same has its two ends. */
export interface FollowedVisitor {
  visitor: string;
  at: number[];
  /** Of each score, as `at`. */
  shown: number[][];
  /** From when on the visitor is in these segments and has this grade. */
  stays: { at: number; segments: string[]; grade: string }[];
  /** When events were, and of each whether it gave nothing (0), matched a rule (1), or a segment was entered or a trigger fired with it (2). */
  marked: number[];
  marks: number[];
  /** Where they were asked for. */
  events?: FollowedEvent[];
}

export interface FollowedEvent {
  at: number;
  name: string;
  path?: string;
  hits: { rule: string; points: number }[];
  /** After it, in the order of `Followed.scores`. */
  scores: number[];
  entered: string[];
  left: string[];
  fired: string[];
}

export interface Labelled {
  ok: true;
  /** Visitors with one. */
  labels: number;
  converted: number;
  bad: BadMessage[];
}

export interface Calibrated {
  ok: true;
  /** As the command line prints it; these are some of its members. */
  calibration: {
    labels: number;
    visitors: number;
    converted: number;
    without_events: number;
    without_label: number;
    /** The id of the score that the model's first segment asks for. */
    main: string;
    scores: { id: string; auc: number | null; auc_interval: { low: number; high: number } | null; thresholds: ({ name: string; least: number } & Found)[]; [other: string]: unknown }[];
    segments: ({ id: string } & Found)[];
    [other: string]: unknown;
  };
}

/** Who reached a threshold, or entered a segment. */
export interface Found {
  visitors: number;
  converted: number;
  precision: number;
  recall: number;
  lift: number;
  per_week: number;
  [other: string]: unknown;
}

export interface Compared {
  ok: true;
  /** As the command line prints it; these are some of its members. */
  diff: { visitors: number; unchanged: number; main: string; segments: Membership[]; triggers: Membership[]; [other: string]: unknown };
}

/** Visitors who are in a segment, or fired a trigger: under both models, under the old one alone, under the new one alone. */
export interface Membership {
  id: string;
  /** Which model has it. */
  in_old: boolean;
  in_new: boolean;
  both: number;
  only_old: number;
  only_new: number;
  /** Of a trigger: how often it fired. */
  times_old?: number;
  times_new?: number;
  per_week_old?: number;
  per_week_new?: number;
}

export interface Covered {
  ok: true;
  coverage: Coverage;
  bad: BadMessage[];
}
