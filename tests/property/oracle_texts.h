// How the oracle reads texts: globs, folded letters, words and dates, written for clearness alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kelvin/value.h"

namespace kelvin::property {

/// Whether the whole of `s` is like the pattern; `parts`: slashes divide it, as in paths.
bool glob(const char* p, const char* s, bool parts);
/// Without case and accents: the few accented letters that the generator writes, and ASCII.
std::string folded(std::string s);
/// The words of a folded text, each between spaces.
std::string words(const std::string& s);
/// A date in milliseconds since 1970; nothing where it is none.
std::optional<std::int64_t> date_in(const std::optional<Value>& x);

}  // namespace kelvin::property
