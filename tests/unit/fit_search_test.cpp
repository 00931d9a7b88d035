// The search for whole points, held against trying all of them.
#include "search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "kelvin/study/resample.h"

namespace kelvin::study {
namespace {

/// Rows of random bits, all different columns related, and outcomes by hidden points.
struct Planted {
  Problem problem;
  std::vector<int> points;  ///< of each column, 0 for most
};

bool tossed(Random& random, double chance) {
  constexpr std::uint32_t kSides = 1'000'000;
  return random.below(kSides) < chance * kSides;
}

Planted planted(std::uint64_t seed, std::size_t rows, const std::vector<int>& points,
                double per_point) {
  Random random(seed);
  Planted out;
  out.points = points;
  out.problem.on.resize(points.size());
  std::vector<double> share;
  for (std::size_t c = 0; c < points.size(); ++c) share.push_back(0.1 + 0.05 * random.below(9));
  for (std::uint32_t row = 0; row < rows; ++row) {
    double z = -2;
    bool before = false;
    for (std::size_t c = 0; c < points.size(); ++c) {
      // Neighbours go together, so that columns can stand for each other.
      const bool on = tossed(random, before ? std::min(0.9, share[c] + 0.3) : share[c]);
      before = on;
      if (!on) continue;
      out.problem.on[c].push_back(row);
      z += per_point * points[c];
    }
    out.problem.all.push_back(1);
    out.problem.yes.push_back(tossed(random, logistic(z)) ? 1 : 0);
  }
  // The sign of the raw difference, as candidates have it.
  double yes = 0;
  for (const double one : out.problem.yes) yes += one;
  for (const auto& on : out.problem.on) {
    double with = 0;
    for (const std::uint32_t row : on) with += out.problem.yes[row];
    const bool more = with * static_cast<double>(rows) > yes * static_cast<double>(on.size());
    out.problem.sign.push_back(more ? 1 : -1);
  }
  return out;
}

/// The least calibrated loss of all points in 1..most, by sign, on all sets of at most so many
/// columns.
class Enumeration {
 public:
  Enumeration(const Problem& problem, std::size_t lines, int most)
      : problem_(problem), lines_(lines), most_(most) {
    choose(0, {});
  }
  [[nodiscard]] double least() const { return least_; }

 private:
  void choose(std::uint32_t from, const std::vector<std::uint32_t>& columns) {
    if (!columns.empty()) {
      std::vector<int> points(columns.size());
      give(groups_of(problem_, columns), points, 0);
    }
    if (columns.size() == lines_) return;
    for (std::uint32_t c = from; c < problem_.columns(); ++c) {
      std::vector<std::uint32_t> more = columns;
      more.push_back(c);
      choose(c + 1, more);
    }
  }
  void give(const Groups& groups, std::vector<int>& points, std::size_t at) {
    if (at == points.size()) {
      least_ = std::min(least_, calibrate(groups, points).loss);
      return;
    }
    for (int p = 1; p <= most_; ++p) {
      points[at] = p * problem_.sign[groups.columns[at]];
      give(groups, points, at + 1);
    }
  }

