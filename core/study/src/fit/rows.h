// Visitors as rows: those for whom the same candidates hold are one.
#pragma once

#include <vector>

#include "candidates.h"
#include "problem.h"

namespace kelvin::study {

struct Rows {
  Problem problem;                    ///< counts are zero until `count` is called
  std::vector<std::uint32_t> row_of;  ///< of each visitor
};

Rows rows_of(const FitData& data, const std::vector<Candidate>& candidates, bool any_sign);

/// Counts a part of the visitors into the rows.
void count(const FitData& data, Part part, Rows& rows);

}  // namespace kelvin::study
