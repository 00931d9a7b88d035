// What the tests of a model gave, for people and for programs.
#pragma once

#include <string>

#include "kelvin/journey.h"

namespace kelvin::native {

/// A line per test, the failures below it; then counts, and what no test made happen.
std::string tests_as_text(const JourneyReport& report);

/// `"tests":[{"name","at","ok","failures":[{"at","expected","found"}]}],"passed","failed",
/// "unexercised":{"rules":[],"segments":[],"triggers":[]}`: members of a larger object.
std::string tests_as_json(const JourneyReport& report);

}  // namespace kelvin::native
