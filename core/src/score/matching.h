// Matching: which rules an event hits, by what was known before it (the first half of step 4).
#pragma once

#include "condition/condition.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"

namespace kelvin {

/// Lets the event's rules see it: records matches, forgets what is cleared, adds the hits to
/// `out.hits`, in the model's order. `context` holds the event and the visitor that took it in;
/// `opens_visit` also wakes the rules on `visit`. What contributes otherwise now is in
/// `out.workings.dirty`; `out.workings.matches` are all rules that matched.
void match_rules(State& state, const EvalContext& context, bool opens_visit, Outcome& out);

}  // namespace kelvin
