// States as blocks: the same state after a round trip, the same bytes for equal states, and no
// harm from any others.
#include "kelvin/state_block.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "unit/support.h"

namespace kelvin {
namespace {

const Model& model() {
  static const Model kModel = model_of(R"("momentum":"3d",
      "inactivity":{"steps":[{"after":"5d","points":-7}]},"rules":[
      {"id":"page","on":"page","points":[10,4],"limit":{"times":3,"per":"visit"}},
      {"id":"daily","on":"page","points":1.5,"limit":{"times":1,"per":"day"},"decay":{"half_life":"3d"}},
      {"id":"faded","on":"A","points":8,"decay":{"percent":10,"every":"1d"}},
      {"id":"often","on":"A","points":3.333333,"count":{"at_least":2,"within":"7d"},"limit":{"times":2,"per":"7d"}},
      {"id":"many","on":"A","points":1,"count":{"at_least":2,"distinct":"properties.k"}},
      {"id":"lately","on":"A","points":1,"count":{"at_least":2,"distinct":"properties.k","within":"9d"}},
      {"id":"lost","on":"A","points":-5,"limit":1,"count":{"at_least":3,"since":"page"}},
      {"id":"paid","on":"B","points":1,"max":5,"multiply":{"by":"properties.n","signed":true}},
      {"id":"fact","while":{"rules.paid.sum":{"$gt":1}},"points":20}])",
                                       R"("segments":[{"id":"hot","when":{"scores.s":{"$gte":12}}}],
      "triggers":[{"id":"call","when":{"enter":"hot"},"limit":{"times":1,"per":"30d"}},
      {"id":"hit","when":{"hit":"page"}}])");
  return kModel;
}

/// A visitor whose state has something in every field.
State rich(int events) {
  State state = new_state(model());
  for (int i = 0; i < events; ++i) {
    const Instant t = kNoon + Duration{i * 7 * kHour.ms + i};
    const std::string n = std::to_string(i);
    const std::string id = R"("messageId":")" + n + "\",";
    const std::string at = std::to_string(t.ms);
    if (i % 5 == 0) {
      feed(model(), state,
           R"({"type":"page","anonymousId":"v","timestamp":)" + at + "," + id +
               R"("properties":{"url":"https://x.test/p?utm_source=google&utm_medium=cpc",)"
               R"("referrer":"https://y.test/z"}})");
    } else if (i % 7 == 3) {
      feed(model(), state,
           R"({"type":"identify","anonymousId":"v","userId":"\u00fc","timestamp":)" + at +
               R"(,"traits":{"email":"ann@gmail.com","age":)" + n + "}}");
      feed(model(), state,
           R"({"type":"group","anonymousId":"v","groupId":"acme","timestamp":)" + at + "}");
      feed(model(), state, track("Page Engaged", t, R"("properties":{"seconds":12.5})"));
    } else {
      feed(model(), state, track("A", t, id + R"("properties":{"k":"x)" + n + "\"}"));
      feed(model(), state, track("B", t, R"("properties":{"n":0.7})"));
    }
  }
  return state;
}

std::string block_of(const State& state) {
  List<char> memory;
  return std::string(pack(model(), state, memory));
}

TEST(StateBlock, IsTheSameStateAfterEveryEvent) {
  List<char> memory;
  State read = new_state(model());  // used again and again, forth and back
  for (int events = 0; events < 140; events += 3) {
    const State state = rich(events);
    ASSERT_TRUE(unpack(model(), pack(model(), state, memory), read)) << events;
    ASSERT_EQ(read, state) << events;
    ASSERT_TRUE(unpack(model(), block_of(rich(events / 2)), read));
    ASSERT_EQ(read, rich(events / 2));
  }
  EXPECT_GT(read.rules[3].counted.size(), 0U);
}

