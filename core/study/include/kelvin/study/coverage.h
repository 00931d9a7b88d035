// Coverage: a model beside a log. What the model asks for and the log has not, with the reason why;
// and what the log has and the model does not use.
//
//   Coverage coverage(model);
//   coverage.before(state, event);                   // around kelvin::apply
//   const Outcome outcome = apply(model, state, event);
//   coverage.after(state, event, outcome);
//   ...
//   coverage.conclude(state);                        // once for each visitor, at the end
//   CoverageReport report = coverage.report(survey.report());
//
// Each thread counts the visitors that are its own; then their counts merge, in any order, to what
// one thread would have counted. Conditions are asked as the core asks them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/points.h"
#include "kelvin/state.h"
#include "kelvin/study/survey.h"
#include "kelvin/time.h"

namespace kelvin::study {

/// Something that the log has, and how often: an event, a field, a group of paths, a value.
struct Near {
  std::string name;
  std::uint64_t count = 0;
  friend bool operator==(const Near&, const Near&) = default;
};

/// Why something never came about.
struct Cause {
  enum class Kind : std::uint8_t {
    kNoEvent,       ///< no event of the name `what`
    kNoField,       ///< the field `what` is in none of `of`
    kOtherKind,     ///< the field `what` is there, but as a `detail` in `failed` of `of`
    kNotMet,        ///< the condition `what` failed for `failed` of `of`
    kNotTogether,   ///< its parts were met, never all at once
    kNoPoints,      ///< `failed` of `of` matches gave nothing: the field `what` is missing there
    kNoNumber,      ///< ... the field `what` is no number, or not above zero
    kNotCounted,    ///< matches never came to what `count` asks for
    kNotAfter,      ///< never `after` the rule `what`
    kOutOfReach,    ///< the score `what` is never so; `detail` is the nearest that it was
    kRuleNever,     ///< the rule `what` never came about
    kSegmentNever,  ///< the segment `what` was never entered
    kSegmentStays,  ///< the segment `what` was never left
    kNoPage,        ///< no page of that group
  };
  Kind kind = Kind::kNotMet;
  std::string what;
  std::uint64_t failed = 0, of = 0;
  const char* unit = "event";  ///< what `of` counts: "event", "visitor", "match" or "time"
  std::string detail;
  bool similar = true;  ///< `nearest` is like what is asked for; else it is what there is most
  std::vector<Near> nearest;  ///< what the log has instead
};

/// What a cause says, as a sentence without a full stop.
std::string cause_words(const Cause& cause);
/// Its kind, for programs: "no_event".
const char* cause_code(Cause::Kind kind);

struct RuleCoverage {
  RuleIndex rule = 0;
  std::string at;             ///< its place in the model: /scores/0/rules/3
  std::uint64_t asked = 0;    ///< events of its names; of a fact rule: visitors
  std::uint64_t matches = 0;  ///< of a fact rule: how often it turned true
  std::uint64_t hits = 0;
  std::uint64_t visitors = 0;  ///< of whom it matched
  Points points;               ///< that its hits gave in all
  std::vector<Cause> causes;   ///< why it never came about, or what its hits lack
};

struct SegmentCoverage {
  std::string at;
  std::uint64_t entered = 0, left = 0;
  std::uint64_t visitors = 0;  ///< who were ever in it
  std::vector<Cause> causes;   ///< why it was never entered
};

struct TriggerCoverage {
  std::string at;
  std::uint64_t called = 0;  ///< how often what it waits for came about
  std::uint64_t fired = 0;
  std::vector<Cause> causes;
};

struct PageGroupCoverage {
  std::string at;
  std::uint64_t events = 0;
  std::vector<Cause> causes;
};

/// What the log has of one field or event, and whether the model uses it.
struct FieldCoverage {
  FieldSeen seen;
  bool used = false;
};
struct EventCoverage {
  EventSeen seen;  ///< its fields are in `fields`
  bool used = false;
  bool ignored = false;  ///< of a type that Kelvin does not take in
  std::vector<FieldCoverage> fields;
};

struct CoverageReport {
  std::uint64_t events = 0;      ///< that were taken in
  std::uint64_t duplicates = 0;  ///< left out
  std::uint64_t ignored = 0;     ///< of types that do not score
  std::uint64_t visitors = 0;
  std::optional<Instant> first, last;
  std::vector<RuleCoverage> rules;             ///< as Model::rules
  std::vector<SegmentCoverage> segments;       ///< as Model::segments
  std::vector<TriggerCoverage> triggers;       ///< as Model::triggers
  std::vector<PageGroupCoverage> page_groups;  ///< as Model::pages
  std::vector<std::pair<Points, Points>>
      scores;                      ///< the lowest and highest shown, as Model::scores
  std::vector<Near> channels;      ///< of first visits, by visitors
  std::vector<EventCoverage> log;  ///< most messages first
  std::vector<PathSeen> pages;     ///< most views first
  std::uint64_t unnamed_events = 0, unnamed_fields = 0, ungrouped_views = 0;  ///< as SurveyReport

  /// How many rules never matched; a fact rule: never held.
  [[nodiscard]] std::size_t never_matched() const;
};

/// The report as one JSON object.
std::string coverage_json(const Model& model, const CoverageReport& report);

class Coverage {
 public:
  /// The model must outlive it.
  explicit Coverage(const Model& model);
  ~Coverage();
  Coverage(Coverage&& other) noexcept;
  Coverage& operator=(Coverage&& other) noexcept;

  void before(const State& state, const Event& event);
  void after(const State& state, const Event& event, const Outcome& outcome);
  void conclude(const State& state);
  void merge(const Coverage& other);
  [[nodiscard]] CoverageReport report(const SurveyReport& survey) const;

  struct Counts;  ///< of the library's own

 private:
  std::unique_ptr<Counts> counts_;
};

/// The names of events that the model asks for: what a survey should keep.
std::vector<std::string> names_asked(const Model& model);

/// Whether the model asks for the event's page: by a group in `pages`, or by a condition on its
/// path or address.
class PagesAsked {
 public:
  explicit PagesAsked(const Model& model);
  [[nodiscard]] bool asks_for(const Event& event) const;

 private:
  const Model& model_;
  State state_;
  std::vector<const Condition*> tests_;
};

/// Which rules matched at all, from the states of all visitors at the end: a quick look without the
/// reasons.
class RulesMatched {
 public:
  explicit RulesMatched(const Model& model);
  void look_at(const State& state);
  void merge(const RulesMatched& other);
  [[nodiscard]] std::size_t never() const;
  [[nodiscard]] std::size_t all() const { return matched_.size(); }

 private:
  const Model* model_;
  std::vector<bool> matched_;
};

}  // namespace kelvin::study
