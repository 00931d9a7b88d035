// Model: a scoring model, compiled. Plain data that nothing changes after `compile`; names have
// become numbers, conditions trees, and the event fields that are needed a list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "kelvin/error.h"
#include "kelvin/points.h"
#include "kelvin/text.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

/// The number of the laws by which the core scores: it rises when the same model and the same
/// events give other numbers than before (CHANGELOG.md says what each number changed). It is in a
/// model's digest, in messages (`data.model.laws`; one without it was made under laws 1) and in
/// states.
inline constexpr int kLaws = 2;

/// Places in Model's lists.
using RuleIndex = std::size_t;
using ScoreIndex = std::size_t;
using GroupIndex = std::size_t;
using SegmentIndex = std::size_t;
using NameId = std::int32_t;
inline constexpr NameId kNoName = -1;

/// A field of the event, of the visitor or of the visitor's snapshot, as conditions name it.
struct Field {
  enum class Source : std::uint8_t {
    kEventName,
    kEventType,
    kProperty,
    kPagePath,
    kPageUrl,
    kPageHost,
    kPageTitle,
    kPageReferrer,
    kPageSearch,
    kPageQuery,
    kPageGroup,
    kProfile,
    kVisitNumber,
    kVisitPages,
    kVisitSeconds,
    kVisitChannel,
    kVisitCampaign,
    kVisitReferrerHost,
    kFirstChannel,
    kFirstCampaign,
    kFirstLanding,
    kTotalVisits,
    kTotalPages,
    kTotalSeconds,
    kTotalDays,
    kTotalAgeDays,
    kRuleHits,
    kRuleMatches,
    kRuleSum,
    kScore,
    kMomentum,
    kTop,
    kGrade,
    kSegments,
    kDisqualified,
    kElement,  ///< inside $elemMatch: the element itself
  };
  Source source = Source::kEventName;
  std::size_t index = 0;  ///< property slot, rule, score or top
  List<Text> path;        ///< the names below it: `profile.company.name` -> company, name
};

/// A field as models write it: `scores.engagement`, `profile.company.name`. Not for properties: the
/// first name of these is a slot's number by now.
Text field_name(const Field& field);

/// A pattern for paths: `*` matches within a segment, `**` across; `/x/**` also matches `/x`.
struct Glob {
  Text pattern;
};

/// More milliseconds than lie between any two dates: an age that is not bounded on one side.
inline constexpr double kMostAge = 1e16;

/// What of a visitor a condition, or points, may look at: what an event has to change before the
/// answer can be another.
enum Reads : std::uint8_t {
  kReadsNothing = 0,
  kReadsTime = 1,       ///< the moment itself: `$age`, total.age_days
  kReadsProfile = 2,    ///< profile.*
  kReadsCounters = 4,   ///< visit.*, first.*, total.*
  kReadsRules = 8,      ///< rules.*
  kReadsSnapshot = 16,  ///< scores, momentum, top, grade, disqualified
  kReadsSegments = 32,  ///< segments, those settled so far
  kReadsAll = 63,
};

/// A condition in MongoDB's query semantics, as a tree.
struct Condition {
  enum class Op : std::uint8_t {
    kAll,
    kAny,
    kNone,  ///< of children: $and, $or, $nor ($not is kNone of one)
    kEqual,
    kGreater,
    kGreaterOrEqual,
    kLess,
    kLessOrEqual,
    kIn,
    kExists,
    kType,
    kContainsAll,
    kListSize,
    kElemMatch,
    kGlob,  ///< of a path or an address
    kWords,
    kTextGlob,  ///< of any other text
    kContains,
    kAge,  ///< how long ago a date is
  };
  Op op = Op::kAll;
  Field field;               ///< of a test; a kElement field under kElemMatch
  Value operand;             ///< what the field is compared with; kAge: [least, most] in ms
  List<Text> texts;          ///< of globs: patterns; kWords, kContains: folded phrases
  List<Condition> children;  ///< of kAll, kAny, kNone; of kElemMatch: the element's condition
};

struct Limit {
  enum class Per : std::uint8_t { kEver, kVisit, kOneDay, kDuration };
  std::int64_t times = 1;
  Per per = Per::kEver;
  Duration window;  ///< of kDuration
};

/// What a hit gives: the nth of a list, or by a field's value.
struct PointsTable {
  enum class Kind : std::uint8_t { kList, kSteps, kValues };
  Kind kind = Kind::kList;
  List<Points> list;                      ///< kList: at least one
  Field by;                               ///< kSteps, kValues
  List<std::pair<double, Points>> steps;  ///< bounds rising
  List<std::pair<Text, Points>> values;
  Points otherwise;  ///< kValues: `else`
};

