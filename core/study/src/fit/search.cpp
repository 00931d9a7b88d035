// The search: supports grow by one column at a time, the best of them are kept (a beam), and those
// of each size are rounded to whole points.
#include "search.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace kelvin::study {
namespace {

struct Support {
  Groups groups;
  Weights weights;
};

std::vector<std::uint32_t> sorted(std::vector<std::uint32_t> columns) {
  std::sort(columns.begin(), columns.end());
  return columns;
}

/// A support with one column more, before it is made.
struct Child {
  double loss;
  std::vector<std::uint32_t> columns;  ///< in order, so that ties are settled by them
  const Support* parent;
  std::uint32_t column;
  double weight;
};

std::vector<Child> children_of(const Problem& problem, const std::vector<Support>& beam,
                               const SearchOptions& options) {
  std::vector<Child> children;
  std::set<std::vector<std::uint32_t>> known;
  // What promises nothing to the best support promises nothing to those that are much like it.
  constexpr std::size_t kLookedAt = 64;
  std::vector<std::uint32_t> among = beam[0].groups.columns;
  const bool few = problem.columns() <= kLookedAt;
  if (!few) {
    const auto rest =
        promising(problem, beam[0].groups, chances(beam[0].groups, beam[0].weights), kLookedAt);
    among.insert(among.end(), rest.begin(), rest.end());
  }
  for (const Support& parent : beam) {
    const std::vector<double> chance = chances(parent.groups, parent.weights);
    for (const std::uint32_t column :
         promising(problem, parent.groups, chance, options.width, few ? nullptr : &among)) {
      std::vector<std::uint32_t> columns = parent.groups.columns;
      columns.push_back(column);
      columns = sorted(std::move(columns));
      if (!known.insert(columns).second) continue;
      const Glimpse seen = glimpse(problem, parent.groups, parent.weights, column);
      children.push_back({seen.loss, std::move(columns), &parent, column, seen.weight});
    }
  }
  std::sort(children.begin(), children.end(), [](const Child& a, const Child& b) {
    return a.loss != b.loss ? a.loss < b.loss : a.columns < b.columns;
  });
  return children;
}

std::vector<Support> grow(const Problem& problem, const std::vector<Support>& beam,
                          const SearchOptions& options) {
  std::vector<Child> children = children_of(problem, beam, options);
  // A few more than are kept: a glimpse is not the whole fit.
  children.resize(std::min(children.size(), options.width + options.width / 2));
  std::vector<Support> grown;
  for (const Child& child : children) {
    Support support{with_column(problem, child.parent->groups, child.column), {}};
    Weights start = child.parent->weights;
    start.weight.push_back(child.weight);
    support.weights = fit_weights(problem, support.groups, std::move(start));
    grown.push_back(std::move(support));
  }
  std::sort(grown.begin(), grown.end(), [](const Support& a, const Support& b) {
    if (a.weights.loss != b.weights.loss) return a.weights.loss < b.weights.loss;
    return sorted(a.groups.columns) < sorted(b.groups.columns);
  });
  if (grown.size() > options.width) grown.resize(options.width);
  return grown;
}

/// By column, so that equal grids are equal.
void put_in_order(Grid& grid) {
  std::vector<std::size_t> order(grid.columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return grid.columns[a] < grid.columns[b]; });
  Grid in_order = grid;
  for (std::size_t i = 0; i < order.size(); ++i) {
    in_order.columns[i] = grid.columns[order[i]];
    in_order.points[i] = grid.points[order[i]];
  }
  grid = std::move(in_order);
}

/// The best whole points on the supports that are kept. Where thorough, each of them is improved,
/// and the best of those has its columns swapped.
Grid best_of(const Problem& problem, const std::vector<Support>& beam,
             const SearchOptions& options) {
  constexpr std::size_t kRounded = 3;
  const std::size_t count = options.thorough ? beam.size() : std::min(kRounded, beam.size());
  Grid best;
  for (std::size_t i = 0; i < count; ++i) {
    // No whole points are better than the best real ones.
    if (i > 0 && beam[i].weights.loss >= best.calibration.loss) continue;
    Grid grid = round_weights(problem, beam[i].groups, beam[i].weights, options);
    if (options.thorough) grid = improve(problem, std::move(grid), options, false);
    if (i == 0 || grid.calibration.loss < best.calibration.loss) best = std::move(grid);
  }
  best = improve(problem, std::move(best), options, options.thorough);
  best.real_loss = beam.front().weights.loss;
  put_in_order(best);
  return best;
}

}  // namespace

std::vector<Grid> search(const Problem& problem, const SearchOptions& options) {
  std::vector<Support> beam(1);
  beam[0].groups = one_group(problem);
  beam[0].weights = fit_weights(problem, beam[0].groups, {});
  std::vector<Grid> grids;
  const std::size_t most = std::min({options.lines, problem.columns(), kMostChosen});
  for (std::size_t size = 1; size <= most; ++size) {
    beam = grow(problem, beam, options);
    if (beam.empty()) break;
    SearchOptions of_size = options;
    of_size.lines = size;
    of_size.thorough = options.thorough && size == most;
    Grid grid = best_of(problem, beam, of_size);
    if (!grids.empty() && grid.calibration.loss > grids.back().calibration.loss)
      grid = grids.back();
    grids.push_back(std::move(grid));
  }
  return grids;
}

}  // namespace kelvin::study
