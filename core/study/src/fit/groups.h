// Rows that agree in a few chosen columns as one group each, and the weights that fit them best.
#pragma once

#include <cstdint>
#include <vector>

#include "problem.h"

namespace kelvin::study {

/// At most so many columns can be chosen: their bits share one number.
inline constexpr std::size_t kMostChosen = 30;

/// The groups of some columns. Adding a column splits each group once.
struct Groups {
  std::vector<std::uint32_t> columns;   ///< chosen, in the order in which they came
  std::vector<std::uint32_t> group_of;  ///< of each row
  std::vector<std::uint32_t> bits;      ///< of each group: bit i is columns[i]
  std::vector<double> all, yes;         ///< of each group
};

Groups one_group(const Problem& problem);
Groups with_column(const Problem& problem, const Groups& groups, std::uint32_t column);
Groups groups_of(const Problem& problem, const std::vector<std::uint32_t>& columns);

struct Weights {
  double intercept = 0;
  std::vector<double> weight;  ///< of Groups::columns
  double loss = 0;             ///< summed over visitors, in nats
};

/// The weights of least loss within their signs and kMostWeight, by projected Newton from `start`.
Weights fit_weights(const Problem& problem, const Groups& groups, Weights start);

/// The loss if that column were added and only its weight were to be chosen: what children are
/// told apart by before they are fitted whole. `weight` is that weight.
struct Glimpse {
  double loss = 0, weight = 0;
};
Glimpse glimpse(const Problem& problem, const Groups& groups, const Weights& weights,
                std::uint32_t column);

/// Columns that are not chosen, by how much adding one promises, the most first; at most `most`.
/// `chance` is each group's; `among` those that are looked at, nullptr for all.
std::vector<std::uint32_t> promising(const Problem& problem, const Groups& groups,
                                     const std::vector<double>& chance, std::size_t most,
                                     const std::vector<std::uint32_t>* among = nullptr);

/// The chance of each group.
std::vector<double> chances(const Groups& groups, const Weights& weights);

}  // namespace kelvin::study
