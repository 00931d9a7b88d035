// Proposals: the threshold that meets a goal, and that there is none.
#include "kelvin/study/propose.h"

#include <algorithm>

#include "support.h"

namespace kelvin::study {
namespace {

/// Scores 1 .. n, of which those in `yes` convert.
ScoreCalibration ladder(int n, const std::vector<int>& yes) {
  ScoreCalibration out;
  std::vector<Scored> rows;
  for (int i = 1; i <= n; ++i) {
    const bool converted = std::find(yes.begin(), yes.end(), i) != yes.end();
    rows.push_back({static_cast<double>(i), converted, 1, static_cast<std::uint32_t>(i)});
  }
  out.visitors = cuts(rows);
  return out;
}

TEST(Proposals, EachGoalHasItsThreshold) {
  using Kind = Goal::Kind;
  const ScoreCalibration score = ladder(10, {10, 9, 7, 3});
  EXPECT_EQ(propose(score, 2, {Kind::kCapacity, 2, 0})->least, 7);
  EXPECT_EQ(propose(score, 2, {Kind::kPrecision, 0.75, 0})->least, 7);
  EXPECT_EQ(propose(score, 2, {Kind::kRecall, 0.75, 0})->least, 7);
  EXPECT_EQ(propose(score, 2, {Kind::kRecall, 0.8, 0})->least, 3);
  EXPECT_EQ(propose(score, 2, {Kind::kCost, 1, 2})->least, 7);
  EXPECT_EQ(propose(score, 2, {Kind::kCost, 1, 100})->least, 3);
  EXPECT_EQ(propose(score, 2, {Kind::kCost, 100, 1})->least, 9);
  EXPECT_EQ(propose(score, 2, {Kind::kCapacity, 2, 0})->per_week, 2);
}

TEST(Proposals, WhatNoThresholdMeetsAndWhatNeedsNone) {
  using Kind = Goal::Kind;
  EXPECT_FALSE(propose(ladder(10, {1}), 2, {Kind::kPrecision, 0.5, 0}));
  EXPECT_FALSE(propose(ladder(10, {1}), 2, {Kind::kCapacity, 0.1, 0}));
  EXPECT_FALSE(propose(ladder(10, {1}), 0, {Kind::kCapacity, 50, 0}));
  EXPECT_TRUE(propose(ladder(10, {10}), 2, {Kind::kPrecision, 0.1, 0})->everybody);
  EXPECT_FALSE(propose(ScoreCalibration(), 2, {Kind::kRecall, 0.1, 0}));
}

TEST(Proposals, NoThresholdIsCheaper) {
  Random random(17);
  for (int round = 0; round < 200; ++round) {
    std::vector<int> yes;
    for (int i = 1; i <= 20; ++i) {
      if (random.below(3) == 0) yes.push_back(i);
    }
    const ScoreCalibration score = ladder(20, yes);
    const Goal goal{Goal::Kind::kCost, 1.0 + random.below(5), 1.0 + random.below(20)};
    const auto found = propose(score, 1, goal);
    ASSERT_TRUE(found);
    for (const Cut& cut : score.visitors) {
      const double missed = static_cast<double>(yes.size()) - cut.yes;
      EXPECT_GE(goal.amount * cut.no + goal.missed * missed, found->cost);
    }
  }
}

}  // namespace
}  // namespace kelvin::study
