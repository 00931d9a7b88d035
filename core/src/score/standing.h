// Standing: from sums to shown scores, momentum, grade and segments.
#pragma once

#include <vector>

#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/time.h"

namespace kelvin {

/// The standing at t, pending wear included, but for its segments: these are as the state has them.
Standing standing_at(const Model& model, const State& state, Instant t);

/// Momentum at t from what the days moved; as Model::scores.
std::vector<Points> momentum_at(const Model& model, const State& state, Instant t);

/// Settles the standing's segments, each seeing those before it; tells which changed.
struct SegmentChanges {
  std::vector<SegmentIndex> entered, left;
};
SegmentChanges settle(const Model& model, const State& state, Standing& standing);

}  // namespace kelvin
