// A problem to search: rows of bits with counts of yes and no, and what each column's weight may
// be.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace kelvin::study {

/// Visitors with the same bits are one row. A column is a candidate; columns stand in the order in
/// which ties are settled, the simpler first.
struct Problem {
  std::vector<double> all, yes;                ///< how many visitors each row has, and buyers
  std::vector<std::vector<std::uint32_t>> on;  ///< of each column, the rows where it holds
  std::vector<std::int8_t> sign;               ///< of each column: +1, -1, or 0 for either

  [[nodiscard]] std::size_t rows() const { return all.size(); }
  [[nodiscard]] std::size_t columns() const { return on.size(); }
};

/// A weight in log-odds never goes further: a rule that nearly separates would never stop.
inline constexpr double kMostWeight = 5;

/// log(1 + e^z) without overflow.
double softplus(double z);
/// 1 / (1 + e^-z)
double logistic(double z);

}  // namespace kelvin::study
