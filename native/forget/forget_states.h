// Files of states without one person.
#pragma once

#include <cstdint>
#include <string>

#include "forget/person.h"

namespace kelvin::native {

/// Writes the file anew, under its name or another, without the visitors who have one of the
/// person's ids, or at whose device that person is; all others stay as they are. How many went.
/// Throws Unusable where it cannot be read or written: then the file is as it was.
std::uint64_t forget_states(const std::string& path, const std::string& out, const Person& person);

}  // namespace kelvin::native
