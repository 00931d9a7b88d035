// What coverage has counted so far.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "condition_tally.h"
#include "kelvin/study/coverage.h"
#include "visitor_set.h"

namespace kelvin::study {

/// A field that a rule's points depend on, over its matches.
struct InputTally {
  enum class Use : std::uint8_t { kMultiply, kSteps, kValues, kDistinct };
  Use use = Use::kMultiply;
  const Field* field = nullptr;
  std::uint64_t matches = 0, missing = 0, unusable = 0;
};

struct RuleCount {
  std::uint64_t asked = 0, matches = 0, hits = 0, visitors = 0;
  std::int64_t hundredths = 0;  ///< of points given, each hit rounded
  std::uint64_t not_after = 0;  ///< matches that came too late after another rule, or before it
  std::uint64_t not_multiplied = 0;
  VisitorSet held_of;        ///< of a fact rule
  ConditionTally condition;  ///< while it has not matched
  std::vector<InputTally> inputs;
  bool uses_rules = false;  ///< its condition or inputs look at rules
};

struct SegmentCount {
  std::uint64_t entered = 0, left = 0;
  VisitorSet visitors;
  ConditionTally when;  ///< of visitors at the end, while none has entered
};

struct TriggerCount {
  std::uint64_t called = 0, fired = 0;
  ConditionTally condition;  ///< when it was called, while it has not fired
};

struct Coverage::Counts {
  explicit Counts(const Model& m);

  const Model& model;
  std::uint64_t events = 0, duplicates = 0, visitors = 0;
  std::optional<Instant> first, last;
  std::vector<RuleCount> rules;
  std::vector<SegmentCount> segments;
  std::vector<TriggerCount> triggers;
  std::vector<std::uint64_t> page_groups;
  std::vector<std::pair<Points, Points>> scores;  ///< lowest and highest shown
  bool any_standing = false;
  std::map<std::string, std::uint64_t> channels;

  void before(const State& state, const Event& event);
  void after(const State& state, const Event& event, const Outcome& outcome);
  void conclude(const State& state);
  void merge(const Counts& other);
  [[nodiscard]] CoverageReport report(const SurveyReport& survey) const;

 private:
  void take_standing(const Snapshot& snapshot);
  void take_event_rules(const State& state, const Event& event, const Outcome& outcome);
  void take_candidate(RuleIndex index, const State& state, const Event& event,
                      const Outcome& outcome);
  void take_match(RuleIndex index, const EvalContext& context, const Hit* hit);
  void take_facts(const State& state);
  void take_segments(const State& state, const Outcome& outcome);
  void take_triggers(const State& state, const Event& event, const Outcome& outcome);
  [[nodiscard]] bool is_called(const Trigger& trigger, const Outcome& outcome) const;
  /// The visitor as the rules of this event saw it: what rules count is as it was before.
  const State& as_rules_saw(const State& state);

  // The visitor before the event that is being taken in.
  std::int64_t events_before_ = 0, visits_before_ = 0;
  std::vector<std::int64_t> matches_before_;
  std::vector<bool> held_before_;
  std::vector<RuleIndex> looked_at_;  ///< rules that others look at
  std::vector<RuleState> looked_at_before_;
  std::vector<bool> turned_true_;
  State seen_;
  bool seen_is_made_ = false;
};

}  // namespace kelvin::study
