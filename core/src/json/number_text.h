// Numbers as decimal text, exactly, both ways; the same in every build.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kelvin/text.h"

namespace kelvin {

/// A whole number: "-12".
Text integer_text(std::int64_t number);
inline Text integer_text(std::size_t number) {
  return integer_text(static_cast<std::int64_t>(number));
}

/// Appends a finite number in ECMAScript's form, the shortest text that reads back as the same
/// double: `35.79`, `1e+21`, `1.5e-7`, `-0` as `0`.
void append_number(Text& out, double number);

/// The double nearest to a decimal text, halves to even; infinite past the largest. The text is a
/// sign or none, digits with a point or none, and an exponent or none: the caller has checked that.
double parse_number(std::string_view text);

}  // namespace kelvin
