// Points: rounding and cutting, at their edges.
#include "kelvin/points.h"

#include <gtest/gtest.h>

#include <limits>

namespace kelvin {
namespace {

TEST(Rounding, TakesHalvesAwayFromZero) {
  EXPECT_EQ(round_half_away(0), 0);
  EXPECT_EQ(round_half_away(0.5), 1);
  EXPECT_EQ(round_half_away(-0.5), -1);
  EXPECT_EQ(round_half_away(1.5), 2);
  EXPECT_EQ(round_half_away(2.5), 3);
  EXPECT_EQ(round_half_away(-2.5), -3);
  EXPECT_EQ(round_half_away(2.4999999999999996), 2);
  EXPECT_EQ(round_half_away(0.49999999999999994), 0) << "adding a half would make it 1";
  EXPECT_EQ(round_half_away(-0.49999999999999994), 0);
  EXPECT_EQ(round_half_away(4503599627370495.5), 4503599627370496);
  EXPECT_EQ(round_half_away(9007199254740993.0), 9007199254740992);
}

TEST(Contributions, AreCutToAMillionPointsEitherWay) {
  const double most = 1e12;
  EXPECT_EQ(to_contribution(most), kMaxContribution);
  EXPECT_EQ(to_contribution(most - 1), (Points{999'999'999'999}));
  EXPECT_EQ(to_contribution(most + 1), kMaxContribution);
  EXPECT_EQ(to_contribution(-most - 1), -kMaxContribution);
  EXPECT_EQ(to_contribution(1e300), kMaxContribution);
  EXPECT_EQ(to_contribution(-1e300), -kMaxContribution);
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(to_contribution(infinite), kMaxContribution);
  EXPECT_EQ(to_contribution(-infinite), -kMaxContribution);
  EXPECT_EQ(to_contribution(std::numeric_limits<double>::quiet_NaN()), Points{});
  EXPECT_EQ(to_contribution(0.5), (Points{1}));
  EXPECT_EQ(to_contribution(-0.5), (Points{-1}));
}

TEST(Contributions, AreMillionthsOfWhatAModelWrites) {
  EXPECT_EQ(to_points(10), (Points{10'000'000}));
  EXPECT_EQ(to_points(2.5), (Points{2'500'000}));
  EXPECT_EQ(to_points(0.1), (Points{100'000}));
  EXPECT_EQ(to_points(-20), (Points{-20'000'000}));
  EXPECT_EQ(to_points(0.0000005), (Points{1}));
  EXPECT_EQ(to_points(0.0000004), Points{});
  EXPECT_EQ(to_points(1e6), kMaxContribution);
}

TEST(Shown, HasTwoDecimalsHalvesAwayFromZero) {
  EXPECT_EQ(to_shown({0}), (Points{0}));
  EXPECT_EQ(to_shown({4'999}), (Points{0}));
  EXPECT_EQ(to_shown({5'000}), (Points{10'000}));
  EXPECT_EQ(to_shown({-4'999}), (Points{0}));
  EXPECT_EQ(to_shown({-5'000}), (Points{-10'000}));
  EXPECT_EQ(to_shown({1'005'000}), (Points{1'010'000}))
      << "1.005 is 1.01, though no double is 1.005";
  EXPECT_EQ(to_shown({1'004'999}), (Points{1'000'000}));
  EXPECT_EQ(to_shown({-1'005'000}), (Points{-1'010'000}));
  EXPECT_EQ(to_shown(kMaxContribution), kMaxContribution);
}

TEST(Sums, AreExactInAnyOrder) {
  Points up;
  Points down;
  for (int i = 1; i <= 1000; ++i) up += to_points(0.1 * i);
  for (int i = 1000; i >= 1; --i) down += to_points(0.1 * i);
  EXPECT_EQ(up, down);
  EXPECT_EQ(up, to_points(50'050));
  EXPECT_EQ(up.value(), 50'050);
}

}  // namespace
}  // namespace kelvin
