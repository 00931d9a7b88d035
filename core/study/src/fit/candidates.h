// Candidates: the rules that the search may choose, each with the visitors for whom it holds. What
// they are made of (bounds, sets of values) comes from the training part alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kelvin/study/fit.h"

namespace kelvin::study {

struct Candidate {
  enum class Kind : std::uint8_t {
    kGiven,    ///< a rule of the model that was given
    kValues,   ///< one of these values, so many times
    kAtLeast,  ///< a number reached a bound
    kBelow,    ///< a number was below a bound
  };
  Kind kind = Kind::kValues;
  std::size_t from = 0;               ///< the column, or the given rule
  std::vector<std::uint32_t> values;  ///< of the column, in order
  std::uint32_t times = 1;
  double bound = 0;
  std::vector<std::uint32_t> holds;    ///< visitors, in order: of all parts
  std::uint32_t had = 0, had_yes = 0;  ///< of the training part
  int sign = 0;                        ///< of the raw difference in the training part
};

/// Who is in the training part: 1 for each visitor who is.
using Part = std::span<const std::uint8_t>;

/// The simpler first. Of those that hold for the same visitors the first.
std::vector<Candidate> find_candidates(const FitData& data, Part training,
                                       const FitOptions& options);

/// Whether it is one value, bound or given rule: the reference is made of these.
bool is_single(const Candidate& candidate);

/// At least so many visitors of the training part must have it, and not have it.
std::size_t least_support(std::size_t training);

}  // namespace kelvin::study
