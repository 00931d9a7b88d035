// Bytes of anybody's files as text that JSON can hold.
#pragma once

#include <string>
#include <string_view>

namespace kelvin::native {

/// The text with U+FFFD for each byte that is no UTF-8.
std::string valid_utf8(std::string_view bytes);

std::string lower_case(std::string_view text);  ///< of ASCII's letters

}  // namespace kelvin::native
