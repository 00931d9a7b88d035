// Drift: has the distribution of a score moved between two logs? Of each visitor counts the highest
// that the score showed, as in calibration.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/study/statistics.h"
#include "kelvin/study/thresholds.h"

namespace kelvin::study {

/// The highest that each score showed, of each visitor. Each thread has its own; then they merge.
class Highest {
 public:
  /// The model must outlive it.
  explicit Highest(const Model& model) : model_(&model) {}
  void applied(const State& state, const Outcome& outcome);
  void merge(Highest&& other);

  [[nodiscard]] std::size_t visitors() const { return highest_.size(); }
  /// By score, the lowest first.
  [[nodiscard]] std::vector<double> values(ScoreIndex score) const;

 private:
  const Model* model_;
  std::map<std::string, std::vector<Points>, std::less<>> highest_;
};

struct DriftBin {
  double from = 0, to = 0;   ///< the lowest and the highest score of either log in it
  double then = 0, now = 0;  ///< visitors
};

struct ThresholdDrift {
  Threshold threshold;
  double then = 0, now = 0;  ///< shares of the visitors who reached it
  std::optional<Interval> difference;
};

struct ScoreDrift {
  ScoreIndex score = 0;
  std::vector<DriftBin> bins;  ///< tenths of the log of then; fewer where scores are shared by many
  std::optional<double> index;  ///< population stability: below 0.1 little, above 0.25 much
  double index_by_chance =
      0;  ///< what visitors of the same kind would give, in 19 of 20 cases less
  double mean_then = 0, mean_now = 0;
  std::vector<ThresholdDrift> thresholds;
};

struct DriftReport {
  std::uint64_t then = 0, now = 0;  ///< visitors
  std::vector<ScoreDrift> scores;   ///< as Model::scores
};

DriftReport drift(const Model& model, const Highest& then, const Highest& now);

/// "stable", "look", "act"; "few" where so large an index may be chance, "nothing" without one.
const char* drift_verdict(const ScoreDrift& drift);

std::string drift_json(const Model& model, const DriftReport& report, ScoreIndex main);

}  // namespace kelvin::study
