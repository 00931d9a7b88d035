// Sets of values of one field, as candidates: those whose visitors bought most, and least.
#pragma once

#include <vector>

#include "candidates.h"

namespace kelvin::study {

std::vector<Candidate> value_sets(const FitData& data, std::size_t column, Part training);

}  // namespace kelvin::study
