// The reference: a ridge logistic on many columns at once, real-valued. What a grid of few lines is
// measured against.
#pragma once

#include <cstdint>
#include <vector>

#include "problem.h"

namespace kelvin::study {

struct Ridge {
  double intercept = 0;
  std::vector<double> weight;  ///< of the problem's columns
};

/// The rows of a problem that anyone is in, each as the list of its columns: fits at several
/// penalties pass over them many times.
class RidgeRows {
 public:
  explicit RidgeRows(const Problem& problem);

  /// The weights of least loss + penalty / 2 * sum of their squares, from `start`.
  [[nodiscard]] Ridge fit(double penalty, const Ridge& start = {}) const;

  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::size_t rows() const { return all_.size(); }

 private:
  friend class Ridging;

  std::size_t columns_;
  std::vector<double> all_, yes_;
  std::vector<std::uint32_t> ends_;  ///< of each row, in `on_`
  std::vector<std::uint32_t> on_;
};

/// log-odds of each row.
std::vector<double> log_odds(const Problem& problem, const Ridge& ridge);

}  // namespace kelvin::study
