// Thresholds: the heights of scores that a model waits for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kelvin/model.h"
#include "kelvin/points.h"

namespace kelvin::study {

/// A score reaches it when it shows at least `least`.
struct Threshold {
  ScoreIndex score = 0;
  Points least;
  std::string name;  ///< what waits for it: `segment hot`, `grade B`
  std::optional<SegmentIndex> segment;
  bool above = false;  ///< asked with $gt: what it names lies a hundredth below
};

/// Of segments' `when` all bounds that must be met ($gte, $gt), of grades all bands but the lowest;
/// by score, then height, then in the model's order.
std::vector<Threshold> thresholds(const Model& model);

/// The score that a report is about where nobody says which: that of the first segment's first
/// bound, else the last of the model.
ScoreIndex main_score(const Model& model);

/// Rules that give points for the event of that name: where it is the outcome itself, their points
/// are known too late to be of use.
std::vector<RuleIndex> rules_on(const Model& model, std::string_view event);

}  // namespace kelvin::study
