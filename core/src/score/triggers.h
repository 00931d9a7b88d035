// Triggers: which fire when segments change and rules hit.
#pragma once

#include <cstddef>
#include <span>

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/text.h"

namespace kelvin {

/// What may make triggers fire, and the snapshot after it.
struct Moment {
  const Event& event;
  const Snapshot& now;
  std::span<const SegmentIndex> entered, left;
  std::span<const RuleIndex> hits;  ///< rules hit, and facts that turned true
  bool in_silence = false;
};

/// Fires, in the model's order, and counts against the triggers' limits.
void fire(const Model& model, State& state, const Moment& moment, List<Firing>& fired);

}  // namespace kelvin