  const Problem& problem_;
  std::size_t lines_;
  int most_;
  double least_ = 1e300;
};

TEST(FitSearch, FindsTheBestOfAllOnFortyNineOfFiftyProblems) {
  int found = 0;
  std::string missed;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::size_t lines = 2 + seed % 4;
    const int most = lines == 5 ? 2 : lines == 4 ? 3 : 5;
    const Planted one = planted(seed, 300, {3, -2, 1, 0, 2, 0, -1}, 0.4);
    SearchOptions options;
    options.lines = lines;
    options.low = -most;
    options.high = most;
    const std::vector<Grid> grids = search(one.problem, options);
    ASSERT_EQ(grids.size(), lines);
    EXPECT_LE(grids.back().columns.size(), lines);
    const double least = Enumeration(one.problem, lines, most).least();
    const double reached = grids.back().calibration.loss;
    ASSERT_GT(reached, least - 1e-6) << "enumeration missed one";
    if (reached <= least * (1 + 1e-7)) {
      ++found;
    } else {
      missed += std::to_string(seed);
      missed += ' ';
    }
  }
  EXPECT_GE(found, 49) << missed;
}

TEST(FitSearch, RecoversPlantedPoints) {
  const std::vector<int> points{4, 0, -3, 0, 0, 2, 0, 0, 0, -4, 0, 1};
  const Planted one = planted(7, 60'000, points, 0.45);
  SearchOptions options;
  options.lines = 5;
  options.low = -4;
  options.high = 4;
  const Grid grid = search(one.problem, options).back();
  std::vector<int> found(points.size(), 0);
  for (std::size_t i = 0; i < grid.columns.size(); ++i) found[grid.columns[i]] = grid.points[i];
  EXPECT_EQ(found, points);
  EXPECT_NEAR(grid.calibration.slope, 0.45, 0.03);
}

TEST(FitSearch, GivesTheSameEveryTimeAndEachSizeAtLeastAsGoodAsTheOneBefore) {
  const Planted one = planted(3, 500, {3, -2, 1, 0, 2, 0, -1, 2, 2}, 0.4);
  SearchOptions options;
  options.lines = 8;
  const std::vector<Grid> grids = search(one.problem, options),
                          again = search(one.problem, options);
  ASSERT_EQ(grids.size(), again.size());
  for (std::size_t i = 0; i < grids.size(); ++i) {
    EXPECT_EQ(grids[i].columns, again[i].columns);
    EXPECT_EQ(grids[i].points, again[i].points);
    if (i > 0) {
      EXPECT_LE(grids[i].calibration.loss, grids[i - 1].calibration.loss + 1e-9);
    }
    for (std::size_t c = 0; c < grids[i].columns.size(); ++c) {
      EXPECT_GT(grids[i].points[c] * one.problem.sign[grids[i].columns[c]], 0)
          << "against its sign";
      EXPECT_LE(std::abs(grids[i].points[c]), 20);
    }
  }
}

TEST(FitSearch, KeepsToPointsThatAreNotBelowZero) {
  Planted one = planted(5, 800, {3, -3, 2}, 0.5);
  one.problem.sign = {0, 0, 0};
  SearchOptions options;
  options.low = 0;
  options.high = 10;
  for (const Grid& grid : search(one.problem, options)) {
    for (const int points : grid.points) EXPECT_GT(points, 0);
  }
}

TEST(FitSearch, OneThatSeparatesHasABoundAndNoEnd) {
  Problem problem;
  problem.all = {50, 50};
  problem.yes = {0, 50};
  problem.on = {{1}};
  problem.sign = {1};
  const Groups groups = with_column(problem, one_group(problem), 0);
  const Weights weights = fit_weights(problem, groups, {});
  EXPECT_LE(weights.weight[0], kMostWeight);
  EXPECT_TRUE(std::isfinite(weights.loss));
  EXPECT_TRUE(std::isfinite(calibrate(groups, {20}).loss));
}

TEST(FitSearch, GroupsOfAChildAreItsParentsSplit) {
  const Planted one = planted(9, 200, {1, 1, 1, 1}, 0.3);
  const Groups whole = groups_of(one.problem, {0, 2, 3});
  double all = 0, yes = 0;
  for (std::size_t g = 0; g < whole.bits.size(); ++g) {
    all += whole.all[g];
    yes += whole.yes[g];
  }
  double rows_yes = 0;
  for (const double y : one.problem.yes) rows_yes += y;
  EXPECT_EQ(all, 200);
  EXPECT_EQ(yes, rows_yes);
  for (std::uint32_t c = 0; c < 3; ++c) {
    double on = 0;
    for (std::size_t g = 0; g < whole.bits.size(); ++g) {
      if ((whole.bits[g] >> c & 1U) != 0) on += whole.all[g];
    }
    EXPECT_EQ(on, static_cast<double>(one.problem.on[whole.columns[c]].size()));
  }
}

}  // namespace
}  // namespace kelvin::study
