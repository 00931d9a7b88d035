// What is so at a step of a journey, against what must be.
#pragma once

#include <vector>

#include "kelvin/journey.h"
#include "kelvin/kelvin.h"

namespace kelvin {

/// What happened to a visitor since the last `expect`.
struct Happened {
  Array entered, left, fired;  ///< ids
  std::vector<Value> sent;     ///< as Model::destinations: the last message's body, or null
};

struct Visitor {
  State state;
  Value page;  ///< the page that is open; null before the first
  Happened happened;
};

void add_happened(const Model& model, const Event& event, const Outcome& outcome, Visitor& visitor);

/// Adds a failure for each that is not so.
void compare(const Model& model, const Visitor& visitor, Instant now,
             const std::vector<Expected>& expected, std::vector<JourneyFailure>& failures);

}  // namespace kelvin
