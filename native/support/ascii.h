// ASCII's characters, whatever the locale.
#pragma once

#include <string_view>

namespace kelvin::native {

inline constexpr std::string_view kBlank = " \t\r\n";

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace kelvin::native
