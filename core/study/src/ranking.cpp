// How well scores tell yes from no: cuts, areas, slices, and their intervals by resampling.
#include <algorithm>
#include <cstddef>
#include <vector>

#include "kelvin/study/statistics.h"

namespace kelvin::study {
namespace {

std::vector<Scored> highest_first(std::span<const Scored> rows) {
  std::vector<Scored> sorted(rows.begin(), rows.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const Scored& a, const Scored& b) { return a.score > b.score; });
  return sorted;
}

/// The area from rows in order, each counted so often.
template <class Weight>
std::optional<double> area(std::span<const Scored> sorted, Weight weight_of) {
  double yes = 0, no = 0, pairs = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    double tied_yes = 0, tied_no = 0;
    const double score = sorted[i].score;
    for (; i < sorted.size() && sorted[i].score == score; ++i) {
      (sorted[i].yes ? tied_yes : tied_no) += weight_of(sorted[i]);
    }
    pairs += tied_no * (yes + tied_yes / 2);
    yes += tied_yes;
    no += tied_no;
  }
  if (yes <= 0 || no <= 0) return {};
  return pairs / (yes * no);
}

}  // namespace

std::vector<Cut> cuts(std::span<const Scored> rows) {
  std::vector<Cut> out;
  double yes = 0, no = 0;
  for (const Scored& row : highest_first(rows)) {
    (row.yes ? yes : no) += row.weight;
    if (out.empty() || out.back().score != row.score) out.push_back({row.score, 0, 0});
    out.back().yes = yes;
    out.back().no = no;
  }
  return out;
}

std::optional<double> auc(std::span<const Scored> rows) {
  return area(highest_first(rows), [](const Scored& row) { return row.weight; });
}

std::optional<double> auc(std::span<const Cut> cuts) {
  double pairs = 0;
  Cut before;
  for (const Cut& cut : cuts) {
    pairs += (cut.no - before.no) * (cut.yes + before.yes) / 2;
    before = cut;
  }
  if (before.yes <= 0 || before.no <= 0) return {};
  return pairs / (before.yes * before.no);
}

std::optional<double> average_precision(std::span<const Cut> cuts) {
  if (cuts.empty() || cuts.back().yes <= 0) return {};
  double sum = 0, before = 0;
  for (const Cut& cut : cuts) {
    sum += (cut.yes - before) * cut.yes / (cut.yes + cut.no);
    before = cut.yes;
  }
  return sum / cuts.back().yes;
}

std::optional<Interval> auc_interval(std::span<const Scored> rows, const Resampling& how) {
  const std::vector<Scored> sorted = highest_first(rows);
  std::uint32_t visitors = 0;
  for (const Scored& row : rows) visitors = std::max(visitors, row.visitor + 1);
  return bootstrap(visitors, how, [&sorted](Drawn drawn) {
    return area(sorted, [drawn](const Scored& row) { return row.weight * drawn[row.visitor]; });
  });
}

std::optional<AreaDifference> area_difference(std::span<const Scored> a, std::span<const Scored> b,
                                              const Resampling& how) {
  const auto area_a = auc(a), area_b = auc(b);
  if (!area_a || !area_b || a.size() != b.size()) return {};
  const std::vector<Scored> sorted_a = highest_first(a), sorted_b = highest_first(b);
  std::uint32_t visitors = 0;
  for (const Scored& row : a) visitors = std::max(visitors, row.visitor + 1);
  const auto interval = bootstrap(visitors, how, [&](Drawn drawn) -> std::optional<double> {
    const auto weight = [drawn](const Scored& row) { return row.weight * drawn[row.visitor]; };
    const auto one = area(sorted_a, weight), other = area(sorted_b, weight);
    if (!one || !other) return {};
    return *one - *other;
  });
  return AreaDifference{*area_a, *area_b, interval};
}

std::vector<Slice> slices(std::span<const Scored> rows, std::size_t count) {
  std::vector<Slice> out;
  const std::vector<Cut> all = cuts(rows);
  if (all.empty() || count == 0) return out;
  const double each = (all.back().yes + all.back().no) / static_cast<double>(count);
  constexpr double kRest = 1e-9;  // of a slice: what rounding leaves
  double room = 0;
  Cut before;
  for (const Cut& cut : all) {
    const double weight = cut.yes - before.yes + cut.no - before.no;
    const double share = (cut.yes - before.yes) / weight;
    for (double rest = weight; rest > kRest * each;) {
      if (room <= kRest * each && out.size() < count) {
        out.push_back({cut.score, cut.score, 0, 0});
        room = each;
      }
      const double part = out.size() < count ? std::min(rest, room) : rest;
      out.back().from = cut.score;
      out.back().weight += part;
      out.back().yes += part * share;
      room -= part;
      rest -= part;
    }
    before = cut;
  }
  return out;
}

}  // namespace kelvin::study
