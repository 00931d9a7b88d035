// Inactivity: what a long silence wears away of what was earned.
#pragma once

#include "kelvin/model.h"
#include "kelvin/state.h"
#include "kelvin/text.h"
#include "kelvin/time.h"

namespace kelvin {

/// Whether any score of a visitor silent until t has lost points.
bool wears(const Model& model, const State& state, Instant t);

/// Wears every score at t, for the gap since the last activity: scales the live points of `rules`,
/// which are the state's or a copy of them.
///
///   sum 50 = five rules of 10, wear 15      -> five of 7: one factor for all
///   sum 20 = 40 earned, -20 of a penalty,   -> 25 - 20 = 5: penalties and facts stay
///            wear 15
///   sum 130, range to 100, wear 15          -> 85: what lay above the range is given up
void wear(const Model& model, const State& state, List<RuleState>& rules, Instant t);

}  // namespace kelvin
