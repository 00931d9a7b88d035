// Files of states of parts of a log, to that of the whole.
#pragma once

#include <string>
#include <vector>

namespace kelvin::native {

/// Throws Unusable where one cannot be read, where they were not made alike, or where a visitor is
/// in two of them.
void merge_states(const std::vector<std::string>& paths, const std::string& out);

}  // namespace kelvin::native
