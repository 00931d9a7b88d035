// A holdout: those for whom an experience changed nothing, beside all others. The hash of the
// visitor decides who belongs where. Twice: by intention to treat, whether or not anything was
// seen; and of those alone who saw it, or would have seen it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kelvin/model.h"
#include "kelvin/study/statistics.h"

namespace kelvin::study {

struct HoldoutSides {
  std::uint64_t shown = 0, shown_converted = 0;
  std::uint64_t held = 0, held_converted = 0;
  /// Of the conversion of who was shown less that of who was held: the share, and its interval.
  std::optional<double> difference;
  std::optional<Interval> interval;
};

struct Holdout {
  std::size_t experience = 0;
  HoldoutSides all;
  HoldoutSides exposed;  ///< with an `Experience Seen` before they converted
  /// How likely a split so far off the model's is by chance. Below 0.001 something sorted the
  /// visitors, and no difference can be believed.
  std::optional<double> split_chance;
};

struct HeldVisitor {
  std::string visitor;
  bool converted = false;
  std::vector<std::uint8_t> exposed;  ///< as Model::experiences; may be left out
};

/// One for each experience with a holdout.
std::vector<Holdout> holdouts(const Model& model, const std::vector<HeldVisitor>& visitors);

}  // namespace kelvin::study
