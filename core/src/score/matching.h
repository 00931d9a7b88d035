// Matching: which rules an event hits, by what was known before it (the first half of step 4).
#pragma once

#include "condition/condition.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/text.h"

namespace kelvin {

/// Lets the event's rules see it: takes matches down, forgets what is cleared, adds the hits.
/// `context` holds the event and the visitor that took it in; `opens_visit` also wakes the rules on
/// `visit`. Returns the hits in the model's order.
List<Hit> match_rules(const Model& model, State& state, const EvalContext& context,
                      bool opens_visit);

}  // namespace kelvin