struct Multiply {
  Field by;
  double unit = 1;
  std::optional<double> max;
  bool is_signed = false;  ///< values below zero count too: a return takes points back
};

/// A match goes on when it is at least the nth.
struct Count {
  std::int64_t at_least = 1;
  std::optional<Duration> within;
  std::optional<RuleIndex> since;
  std::optional<Field> distinct;
};

/// The values that a count with `distinct` remembers, and the matches that one with `within` does.
inline constexpr std::int64_t kRememberedValues = 256;
inline constexpr std::int64_t kRememberedMatches = 64;
inline constexpr std::int64_t kMostTimes = 1'000'000;

/// The largest `at_least`: what is remembered must be enough to count so far.
inline std::int64_t most_at_least(const Count& count) {
  if (count.distinct) return kRememberedValues;
  return count.within ? kRememberedMatches : kMostTimes;
}

struct After {
  RuleIndex rule = 0;
  Duration within;
};

/// Hits of a rule with `percent` or `expire` that fall into one of so many parts of a hit's life
/// are kept as one.
inline constexpr std::int64_t kSlotsPerLife = 32;

/// How a hit's points fade with its age. Any of them may stand alone; `expire` joins the others.
struct Decay {
  std::optional<Duration> half_life;
  double percent = 0;             ///< lost at each `every`, of the hit's first points
  std::optional<Duration> every;  ///< set where `percent` is
  std::optional<Duration> expire;
  /// When nothing is left of a hit (percent, expire).
  Duration life;
  [[nodiscard]] bool in_slots() const { return every || expire; }
  [[nodiscard]] bool fades() const { return half_life || in_slots(); }
};

struct Rule {
  enum class Kind : std::uint8_t { kEvent, kFact };
  Text id;
  Text label;  ///< what people read; the id where the model gives none
  ScoreIndex score = 0;
  Kind kind = Kind::kEvent;
  List<NameId> on;      ///< kEvent
  Condition condition;  ///< `where`, or `while`
  std::optional<Count> count;
  std::optional<After> after;
  std::optional<Limit> limit;
  PointsTable points;
  std::optional<Multiply> multiply;
  bool summed = false;  ///< whether a condition asks for `rules.<id>.sum`
  std::optional<Points> max;
  std::optional<GroupIndex> group;
  Decay decay;
  List<RuleIndex> clears;
  bool veto = false;
  bool ages = false;                   ///< kFact: time alone may turn it
  std::uint8_t reads = kReadsNothing;  ///< kFact: what its condition and its points look at
  List<RuleIndex> restarts;            ///< rules whose `count` begins anew `since` its matches
};

struct Group {
  Text id;
  ScoreIndex score = 0;
  std::optional<Points> max, min;
};

struct Inactivity {
  enum class Mode : std::uint8_t { kReplace, kAdd };
  Mode mode = Mode::kReplace;
  List<std::pair<Duration, Points>> steps;  ///< by time; points are what is taken, above zero
};

struct Score {
  Text id;
  Text label;  ///< what people read; the id where the model gives none
  Points low, high;
  Duration momentum = {7 * kDay.ms};
  std::optional<Inactivity> inactivity;
  List<RuleIndex> rules;
  List<GroupIndex> groups;
  List<std::pair<ScoreIndex, double>> of;  ///< a composed score; then `rules` is empty
};

/// Which of some scores shows most.
struct Top {
  Text id;
  List<ScoreIndex> of;
  std::optional<Points> at_least;  ///< without it: more than the low end of a score's range
};

struct GradePart {
  ScoreIndex score = 0;
  List<std::pair<Text, Points>> bands;  ///< by bound, the highest first
};

struct Segment {
  Text id;
  Text label;  ///< what people read; the id where the model gives none
  Condition when;
  std::optional<Condition> leave;
  bool sticky = false;
  std::uint8_t reads = kReadsNothing;  ///< what its conditions look at
};

struct Trigger {
  enum class On : std::uint8_t { kEnter, kLeave, kHit };
  Text id, say;
  On on = On::kEnter;
  std::size_t subject = 0;  ///< the segment, or for kHit the rule
  std::optional<Condition> condition;
  std::optional<Limit> limit;
  List<std::size_t> to;
};

/// What a page changes of itself while `condition` holds. Never HTML, and nothing that runs.
struct Experience {
  Text id;
  Text label;  ///< what people read; the id where the model gives none
  Condition condition;
  Text at;             ///< CSS selector of the elements
  Value set;           ///< `text`, `href`, `class` and `attribute`, those that the model gives
  double holdout = 0;  ///< the share of visitors for whom nothing changes, 0 to 1
};

