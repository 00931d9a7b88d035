// What save and restore agree on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kelvin/text.h"

namespace kelvin {

inline constexpr int kStateFormat = 1;    ///< the exchange form
inline constexpr int kCompactFormat = 2;  ///< an older release takes it for a newer one's

/// Numbers in dense lists, as digits of six bits, the highest first.
inline constexpr std::string_view kDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// Ids of recent messages and values of `distinct`: 48 bits each.
inline constexpr std::size_t kIdDigits = 8;
/// The longest time between two events that there can be takes 49 bits.
inline constexpr std::size_t kMostAgeDigits = 9;

inline void append_digits(Text& out, std::uint64_t n, std::size_t digits) {
  for (std::size_t i = digits; i-- > 0;) out += kDigits[(n >> (6 * i)) & 63];
}

/// The number that such digits write; each is one of kDigits.
inline std::uint64_t number_of_digits(std::string_view digits) {
  std::uint64_t n = 0;
  for (const char c : digits) n = n << 6 | kDigits.find(c);
  return n;
}

/// Any bytes as digits: three of them take four digits, one of them two and two of them three.
Text digits_of(std::string_view bytes);
/// False where these are no such digits.
[[nodiscard]] bool bytes_of_digits(std::string_view digits, Text& bytes);

}  // namespace kelvin
