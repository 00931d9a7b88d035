// Gathering facts from a log: the model that keeps what candidates may need, and what each event
// and each visitor's last state add.
//
//   Value document = gathering_model(survey.report());      // keeps what candidates may need
//   FactGatherer gather(model);                             // one for each thread
//   gather.take(visitor, event);                            // each event before the moment
//   gather.conclude(visitor, state);                        // once, at the end
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/state.h"
#include "kelvin/study/facts.h"
#include "kelvin/study/fit.h"
#include "kelvin/study/survey.h"

namespace kelvin::study {

/// A model without a grid that keeps the properties and traits of the log, so that scrubbing is the
/// core's own: what a candidate sees is what a rule would see. At most kMaxItems of them, those
/// that most messages have.
Value gathering_model(const SurveyReport& survey);

class FactGatherer {
 public:
  explicit FactGatherer(const Model& model) : model_(&model) {}

  void take(std::uint32_t visitor, const Event& event);
  void conclude(std::uint32_t visitor, const State& state);

  Facts facts;

 private:
  static bool is_of_page(const Event& event, const Text& name);
  void take_page(std::uint32_t visitor, const Text& path);
  void take_seconds(std::uint32_t visitor, const Event& event);
  void take_value(std::uint32_t visitor, const FactField& field, const Value& value);

  const Model* model_;
  /// Of each visitor, by field, in millionths as a rule's sum has them.
  std::unordered_map<std::uint32_t, std::map<std::size_t, std::int64_t>> seconds_;
};

/// The rules of a model as candidates. Each holds or does not: it counts once, without decay, caps
/// and groups; each cell of a lookup is a candidate of its own.
struct GivenCandidates {
  Value model;                   ///< a rule for each, in order: to be compiled, and replayed
  std::vector<GivenRule> rules;  ///< `holds` is empty
  std::vector<FitDropped> dropped;
};
GivenCandidates candidates_of(const Value& model);

/// A rule asks for this event.
bool asks_for(const Value& rule, const std::string& event);

/// A visitor's events as a test of the model, made anonymous: of each event what the model asks
/// for, its ids gone, all times moved by whole days.
class JourneyDraft {
 public:
  void add(const Model& model, const Event& event);
  [[nodiscard]] std::size_t events() const { return count_; }
  /// The test: the events, and the score that must come of them.
  [[nodiscard]] Value finish(const std::string& name, const std::string& score, int total) const;

 private:
  Array steps_;
  std::size_t count_ = 0;
  std::int64_t moved_ = 0;  ///< milliseconds
};

}  // namespace kelvin::study
