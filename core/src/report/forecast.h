// Forecast: when a segment ends if nothing more happens.
#pragma once

#include <optional>

#include "kelvin/model.h"
#include "kelvin/state.h"
#include "kelvin/time.h"

namespace kelvin {

/// How far a forecast looks ahead.
inline constexpr Duration kForecast{400 * kDay.ms};

/// Brings `next` forward to the first moment after t at which time alone may turn a fact, or a
/// segment's condition: by the age of a date, or the visitor's.
void find_turn(const Model& model, const State& state, Instant t, Instant& next);

/// The first moment at which a visitor who stays away is no longer in the segment. Nothing where
/// that cannot be told: the visitor is not in it, it is sticky, it lasts beyond kForecast, it asks
/// for more than facts, ages and scores that fall, or something in the state would raise a score
/// that it asks for, other than a fact.
std::optional<Instant> leaves_at(const Model& model, const State& state, SegmentIndex segment);

}  // namespace kelvin
