// ASCII's letters and digits alone, for host names, parameters and other words of machines. The C
// library's functions look at the locale, which may differ between machines.
#pragma once

#include <string_view>

#include "kelvin/text.h"

namespace kelvin {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

constexpr char ascii_lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

inline Text ascii_lower(std::string_view text) {
  Text out(text);
  char* bytes = out.own();
  for (std::size_t i = 0; i < out.size(); ++i) bytes[i] = ascii_lower(bytes[i]);
  return out;
}

}  // namespace kelvin
