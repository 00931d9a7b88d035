// Model: a scoring model, compiled. Plain data that nothing changes after `compile`; names have
// become numbers, conditions trees, and the event fields that are needed a list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "kelvin/condition.h"
#include "kelvin/error.h"
#include "kelvin/points.h"
#include "kelvin/rule.h"
#include "kelvin/text.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

/// The number of the laws by which the core scores: it rises when the same model and the same
/// events give other numbers than before (CHANGELOG.md says what each number changed). It is in a
/// model's digest, in messages (`data.model.laws`; one without it was made under laws 1) and in
/// states.
inline constexpr int kLaws = 2;

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
  std::optional<Limit> limit;  ///< how often it is shown
  bool until_clicked = false;  ///< a click on what it changed ends it
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
  /// The mask of the member of that name; nullptr where nothing of it is kept.
  [[nodiscard]] const Member* find(std::string_view name) const;
  /// Keeps what stands at that path.
  void add(const List<Text>& path, std::size_t from = 0);
};
struct FieldMask::Member {
  Text name;
  FieldMask mask;
};

/// Where messages go, and in which form. `url` and the texts of `body` may have placeholders that
/// each message fills, such as `{{scores.engagement}}`.
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
  FieldMask fields;  ///< the parts of the profile that its messages carry
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
Result<Model> compile(NoText) = delete;

/// `too_long` where a model's text has more than kMaxModelBytes; else nothing. To be asked before
/// the text is parsed.
std::optional<Error> too_long_model(std::size_t bytes);

}  // namespace kelvin