TEST(StateBlock, OfEqualStatesIsEqualAndOfOthersIsNot) {
  const State state = rich(40);
  const std::string bytes = block_of(state);
  EXPECT_EQ(block_of(rich(40)), bytes);
  EXPECT_EQ(visitor_of(bytes), "v");
  const auto other = [&](auto change) {
    State changed = state;
    change(changed);
    EXPECT_FALSE(changed == state) << "nothing was changed";
    EXPECT_NE(block_of(changed), bytes);
    State read;
    EXPECT_TRUE(unpack(model(), block_of(changed), read));
    EXPECT_EQ(read, changed);
  };
  other([](State& s) { s.visitor = "w"; });
  other([](State& s) { s.user_id.clear(); });
  other([](State& s) { ++s.events; });
  other([](State& s) { ++s.digest; });
  other([](State& s) { s.settled_under = 0; });
  other([](State& s) { s.first.reset(); });
  other([](State& s) { s.last = kLatest; });
  other([](State& s) { s.last.reset(); });
  other([](State& s) { s.last_activity = kEarliest; });
  other([](State& s) { s.last_onsite.reset(); });
  other([](State& s) { s.visit.origin.campaign.content = "x"; });
  other([](State& s) { s.first_origin.channel = "x"; });
  other([](State& s) { s.total.last_day = -5; });
  other([](State& s) { s.profile.set("x", Array{Value(), true, false, 0.1, -3, "t", Object{}}); });
  other([](State& s) { s.rules[0].hits = 9007199254740991; });
  other([](State& s) { s.rules[0].last_match.reset(); });
  other([](State& s) { s.rules[0].last_hit.reset(); });
  other([](State& s) { s.rules[0].raw = {-9000000000000000}; });
  other([](State& s) { s.rules[0].worn = {-1}; });
  other([](State& s) { s.rules[0].live.front().sum = {1}; });
  other([](State& s) { s.rules[0].live.push_back({kLatest, {7}}); });
  other([](State& s) { s.rules[0].limit.window = 0; });
  other([](State& s) { s.rules[0].limit.window = 9007199254740991; });
  other([](State& s) { s.rules[1].limit.window += 5000; });
  other([](State& s) { s.rules[7].sum = -kMostSum; });
  other([](State& s) { s.rules[8].holds = !s.rules[8].holds; });
  other([](State& s) { s.rules[4].counted.front().value = (std::uint64_t{1} << 48) - 1; });
  other([](State& s) { s.rules[5].counted.front().time = kEarliest; });
  other([](State& s) { s.segments[0] ^= 1; });
  other([](State& s) { s.momentum[0].push_back({-7, {-1}}); });
  other([](State& s) { ++s.triggers[1].fired; });
  other([](State& s) { s.triggers[0].limit.window = -1; });
  other([](State& s) { s.recent.front() ^= 1; });
}

/// Whatever is read can be scored with, and packed and read again.
void survives(std::string_view bytes, State& state) {
  if (!unpack(model(), bytes, state)) {
    EXPECT_EQ(state, new_state(model()));
    return;
  }
  view_json(model(), state, kNoon + Duration{3000 * kHour.ms}, {true});
  feed(model(), state, track("A", kNoon + Duration{2001 * kHour.ms}, R"("properties":{"k":"x"})"));
  State again;
  ASSERT_TRUE(unpack(model(), block_of(state), again));
  ASSERT_EQ(again, state);
}

TEST(StateBlock, SurvivesAWrongByteAnywhereAndEveryCut) {
  const std::string bytes = block_of(rich(60));
  State state;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int byte = 0; byte < 256; byte += 15) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(byte);
      survives(changed, state);
    }
    EXPECT_FALSE(unpack(model(), bytes.substr(0, i), state));
    if (HasFailure()) return;
  }
  EXPECT_FALSE(unpack(model(), bytes + '\1', state));
}

TEST(StateBlock, SurvivesRandomBytes) {
  std::mt19937 random(8);
  const std::string bytes = block_of(rich(60));
  State state;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = i % 2 == 0 ? bytes : std::string(random() % 200, '\1');
    for (int changes = i % 2 == 0 ? 4 : 200; changes-- > 0 && !text.empty();) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    survives(text, state);
    if (HasFailure()) return;
  }
}

/// The example in kelvin/state_block.h.
TEST(StateBlock, ARuleThatHitTwiceIsAsItsPictureSays) {
  State state = new_state(model());
  state.visitor = "v";
  state.last = kNoon + Duration{1000};
  state.visit.number = 4;
  RuleState& rule = state.rules[0];
  rule.hits = rule.matches = 2;
  rule.last_match = rule.last_hit = kNoon;
  rule.raw = Points{20'000'000};
  rule.live.push_back({kNoon, rule.raw});
  rule.limit = {4, 2};
  List<char> memory;
  const std::string bytes(pack(model(), state, memory));
  EXPECT_NE(bytes.find("\x43\x05\x46\x1F\xA1\x01\x05"), std::string::npos);
}

}  // namespace
}  // namespace kelvin
