// The `$age` that was meant by an order comparison with a text such as "-7d" or "now-7d".
#pragma once

#include <optional>
#include <string_view>

#include "kelvin/text.h"

namespace kelvin {

struct MeantAge {
  Text op, bound;
};

/// Nothing for a text that looks like neither a duration nor a date sum.
///
///   $gte "-7d", "now-7d", "7 days ago"  -> $lte 7d: not older than a week
///   $lt "now"                           -> $gt 0s
///   $lte "now+3d"                       -> $gte -3d: at most three days ahead
///   $lt "7d", "P7D"                     -> $lt 7d: this is an age as it stands
///   $gte "2026-01-01", "10", "M"        -> nothing
std::optional<MeantAge> meant_age(std::string_view op, std::string_view text);

}  // namespace kelvin
