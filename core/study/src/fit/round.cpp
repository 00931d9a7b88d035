// From real weights to whole points: calibration of totals, and the best of many scales.
#include <algorithm>
#include <bit>
#include <cmath>

#include "search.h"

namespace kelvin::study {
namespace {

/// Visitors by total.
struct Totals {
  std::vector<double> total, all, yes;
};

Totals totals_of(const Groups& groups, const std::vector<int>& total) {
  int low = 0, high = 0;
  for (const int sum : total) {
    low = std::min(low, sum);
    high = std::max(high, sum);
  }
  const auto span = static_cast<std::size_t>(high - low) + 1;
  std::vector<double> all(span, 0), yes(span, 0);
  for (std::size_t g = 0; g < total.size(); ++g) {
    all[static_cast<std::size_t>(total[g] - low)] += groups.all[g];
    yes[static_cast<std::size_t>(total[g] - low)] += groups.yes[g];
  }
  Totals totals;
  for (std::size_t i = 0; i < span; ++i) {
    if (all[i] <= 0) continue;
    totals.total.push_back(low + static_cast<double>(i));
    totals.all.push_back(all[i]);
    totals.yes.push_back(yes[i]);
  }
  return totals;
}

/// The loss at a place, and what Newton needs there.
struct Look {
  double loss = 0, g0 = 0, g1 = 0, h00 = 1e-9, h01 = 0, h11 = 1e-9;
};
Look look(const Totals& totals, double intercept, double slope) {
  Look look;
  for (std::size_t i = 0; i < totals.total.size(); ++i) {
    const double t = totals.total[i], all = totals.all[i], yes = totals.yes[i];
    const double z = intercept + slope * t;
    const double e = std::exp(-std::abs(z));
    const double far = 1 / (1 + e);
    const double p = z > 0 ? far : 1 - far;
    look.loss += all * (std::max(z, 0.0) + std::log1p(e)) - yes * z;
    const double pull = yes - all * p, curve = all * e * far * far;
    look.g0 += pull;
    look.g1 += pull * t;
    look.h00 += curve;
    look.h01 += curve * t;
    look.h11 += curve * t * t;
  }
  return look;
}

struct NewtonStep {
  double intercept, slope;
};
/// Towards the least loss, the slope within its bounds.
NewtonStep newton(const Look& at, double slope, double most) {
  const double det = at.h00 * at.h11 - at.h01 * at.h01;
  if (!(det > 1e-12 * at.h00 * at.h11)) return {at.g0 / at.h00, 0};
  const double by = (at.h00 * at.g1 - at.h01 * at.g0) / det;
  const double to = std::clamp(slope + by, 0.0, most) - slope;
  return {(at.g0 - at.h01 * to) / at.h00, to};
}

/// The simpler of two that are equally good.
bool simpler(const std::vector<int>& a, const std::vector<int>& b) {
  if (largest(a) != largest(b)) return largest(a) < largest(b);
  long sum_a = 0, sum_b = 0;
  for (const int p : a) sum_a += std::abs(p);
  for (const int p : b) sum_b += std::abs(p);
  return sum_a < sum_b;
}

}  // namespace

int largest(const std::vector<int>& points) {
  int most = 0;
  for (const int p : points) most = std::max(most, std::abs(p));
  return most;
}

std::vector<int> group_totals(const Groups& groups, const std::vector<int>& points) {
  std::vector<int> total(groups.bits.size(), 0);
  for (std::size_t g = 0; g < total.size(); ++g) {
    for (std::uint32_t rest = groups.bits[g]; rest != 0; rest &= rest - 1) {
      total[g] += points[static_cast<std::size_t>(std::countr_zero(rest))];
    }
  }
  return total;
}

ChanceMap calibrate(const Groups& groups, const std::vector<int>& points, const ChanceMap* near) {
  return calibrate_totals(groups, group_totals(groups, points), largest(points), near);
}

ChanceMap calibrate_totals(const Groups& groups, const std::vector<int>& total, int largest_points,
                           const ChanceMap* near) {
  const Totals totals = totals_of(groups, total);
  double all = 0, yes = 0;
  for (std::size_t i = 0; i < totals.total.size(); ++i) {
    all += totals.all[i];
    yes += totals.yes[i];
  }
  constexpr double kSome = 0.5;
  const double most = kMostWeight / std::max(1, largest_points);
  double intercept = std::log((yes + kSome) / (all - yes + kSome)), slope = 0;
  if (near != nullptr) {
    intercept = near->intercept;
    slope = std::min(near->slope, most);
  }
  Look at = look(totals, intercept, slope);
  constexpr int kMostSteps = 25, kMostHalvings = 8;
  for (int n = 0; n < kMostSteps; ++n) {
    NewtonStep step = newton(at, slope, most);
    const double before = at.loss;
    for (int half = 0; half < kMostHalvings; ++half) {
      const Look next = look(totals, intercept + step.intercept, slope + step.slope);
      if (next.loss <= at.loss) {
        intercept += step.intercept;
        slope += step.slope;
        at = next;
        break;
      }
      step = {step.intercept / 2, step.slope / 2};
    }
    if (before - at.loss <= 1e-10 * (1 + before)) break;
  }
  return {intercept, slope, at.loss};
}

Grid round_weights(const Problem& problem, const Groups& groups, const Weights& weights,
                   const SearchOptions& options) {
  (void)problem;
  double up = 0, down = 0;
  for (const double w : weights.weight) {
    up = std::max(up, w);
    down = std::max(down, -w);
  }
  // The scale at which the first weight reaches its bound.
  double widest = 1e9;
  if (up > 0) widest = std::min(widest, options.high / up);
  if (down > 0) widest = std::min(widest, -options.low / down);
  Grid best;
  best.calibration = calibrate(groups, std::vector<int>(groups.columns.size(), 0), nullptr);
  std::vector<int> best_points(groups.columns.size(), 0), points, last;
  const int steps = 2 * std::max(options.high, -options.low);
  for (int i = 1; i <= steps; ++i) {
    const double scale = widest * i / steps;
    points.clear();
    for (const double w : weights.weight) {
      points.push_back(
          std::clamp(static_cast<int>(std::lround(w * scale)), options.low, options.high));
    }
    if (points == last) continue;
    last = points;
    const ChanceMap calibration = calibrate(groups, points, nullptr);
    const double margin = 1e-9 * (1 + best.calibration.loss);
    const double better = best.calibration.loss - calibration.loss;
    if (better > margin || (better > -margin && simpler(points, best_points))) {
      best.calibration = calibration;
      best_points = points;
    }
  }
  for (std::size_t i = 0; i < best_points.size(); ++i) {
    if (best_points[i] == 0) continue;
    best.columns.push_back(groups.columns[i]);
    best.points.push_back(best_points[i]);
  }
  best.real_loss = weights.loss;
  return best;
}

}  // namespace kelvin::study
