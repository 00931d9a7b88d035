// The AUC of one score, or of two on the same visitors, over resamples of the visitors.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kelvin/study/resample.h"

namespace kelvin::study {

/// Visitors in the order of a score, so that each draw costs one pass.
class Ranking {
 public:
  Ranking(const std::vector<double>& score, const std::vector<std::uint8_t>& yes);
  /// Nothing where a draw has one class only.
  [[nodiscard]] std::optional<double> auc(Drawn drawn) const;
  [[nodiscard]] std::optional<double> auc() const;

 private:
  template <class Times>
  [[nodiscard]] std::optional<double> area(Times times) const;

  std::vector<std::uint32_t> order_;
  std::vector<std::uint8_t> ends_;  ///< of each place: the next has a higher score
  const std::vector<std::uint8_t>& yes_;
};

}  // namespace kelvin::study
