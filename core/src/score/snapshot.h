// Snapshot: from sums to shown scores, momentum, grade and segments.
#pragma once

#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/text.h"
#include "kelvin/time.h"

namespace kelvin {

/// The snapshot at t, pending wear included, but for its segments: these are as the state has them.
Snapshot snapshot_at(const Model& model, const State& state, Instant t);

/// Momentum at t from what the days moved; as Model::scores.
List<Points> momentum_at(const Model& model, const State& state, Instant t);

/// Settles the snapshot's segments, each seeing those before it; tells which changed.
struct SegmentChanges {
  List<SegmentIndex> entered, left;
};
SegmentChanges update_segments(const Model& model, const State& state, Snapshot& snapshot);

}  // namespace kelvin
