// Learning points: what tells the outcome too well, and so was known too late, is found and named.
#include <gtest/gtest.h>

#include "fit_support.h"
#include "kelvin/study/fit.h"

namespace kelvin::study {
namespace {

using Kind = FactField::Kind;

TEST(Fit, NamesAFieldThatIsMissingForWhoDidNotBuy) {
  Shop shop(1500);
  const std::size_t segment = shop.facts.field({Kind::kFact, "", "profile.segment"});
  for (std::uint32_t i = 0; i < shop.bought.size(); ++i) {
    if (shop.tossed(shop.bought[i] != 0 ? 0.9 : 0.2)) {
      shop.facts.saw(i, segment, shop.tossed(0.5) ? "a" : "b");
    }
  }
  const FitReport report = fit(shop.data(), {});
  ASSERT_EQ(report.dropped.size(), 1U);
  EXPECT_EQ(report.dropped[0].what, "profile.segment");
  EXPECT_TRUE(report.dropped[0].leak);
  EXPECT_EQ(line_of(report, "segment"), nullptr);
  EXPECT_EQ(report.found, FitReport::Found::kGrid);
}

TEST(Fit, KeepsAFieldThatIsSomewhatMoreOftenMissingAndNamesItUnlessAskedNotTo) {
  Shop shop(1500);
  const std::size_t segment = shop.facts.field({Kind::kFact, "", "profile.segment"});
  for (std::uint32_t i = 0; i < shop.bought.size(); ++i) {
    if (shop.tossed(shop.bought[i] != 0 ? 0.9 : 0.55)) {
      shop.facts.saw(i, segment, shop.tossed(0.5) ? "a" : "b");
    }
  }
  FitOptions options;
  options.lines = 6;
  const FitReport kept = fit(shop.data(), options);
  ASSERT_EQ(kept.suspects.size(), 1U);
  EXPECT_EQ(kept.suspects[0].what, "profile.segment");
  EXPECT_NE(kept.suspects[0].why.find("probable leak"), std::string::npos);
  EXPECT_TRUE(kept.dropped.empty());
  options.without = {"profile.segment", "/careers", "Demo Requested"};
  const FitReport without = fit(shop.data(), options);
  EXPECT_TRUE(without.suspects.empty());
  EXPECT_EQ(without.dropped.size(), 3U);
  EXPECT_EQ(without.dropped[1].why, "there is nothing of that name");
  EXPECT_EQ(line_of(without, "segment"), nullptr);
  EXPECT_EQ(line_of(without, "Demo"), nullptr);
}

/// Bounds lie between, so no line separates alone.
TEST(Fit, RefusesANumberThatTellsNearlyPerfectly) {
  Shop shop(1);
  shop.facts = {};
  shop.bought.clear();
  const std::size_t number = shop.facts.field({Kind::kFact, "", "profile.n"});
  for (std::uint32_t i = 0; i < 600; ++i) {
    shop.facts.saw(i, number, static_cast<double>(i));
    shop.bought.push_back(i > 450 ? 1 : 0);
  }
  EXPECT_EQ(fit(shop.data(), {}).found, FitReport::Found::kRefused);
}

TEST(Fit, NamesARuleThatAloneSeparates) {
  Shop shop(1500);
  const std::size_t event = shop.facts.field({Kind::kEvent, "", ""});
  for (std::uint32_t i = 0; i < shop.bought.size(); ++i) {
    if (shop.bought[i] != 0) shop.facts.saw(i, event, "Invoice Sent");
  }
  const FitReport report = fit(shop.data(), {});
  ASSERT_EQ(report.dropped.size(), 1U);
  EXPECT_EQ(report.dropped[0].what, "Invoice Sent");
  EXPECT_NE(report.dropped[0].why.find("probable leak"), std::string::npos);
  EXPECT_EQ(line_of(report, "Invoice"), nullptr);
}

TEST(Fit, RefusesWhatCanBeToldPerfectly) {
  Shop shop(1500);
  const std::size_t event = shop.facts.field({Kind::kEvent, "", ""});
  for (std::uint32_t i = 0; i < shop.bought.size(); ++i) {
    if (shop.bought[i] != 0) shop.facts.saw(i, event, i % 2 == 0 ? "Paid" : "Paid Later");
  }
  const FitReport report = fit(shop.data(), {});
  EXPECT_EQ(report.found, FitReport::Found::kRefused);
  EXPECT_NE(report.why.find("leak"), std::string::npos);
}

TEST(Fit, TheOutcomesOwnEventIsNoCandidate) {
  Shop shop(1500);
  FitOptions options;
  options.outcome = "Demo Requested";
  const FitReport report = fit(shop.data(), options);
  EXPECT_EQ(line_of(report, "Demo"), nullptr);
  ASSERT_FALSE(report.dropped.empty());
  EXPECT_EQ(report.dropped[0].what, "Demo Requested");
}

TEST(Fit, AnEventThatNoBuyerHasComesAfter) {
  Shop shop(1500);
  const std::size_t event = shop.facts.field({Kind::kEvent, "", ""});
  for (std::uint32_t i = 0; i < shop.bought.size(); ++i) {
    if (shop.bought[i] == 0 && shop.tossed(0.2)) shop.facts.saw(i, event, "Deal Lost");
  }
  const FitReport report = fit(shop.data(), {});
  ASSERT_EQ(report.dropped.size(), 1U);
  EXPECT_EQ(report.dropped[0].what, "Deal Lost");
}

}  // namespace
}  // namespace kelvin::study
