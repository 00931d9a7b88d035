// Local search on whole points.
#include <algorithm>
#include <cstdlib>
#include <optional>

#include "search.h"

namespace kelvin::study {
namespace {

bool better(const ChanceMap& a, const ChanceMap& b) {
  return b.loss - a.loss > 1e-9 * (1 + b.loss);
}

int sign_of(const Problem& problem, std::uint32_t column) {
  return problem.sign[column];
}

/// Whether a column may have so many points.
bool allowed(const Problem& problem, std::uint32_t column, int points,
             const SearchOptions& options) {
  if (points == 0 || points < options.low || points > options.high) return false;
  return sign_of(problem, column) * points >= 0;
}

constexpr int kChanges[] = {-1, 1, -2, 2};

/// Whether the grid with some points changed is better than the best so far, which it then is.
class Changes {
 public:
  Changes(const Problem& problem, const Grid& grid, const SearchOptions& options)
      : problem_(problem),
        options_(options),
        groups_(groups_of(problem, grid.columns)),
        best_(grid) {}

  /// What changes are made to from now on.
  void start(const Grid& grid) {
    from_ = grid.points;
    totals_ = group_totals(groups_, from_);
  }
  void try_one(std::size_t i, int by) {
    points_ = from_;
    if (!change(i, by)) return;
    changed_ = totals_;
    move(i, by);
    judge();
  }
  void try_two(std::size_t i, int by, std::size_t j, int also) {
    points_ = from_;
    if (!change(i, by) || !change(j, also)) return;
    changed_ = totals_;
    move(i, by);
    move(j, also);
    judge();
  }
  [[nodiscard]] const Grid& best() const { return best_; }

 private:
  bool change(std::size_t i, int by) {
    points_[i] += by;
    return allowed(problem_, best_.columns[i], points_[i], options_);
  }
  void move(std::size_t i, int by) {
    for (std::size_t g = 0; g < changed_.size(); ++g) {
      changed_[g] += by * static_cast<int>(groups_.bits[g] >> i & 1U);
    }
  }
  void judge() {
    const ChanceMap calibration =
        calibrate_totals(groups_, changed_, largest(points_), &best_.calibration);
    if (!better(calibration, best_.calibration)) return;
    best_.calibration = calibration;
    best_.points = points_;
  }

  const Problem& problem_;
  const SearchOptions& options_;
  Groups groups_;
  Grid best_;
  std::vector<int> from_, totals_;     ///< before the change
  std::vector<int> points_, changed_;  ///< with it
};

/// One or two points more or less, the best change first, until none helps; where `pairs`, of two
/// lines at a time too.
void change_points(const Problem& problem, Grid& grid, const SearchOptions& options, bool pairs) {
  Changes changes(problem, grid, options);
  for (;;) {
    changes.start(grid);
    for (std::size_t i = 0; i < grid.points.size(); ++i) {
      for (const int by : kChanges) changes.try_one(i, by);
    }
    if (pairs && !better(changes.best().calibration, grid.calibration)) {
      for (std::size_t i = 0; i < grid.points.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
          for (const int by : kChanges) {
            for (const int also : kChanges) changes.try_two(i, by, j, also);
          }
        }
      }
    }
    if (!better(changes.best().calibration, grid.calibration)) return;
    grid = changes.best();
  }
}

std::vector<double> chances_of(const Groups& groups, const Grid& grid) {
  Weights weights{grid.calibration.intercept, {}, 0};
  for (const int points : grid.points) {
    weights.weight.push_back(points * grid.calibration.slope);
  }
  return chances(groups, weights);
}

/// The points of a grid, `times` as many, and `more` on a column that is new.
std::optional<Grid> extended(const Problem& problem, const Groups& groups, const Grid& rest,
                             int times, int more, const SearchOptions& options) {
  Grid grid;
  grid.columns = groups.columns;
  grid.points = rest.points;
  for (int& points : grid.points) points *= times;
  grid.points.push_back(more);
  for (std::size_t i = 0; i < grid.points.size(); ++i) {
    if (!allowed(problem, grid.columns[i], grid.points[i], options)) return std::nullopt;
  }
  grid.calibration = calibrate(groups, grid.points, &rest.calibration);
  return grid;
}

/// The best grid of `rest` and the last of the groups' columns, if it is better than one of that
/// loss: real weights tell soon where none can be. A weight that rounding would lose at every good
/// scale begins as a point or two.
std::optional<Grid> with_last(const Problem& problem, const Groups& groups, const Grid& rest,
                              double loss, const SearchOptions& options) {
  const Weights weights = fit_weights(problem, groups, {});
  if (weights.loss >= loss) return std::nullopt;
  Grid best = round_weights(problem, groups, weights, options);
  if (!best.columns.empty()) change_points(problem, best, options, true);
  const int sign = weights.weight.back() < 0 ? -1 : 1;
  for (const int times : {1, 2}) {
    for (const int more : {1, 2}) {
      auto grid = extended(problem, groups, rest, times, more * sign, options);
      if (!grid) continue;
      change_points(problem, *grid, options, true);
      if (better(grid->calibration, best.calibration)) best = std::move(*grid);
    }
  }
  if (best.columns.empty() || best.calibration.loss >= loss) return std::nullopt;
  return best;
}

/// The first swap of one column for another that helps, or an addition where there is room.
bool swap_one(const Problem& problem, Grid& grid, const SearchOptions& options) {
  constexpr std::size_t kTried = 8;
  const std::size_t places = grid.columns.size() + (grid.columns.size() < options.lines ? 1 : 0);
  for (std::size_t out = 0; out < places; ++out) {
    Grid rest = grid;
    if (out < grid.columns.size()) {
      rest.columns.erase(rest.columns.begin() + static_cast<std::ptrdiff_t>(out));
      rest.points.erase(rest.points.begin() + static_cast<std::ptrdiff_t>(out));
    }
    const Groups groups = groups_of(problem, rest.columns);
    rest.calibration = calibrate(groups, rest.points, &grid.calibration);
    for (const std::uint32_t in : promising(problem, groups, chances_of(groups, rest), kTried)) {
      if (out < grid.columns.size() && in == grid.columns[out]) continue;
      const auto next = with_last(problem, with_column(problem, groups, in), rest,
                                  grid.calibration.loss, options);
      if (!next || !better(next->calibration, grid.calibration)) continue;
      grid = *next;
      return true;
    }
  }
  return false;
}

}  // namespace

Grid improve(const Problem& problem, Grid grid, const SearchOptions& options, bool swaps) {
  if (grid.columns.empty()) return grid;
  change_points(problem, grid, options, options.thorough);
  constexpr int kMostSwaps = 50;
  for (int n = 0; swaps && n < kMostSwaps && swap_one(problem, grid, options); ++n) {
    change_points(problem, grid, options, options.thorough);
  }
  return grid;
}

}  // namespace kelvin::study
