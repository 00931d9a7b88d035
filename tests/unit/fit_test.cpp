// Learning points: what is found, what is refused, and that it stays honest.
#include "kelvin/study/fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "candidates.h"
#include "kelvin/json.h"
#include "kelvin/study/gather.h"
#include "kelvin/study/resample.h"

namespace kelvin::study {
namespace {

using Kind = FactField::Kind;

constexpr std::uint32_t kVisitors = 2500;

/// Visitors of a shop: who saw prices and asked for a demo bought more often, who came for a job
/// did not; industries differ; the rest is noise.
class Shop {
 public:
  explicit Shop(std::uint32_t visitors, std::uint64_t seed = 1) : random_(seed) {
    for (std::uint32_t visitor = 0; visitor < visitors; ++visitor) add(visitor);
  }

  Facts facts;
  std::vector<std::uint8_t> bought;

  [[nodiscard]] FitData data() const {
    FitData data;
    std::vector<std::uint32_t> places;
    for (std::uint32_t i = 0; i < bought.size(); ++i) {
      places.push_back(i);
      data.visitors.push_back({name(i), bought[i] != 0});
    }
    data.columns = facts.columns(places, 5);
    return data;
  }
  /// The same visitors, and who bought drawn anew.
  void shuffle(std::uint64_t seed) {
    Random random(seed);
    for (std::uint32_t i = static_cast<std::uint32_t>(bought.size()); i > 1; --i) {
      std::swap(bought[i - 1], bought[random.below(i)]);
    }
  }
  bool tossed(double chance) {
    constexpr std::uint32_t kSides = 1'000'000;
    return random_.below(kSides) < chance * kSides;
  }

 private:
  static std::string name(std::uint32_t visitor) {
    return "v" + std::to_string(1'000'000 + visitor);
  }

  void add(std::uint32_t visitor) {
    const char* const kIndustries[] = {"energy", "steel", "glass", "paper", "music", "games"};
    const std::size_t event = facts.field({Kind::kEvent, "", ""});
    const std::size_t page = facts.field({Kind::kPage, "page", ""});
    const std::size_t industry = facts.field({Kind::kFact, "", "profile.industry"});
    const std::size_t seats = facts.field({Kind::kFact, "", "profile.seats"});
    double chance = 0.04;
    facts.saw(visitor, event, "page");
    if (tossed(0.3)) {
      facts.saw(visitor, page, "/pricing");
      chance += 0.1;
    }
    if (tossed(0.15)) {
      facts.saw(visitor, event, "Demo Requested");
      chance += 0.25;
    }
    if (tossed(0.2)) {
      facts.saw(visitor, page, "/careers");
      chance -= 0.1;
    }
    const std::uint32_t which = random_.below(6);
    facts.saw(visitor, industry, kIndustries[which]);
    if (which < 2) chance += 0.15;
    facts.saw(visitor, seats, static_cast<double>(random_.below(100)));
    for (int i = 0; i < 20; ++i) {
      if (tossed(0.2)) facts.saw(visitor, page, "/blog/" + std::to_string(i));
    }
    bought.push_back(tossed(std::clamp(chance, 0.005, 0.95)) ? 1 : 0);
  }

  Random random_;
};

const FitLine* line_of(const FitReport& report, std::string_view words) {
  for (const FitLine& line : report.lines) {
    if (line.label.find(words) != std::string::npos) return &line;
  }
  return nullptr;
}

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

TEST(FitFacts, DoNotDependOnTheOrderOrOnTheThreads) {
  Facts one, a, b;
  const FactField plan{Kind::kProperty, "Signed Up", "properties.plan"};
  for (Facts* facts : {&one, &a, &b}) facts->field(plan);
  one.saw(0, 0, "pro");
  one.saw(1, 0, "free");
  one.saw(0, 0, "pro");
  one.saw(1, 0, 7.0);
  a.saw(0, 0, "pro");
  a.saw(0, 0, "pro");
  b.saw(0, 0, 7.0);
  b.saw(0, 0, "free");
  a.merge(b, 1);
  const std::vector<std::uint32_t> places{1, 0};
  const auto x = one.columns(places, 1), y = a.columns(places, 1);
  ASSERT_EQ(x.size(), 1U);
  ASSERT_EQ(y.size(), 1U);
  ASSERT_EQ(x[0].values.size(), 2U);
  EXPECT_EQ(x[0].values[1].text, "pro");
  EXPECT_EQ(x[0].values[1].seen[0].times, 2U);
  EXPECT_EQ(x[0].values[1].seen[0].visitor, 1U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(x[0].values[i].text, y[0].values[i].text);
  EXPECT_EQ(x[0].present, y[0].present);
  EXPECT_EQ(x[0].numbers[0].most, y[0].numbers[0].most);
}

TEST(FitFacts, ATextThatSpellsANumberIsOneOnlyBesideNumbers) {
  Facts facts;
  const std::size_t product = facts.field({Kind::kProperty, "page", "properties.product"});
  facts.saw(0, product, "44600062");
  facts.saw_spelled(0, product, 44600062);
  const std::vector<std::uint32_t> places{0, 1};
  EXPECT_TRUE(facts.columns(places, 1)[0].numbers.empty());
  facts.saw(1, product, 3.0);
  EXPECT_EQ(facts.columns(places, 1)[0].numbers.size(), 2U);
}

TEST(FitGiven, EachRuleCountsOnceAndEachCellIsACandidate) {
  const auto model = parse_json(R"({"kelvin":1,"id":"m","version":"1","pages":{"p":["/p/**"]},
    "scores":[{"id":"s","rules":[
      {"id":"a","label":"Prices","on":"page","where":{"page.group":"p"},"points":[5,3],"decay":{"half_life":"9d"}},
      {"id":"b","on":"Signed Up","points":{"by":"properties.plan","values":{"pro":5,"team":9}}},
      {"id":"c","while":{"profile.size":{"$gte":1}},"points":{"by":"profile.size","steps":[[1,2],[100,5]]}},
      {"id":"d","on":"page","after":{"rule":"a","within":"1h"},"points":1},
      {"id":"e","while":{"rules.a.hits":{"$gte":2}},"points":1}]}]})");
  ASSERT_TRUE(model.ok());
  const GivenCandidates given = candidates_of(*model);
  std::vector<std::string> labels;
  for (const GivenRule& rule : given.rules) labels.push_back(rule.label);
  EXPECT_EQ(labels, (std::vector<std::string>{"Prices", "b: pro", "b: team",
                                              "c: from 1 to below 100", "c: from 100"}));
  EXPECT_EQ(to_json(given.rules[0].rule), R"({"on":"page","where":{"page.group":"p"},"limit":1})");
  EXPECT_EQ(given.dropped.size(), 2U);
  EXPECT_TRUE(compile(given.model).ok());
  EXPECT_TRUE(asks_for(given.rules[1].rule, "Signed Up"));
  EXPECT_FALSE(asks_for(given.rules[3].rule, "Signed Up"));
}

}  // namespace
}  // namespace kelvin::study
