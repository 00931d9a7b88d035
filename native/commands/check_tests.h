// What the tests of a model gave, for people; for programs: kelvin/check.h.
#pragma once

#include <string>

#include "kelvin/journey.h"

namespace kelvin::native {

/// A line per test, the failures below it; then counts, and what no test made happen.
std::string tests_as_text(const JourneyReport& report);

}  // namespace kelvin::native
