// Short tables as text, in pieces: `a,b;c` is a line of two pieces and a line of one.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/ascii.h"

namespace kelvin {

/// Whether `part` occurs in `text`, letter case apart: at its very start unless `later`, and up to
/// its very end unless `sooner`.
constexpr bool occurs(std::string_view text, std::string_view part, bool later, bool sooner) {
  for (std::size_t at = 0; at + part.size() <= text.size(); ++at) {
    std::size_t i = 0;
    while (i < part.size() && ascii_lower(text[at + i]) == ascii_lower(part[i])) ++i;
    if (i == part.size() && (sooner || at + i == text.size())) return true;
    if (!later) return false;
  }
  return false;
}

constexpr bool same(std::string_view a, std::string_view b) {
  return occurs(a, b, false, false);
}
constexpr bool has(std::string_view text, std::string_view part) {
  return occurs(text, part, true, true);
}

/// The piece of a table at `at`, which is left at the separator behind it.
constexpr std::string_view take(const char*& at) {
  const char* begin = at;
  while (*at != ',' && *at != ';' && *at != '\0') ++at;
  return {begin, static_cast<std::size_t>(at - begin)};
}

/// Goes from the end of one piece to the next piece of the same line; false if there is none.
constexpr bool next(const char*& at) {
  if (*at != ',') return false;
  ++at;
  return true;
}

/// Whether a piece from here to the end of the line is the word; a star stands for any text.
constexpr bool one_of(std::string_view word, const char* at) {
  do {
    std::string_view piece = take(at);
    const bool later = piece.starts_with('*');
    const bool sooner = piece.ends_with('*');
    if (later) piece.remove_prefix(1);
    if (sooner) piece.remove_suffix(1);
    if (occurs(word, piece, later, sooner)) return true;
  } while (next(at));
  return false;
}

}  // namespace kelvin
