// Groups: splitting rows, and which columns promise most.
#include "groups.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace kelvin::study {

double softplus(double z) {
  return z > 0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z));
}
double logistic(double z) {
  return 1 / (1 + std::exp(-z));
}

Groups one_group(const Problem& problem) {
  Groups groups;
  groups.group_of.assign(problem.rows(), 0);
  groups.bits = {0};
  groups.all = {0};
  groups.yes = {0};
  for (std::size_t i = 0; i < problem.rows(); ++i) {
    groups.all[0] += problem.all[i];
    groups.yes[0] += problem.yes[i];
  }
  return groups;
}

Groups with_column(const Problem& problem, const Groups& groups, std::uint32_t column) {
  Groups split = groups;
  const auto bit = std::uint32_t{1} << split.columns.size();
  split.columns.push_back(column);
  constexpr auto kNone = ~std::uint32_t{0};
  std::vector<std::uint32_t> half(groups.bits.size(), kNone);
  for (const std::uint32_t row : problem.on[column]) {
    const std::uint32_t from = groups.group_of[row];
    if (half[from] == kNone) {
      half[from] = static_cast<std::uint32_t>(split.bits.size());
      split.bits.push_back(groups.bits[from] | bit);
      split.all.push_back(0);
      split.yes.push_back(0);
    }
    const std::uint32_t to = half[from];
    split.group_of[row] = to;
    split.all[to] += problem.all[row];
    split.yes[to] += problem.yes[row];
    split.all[from] -= problem.all[row];
    split.yes[from] -= problem.yes[row];
  }
  return split;
}

Groups groups_of(const Problem& problem, const std::vector<std::uint32_t>& columns) {
  Groups groups = one_group(problem);
  for (const std::uint32_t column : columns) groups = with_column(problem, groups, column);
  return groups;
}

std::vector<double> chances(const Groups& groups, const Weights& weights) {
  std::vector<double> chance(groups.bits.size());
  for (std::size_t g = 0; g < chance.size(); ++g) {
    double z = weights.intercept;
    for (std::uint32_t rest = groups.bits[g]; rest != 0; rest &= rest - 1) {
      z += weights.weight[static_cast<std::size_t>(std::countr_zero(rest))];
    }
    chance[g] = logistic(z);
  }
  return chance;
}

Glimpse glimpse(const Problem& problem, const Groups& groups, const Weights& weights,
                std::uint32_t column) {
  // Only the half of each group that has the column moves.
  std::vector<double> all(groups.bits.size(), 0), yes(groups.bits.size(), 0);
  for (const std::uint32_t row : problem.on[column]) {
    all[groups.group_of[row]] += problem.all[row];
    yes[groups.group_of[row]] += problem.yes[row];
  }
  const std::vector<double> chance = chances(groups, weights);
  std::vector<double> z;
  std::size_t used = 0;
  for (std::size_t g = 0; g < all.size(); ++g) {
    if (all[g] <= 0) continue;
    z.push_back(std::log(chance[g] / (1 - chance[g])));
    all[used] = all[g];
    yes[used] = yes[g];
    ++used;
  }
  const double least = problem.sign[column] > 0 ? 0 : -kMostWeight;
  const double most = problem.sign[column] < 0 ? 0 : kMostWeight;
  double w = 0;
  constexpr int kSteps = 4;
  for (int step = 0; step < kSteps; ++step) {
    double slope = 0, bend = 1e-9;
    for (std::size_t g = 0; g < used; ++g) {
      const double p = logistic(z[g] + w);
      slope += yes[g] - all[g] * p;
      bend += all[g] * p * (1 - p);
    }
    w = std::clamp(w + std::clamp(slope / bend, -2.0, 2.0), least, most);
  }
  double gain = 0;
  for (std::size_t g = 0; g < used; ++g) {
    gain += all[g] * (softplus(z[g]) - softplus(z[g] + w)) + yes[g] * w;
  }
  return {weights.loss - gain, w};
}

std::vector<std::uint32_t> promising(const Problem& problem, const Groups& groups,
                                     const std::vector<double>& chance, std::size_t most,
                                     const std::vector<std::uint32_t>* among) {
  // Slope and bend of each row, side by side: a column's rows lie apart in memory.
  struct Pull {
    float slope, bend;
  };
  std::vector<Pull> pull(problem.rows());
  for (std::size_t i = 0; i < problem.rows(); ++i) {
    const double p = chance[groups.group_of[i]];
    pull[i] = {static_cast<float>(problem.yes[i] - problem.all[i] * p),
               static_cast<float>(problem.all[i] * p * (1 - p))};
  }
  std::vector<std::pair<double, std::uint32_t>> gains;
  const std::size_t count = among != nullptr ? among->size() : problem.columns();
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t column = among != nullptr ? (*among)[i] : static_cast<std::uint32_t>(i);
    double slope = 0, bend = 0.5;
    for (const std::uint32_t row : problem.on[column]) {
      slope += pull[row].slope;
      bend += pull[row].bend;
    }
    if (slope * problem.sign[column] < 0 || slope == 0) continue;
    gains.emplace_back(-slope * slope / bend, column);
  }
  std::erase_if(gains, [&](const auto& gain) {
    return std::find(groups.columns.begin(), groups.columns.end(), gain.second) !=
           groups.columns.end();
  });
  most = std::min(most, gains.size());
  std::partial_sort(gains.begin(), gains.begin() + static_cast<std::ptrdiff_t>(most), gains.end());
  std::vector<std::uint32_t> columns;
  for (std::size_t i = 0; i < most; ++i) columns.push_back(gains[i].second);
  return columns;
}

}  // namespace kelvin::study
