// Rules, and the scores that they make: what gives points, how often, and how points fade.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "kelvin/condition.h"
#include "kelvin/points.h"
#include "kelvin/text.h"
#include "kelvin/time.h"

namespace kelvin {

/// Places in Model's lists.
using RuleIndex = std::size_t;
using ScoreIndex = std::size_t;
using GroupIndex = std::size_t;
using SegmentIndex = std::size_t;
using NameId = std::int32_t;
inline constexpr NameId kNoName = -1;

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

/// A new member of it also goes into compile/read_rule.cpp, pack/rule_tables.cpp (the next tag),
/// describe/rule_words.cpp, lint/rules.cpp, model.schema.json and
/// tests/schema/every-part.model.json; what must be remembered of it, into RuleState.
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

}  // namespace kelvin
