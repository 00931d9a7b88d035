#include "paired.h"

#include <algorithm>
#include <numeric>

namespace kelvin::study {

Ranking::Ranking(const std::vector<double>& score, const std::vector<std::uint8_t>& yes)
    : order_(score.size()), ends_(score.size()), yes_(yes) {
  std::iota(order_.begin(), order_.end(), std::uint32_t{0});
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return score[a] < score[b]; });
  for (std::size_t i = 0; i < order_.size(); ++i) {
    ends_[i] = i + 1 == order_.size() || score[order_[i]] < score[order_[i + 1]] ? 1 : 0;
  }
}

template <class Times>
std::optional<double> Ranking::area(Times times) const {
  constexpr double kHalf = 0.5;
  double below = 0, won = 0, yes = 0, no = 0, all_yes = 0;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const double n = times(order_[i]);
    (yes_[order_[i]] != 0 ? yes : no) += n;
    if (ends_[i] == 0) continue;
    won += yes * (below + kHalf * no);
    below += no;
    all_yes += yes;
    yes = no = 0;
  }
  if (below == 0 || all_yes == 0) return std::nullopt;
  return won / (all_yes * below);
}

std::optional<double> Ranking::auc(Drawn drawn) const {
  return area([&](std::uint32_t visitor) { return static_cast<double>(drawn[visitor]); });
}
std::optional<double> Ranking::auc() const {
  return area([](std::uint32_t) { return 1.0; });
}

}  // namespace kelvin::study
