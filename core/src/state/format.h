// What save and restore agree on.
#pragma once

namespace kelvin {

inline constexpr int kStateFormat = 1;
inline constexpr int kIdDigits = 12;  ///< hexadecimal digits of a 48-bit id

}  // namespace kelvin
