// Statistics of scores against outcomes, by figures that can be worked out by hand.
#include "kelvin/study/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace kelvin::study {
namespace {

using Rows = std::vector<Scored>;

/// Rows of visitors of their own.
Rows rows(const std::vector<std::pair<double, bool>>& scores) {
  Rows out;
  for (const auto& [score, yes] : scores) {
    out.push_back({score, yes, 1, static_cast<std::uint32_t>(out.size())});
  }
  return out;
}

/// Chances rise with the score, with noise.
Rows noisy(std::uint32_t count, std::uint64_t seed) {
  Random random(seed);
  Rows out;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t score = random.below(100);
    out.push_back({static_cast<double>(score), random.below(150) < score, 1, i});
  }
  return out;
}

TEST(Statistics, AreaCountsPairsAndTiesHalf) {
  // Pairs of yes and no: 3>2, 3>1, 2=2, 2>1.
  EXPECT_DOUBLE_EQ(*auc(rows({{3, true}, {2, true}, {2, false}, {1, false}})), 3.5 / 4);
  EXPECT_DOUBLE_EQ(*auc(rows({{1, true}, {1, false}})), 0.5);
  EXPECT_FALSE(auc(rows({{1, true}, {2, true}})));
  EXPECT_FALSE(auc(Rows()));
}

TEST(Statistics, AWeightIsSoManyRows) {
  Rows heavy = noisy(60, 3), many;
  for (std::size_t i = 0; i < heavy.size(); ++i) {
    heavy[i].weight = static_cast<double>(1 + i % 3);
    for (std::size_t n = 0; n <= i % 3; ++n) many.push_back({heavy[i].score, heavy[i].yes, 1, 0});
  }
  EXPECT_NEAR(*auc(heavy), *auc(many), 1e-12);
  EXPECT_NEAR(*average_precision(cuts(heavy)), *average_precision(cuts(many)), 1e-12);
  EXPECT_NEAR(fit_logistic(heavy)->slope, fit_logistic(many)->slope, 1e-9);
  EXPECT_NEAR(brier(heavy)->brier, brier(many)->brier, 1e-9);
}

TEST(Statistics, CutsHoldAllAtOrAbove) {
  const auto found = cuts(rows({{1, false}, {2, true}, {2, false}, {3, true}}));
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[1].score, 2);
  EXPECT_EQ(found[1].yes, 2);
  EXPECT_EQ(found[1].no, 1);
  EXPECT_EQ(found[2].no, 2);
  EXPECT_DOUBLE_EQ(*auc(found), *auc(rows({{1, false}, {2, true}, {2, false}, {3, true}})));
}

TEST(Statistics, OrderOfRowsNeverMatters) {
  Rows some = noisy(200, 5), turned = some;
  std::reverse(turned.begin(), turned.end());
  EXPECT_EQ(*auc(some), *auc(turned));
  EXPECT_EQ(*auc_interval(some, {.times = 200}), *auc_interval(turned, {.times = 200}));
  const auto a = slices(some, 10), b = slices(turned, 10);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].yes, b[i].yes);
}

TEST(Statistics, IntervalsNarrowWithVisitorsAndNotWithTheirRows) {
  const Rows few = noisy(100, 7), many = noisy(10000, 7);
  Rows twice = few;
  twice.insert(twice.end(), few.begin(), few.end());
  const auto width = [](const Rows& of) {
    const auto interval = auc_interval(of, {.times = 500});
    return interval->high - interval->low;
  };
  EXPECT_LT(width(many), width(few) / 5);
  EXPECT_DOUBLE_EQ(width(twice), width(few));
}

TEST(Statistics, ASeedGivesTheSameDrawsEverywhere) {
  Random random(1);
  EXPECT_EQ(random.next(), 10451216379200822465U);
  EXPECT_EQ(Random(1).below(1000), 566U);
}

TEST(Statistics, SharesHaveWilsonsInterval) {
  // Agresti and Coull 1998: 0 of 10 and 5 of 10.
  EXPECT_NEAR(wilson(0, 10)->high, 0.2775, 1e-4);
  EXPECT_EQ(wilson(0, 10)->low, 0);
  EXPECT_NEAR(wilson(5, 10)->low, 0.2366, 1e-4);
  EXPECT_EQ(wilson(10, 10)->high, 1);
  EXPECT_FALSE(wilson(0, 0));
}

TEST(Statistics, DifferencesHaveNewcombesInterval) {
  // Newcombe 1998, 56/70 against 48/80, method 10.
  const auto interval = difference_interval(56, 70, 48, 80);
  EXPECT_NEAR(interval->low, 0.0524, 1e-4);
  EXPECT_NEAR(interval->high, 0.3339, 1e-4);
}

TEST(Statistics, ViolatorsArePooled) {
  const auto steps =
      isotonic(rows({{1, false}, {2, true}, {3, false}, {4, true}, {5, true}, {1, false}}));
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[0].share, 0);
  EXPECT_EQ(steps[0].weight, 2);
  EXPECT_EQ(steps[1].from, 2);
  EXPECT_EQ(steps[1].to, 3);
  EXPECT_DOUBLE_EQ(steps[1].share, 0.5);
  EXPECT_EQ(steps[2].share, 1);
  EXPECT_DOUBLE_EQ(share_at(steps, 3.5), 0.75);
  EXPECT_EQ(share_at(steps, -7), 0);
  EXPECT_EQ(share_at(steps, 99), 1);
  EXPECT_EQ(share_at(steps, 2.5), 0.5);
}

