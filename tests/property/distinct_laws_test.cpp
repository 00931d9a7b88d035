// A count with `distinct` against the oracle on logs with more values than are remembered: far
// longer ones than the other laws are tried on.
#include <gtest/gtest.h>

#include <random>

#include "kelvin/json.h"
#include "kelvin/kelvin.h"
#include "property/agreement.h"
#include "property/replay.h"

namespace kelvin::property {
namespace {

Model distinct_model(const std::string& at_least) {
  const auto rule = [&](const char* id, const char* more) {
    return std::string(R"({"id":")") + id + R"(","on":"A","points":1,"count":{"at_least":)" +
           at_least + R"(,"distinct":"properties.k")" + more + "}}";
  };
  auto model = compile(R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s","rules":[)" +
                       rule("ever", "") + "," + rule("lately", R"(,"within":"5m")") + "," +
                       rule("since", R"(,"since":"b")") + R"(,{"id":"b","on":"B","points":0}]}]})");
  EXPECT_TRUE(model.ok());
  return std::move(*model);
}

/// Of so many different values, none to three seconds apart; now and then the event that ends
/// `since`.
std::string message(std::minstd_rand& random, unsigned values, std::int64_t& now) {
  now += static_cast<std::int64_t>(random() % 4) * 1000;
  const std::string time = std::to_string(now) + "}";
  if (random() % 400 == 0) {
    return R"({"type":"track","event":"B","anonymousId":"v","timestamp":)" + time;
  }
  return R"({"type":"track","event":"A","anonymousId":"v","properties":{"k":)" +
         std::to_string(random() % values) + R"(},"timestamp":)" + time;
}

void agrees(const Model& model, unsigned values, unsigned seed) {
  std::minstd_rand random(seed);
  Replay oracle(model);
  State state = new_state(model);
  std::int64_t now = 1'772'366'400'000;
  for (int i = 0; i < 900; ++i) {
    const Event event = *read_event(model, message(random, values, now));
    const Outcome outcome = apply(model, state, event);
    ASSERT_EQ(disagreement(model, oracle.take(event), outcome), "") << "event " << i;
    if (i % 90 != 0) continue;
    const auto restored = restore(model, save(model, state));
    ASSERT_TRUE(restored.ok());
    ASSERT_EQ(restored->state, state);
    state = restored->state;
  }
  EXPECT_EQ(state.rules[0].counted.size(), 256U) << "the memory is not filled";
}

TEST(Distinct, CountsOnceForEachAndForgetsNothingThatStillCounts) {
  unsigned seed = 20260301;
  for (const char* at_least : {"1", "2", "100", "256"}) {
    const Model model = distinct_model(at_least);
    for (const unsigned values : {300U, 400U}) agrees(model, values, ++seed);
  }
}

}  // namespace
}  // namespace kelvin::property
