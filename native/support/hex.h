// A digest as text: it does not fit into JSON's numbers.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

namespace kelvin::native {

/// Sixteen lower-case hexadecimal digits.
inline std::string hex(std::uint64_t digest) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(digest));
  return text;
}

}  // namespace kelvin::native
