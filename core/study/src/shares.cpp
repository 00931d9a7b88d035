// Shares, and whether two of them, or two distributions, differ.
#include <algorithm>
#include <cmath>

#include "kelvin/study/statistics.h"

namespace kelvin::study {
namespace {

constexpr double kNormal95 = 1.959963984540054;  // 97.5 % of a normal distribution lie below

}  // namespace

std::optional<Interval> wilson(double yes, double of) {
  if (!(of > 0)) return {};
  const double share = yes / of;
  const double square = kNormal95 * kNormal95;
  const double middle = (share + square / (2 * of)) / (1 + square / of);
  const double half =
      kNormal95 / (1 + square / of) * std::sqrt(share * (1 - share) / of + square / (4 * of * of));
  return Interval{yes <= 0 ? 0 : std::max(0.0, middle - half),
                  yes >= of ? 1 : std::min(1.0, middle + half)};
}

std::optional<Interval> difference_interval(double a, double n, double b, double m) {
  const auto first = wilson(a, n), second = wilson(b, m);
  if (!first || !second) return {};
  const double p = a / n, q = b / m;
  return Interval{p - q - std::hypot(p - first->low, second->high - q),
                  p - q + std::hypot(first->high - p, q - second->low)};
}

std::optional<double> stability_index(std::span<const double> then, std::span<const double> now) {
  constexpr double kHalf = 0.5;
  double all_then = 0, all_now = 0;
  for (const double count : then) all_then += count;
  for (const double count : now) all_now += count;
  if (!(all_then > 0) || !(all_now > 0) || then.size() != now.size()) return {};
  double index = 0;
  for (std::size_t i = 0; i < then.size(); ++i) {
    if (then[i] <= 0 && now[i] <= 0) continue;
    const double before = std::max(then[i], kHalf) / all_then;
    const double after = std::max(now[i], kHalf) / all_now;
    index += (after - before) * std::log(after / before);
  }
  return index;
}

std::optional<double> sample_ratio(double side, double all, double share) {
  if (!(all > 0) || !(share > 0) || !(share < 1)) return {};
  const double expected = all * share;
  const double off = side - expected;
  const double square = off * off / expected + off * off / (all - expected);
  return std::erfc(std::sqrt(square / 2));
}

}  // namespace kelvin::study
