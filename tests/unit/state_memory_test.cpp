// What a state remembers: values, sums, large points, message ids, firings.
#include <gtest/gtest.h>

#include <string>

#include "unit/state_support.h"

namespace kelvin {
namespace {

/// Sums that no single hit can reach must come back too, or the visitor is lost.
TEST(State, PlacedAsPairsTheValuesOfDistinctAreReadToo) {
  const Model distinct = model_of(R"("rules":[
      {"id":"ever","on":"A","points":1,"count":{"at_least":1,"distinct":"properties.k"}},
      {"id":"lately","on":"A","points":1,"count":{"at_least":1,"distinct":"properties.k","within":"7d"}}])");
  State state = new_state(distinct);
  feed(distinct, state, track("A", kNoon, R"("properties":{"k":"x"})"));
  const std::uint64_t hash = state.rules[0].counted[0].value;
  std::string saved = save(distinct, state);
  const std::size_t at = saved.find(R"("values":")");
  ASSERT_NE(at, std::string::npos);
  const std::string values = saved.substr(at, std::string(R"("values":"12345678")").size());
  const std::string pair =
      R"("counted":[[)" + std::to_string(kNoon.ms) + "," + std::to_string(hash) + "]]";
  saved = replaced(saved, values, pair);
  saved = replaced(saved, values + R"(,"ages":"0")", pair);
  const auto restored = restore(distinct, saved);
  ASSERT_TRUE(restored.ok()) << errors_json(restored.errors());
  EXPECT_EQ(restored->state, state);
}

TEST(State, KeepsASumOnlyWhereAConditionAsksForIt) {
  const std::string rule =
      R"({"id":"r","on":"A","points":1,"max":5,"multiply":{"by":"properties.n","signed":true}})";
  const Model asking = model_of("\"rules\":[" + rule +
                                R"(,{"id":"f","while":{"rules.r.sum":{"$lt":-2}},"points":7}])");
  const Model silent = model_of("\"rules\":[" + rule + "]");
  const std::string event = track("A", kNoon, R"("properties":{"n":-2.5})");
  State state = new_state(asking);
  feed(asking, state, event);
  EXPECT_EQ(state.rules[0].sum, -2'500'000);
  const auto restored = restore(asking, save(asking, state));
  ASSERT_TRUE(restored.ok());
  EXPECT_EQ(restored->state, state);
  EXPECT_EQ(restore(silent, save(asking, state))->state.rules[0].sum, 0);
  State other = new_state(silent);
  feed(silent, other, event);
  EXPECT_EQ(other.rules[0].sum, 0);
}

TEST(State, OfLargePointsIsRestored) {
  const Model large = model_of(R"("range":[0,1000000],"rules":[
      {"id":"r","on":"A","points":600000,"decay":{"expire":"1m"}}])");
  State state = new_state(large);
  for (int i = 0; i < 3; ++i) {  // each alone in the score, all in one day's momentum
    feed(large, state, track("A", kNoon + Duration{i * kHour.ms}));
    const auto restored = restore(large, save(large, state));
    ASSERT_TRUE(restored.ok()) << errors_json(restored.errors());
    EXPECT_EQ(restored->state, state);
  }
}

TEST(State, OfManyLargeHitsIsRestored) {
  const Model large = model_of(R"("rules":[{"id":"r","on":"A","points":1000000}])");
  State state = new_state(large);
  const Event event = event_of(large, track("A", kNoon));
  for (int i = 0; i < 9100; ++i) apply(large, state, event);  // 2^53 millionths and more
  const auto restored = restore(large, save(large, state));
  ASSERT_TRUE(restored.ok()) << errors_json(restored.errors());
  EXPECT_EQ(restored->state, state);
}

TEST(State, Remembers128IdsAndNoMore) {
  State state = new_state(model());
  const auto send = [&](int id) {
    return feed(model(), state, track("A", kNoon, R"("messageId":"m)" + std::to_string(id) + "\""))
        .status;
  };
  for (int i = 0; i < 129; ++i) EXPECT_EQ(send(i), Outcome::Status::kScored);
  EXPECT_EQ(send(1), Outcome::Status::kDuplicate);
  EXPECT_EQ(send(128), Outcome::Status::kDuplicate);
  EXPECT_EQ(send(0), Outcome::Status::kScored) << "it was the 129th last";
  EXPECT_EQ(state.recent.size(), 128U);
}

TEST(State, AfterAReplayWhatHasFiredHasFired) {
  const State before = end_of_journey();
  ASSERT_GT(before.triggers[0].fired, 0);
  // The model of today fires less in the same past: nothing is hot any more.
  const Model today = model_of(kScore, replaced(kRest, R"("$gte":30)", R"("$gte":30000)"));
  State replayed = new_state(today);
  for (const std::string& line : journey()) feed(today, replayed, line);
  ASSERT_EQ(replayed.triggers[0].fired, 0);
  const State alone = replayed;
  take_firings(replayed, restore(today, save(model(), before))->state);
  EXPECT_EQ(replayed.triggers, before.triggers);
  replayed.triggers = alone.triggers;
  EXPECT_EQ(replayed, alone) << "nothing else is taken";

  // And one that fired more often, or later, keeps that.
  State more = alone;
  more.triggers[0] = {before.triggers[0].fired + 2, {before.triggers[0].limit.window + 1, 1}};
  more.triggers[1] = {0, {before.triggers[1].limit.window, before.triggers[1].limit.used + 1}};
  State merged = more;
  take_firings(merged, before);
  EXPECT_EQ(merged.triggers[0], more.triggers[0]);
  EXPECT_EQ(merged.triggers[1].fired, before.triggers[1].fired);
  EXPECT_EQ(merged.triggers[1].limit, more.triggers[1].limit);
}

}  // namespace
}  // namespace kelvin
