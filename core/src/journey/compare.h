// What is so at a step of a journey, against what must be.
#pragma once

#include <map>

#include "kelvin/account.h"
#include "kelvin/journey.h"
#include "kelvin/kelvin.h"
#include "kelvin/text.h"

namespace kelvin {

/// What happened to a visitor since the last `expect`.
struct SinceLastExpect {
  Array entered, left, fired;  ///< ids
  List<Value> sent;            ///< as Model::destinations: the last message's body, or null
};

struct Visitor {
  State state;
  Value page;  ///< the page that is open; null before the first
  SinceLastExpect happened;
};

/// The visitors of a journey by `who`, and the accounts that they make at a time.
using Visitors = std::map<Text, Visitor>;
using Accounts = std::map<Text, AccountSnapshot>;
Accounts accounts_of(const Model& model, const Visitors& visitors, Instant now);

void add_happened(const Model& model, const Event& event, const Outcome& outcome, Visitor& visitor);

/// Adds a failure for each that is not so.
struct StepContext {
  const Visitor& visitor;
  const Accounts& accounts;
  Instant now;
};
void compare(const Model& model, const StepContext& step, const List<Expected>& expected,
             List<JourneyFailure>& failures);

}  // namespace kelvin