/// A part that contacts play in an account.
struct Role {
  Text id;
  Condition condition;
  double weight = 1;
};

/// Visitors of one company as one: see kelvin/account.h.
struct Account {
  enum class Combine : std::uint8_t { kSum, kMax };
  Field key;             ///< of the profile; contacts with the same value are one account
  ScoreIndex score = 0;  ///< what is taken of each contact
  Combine combine = Combine::kSum;
  List<Role> roles;   ///< a contact has the first that holds
  double weight = 1;  ///< of contacts without a role
  Points low, high;
  List<Segment> segments;  ///< conditions are asked of `{scores: {account}, contacts, roles}`
  List<Trigger> triggers;  ///< all on kEnter; `subject` is a place in `segments`
};

/// The part of a document that is kept when an event is scrubbed.
struct FieldMask {
  struct Member;
  bool whole = false;
  List<Member> members;
  /// What of the member of that name; nullptr where nothing of it.
  [[nodiscard]] const Member* find(std::string_view name) const;
  /// Keeps what stands at that path.
  void add(const List<Text>& path, std::size_t from = 0);
};
struct FieldMask::Member {
  Text name;
  FieldMask mask;
};

/// Where messages go, and in which form. `url` and the texts of `body` may have placeholders, such
/// as
/// `{{scores.engagement}}`, that each message fills.
struct Destination {
  enum class Format : std::uint8_t {
    kCloudEvents,
    kSegment,   ///< a track call of the Segment spec
    kFlat,      ///< one level of keys
    kTemplate,  ///< `body`
  };
  Text id, url;
  Format format = Format::kCloudEvents;
  Value body;
  Text method, content_type;
  List<std::pair<Text, Text>> headers;
  FieldMask fields;  ///< what of the profile it is told
};

struct PageGroup {
  Text name;
  List<Glob> globs;
};

/// The event fields that the model names.
struct FieldsNeeded {
  FieldMask properties;  ///< its first level is the order of Event::properties
  FieldMask traits;      ///< of identify
  FieldMask company;     ///< of group
  FieldMask any_traits;  ///< of either: a message's type may come after its traits
  List<Text> query;
};

/// An event name that the model knows: one that rules ask for, or that is passive or offsite.
struct EventName {
  Text name;
  bool passive = false;
  bool offsite = false;
  List<RuleIndex> rules;
};

/// How far a model's clock may be from UTC.
inline constexpr Duration kMostDayOffset{14 * kHour.ms};

struct Model {
  Text id, version;
  std::uint64_t digest = 0;  ///< of the model's text without notes and tests, and of kLaws
  Duration visit_timeout = {30 * kMinute.ms};
  Duration day_offset;          ///< the local clock is UTC plus that
  List<EventName> names;        ///< sorted by name
  NameId visit_name = kNoName;  ///< of `visit`, the event that opens one
  List<PageGroup> pages;
  FieldsNeeded fields;
  List<Score> scores;
  List<Rule> rules;
  List<Group> groups;
  List<Top> top;
  List<GradePart> grade;
  List<Segment> segments;
  List<Trigger> triggers;
  List<Destination> destinations;
  List<Experience> experiences;
  std::optional<Duration> retention;  ///< how long someone may stay away and be remembered
  std::optional<Account> account;
  List<RuleIndex> facts;     ///< the fact rules
  bool scores_move = false;  ///< time alone may change one

  [[nodiscard]] NameId find_name(std::string_view name) const;
  /// The number of the day that holds t by the model's own clock.
  [[nodiscard]] std::int64_t day_at(Instant t) const { return day_of(t + day_offset); }
};

/// Limits on what a model may hold; past them `too_many`, `too_long` or `too_deep`.
inline constexpr std::size_t kMaxModelBytes = 1 << 20;
inline constexpr std::size_t kMaxRules = 1000;
inline constexpr std::size_t kMaxItems = 1000;  ///< of any other list

/// Compiles a model (format 1; as JSON text: kelvin/json.h), or tells every error in it, each with
/// its place (of more than 200 the first 200).
///
///   auto model = compile(R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s",
///       "rules":[{"id":"r","on":"page","points":1}]}]})");
///   compile(R"({"kelvin":1,"id":"m","scoers":[]})")
///       -> unknown_key at /scoers, "did you mean scores?", and missing_key for version and scores
Result<Model> compile(const Value& document);

/// Nothing, or `too_long`: what everyone who reads a model from text asks first.
std::optional<Error> too_long_model(std::size_t bytes);

}  // namespace kelvin
