// A chance for each score: monotone steps, the two-parameter logistic, and how good chances are.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "kelvin/study/statistics.h"
#include "levels.h"

namespace kelvin::study {
namespace {

double logistic(double x) {
  return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}

/// -log of the likelihood, of one outcome: log(1 + e^x) without overflow.
double soft_plus(double x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

/// Of levels whose scores were put to mean 0 and deviation 1.
double loss(const std::vector<Level>& rows, const Logistic& at) {
  double sum = 0;
  for (const Level& row : rows) {
    const double x = at.intercept + at.slope * row.score;
    sum += row.yes * soft_plus(-x) + (row.weight - row.yes) * soft_plus(x);
  }
  return sum;
}

/// Newton's step, or nothing where it cannot be taken.
std::optional<Logistic> newton_step(const std::vector<Level>& rows, const Logistic& at) {
  double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
  for (const Level& row : rows) {
    const double chance = logistic(at.intercept + at.slope * row.score);
    const double miss = row.yes - row.weight * chance;
    const double bend = row.weight * chance * (1 - chance);
    g0 += miss;
    g1 += miss * row.score;
    h00 += bend;
    h01 += bend * row.score;
    h11 += bend * row.score * row.score;
  }
  const double determinant = h00 * h11 - h01 * h01;
  if (!(determinant > 0)) return {};
  return Logistic{(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant};
}

Logistic likeliest(const std::vector<Level>& rows, Logistic at) {
  constexpr int kMostSteps = 100, kMostHalvings = 30;
  constexpr double kEnough = 1e-12;
  double now = loss(rows, at);
  for (int step = 0; step < kMostSteps; ++step) {
    const auto full = newton_step(rows, at);
    if (!full) break;
    double part = 1;
    Logistic next = at;
    for (int halving = 0; halving < kMostHalvings; ++halving, part /= 2) {
      next = {at.intercept + part * full->intercept, at.slope + part * full->slope};
      if (loss(rows, next) <= now) break;
    }
    at = next;
    now = loss(rows, at);
    if (std::abs(full->intercept) + std::abs(full->slope) < kEnough) break;
  }
  return at;
}

}  // namespace

std::vector<Level> levels(std::span<const Scored> rows) {
  std::vector<Level> out;
  Cut before;
  for (const Cut& cut : cuts(rows)) {
    out.push_back({cut.score, cut.yes - before.yes + cut.no - before.no, cut.yes - before.yes});
    before = cut;
  }
  std::reverse(out.begin(), out.end());
  return out;
}

DrawnLevels::DrawnLevels(std::span<const Scored> rows) : rows_(rows), levels_(levels(rows)) {
  for (const Scored& row : rows) {
    const auto at =
        std::lower_bound(levels_.begin(), levels_.end(), row.score,
                         [](const Level& level, double score) { return level.score < score; });
    place_.push_back(static_cast<std::size_t>(at - levels_.begin()));
  }
}

std::span<const Level> DrawnLevels::draw(Drawn drawn) {
  for (Level& level : levels_) level.weight = level.yes = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const double weight = rows_[i].weight * drawn[rows_[i].visitor];
    levels_[place_[i]].weight += weight;
    if (rows_[i].yes) levels_[place_[i]].yes += weight;
  }
  return levels_;
}

std::vector<Step> pool(std::span<const Level> levels) {
  std::vector<Step> steps;
  for (const Level& level : levels) {
    if (!(level.weight > 0)) continue;
    steps.push_back({level.score, level.score, level.weight, level.yes / level.weight});
    while (steps.size() > 1 && steps[steps.size() - 2].share >= steps.back().share) {
      const Step upper = steps.back();
      steps.pop_back();
      Step& lower = steps.back();
      const double weight = lower.weight + upper.weight;
      lower.share = (lower.share * lower.weight + upper.share * upper.weight) / weight;
      lower.weight = weight;
      lower.to = upper.to;
    }
  }
  return steps;
}

std::vector<Step> isotonic(std::span<const Scored> rows) {
  return pool(levels(rows));
}

double share_at(std::span<const Step> steps, double score) {
  if (steps.empty()) return 0;
  const auto above = std::find_if(steps.begin(), steps.end(),
                                  [score](const Step& step) { return step.to >= score; });
  if (above == steps.end()) return steps.back().share;
  if (above == steps.begin() || above->from <= score) return above->share;
  const Step& below = *std::prev(above);
  const double part = (score - below.to) / (above->from - below.to);
  return below.share + part * (above->share - below.share);
}

double Logistic::chance(double score) const {
  return logistic(intercept + slope * score);
}

namespace {

bool separates(std::span<const Level> levels) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  double yes_low = kFar, yes_high = -kFar, no_low = kFar, no_high = -kFar;
  for (const Level& level : levels) {
    if (level.yes > 0) {
      yes_low = std::min(yes_low, level.score);
      yes_high = std::max(yes_high, level.score);
    }
    if (level.weight > level.yes) {
      no_low = std::min(no_low, level.score);
      no_high = std::max(no_high, level.score);
    }
  }
  return no_high <= yes_low || yes_high <= no_low;
}

}  // namespace

bool is_separated(std::span<const Scored> rows) {
  return separates(levels(rows));
}

std::optional<Logistic> fit_levels(std::span<const Level> levels) {
  if (levels.empty() || separates(levels)) return {};
  std::vector<Level> scaled(levels.begin(), levels.end());
  double weight = 0, mean = 0, variance = 0, yes = 0;
  for (const Level& row : scaled) {
    weight += row.weight;
    mean += row.weight * row.score;
    yes += row.yes;
  }
  mean /= weight;
  for (const Level& row : scaled) variance += row.weight * (row.score - mean) * (row.score - mean);
  const double deviation = std::sqrt(variance / weight);
  if (!(deviation > 0) || yes <= 0 || yes >= weight) return {};
  for (Level& row : scaled) row.score = (row.score - mean) / deviation;
  const Logistic found = likeliest(scaled, {std::log(yes / (weight - yes)), 0});
  const double slope = found.slope / deviation;
  return Logistic{found.intercept - slope * mean, slope};
}

std::optional<Logistic> fit_logistic(std::span<const Scored> rows) {
  return fit_levels(levels(rows));
}

std::optional<Brier> brier(std::span<const Scored> chances) {
  if (chances.empty()) return {};
  const std::vector<Step> steps = isotonic(chances);
  Brier out;
  double weight = 0, yes = 0, pooled = 0;
  for (const Scored& row : chances) {
    const double truth = row.yes ? 1 : 0;
    weight += row.weight;
    yes += row.weight * truth;
    out.brier += row.weight * (row.score - truth) * (row.score - truth);
  }
  for (const Step& step : steps) pooled += step.weight * step.share * (1 - step.share);
  const double mean = yes / weight;
  out.brier /= weight;
  pooled /= weight;
  out.uncertainty = mean * (1 - mean);
  out.miscalibration = out.brier - pooled;
  out.discrimination = out.uncertainty - pooled;
  return out;
}

}  // namespace kelvin::study
