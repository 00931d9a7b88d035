#include "calibrate_score.h"

#include <algorithm>
#include <cmath>

#include "levels.h"

namespace kelvin::study {
namespace {

constexpr std::size_t kDeciles = 10;
constexpr double kStepwiseFrom = 1000;  // conversions: below, steps follow the noise
constexpr std::size_t kGrid = 20;
constexpr std::uint64_t kFolds = 5;

using Standing = Calibration::Standing;
using Standings = std::vector<const Standing*>;

std::vector<Scored> visitor_rows(const Standings& standings, ScoreIndex score) {
  std::vector<Scored> rows;
  for (const Standing* standing : standings) {
    rows.push_back({standing->highest[score].value(), standing->label->converted, 1,
                    static_cast<std::uint32_t>(rows.size())});
  }
  return rows;
}

/// A look is positive where a conversion follows within the horizon.
std::vector<Scored> look_rows(const Standings& standings, ScoreIndex score, const Looking& how,
                              CalibrationReport& report) {
  std::vector<Scored> rows;
  report.looks = report.looks_too_late = 0;
  std::uint32_t visitor = 0;
  for (const Standing* standing : standings) {
    std::size_t kept = 0;
    for (const Calibration::Look& look : standing->looks) {
      if (how.end - look.at < *how.horizon) continue;
      const auto& converted = standing->label->converted_at;
      const bool yes = converted && *converted - look.at <= *how.horizon;
      rows.push_back({look.shown[score].value(), yes, 1, visitor});
      ++kept;
    }
    for (std::size_t i = 0; i < kept; ++i) {
      rows[rows.size() - 1 - i].weight = 1 / static_cast<double>(kept);
    }
    visitor += kept > 0 ? 1 : 0;
    report.looks += kept;
    report.looks_too_late += standing->looks.size() - kept;
  }
  return rows;
}

/// Numbers that are easy to read, some twelve of them between two ends; or the few that there are.
std::vector<double> easy_scores(std::span<const Level> levels) {
  constexpr std::size_t kFew = 12;
  std::vector<double> out;
  if (levels.size() <= kFew) {
    for (const Level& level : levels) out.push_back(level.score);
    return out;
  }
  const double low = levels.front().score, high = levels.back().score;
  double step = 0.01;
  for (int i = 0; (high - low) / step > kFew - 2; ++i) step *= i % 3 == 1 ? 2.5 : 2;
  for (double at = std::ceil(low / step); at * step <= high; ++at) out.push_back(at * step);
  return out;
}

/// A map from the score to a chance, of either kind.
struct ChanceMap {
  std::optional<Logistic> logistic;
  std::vector<Step> steps;
  [[nodiscard]] bool good() const { return logistic || !steps.empty(); }
  [[nodiscard]] double at(double score) const {
    return logistic ? logistic->chance(score) : share_at(steps, score);
  }
};

ChanceMap fit_map(std::span<const Level> levels, bool stepwise) {
  ChanceMap map;
  if (stepwise) {
    map.steps = pool(levels);
  } else {
    map.logistic = fit_levels(levels);
  }
  return map;
}

std::uint32_t visitors_in(std::span<const Scored> rows) {
  std::uint32_t visitors = 0;
  for (const Scored& row : rows) visitors = std::max(visitors, row.visitor + 1);
  return visitors;
}

/// Fitting costs by level, drawing by row.
Resampling fits_of(std::size_t rows, std::size_t levels) {
  constexpr std::size_t kLevelsInAll = 1'000'000;
  constexpr std::uint32_t kLeast = 100, kMost = 500;
  Resampling how = resampling_of(rows);
  const std::size_t times = kLevelsInAll / std::max<std::size_t>(levels, 1);
  how.times = std::min(how.times,
                       static_cast<std::uint32_t>(std::clamp<std::size_t>(times, kLeast, kMost)));
  return how;
}

/// What a map says at each place of a grid, with intervals.
std::vector<Chance> chances_at(const std::vector<double>& grid, std::span<const Scored> rows,
                               bool stepwise) {
  DrawnLevels drawn_levels(rows);
  const ChanceMap all = fit_map(levels(rows), stepwise);
  std::vector<Chance> out;
  if (!all.good()) return out;
  const auto intervals =
      bootstrap_each(visitors_in(rows), fits_of(rows.size(), drawn_levels.size()), grid.size(),
                     [&](Drawn drawn, std::span<double> figures) {
                       const ChanceMap map = fit_map(drawn_levels.draw(drawn), stepwise);
                       for (std::size_t i = 0; map.good() && i < grid.size(); ++i)
                         figures[i] = map.at(grid[i]);
                       return map.good();
                     });
  for (std::size_t i = 0; i < grid.size() && !intervals.empty(); ++i) {
    out.push_back({grid[i], all.at(grid[i]), intervals[i]});
  }
  return out;
}

/// Each fifth's chances come from the others; empty where one has none.
std::vector<Scored> crossed_chances(std::span<const Scored> rows,
                                    const std::vector<std::uint64_t>& folds, bool stepwise) {
  std::vector<Scored> out(rows.begin(), rows.end());
  for (std::uint64_t fold = 0; fold < kFolds; ++fold) {
    std::vector<Scored> others;
    for (const Scored& row : rows) {
      if (folds[row.visitor] != fold) others.push_back(row);
    }
    const ChanceMap map = fit_map(levels(others), stepwise);
    if (!map.good()) return {};
    for (Scored& row : out) {
      if (folds[row.visitor] == fold) row.score = map.at(row.score);
    }
  }
  return out;
}

/// The fold of each visitor that has rows.
std::vector<std::uint64_t> folds_of(const Standings& standings, const Looking& how) {
  std::vector<std::uint64_t> folds;
  for (const Standing* standing : standings) {
    const bool has_rows = !how.horizon || std::any_of(standing->looks.begin(),
                                                      standing->looks.end(), [&](const auto& look) {
                                                        return how.end - look.at >= *how.horizon;
                                                      });
    if (has_rows) folds.push_back(visitor_number(standing->label->visitor) % kFolds);
  }
  return folds;
}

void add_chances(ScoreCalibration& out, const std::vector<std::uint64_t>& folds) {
  out.stepwise = out.cuts.back().yes >= kStepwiseFrom;
  const std::vector<Level> all = levels(out.rows);
  out.map = fit_levels(all);
  out.chances = chances_at(easy_scores(all), out.rows, out.stepwise);
  const std::vector<Scored> told = crossed_chances(out.rows, folds, out.stepwise);
  if (told.empty()) return;
  out.brier = brier(told);
  const auto [low, high] = std::minmax_element(
      told.begin(), told.end(), [](const Scored& a, const Scored& b) { return a.score < b.score; });
  std::vector<double> grid;
  for (std::size_t i = 0; i <= kGrid; ++i) {
    const double part = static_cast<double>(i) / kGrid;
    grid.push_back(low->score + (high->score - low->score) * part);
  }
  out.reliability = chances_at(grid, told, true);
}

}  // namespace

ScoreCalibration calibrate_score(const Standings& standings, ScoreIndex score, const Looking& how,
                                 CalibrationReport& report) {
  ScoreCalibration out;
  out.score = score;
  std::vector<Scored> visitors = visitor_rows(standings, score);
  out.visitors = cuts(visitors);
  out.rows = how.horizon ? look_rows(standings, score, how, report) : std::move(visitors);
  out.cuts = cuts(out.rows);
  out.constant = out.cuts.size() < 2;
  if (out.constant) return out;
  out.separated = is_separated(out.rows);
  const double yes = out.cuts.back().yes, no = out.cuts.back().no;
  const Depth depth = std::min(how.depth, depth_of(yes, no));
  if (depth == Depth::kNothing) return out;
  out.area = auc(std::span<const Cut>(out.cuts));
  out.average_precision = average_precision(out.cuts);
  out.area_interval = auc_interval(out.rows, resampling_of(out.rows.size()));
  out.deciles = slices(out.rows, kDeciles);
  if (depth >= Depth::kSome && !out.separated) add_chances(out, folds_of(standings, how));
  return out;
}

}  // namespace kelvin::study
