// Rows of one score as one: what fitting needs of many visitors.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kelvin/study/statistics.h"

namespace kelvin::study {

struct Level {
  double score = 0, weight = 0, yes = 0;
};

/// By score, the lowest first.
std::vector<Level> levels(std::span<const Scored> rows);

std::vector<Step> pool(std::span<const Level> levels);
std::optional<Logistic> fit_levels(std::span<const Level> levels);

/// Levels of the same rows, drawn anew; they keep their memory. Levels without weight stay.
class DrawnLevels {
 public:
  explicit DrawnLevels(std::span<const Scored> rows);
  [[nodiscard]] std::size_t size() const { return levels_.size(); }
  std::span<const Level> draw(Drawn drawn);

 private:
  std::span<const Scored> rows_;
  std::vector<Level> levels_;
  std::vector<std::size_t> place_;  ///< of each row's level
};

}  // namespace kelvin::study
