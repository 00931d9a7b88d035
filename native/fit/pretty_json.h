// JSON for people: what fits on a line stands on one.
#pragma once

#include <string>

#include "kelvin/value.h"

namespace kelvin::native {

std::string pretty_json(const Value& value);

}  // namespace kelvin::native
