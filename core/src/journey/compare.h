// What is so at a step of a journey, against what must be.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kelvin/account.h"
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

/// The visitors of a journey by `who`, and the accounts that they make at a time.
using Visitors = std::map<std::string, Visitor>;
using Accounts = std::map<std::string, AccountStanding>;
Accounts accounts_of(const Model& model, const Visitors& visitors, Instant now);

void add_happened(const Model& model, const Event& event, const Outcome& outcome, Visitor& visitor);

/// Adds a failure for each that is not so.
struct Sight {
  const Visitor& visitor;
  const Accounts& accounts;
  Instant now;
};
void compare(const Model& model, const Sight& sight, const std::vector<Expected>& expected,
             std::vector<JourneyFailure>& failures);

}  // namespace kelvin
