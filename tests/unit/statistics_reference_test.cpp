// Statistics against what scikit-learn and R's pROC say of the same scores
// (tests/study/references.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "kelvin/study/statistics.h"

namespace kelvin::study {
namespace {

using nlohmann::json;

constexpr double kSame = 1e-6;

class References : public ::testing::Test {
 protected:
  References() {
    std::ifstream file(KELVIN_CASES "/../study/references.json");
    cases_ = json::parse(file);
  }
  static std::vector<Scored> rows_of(const json& one) {
    std::vector<Scored> rows;
    for (std::size_t i = 0; i < one["score"].size(); ++i) {
      rows.push_back(
          {one["score"][i], one["yes"][i] == 1, one["weight"][i], static_cast<std::uint32_t>(i)});
    }
    return rows;
  }
  json cases_;
};

TEST_F(References, AreasAreTheSame) {
  ASSERT_EQ(cases_.size(), 6U);
  for (const json& one : cases_) {
    const auto rows = rows_of(one);
    EXPECT_NEAR(*auc(rows), one["sklearn"]["auc"], kSame) << one["name"];
    EXPECT_NEAR(*auc(std::span<const Cut>(cuts(rows))), one["sklearn"]["auc"], kSame);
    EXPECT_NEAR(*average_precision(cuts(rows)), one["sklearn"]["average_precision"], kSame)
        << one["name"];
    if (!one.contains("pROC")) continue;
    EXPECT_NEAR(*auc(rows), one["pROC"]["auc"], kSame) << one["name"];
  }
}

TEST_F(References, LogisticIsTheSame) {
  for (const json& one : cases_) {
    const auto fit = fit_logistic(rows_of(one));
    ASSERT_TRUE(fit) << one["name"];
    EXPECT_NEAR(fit->intercept, one["sklearn"]["logistic"]["intercept"], kSame) << one["name"];
    EXPECT_NEAR(fit->slope, one["sklearn"]["logistic"]["slope"], kSame) << one["name"];
  }
}

TEST_F(References, IsotonicIsTheSameAtScoresAndBetween) {
  for (const json& one : cases_) {
    const auto rows = rows_of(one);
    const auto steps = isotonic(rows);
    std::set<double> scores;
    for (const Scored& row : rows) scores.insert(row.score);
    std::size_t place = 0;
    for (const double score : scores) {
      EXPECT_NEAR(share_at(steps, score), one["sklearn"]["isotonic"][place++], kSame);
    }
    const json& between = one["sklearn"]["between"];
    for (std::size_t i = 0; i < between["at"].size(); ++i) {
      EXPECT_NEAR(share_at(steps, between["at"][i]), between["is"][i], kSame) << one["name"];
    }
  }
}

TEST_F(References, PartsOfTheBrierScoreAreTheSame) {
  for (const json& one : cases_) {
    auto rows = rows_of(one);
    const auto fit = fit_logistic(rows);
    for (Scored& row : rows) row.score = fit->chance(row.score);
    const auto found = brier(rows);
    const json& said = one["sklearn"]["brier"];
    EXPECT_NEAR(found->brier, said["brier"], kSame) << one["name"];
    EXPECT_NEAR(found->miscalibration, said["miscalibration"], kSame) << one["name"];
    EXPECT_NEAR(found->discrimination, said["discrimination"], kSame) << one["name"];
    EXPECT_NEAR(found->uncertainty, said["uncertainty"], kSame) << one["name"];
  }
}

TEST_F(References, IntervalsLieWithinTheNoiseOfDrawingOfDeLongs) {
  for (const json& one : cases_) {
    if (!one.contains("pROC")) continue;
    const auto interval = auc_interval(rows_of(one), {});
    const double low = one["pROC"]["low"], high = one["pROC"]["high"];
    // An end of 2,000 draws has a standard error of about 0.06 of a deviation, a quarter of the
    // width. Of few visitors the distribution is skewed, which DeLong's normal one is not.
    const double noise = (one["score"].size() < 100 ? 0.15 : 0.06) * (high - low);
    EXPECT_NEAR(interval->low, low, noise) << one["name"];
    EXPECT_NEAR(interval->high, high, noise) << one["name"];
  }
}

}  // namespace
}  // namespace kelvin::study
