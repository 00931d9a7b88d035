// UTF-8 by the byte: cutting between characters, and telling what is none.
#pragma once

#include <cstddef>
#include <string_view>

namespace kelvin {

/// At most `bytes` of the text, ending at a character's edge.
constexpr std::string_view utf8_prefix(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

/// How many of the first bytes are UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing
/// past U+10FFFF.
constexpr std::size_t utf8_length(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t start = i;
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80) continue;
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4) return start;
    // The second byte's range is narrower after these leads.
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    for (int n = 0; n < more; ++n, ++i, low = 0x80, high = 0xBF) {
      if (i == text.size()) return start;
      const auto byte = static_cast<unsigned char>(text[i]);
      if (byte < low || byte > high) return start;
    }
  }
  return i;
}
constexpr bool is_utf8(std::string_view text) {
  return utf8_length(text) == text.size();
}

}  // namespace kelvin
