// Cross-validation: each fold's visitors are told by a grid that was learnt from the others.
#pragma once

#include <cstdint>
#include <vector>

#include "candidates.h"
#include "search.h"

namespace kelvin::study {

/// What was learnt from one part.
struct PartFit {
  std::vector<Candidate> candidates;
  std::vector<Grid> grids;  ///< of at most 1, 2, ... lines; empty where no candidate is left
  double base = 0;          ///< the chance without any rule
};

/// 0 .. kFolds - 1 for each visitor, by a hash of the id.
std::vector<std::uint8_t> folds_of(const FitData& data, std::uint64_t seed);
/// All but those of the fold.
std::vector<std::uint8_t> part_without(const std::vector<std::uint8_t>& folds, std::size_t fold);

PartFit learn(const FitData& data, Part training, const FitOptions& options,
              const SearchOptions& how);

/// The chance that a grid of so many lines gives each visitor.
std::vector<double> chances_by(const FitData& data, const PartFit& fit, std::size_t lines);
/// The total that it gives.
std::vector<int> totals_by(const FitData& data, const PartFit& fit, const Grid& grid);

/// A chance for each visitor by a ridge logistic on all single candidates of those who are not in
/// the fold; its penalty is chosen by cross-validation among them.
std::vector<double> reference_chances(const FitData& data, const std::vector<Candidate>& candidates,
                                      const std::vector<std::uint8_t>& folds, std::size_t own);

/// Mean loss of chances, in nats a visitor.
double loss_of(const FitData& data, const std::vector<double>& chance);

}  // namespace kelvin::study