TEST(Statistics, LogisticMeetsItsOwnConditions) {
  const Rows some = noisy(500, 11);
  const auto fit = fit_logistic(some);
  ASSERT_TRUE(fit);
  double miss = 0, moment = 0;
  for (const Scored& row : some) {
    const double off = (row.yes ? 1 : 0) - fit->chance(row.score);
    miss += off;
    moment += off * row.score;
  }
  EXPECT_NEAR(miss, 0, 1e-8);
  EXPECT_NEAR(moment, 0, 1e-6);
}

TEST(Statistics, NoLogisticWhereNoneIsLikeliest) {
  EXPECT_FALSE(fit_logistic(rows({{1, false}, {2, true}})));
  EXPECT_FALSE(fit_logistic(rows({{1, true}, {2, false}, {1, false}})));
  EXPECT_FALSE(fit_logistic(rows({{1, true}, {2, true}})));
  EXPECT_FALSE(fit_logistic(rows({{1, true}, {1, false}})));
  EXPECT_FALSE(fit_logistic(Rows()));
  EXPECT_TRUE(is_separated(rows({{1, false}, {2, true}, {2, false}})));
  EXPECT_FALSE(is_separated(rows({{1, true}, {2, false}, {3, true}})));
}

TEST(Statistics, BrierFallsIntoItsParts) {
  // Chances that are true: nothing is miscalibrated.
  const auto good = brier(rows({{0.5, true}, {0.5, false}, {0, false}, {1, true}}));
  EXPECT_DOUBLE_EQ(good->miscalibration, 0);
  EXPECT_DOUBLE_EQ(good->brier, 0.125);
  EXPECT_DOUBLE_EQ(good->uncertainty, 0.25);
  EXPECT_DOUBLE_EQ(good->discrimination, 0.125);
  // Turned round: isotonic can only give everybody the mean.
  const auto bad = brier(rows({{0, true}, {1, false}}));
  EXPECT_DOUBLE_EQ(bad->brier, 1);
  EXPECT_DOUBLE_EQ(bad->miscalibration, 0.75);
  EXPECT_DOUBLE_EQ(bad->discrimination, 0);
}

TEST(Statistics, SlicesAreOfEqualWeightAndShareTies) {
  const auto halves = slices(rows({{2, true}, {1, true}, {1, false}, {1, false}}), 2);
  ASSERT_EQ(halves.size(), 2U);
  EXPECT_DOUBLE_EQ(halves[0].weight, 2);
  EXPECT_DOUBLE_EQ(halves[0].yes, 1 + 1 / 3.0);
  EXPECT_EQ(halves[0].from, 1);
  EXPECT_EQ(halves[0].to, 2);
  EXPECT_DOUBLE_EQ(halves[1].yes, 2 / 3.0);
  double weight = 0;
  for (const Slice& slice : slices(noisy(997, 2), 10)) {
    EXPECT_NEAR(slice.weight, 99.7, 1e-6);
    weight += slice.weight;
  }
  EXPECT_NEAR(weight, 997, 1e-6);
}

TEST(Statistics, StabilityIsZeroOfTheSameSharesAndGrowsWithTheMove) {
  const double then[] = {10, 20, 70}, doubled[] = {20, 40, 140}, moved[] = {70, 20, 10};
  const double empty[] = {0, 0, 0};
  EXPECT_NEAR(*stability_index(then, doubled), 0, 1e-15);
  EXPECT_NEAR(*stability_index(then, moved), 2 * 0.6 * std::log(7), 1e-12);
  EXPECT_FALSE(stability_index(then, empty));
  const double gone[] = {0, 30, 70};
  EXPECT_GT(*stability_index(then, gone), 0.2);
  EXPECT_TRUE(std::isfinite(*stability_index(then, gone)));
}

TEST(Statistics, SampleRatioTellsWhatChanceDoesNot) {
  EXPECT_NEAR(*sample_ratio(50, 100, 0.5), 1, 1e-12);
  EXPECT_NEAR(*sample_ratio(60, 100, 0.5), 0.0455, 1e-4);
  EXPECT_LT(*sample_ratio(600, 1000, 0.5), 1e-9);
  EXPECT_FALSE(sample_ratio(0, 0, 0.5));
  EXPECT_FALSE(sample_ratio(1, 10, 0));
}

TEST(Statistics, TooFewDrawsWithAFigureGiveNoInterval) {
  // One of four is yes: in a third of the draws nobody is.
  EXPECT_TRUE(auc_interval(rows({{1, true}, {2, false}, {3, false}, {4, false}}), {.times = 300}));
  EXPECT_FALSE(auc_interval(rows({{1, true}, {2, true}}), {.times = 300}));
}

}  // namespace
}  // namespace kelvin::study
