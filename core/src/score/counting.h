// Counting: whether a match is the nth that `count` asks for.
#pragma once

#include "condition/condition.h"
#include "kelvin/model.h"
#include "kelvin/state.h"

namespace kelvin {

/// Remembers one more match of a rule, and tells whether it goes on.
bool count_match(const Count& count, const EvalContext& context, RuleState& state);

}  // namespace kelvin
