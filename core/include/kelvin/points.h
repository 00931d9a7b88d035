// Points: what rules give and scores are made of. Whole millionths in 64 bits, so that sums are
// exact, no order of adding matters, and native and WebAssembly cannot differ.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>

namespace kelvin {

/// An amount of points, in millionths. One contribution stays within +-1,000,000 points, so any sum
/// of a model's rules fits with room to spare.
struct Points {
  std::int64_t millionths = 0;

  friend constexpr auto operator<=>(Points, Points) = default;
  friend constexpr Points operator+(Points a, Points b) { return {a.millionths + b.millionths}; }
  friend constexpr Points operator-(Points a, Points b) { return {a.millionths - b.millionths}; }
  friend constexpr Points operator-(Points a) { return {-a.millionths}; }
  constexpr Points& operator+=(Points b) { return *this = *this + b; }

  /// For reading by people and by JSON; the nearest double.
  [[nodiscard]] constexpr double value() const { return static_cast<double>(millionths) / 1e6; }
};

inline constexpr Points kMaxContribution{1'000'000'000'000};

/// A sum that is only told, never scored with, stays where doubles count exactly.
constexpr Points saturated(Points sum) {
  constexpr Points kMost{9'000'000'000'000'000};
  return std::clamp(sum, -kMost, kMost);
}

/// x rounded to a whole number, halves away from zero. |x| must be below 2^62.
constexpr std::int64_t round_half_away(double x) {
  const auto whole = static_cast<std::int64_t>(x);
  const double rest = x - static_cast<double>(whole);
  if (rest >= 0.5) return whole + 1;
  if (rest <= -0.5) return whole - 1;
  return whole;
}

/// `millionths` (may be fractional) as a contribution: rounded, and cut to +-1,000,000 points.
constexpr Points to_contribution(double millionths) {
  const double limit = static_cast<double>(kMaxContribution.millionths);
  if (!(millionths < limit)) return millionths >= limit ? kMaxContribution : Points{};
  if (millionths <= -limit) return -kMaxContribution;
  return {round_half_away(millionths)};
}

/// `points` as a model writes them (10, 2.5, -20), rounded to a millionth.
constexpr Points to_points(double points) {
  return to_contribution(points * 1e6);
}

/// What a score shows of a sum: rounded to two decimals, halves away from zero.
constexpr Points to_shown(Points sum) {
  constexpr std::int64_t kStep = 10'000;
  const std::int64_t half = sum.millionths < 0 ? -kStep / 2 : kStep / 2;
  return {(sum.millionths + half) / kStep * kStep};
}

}  // namespace kelvin
