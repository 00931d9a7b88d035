// Conditions and fields against a context: the event, the visitor and, for segments and triggers,
// the visitor's snapshot.
#pragma once

#include "condition/operand.h"
#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/time.h"

namespace kelvin {

/// What conditions may look at. Fields of what is absent are missing.
struct EvalContext {
  const Model& model;
  const State& state;
  Instant at;
  const Event* event = nullptr;
  const Snapshot* snapshot = nullptr;
};

bool holds(const Condition& condition, const EvalContext& context);

/// A condition whose fields are all kElement: of a list's element, or of an account.
bool holds(const Condition& condition, const Value& element, Instant at);

/// The field as one number, for `multiply` and lookups; nothing if it is missing, a list, or not
/// wholly a number.
std::optional<double> number_of(const Field& field, const EvalContext& context);

/// The field as one value, for `distinct` and lookups by value.
Operand operand_of(const Field& field, const EvalContext& context);

}  // namespace kelvin
