// The search for a grid of whole points: which columns, and how many points each.
#pragma once

#include <cstdint>
#include <vector>

#include "groups.h"
#include "problem.h"

namespace kelvin::study {

/// chance = 1 / (1 + exp(-(intercept + slope * total)))
struct ChanceMap {
  double intercept = 0, slope = 0;
  double loss = 0;  ///< summed over visitors
};

/// Whole points for some columns.
struct Grid {
  std::vector<std::uint32_t> columns;
  std::vector<int> points;  ///< never 0
  ChanceMap calibration;
  double real_loss = 0;  ///< of the best real weights on the same columns
};

struct SearchOptions {
  std::size_t lines = 10;
  int low = -20, high = 20;  ///< what points may be
  std::size_t width = 10;    ///< supports that are kept, and columns that are tried for each
  bool thorough = true;      ///< for the last size: improve all that is kept, and swap columns
};

/// The best grid of at most 1, 2, ... lines. The same every time: ties go to the simpler grid, then
/// to the columns that come first.
std::vector<Grid> search(const Problem& problem, const SearchOptions& options);

/// The two-parameter logistic on totals, its slope not below zero: how good a grid can be. It is
/// found sooner from that of a grid that is `near`; nullptr: none is known.
ChanceMap calibrate(const Groups& groups, const std::vector<int>& points,
                    const ChanceMap* near = nullptr);

/// The same of totals that are known: of each group, by `group_totals`, as a change of one line
/// moves them. `largest` of the points bounds the slope.
ChanceMap calibrate_totals(const Groups& groups, const std::vector<int>& total, int largest,
                           const ChanceMap* near);
std::vector<int> group_totals(const Groups& groups, const std::vector<int>& points);
int largest(const std::vector<int>& points);

/// The best rounding of real weights at many scales.
Grid round_weights(const Problem& problem, const Groups& groups, const Weights& weights,
                   const SearchOptions& options);

/// Changes points by one or two, and where `swaps` columns for others, until nothing helps.
Grid improve(const Problem& problem, Grid grid, const SearchOptions& options, bool swaps);

}  // namespace kelvin::study
