// States that release 0.1.0 saved: read today they are what a replay of their events gives.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "kelvin/json.h"
#include "kelvin/state_block.h"
#include "unit/support.h"

namespace kelvin {
namespace {

/// As it was under 0.1.0; the same in fuzz_state.cpp, whose seeds these states are.
constexpr const char* kModel = R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s",
  "groups":[{"id":"g","max":5}],"inactivity":{"mode":"add","steps":[{"after":"1d","points":-5}]},"rules":[
    {"id":"a","on":"page","points":3,"decay":{"half_life":"1h"},"group":"g"},
    {"id":"b","on":"page","points":2,"limit":{"times":2,"per":"1d"},"decay":{"percent":10,"every":"1h"}},
    {"id":"c","on":"page","points":1,"count":{"at_least":3,"within":"1d"}}]}],
  "segments":[{"id":"hot","when":{"scores.s":{"$gte":3}}}],
  "destinations":[{"id":"d","url":"/x"}],
  "triggers":[{"id":"t","when":{"enter":"hot"},"to":["d"]}]})";

std::string saved(int n) {
  std::ostringstream text;
  text << std::ifstream(KELVIN_CASES "/../fuzz/states/" + std::to_string(n) + ".json").rdbuf();
  return text.str();
}

std::string block_of(const Model& model, const State& state) {
  List<char> memory;
  return std::string(pack(model, state, memory));
}

/// Three visits to a page within two seconds, and three more eleven hours later.
TEST(StateOfRelease, IsWhatAReplayGives) {
  const Model model = compiled(kModel);
  State replayed = new_state(model);
  for (int sent = 0; sent <= 6; ++sent) {
    if (sent % 3 == 0) {
      const auto restored = restore(model, saved(sent / 3));
      ASSERT_TRUE(restored.ok()) << errors_json(restored.errors());
      EXPECT_TRUE(restored->dropped.empty());
      State expected = replayed;
      expected.settled_under = 0;  // the laws, and so the model's digest, have changed since
      EXPECT_EQ(save(model, restored->state), save(model, expected));
      EXPECT_EQ(block_of(model, restored->state), block_of(model, expected));
      EXPECT_EQ(restore(model, save_compact(model, restored->state))->state, expected);
    }
    const std::int64_t t = 1'770'000'000'000 + (sent < 3 ? 0 : 40'000'000) + sent % 3 * 1000;
    feed(model, replayed,
         R"({"type":"page","anonymousId":"v","userId":"u","messageId":")" + std::to_string(sent) +
             R"(","timestamp":)" + std::to_string(t) +
             R"(,"properties":{"url":"https://x.test/a?utm_source=n&gclid=1"}})");
  }
}

}  // namespace
}  // namespace kelvin
