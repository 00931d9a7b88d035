// Forecast: when a segment ends if nothing more happens.
#pragma once

#include <optional>

#include "kelvin/model.h"
#include "kelvin/state.h"
#include "kelvin/time.h"

namespace kelvin {

/// The first moment at which a visitor who stays away is no longer in the segment; nothing where
/// he is not in it, or is still in it after kForecastDays.
std::optional<Instant> leaves_at(const Model& model, const State& state, SegmentIndex segment);

inline constexpr int kForecastDays = 400;

}  // namespace kelvin
