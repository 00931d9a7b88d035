// Momentum: what the events of the last days moved each shown score.
#pragma once

#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/text.h"
#include "kelvin/time.h"

namespace kelvin {

/// At t, as Model::scores; replaces what was in `out`.
void read_momentum(const Model& model, const State& state, Instant t, List<Points>& out);

/// Adds what an event moved, from the snapshot before it to the one after; forgets days that no
/// longer count.
void move_momentum(const Model& model, State& state, const Snapshot& before, const Snapshot& after);

}  // namespace kelvin
