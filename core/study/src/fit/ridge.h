// The reference: a ridge logistic on many columns at once, real-valued. What a grid of few lines is
// measured against.
#pragma once

#include <vector>

#include "problem.h"

namespace kelvin::study {

struct Ridge {
  double intercept = 0;
  std::vector<double> weight;  ///< of the problem's columns
};

/// The weights of least loss + penalty / 2 * sum of their squares, from `start`.
Ridge fit_ridge(const Problem& problem, double penalty, Ridge start);

/// log-odds of each row.
std::vector<double> log_odds(const Problem& problem, const Ridge& ridge);

}  // namespace kelvin::study
