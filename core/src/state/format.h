// What save and restore agree on.
#pragma once

#include <cstddef>
#include <string_view>

namespace kelvin {

inline constexpr int kStateFormat = 1;

/// Ids of recent messages: 48 bits each, as eight digits of six.
inline constexpr std::string_view kIdAlphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
inline constexpr std::size_t kIdDigits = 8;

}  // namespace kelvin
