// Reasons: what a rule gave, what was taken, what is left; and that they sum to the score.
#include <gtest/gtest.h>

#include <string>

#include "unit/support.h"

namespace kelvin {
namespace {

struct Told {
  Model model;
  State state;
  explicit Told(std::string_view score) : model(model_of(score)), state(new_state(model)) {}
  void take(std::string_view name, Instant t) { feed(model, state, track(name, t)); }
  [[nodiscard]] List<Reason> at(Instant t) const { return explain(model, state, t); }
};

/// Every reason adds up, and all of them to this many points.
void expect_sum(const List<Reason>& reasons, double points) {
  Points sum;
  for (const Reason& r : reasons) {
    EXPECT_EQ(r.points, r.raw + r.decay + r.cap + r.wear) << r.rule;
    sum += r.points;
  }
  EXPECT_EQ(sum, to_points(points));
}

TEST(Explain, TellsHitsAndRawPoints) {
  Told told(R"("rules":[{"id":"a","on":"A","points":[10,4]},{"id":"b","on":"B","points":5}])");
  EXPECT_TRUE(told.at(kNoon).empty());
  told.take("A", kNoon);
  told.take("A", kNoon);
  const auto reasons = told.at(kNoon);
  ASSERT_EQ(reasons.size(), 1U) << "b has no part in it";
  EXPECT_EQ(reasons[0].hits, 2);
  EXPECT_EQ(reasons[0].raw, to_points(14));
  expect_sum(reasons, 14);
}

TEST(Explain, TellsWhatAgeTook) {
  Told told(R"("rules":[{"id":"a","on":"A","points":10,"decay":{"half_life":"1d"}}])");
  told.take("A", kNoon);
  const auto reasons = told.at(kNoon + kDay);
  EXPECT_EQ(reasons[0].raw, to_points(10));
  EXPECT_EQ(reasons[0].decay, to_points(-5));
  expect_sum(reasons, 5);
  told.take("A", kNoon + kDay);
  EXPECT_EQ(told.at(kNoon + kDay)[0].raw, to_points(20));
  EXPECT_EQ(told.at(kNoon + kDay)[0].decay, to_points(-5));
  expect_sum(told.at(kNoon + kDay + kDay), 7.5);
}

TEST(Explain, SharesACapByWhatEachGave) {
  Told told(R"("groups":[{"id":"g","max":15}],"rules":[{"id":"a","on":"A","points":10,"group":"g"},
      {"id":"b","on":"B","points":20,"group":"g"},{"id":"c","on":"A","points":1}])");
  told.take("A", kNoon);
  told.take("B", kNoon);
  const auto reasons = told.at(kNoon);
  ASSERT_EQ(reasons.size(), 3U);
  EXPECT_EQ(reasons[0].cap, to_points(-5));
  EXPECT_EQ(reasons[1].cap, to_points(-10));
  EXPECT_EQ(reasons[2].cap, Points{});
  expect_sum(reasons, 16);
}

TEST(Explain, SharesACapToTheLastMillionth) {
  Told told(R"("groups":[{"id":"g","max":10}],"rules":[{"id":"a","on":"A","points":7,"group":"g"},
      {"id":"b","on":"A","points":7,"group":"g"},{"id":"c","on":"A","points":7,"group":"g"}])");
  told.take("A", kNoon);
  expect_sum(told.at(kNoon), 10);
}

TEST(Explain, TellsWhatSilenceTookBeforeAndAfterTheNextActivity) {
  Told told(R"("inactivity":{"steps":[{"after":"30d","points":-15}]},"rules":[
      {"id":"a","on":"A","points":10},{"id":"b","on":"B","points":40},{"id":"c","on":"C","points":-20,"limit":1}])");
  for (const char* name : {"A", "B", "C"}) told.take(name, kNoon);
  const Instant later = kNoon + Duration{30 * kDay.ms};
  expect_sum(told.at({later.ms - 1}), 30);
  const auto pending = told.at(later);
  EXPECT_EQ(pending[0].wear, to_points(-3));
  EXPECT_EQ(pending[1].wear, to_points(-12));
  EXPECT_EQ(pending[2].wear, Points{}) << "penalties stay";
  expect_sum(pending, 15);
  told.take("A", later);
  const auto worn = told.at(later);
  EXPECT_EQ(worn[0].wear, to_points(-3));
  EXPECT_EQ(worn[0].points, to_points(17));
  expect_sum(worn, 25);
}

TEST(Explain, TellsTheSumBeforeItIsCutToTheRange) {
  Told told(
      R"("range":[0,30],"rules":[{"id":"a","on":"A","points":50},{"id":"v","on":"V","veto":true}])");
  told.take("A", kNoon);
  expect_sum(told.at(kNoon), 50);
  EXPECT_EQ(view(told.model, told.state, kNoon).scores[0], to_points(30));
  told.take("V", kNoon);
  expect_sum(told.at(kNoon), 50);
  EXPECT_EQ(view(told.model, told.state, kNoon).scores[0], Points{});
}

TEST(Explain, TellsFactsWhileTheyHold) {
  Told told(
      R"("rules":[{"id":"f","while":{"profile.size":{"$gte":2}},"points":7,"multiply":{"by":"profile.size","unit":2}}])");
  const auto identify = [&](const char* size) {
    feed(told.model, told.state,
         R"({"type":"identify","anonymousId":"v","timestamp":1772366400000,"traits":{"size":)" +
             std::string(size) + "}}");
  };
  identify("3");
  ASSERT_EQ(told.at(kNoon).size(), 1U);
  EXPECT_EQ(told.at(kNoon)[0].hits, 1);
  expect_sum(told.at(kNoon), 10.5);
  identify("1");
  EXPECT_TRUE(told.at(kNoon).empty());
}

TEST(Explain, ForgetsWhatWasCleared) {
  Told told(
      R"("rules":[{"id":"a","on":"A","points":10},{"id":"b","on":"B","points":0,"clears":"a"}])");
  told.take("A", kNoon);
  told.take("B", kNoon);
  expect_sum(told.at(kNoon), 0);
  told.take("A", kNoon);
  EXPECT_EQ(told.at(kNoon)[0].hits, 1);
  expect_sum(told.at(kNoon), 10);
}

}  // namespace
}  // namespace kelvin
