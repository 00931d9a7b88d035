#include "bands.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace kelvin::study {
namespace {

/// No band has fewer of the visitors.
constexpr double kLeastShare = 0.02;

struct Portion {
  double all = 0, yes = 0;
};

/// What the outcomes of a portion cost, told by its own share, in nats.
double cost(const Portion& portion) {
  const double no = portion.all - portion.yes;
  if (portion.yes <= 0 || no <= 0) return 0;
  return -portion.yes * std::log(portion.yes / portion.all) - no * std::log(no / portion.all);
}

Portion between(const std::vector<Portion>& above, std::size_t from, std::size_t to) {
  return {above[to].all - above[from].all, above[to].yes - above[from].yes};
}

}  // namespace

std::vector<FitBand> bands_of(const std::vector<int>& total, const std::vector<std::uint8_t>& yes,
                              int lowest) {
  std::map<int, Portion, std::greater<>> by_total;
  for (std::size_t i = 0; i < total.size(); ++i) {
    ++by_total[total[i]].all;
    by_total[total[i]].yes += yes[i];
  }
  std::vector<int> totals;
  std::vector<Portion> above(1);  // above[i]: all visitors of the i highest totals
  for (const auto& [points, portion] : by_total) {
    totals.push_back(points);
    above.push_back({above.back().all + portion.all, above.back().yes + portion.yes});
  }
  const std::size_t end = totals.size();
  const double least = kLeastShare * above[end].all;
  double best = cost(above[end]);
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < end; ++i) {
    for (std::size_t j = i; j < end; ++j) {
      const Portion parts[] = {between(above, 0, i), between(above, i, j), between(above, j, end)};
      if (parts[0].all < least || parts[2].all < least) continue;
      if (j > i && parts[1].all < least) continue;
      const double costs = cost(parts[0]) + cost(parts[1]) + cost(parts[2]);
      if (costs >= best - 1e-9) continue;
      best = costs;
      cuts = j > i ? std::vector{i, j} : std::vector{i};
    }
  }
  std::vector<FitBand> bands;
  constexpr const char* kNames[] = {"hot", "warm"};
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    bands.push_back({kNames[i], totals[cuts[i] - 1], {}});
  }
  bands.push_back({"cold", lowest, {}});
  return bands;
}

}  // namespace kelvin::study
