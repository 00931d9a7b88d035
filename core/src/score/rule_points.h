// The live points of one rule: how hits are kept, fade, wear and are forgotten.
#pragma once

#include "kelvin/model.h"
#include "kelvin/points.h"
#include "kelvin/state.h"
#include "kelvin/time.h"

namespace kelvin {

/// What the rule's hits are worth at t, before wear and caps.
Points live_points(const Rule& rule, const RuleState& state, Instant t);

/// Whether any hit still lives: not expired, not worn off by `percent`. Cut, halved or worn to
/// nothing it still lives.
bool has_live_hit(const Rule& rule, const RuleState& state, Instant t);

/// Adds a hit's points at t, and drops what has ended.
void add_points(const Rule& rule, RuleState& state, Points points, Instant t);

/// Scales what is live at t by one factor, in [0, 1].
void scale_points(const Rule& rule, RuleState& state, double factor, Instant t);

/// Forgets the hits so far: points, sum, limit and place in a points list. Matches stay.
void forget_hits(RuleState& state);

}  // namespace kelvin
