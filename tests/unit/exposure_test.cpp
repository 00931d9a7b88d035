// What a state remembers of experiences: nothing of who saw none, and by id under a changed model.
#include <gtest/gtest.h>

#include <string>

#include "kelvin/json.h"
#include "kelvin/state_block.h"
#include "unit/support.h"

namespace kelvin {
namespace {

constexpr const char* kRules = R"("rules":[{"id":"r","on":"page","points":1}])";
constexpr const char* kBoth =
    R"("experiences":[{"id":"cta","if":{},"at":"a","set":{"text":"x"},"limit":{"times":2,"per":"visit"}},
    {"id":"bar","if":{},"at":"b","set":{"text":"x"},"until":"click"}])";

std::string block_of(const Model& model, const State& state) {
  List<char> memory;
  return std::string(pack(model, state, memory));
}

std::string told(std::string_view name, Instant t, const std::string& experience) {
  return track(name, t, R"("properties":{"experience":")" + experience + "\"}");
}

State after_a_page(const Model& model) {
  State state = new_state(model);
  feed(model, state, track("page opened", kNoon));
  return state;
}

TEST(Exposures, TakeNoByteOfWhoSawNone) {
  const Model with = model_of(kRules, kBoth);
  const Model without = model_of(kRules);
  State seen = after_a_page(with);
  EXPECT_EQ(block_of(with, seen), block_of(without, after_a_page(without)));
  EXPECT_EQ(save_compact(with, seen).find("experiences"), Text::npos);
  EXPECT_EQ(save(with, seen).find("exposures"), Text::npos);

  const std::size_t bytes = block_of(with, seen).size();
  feed(with, seen, told("Experience Seen", kNoon, "cta"));
  EXPECT_EQ(block_of(with, seen).size(), bytes + 5) << "bits, how, seen, window, used";
  EXPECT_NE(save_compact(with, seen).find(R"("sizes":[1,1,0,0,2])"), Text::npos);
}

TEST(Exposures, AreRefusedWhereTheBytesSayNothing) {
  const Model model = model_of(kRules, kBoth);
  State state = after_a_page(model);
  std::string block = block_of(model, state);
  ASSERT_TRUE(unpack(model, block, state));
  block += '\0';  // the bits of two experiences, none of them set
  EXPECT_FALSE(unpack(model, block, state));
}

TEST(Exposures, AreTakenOverById) {
  const Model model = model_of(kRules, kBoth);
  State state = after_a_page(model);
  feed(model, state, told("Experience Seen", kNoon, "cta"));
  feed(model, state, told("Experience Clicked", kNoon, "bar"));
  const Model later = model_of(kRules,
                               R"("experiences":[{"id":"new","if":{},"at":"a","set":{"text":"x"}},
      {"id":"bar","if":{},"at":"b","set":{"text":"x"},"until":"click"}])");
  for (const Text& text : {save(model, state), save_compact(model, state)}) {
    const auto restored = restore(later, std::string_view(text));
    ASSERT_TRUE(restored.ok()) << errors_json(restored.errors());
    ASSERT_EQ(restored->dropped.size(), 1U);
    EXPECT_EQ(restored->dropped[0], "experience cta");
    EXPECT_EQ(restored->state.exposures[0], ExposureState{});
    EXPECT_TRUE(restored->state.exposures[1].ended);
  }
  const auto taken = take_over(later, block_model(model), block_of(model, state));
  ASSERT_TRUE(taken.ok());
  EXPECT_TRUE(taken->state.exposures[1].ended);
}

}  // namespace
}  // namespace kelvin
