// How far one name is from another: for "did you mean".
#pragma once

#include <cstddef>
#include <string_view>

namespace kelvin {

/// How many bytes must be added, taken out or changed to make one name of the other (Levenshtein).
/// Time grows with the product of their lengths: cut what may be long.
///
///   edit_distance("pricng", "pricing")   -> 1
///   edit_distance("ab", "ba")            -> 2
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace kelvin
