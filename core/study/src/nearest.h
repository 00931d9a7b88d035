// Which of the names that are there is meant by one that is not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kelvin/study/coverage.h"

namespace kelvin::study {

/// How alike two names are, from 0 to 100: the share of words that they have in common, also those
/// that are nearly one word, or mean one thing where people track visitors (price, total, revenue).
int likeness(std::string_view a, std::string_view b);

/// Names from this on are like each other.
inline constexpr int kAlike = 40;

/// Counted names as candidates, by name.
std::vector<Near> candidates_of(const std::map<std::string, std::uint64_t>& counts);

/// The candidates that are like the name, at most `most`: those that are nearly the same, then the
/// most frequent.
std::vector<Near> nearest(std::string_view name, std::vector<Near> candidates, std::size_t most);

}  // namespace kelvin::study
