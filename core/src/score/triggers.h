// Triggers: which fire when segments change and rules hit.
#pragma once

#include <vector>

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "score/standing.h"

namespace kelvin {

/// What may make triggers fire, and the standing after it.
struct Moment {
  const Event& event;
  const Standing& now;
  const SegmentChanges& changes;
  const std::vector<RuleIndex>& hits;  ///< rules hit, and facts that turned true
  bool in_silence = false;
};

/// Fires, in the model's order, and counts against the triggers' limits.
void fire(const Model& model, State& state, const Moment& moment, std::vector<Firing>& fired);

}  // namespace kelvin
