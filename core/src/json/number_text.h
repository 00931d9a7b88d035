// The shortest decimal text that reads back as the same double, as JavaScript writes numbers.
#pragma once

#include <string>

namespace kelvin {

/// Appends a finite number in ECMAScript's form: `35.79`, `1e+21`, `1.5e-7`, `-0` as `0`.
void append_number(std::string& out, double number);

}  // namespace kelvin
