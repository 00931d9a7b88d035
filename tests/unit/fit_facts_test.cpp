// Facts, and the rules of a given model as candidates: what learning points begins with.
#include "kelvin/study/facts.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kelvin/json.h"
#include "kelvin/study/gather.h"

namespace kelvin::study {
namespace {

TEST(FitFacts, DoNotDependOnTheOrderOrOnTheThreads) {
  Facts one, a, b;
  const FactField plan{FactField::Kind::kProperty, "Signed Up", "properties.plan"};
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
  const std::size_t product =
      facts.field({FactField::Kind::kProperty, "page", "properties.product"});
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
