#include "value_sets.h"

#include <algorithm>

namespace kelvin::study {
namespace {

/// A value's share of buyers counts as if so many more visitors had the share of all: a few
/// visitors say little.
constexpr double kPrior = 20;
/// Values that fewer of the training part have are in no set.
constexpr double kLeast = 5;
/// So many values in one field, those that most have, and so many cuts from either end.
constexpr std::size_t kMostValues = 60;
constexpr std::size_t kMostCuts = 12;

struct Ranked {
  std::uint32_t value;
  double all = 0, yes = 0, share = 0;
};

/// The values by their share of buyers, the highest first.
std::vector<Ranked> ranked(const FitData& data, const FactColumn& column, Part training,
                           double base) {
  std::vector<Ranked> values;
  for (std::uint32_t i = 0; i < column.values.size(); ++i) {
    Ranked value{i};
    for (const Seen& seen : column.values[i].seen) {
      if (training[seen.visitor] == 0) continue;
      ++value.all;
      value.yes += data.visitors[seen.visitor].converted ? 1 : 0;
    }
    value.share = (value.yes + kPrior * base) / (value.all + kPrior);
    if (value.all >= kLeast) values.push_back(value);
  }
  std::stable_sort(values.begin(), values.end(),
                   [](const Ranked& a, const Ranked& b) { return a.all > b.all; });
  if (values.size() > kMostValues) values.resize(kMostValues);
  std::stable_sort(values.begin(), values.end(), [](const Ranked& a, const Ranked& b) {
    return a.share != b.share ? a.share > b.share : a.value < b.value;
  });
  return values;
}

Candidate set_of(const FactColumn& column, std::size_t from, std::size_t visitors,
                 std::span<const Ranked> values) {
  Candidate candidate;
  candidate.from = from;
  std::vector<std::uint8_t> has(visitors, 0);
  for (const Ranked& value : values) {
    candidate.values.push_back(value.value);
    for (const Seen& seen : column.values[value.value].seen) has[seen.visitor] = 1;
  }
  std::sort(candidate.values.begin(), candidate.values.end());
  for (std::uint32_t visitor = 0; visitor < visitors; ++visitor) {
    if (has[visitor] != 0) candidate.holds.push_back(visitor);
  }
  return candidate;
}

/// Where to cut: after each value, or where there are many after about as many visitors each.
std::vector<std::size_t> cuts_of(std::span<const Ranked> values) {
  double all = 0;
  for (const Ranked& value : values) all += value.all;
  std::vector<std::size_t> cuts;
  double before = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    before += values[i].all;
    const auto slice = static_cast<std::size_t>(before / all * static_cast<double>(kMostCuts));
    if (values.size() > kMostCuts && slice == last && i > 1) continue;
    last = slice;
    cuts.push_back(i + 1);
  }
  return cuts;
}

}  // namespace

std::vector<Candidate> value_sets(const FitData& data, std::size_t column, Part training) {
  double all = 0, yes = 0;
  for (std::size_t i = 0; i < training.size(); ++i) {
    if (training[i] == 0) continue;
    ++all;
    yes += data.visitors[i].converted ? 1 : 0;
  }
  std::vector<Candidate> sets;
  if (all == 0) return sets;
  const FactColumn& of = data.columns[column];
  const std::vector<Ranked> values = ranked(data, of, training, yes / all);
  if (values.size() < 3) return sets;
  const std::span<const Ranked> span(values);
  for (const std::size_t cut : cuts_of(span)) {
    if (cut > 1) sets.push_back(set_of(of, column, training.size(), span.first(cut)));
    if (values.size() - cut > 1)
      sets.push_back(set_of(of, column, training.size(), span.subspan(cut)));
  }
  return sets;
}

}  // namespace kelvin::study
