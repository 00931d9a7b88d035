// The columns of one CSV file: which say who, when and what, and what the others are called.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kelvin::native {

/// Finds a column by its name. Throws Unusable with the names there are, the nearest first, if
/// there is none, or if there are two.
std::size_t find_column(const std::string& file, const std::string& option,
                        const std::string& wanted, const std::vector<std::string>& names);

/// The member of a page (url, path, title, referrer, search) that a column of this name holds, or
/// "".
std::string_view page_member(std::string_view column);

}  // namespace kelvin::native
