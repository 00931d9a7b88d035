// Snapshot: from contributions to shown scores, momentum, top, grade and segments.
#pragma once

#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/text.h"
#include "kelvin/time.h"

namespace kelvin {

/// The snapshot at t, pending wear included, but for its segments: these are as the state has them.
/// The contributions that it is made of stay in `workings`.
void take_snapshot(const Model& model, const State& state, Instant t, Workings& workings,
                   Snapshot& out);

/// The snapshot after an event, of the one before at the same time: only the rules of
/// `workings.dirty` contribute otherwise. Its momentum is still to be read: the event moves it.
void take_snapshot_after(const Model& model, const State& state, const Snapshot& before,
                         Workings& workings, Snapshot& out);

/// Brings the snapshot's segments up to date, each seeing those before it, where something that
/// they read has changed since they were; adds to `entered` and `left`.
void update_segments(const Model& model, const State& state, std::uint8_t changed,
                     Snapshot& snapshot, List<SegmentIndex>& entered, List<SegmentIndex>& left);

}  // namespace kelvin
