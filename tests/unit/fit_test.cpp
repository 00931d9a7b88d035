// Learning points: what is found, what is refused, and that it stays honest.
#include "kelvin/study/fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "candidates.h"
#include "fit_support.h"
#include "kelvin/json.h"
#include "kelvin/study/gather.h"
#include "kelvin/study/resample.h"

namespace kelvin::study {
namespace {

using Kind = FactField::Kind;

constexpr std::uint32_t kVisitors = 2500;

/// One fit for all that only look at it.
const FitReport& learnt() {
  static const FitReport report = fit(Shop(kVisitors).data(), {});
  return report;
}

TEST(Fit, FindsWhatMovesTheChanceAndSaysHowFar) {
  const FitReport& report = learnt();
  ASSERT_EQ(report.found, FitReport::Found::kGrid) << report.why;
  const FitLine* demo = line_of(report, "Demo Requested");
  const FitLine* pricing = line_of(report, "/pricing");
  const FitLine* careers = line_of(report, "/careers");
  const FitLine* industry = line_of(report, "industry");
  ASSERT_TRUE(demo != nullptr && pricing != nullptr && careers != nullptr && industry != nullptr);
  EXPECT_GT(demo->points, pricing->points);
  EXPECT_GT(pricing->points, 0);
  EXPECT_LT(careers->points, 0);
  EXPECT_EQ(demo->chosen, kFolds);
  EXPECT_EQ(demo->with.of + demo->without.of, kVisitors);
  EXPECT_GT(demo->with.share(), demo->with.interval.low);
  EXPECT_LT(demo->with.share(), demo->with.interval.high);
  EXPECT_LE(report.lines.size(), kMostLines);
  EXPECT_GT(report.auc, 0.7);
  EXPECT_LT(report.reference - report.auc, 0.01);
  EXPECT_LT(report.auc_interval.low, report.auc);
  EXPECT_GT(report.auc_interval.high, report.auc);
}

TEST(Fit, WhatItWritesIsAModelWhoseRangeIsAllThatCanBe) {
  const FitReport& report = learnt();
  const Value document = fitted_model(report, "learnt", {});
  const auto model = compile(document);
  ASSERT_TRUE(model.ok()) << model.errors()[0].at << model.errors()[0].fix;
  int low = 0, high = 0;
  for (const FitLine& line : report.lines) (line.points > 0 ? high : low) += line.points;
  EXPECT_EQ(model->scores[0].low.value(), low);
  EXPECT_EQ(model->scores[0].high.value(), high);
  for (const FitLine& line : report.lines) {
    const Text* note = line.rule.find("note")->as_text();
    ASSERT_NE(note, nullptr);
    EXPECT_NE(note->find(" % of those bought, against "), Text::npos) << *note;
    EXPECT_TRUE(note->starts_with((line.points > 0 ? "+" : "") + std::to_string(line.points)));
  }
  ASSERT_GE(report.bands.size(), 2U);
  EXPECT_GT(report.bands.front().bought.share(), report.bands.back().bought.share());
}

TEST(Fit, TheSameDataGivesTheSameReportToTheByte) {
  const FitData data = Shop(1500).data();
  EXPECT_EQ(to_json(fit_value(fit(data, {}))), to_json(fit_value(fit(data, {}))));
}

/// The first few seeds; all twenty in `./dev soak`.
TEST(Fit, FindsNothingWhereOutcomesAreShuffled) {
  int nothing = 0;
  Shop shop(500);
  const bool soak = std::getenv("KELVIN_SOAK") != nullptr;
  const int seeds = soak ? 20 : 4;
  for (int seed = 1; seed <= seeds; ++seed) {
    shop.shuffle(static_cast<std::uint64_t>(seed));
    const FitReport report = fit(shop.data(), {});
    if (report.found == FitReport::Found::kNothing) ++nothing;
    EXPECT_EQ(report.lines.empty(), report.found == FitReport::Found::kNothing);
  }
  EXPECT_GE(nothing, soak ? 18 : 3);
}

TEST(Fit, RefusesWhatCarriesNothingWithTheCounts) {
  Shop shop(500);
  std::fill(shop.bought.begin(), shop.bought.end(), 0);
  FitReport report = fit(shop.data(), {});
  EXPECT_EQ(report.found, FitReport::Found::kRefused);
  EXPECT_NE(report.why.find("0 of 500"), std::string::npos) << report.why;
  shop.bought[3] = shop.bought[7] = shop.bought[9] = 1;
  report = fit(shop.data(), {});
  EXPECT_NE(report.why.find("3 of 500"), std::string::npos) << report.why;
  std::fill(shop.bought.begin(), shop.bought.end(), 1);
  report = fit(shop.data(), {});
  EXPECT_EQ(report.found, FitReport::Found::kRefused);
  EXPECT_NE(report.why.find("did not convert"), std::string::npos) << report.why;
  EXPECT_EQ(fit({}, {}).found, FitReport::Found::kRefused);
}

TEST(Fit, SecondsOnPagesAreAFactOfTheirSum) {
  Shop shop(1500);
  const std::size_t prices = shop.facts.field({Kind::kSeconds, "Page Engaged", "/pricing/**"});
  for (std::uint32_t i = 0; i < shop.bought.size(); ++i) {
    const bool stays = shop.tossed(shop.bought[i] != 0 ? 0.6 : 0.2);
    if (stays || shop.tossed(0.2)) shop.facts.saw(i, prices, stays ? 90.5 : 12.25);
  }
  FitOptions options;
  options.lines = 4;
  const FitReport report = fit(shop.data(), options);
  const FitLine* line = line_of(report, "90 seconds or more on pages /pricing/**");
  ASSERT_NE(line, nullptr);
  EXPECT_EQ(to_json(*line->rule.find("while")), R"({"rules.seconds-on-pricing.sum":{"$gte":90}})");
  ASSERT_EQ(report.counters.size(), 1U);
  const auto model = compile(fitted_model(report, "m", {}));
  ASSERT_TRUE(model.ok()) << model.errors()[0].at << model.errors()[0].fix;
  EXPECT_EQ(model->rules.size(), report.lines.size() + 1);
}

/// Of two values one is the other's opposite: whichever a fold chose, it chose the same line. And
/// who has it is in the band of those who have it.
TEST(Fit, AFieldOfTwoValuesIsOneLineInEveryFold) {
  Shop shop(1);
  shop.facts = {};
  shop.bought.clear();
  const std::size_t plan = shop.facts.field({Kind::kFact, "", "profile.plan"});
  for (std::uint32_t i = 0; i < 900; ++i) {
    const bool team = i % 4 == 0;
    shop.facts.saw(i, plan, team ? "team" : "solo");
    shop.bought.push_back(shop.tossed(team ? 0.5 : 0.1) ? 1 : 0);
  }
  const FitReport report = fit(shop.data(), {});
  ASSERT_EQ(report.found, FitReport::Found::kGrid) << report.why;
  ASSERT_EQ(report.lines.size(), 1U);
  EXPECT_EQ(report.lines[0].chosen, kFolds);
  ASSERT_EQ(report.bands.size(), 2U);
  EXPECT_EQ(report.bands[0].bought.of, report.lines[0].points > 0 ? 225U : 675U);
}

/// A buyer's history ends at the purchase: that buyers did less in all says nothing.
TEST(Fit, ThatBuyersDidLessIsNoCandidate) {
  Shop shop(1500);
  const std::size_t pages = shop.facts.field({Kind::kFact, "", "total.pages"});
  for (std::uint32_t i = 0; i < shop.bought.size(); ++i) {
    const bool few = shop.tossed(shop.bought[i] != 0 ? 0.9 : 0.1);
    shop.facts.saw(i, pages, few ? 3.0 : 30.0);
  }
  const FitReport report = fit(shop.data(), {});
  EXPECT_EQ(line_of(report, "total pages"), nullptr);
}

TEST(Fit, ConstantFieldsAndManyValuesAreNoCandidates) {
  Shop shop(1000);
  const std::size_t same = shop.facts.field({Kind::kFact, "", "profile.same"});
  const std::size_t number = shop.facts.field({Kind::kFact, "", "profile.one"});
  const std::size_t token = shop.facts.field({Kind::kProperty, "page", "properties.token"});
  for (std::uint32_t i = 0; i < shop.bought.size(); ++i) {
    shop.facts.saw(i, same, "x");
    shop.facts.saw(i, number, 1.0);
    for (std::uint32_t n = 0; n < 100; ++n) {
      shop.facts.saw(i, token, std::to_string(i * 100 + n));
    }
  }
  const FitData data = shop.data();
  const std::vector<std::uint8_t> everyone(shop.bought.size(), 1);
  for (const Candidate& candidate : find_candidates(data, everyone, {})) {
    const std::string& path = data.columns[candidate.from].field.path;
    EXPECT_TRUE(path != "profile.same" && path != "profile.one" && path != "properties.token");
  }
}

/// What a fold is told comes from the other folds alone: not even the sets of values see its own
/// outcomes.
TEST(Fit, CandidatesDoNotDependOnWhoIsLeftOut) {
  Shop shop(1500);
  std::vector<std::uint8_t> part(shop.bought.size(), 1);
  for (std::size_t i = 0; i < part.size(); i += 3) part[i] = 0;
  const FitData before = shop.data();
  for (std::size_t i = 0; i < part.size(); i += 3) shop.bought[i] ^= 1;
  const FitData after = shop.data();
  const auto a = find_candidates(before, part, {}), b = find_candidates(after, part, {});
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].from, b[i].from);
    EXPECT_EQ(a[i].values, b[i].values);
    EXPECT_EQ(a[i].bound, b[i].bound);
    EXPECT_EQ(a[i].holds, b[i].holds);
    EXPECT_EQ(a[i].sign, b[i].sign);
  }
}

TEST(Fit, PointsAgreeWithTheirDifferenceUnlessAskedOtherwise) {
  const FitReport report = fit(Shop(1500, 5).data(), {});
  for (const FitLine& line : report.lines) {
    EXPECT_EQ(line.points > 0, line.with.share() > line.without.share()) << line.label;
  }
  FitOptions options;
  options.low = 0;
  for (const FitLine& line : fit(Shop(1500, 5).data(), options).lines) EXPECT_GT(line.points, 0);
}

}  // namespace
}  // namespace kelvin::study
