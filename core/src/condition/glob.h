// Globs: `*` and `**` match any run of letters, all else itself. In paths and addresses `*` stays
// within a segment, and `/**` at the end also matches nothing at all; other texts have no segments.
#pragma once

#include <string_view>

namespace kelvin {

/// The longest glob that a model may hold. It bounds the work for each byte of a text, so that
/// matching stays linear in the text.
inline constexpr std::size_t kMaxGlob = 256;

enum class GlobOf { kPath, kText };

/// Whether the whole text matches.
///
///   /pricing/**   matches /pricing, /pricing/teams, /pricing/a/b   but not /pricing-old
///   /blog/*       matches /blog/why                                but not /blog/2026/why
///
/// Of other texts:
///
///   kv-*          matches kv-100, kv-100/red
///   a/**          matches a/, a/b                                  but not a
bool glob_matches(std::string_view pattern, std::string_view text, GlobOf of = GlobOf::kPath);

/// A path without the slash at its end; "/" stays.
constexpr std::string_view without_trailing_slash(std::string_view path) {
  if (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return path;
}

}  // namespace kelvin
