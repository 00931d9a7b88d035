// Another person at the same device: what begins anew, what stays, and who is nobody else.
#include <gtest/gtest.h>

#include "kelvin/json.h"
#include "unit/support.h"

namespace kelvin {
namespace {

const Model& model() {
  static const Model kModel = model_of(
      R"("rules":[{"id":"a","on":"A","points":10,"limit":{"times":1,"per":"30d"}},
                  {"id":"fact","while":{"profile.industry":"energy"},"points":50}])",
      R"("segments":[{"id":"hot","when":{"scores.s":{"$gte":60}}}],
         "triggers":[{"id":"call","when":{"enter":"hot"},"limit":1,"to":["crm"]},
                     {"id":"cooled","when":{"leave":"hot"},"to":["crm"]}],
         "destinations":[{"id":"crm","url":"https://crm.example/"}],
         "privacy":{"retention":"30d"})");
  return kModel;
}

std::string of(std::string_view user, Instant t, std::string_view id) {
  return track("A", t,
               R"("userId":")" + std::string(user) + R"(","messageId":")" + std::string(id) + "\"");
}
std::string identify(std::string_view user, Instant t) {
  return R"({"type":"identify","anonymousId":"v","traits":{"industry":"energy"},"userId":")" +
         std::string(user) + R"(","timestamp":)" + std::to_string(t.ms) + "}";
}

/// b, who is hot and has fired once.
State hot() {
  State state = new_state(model());
  feed(model(), state, of("b", kNoon, "m-1"));
  EXPECT_EQ(feed(model(), state, identify("b", kNoon + kMinute)).fired.size(), 1U);
  return state;
}

bool other(const State& state, std::string_view json) {
  return is_other_person(model(), state, event_of(model(), json));
}

TEST(Person, IsAnotherOnlyWhereBothIdsAreThereAndDiffer) {
  const State state = hot();
  EXPECT_TRUE(other(state, of("c", kNoon + kHour, "m-2")));
  EXPECT_FALSE(other(state, of("b", kNoon + kHour, "m-2")));
  EXPECT_FALSE(other(state, track("A", kNoon + kHour))) << "an event without a userId";
  EXPECT_FALSE(other(new_state(model()), of("c", kNoon, "m-2"))) << "a first userId";
  EXPECT_TRUE(other(state, of("B", kNoon + kHour, "m-2"))) << "ids are compared byte by byte";
}

TEST(Person, IsNoOtherByADuplicateATickOrATypeThatDoesNotScore) {
  State state = hot();
  for (const std::string& line :
       {of("c", kNoon + kHour, "m-1"), track("Tick", kNoon + kHour, R"("userId":"c")"),
        std::string(
            R"({"type":"screen","anonymousId":"v","userId":"c","timestamp":1772370000000})")}) {
    EXPECT_FALSE(other(state, line)) << line;
    const Outcome outcome = feed(model(), state, line);
    EXPECT_FALSE(outcome.new_person) << line;
    EXPECT_EQ(state.user_id, "b") << line;
    EXPECT_EQ(state.segments[0], 1U) << line;
  }
}

TEST(Person, BeginsAnewAndLeavesNothing) {
  State state = hot();
  const std::uint64_t digest = state.digest;
  const Outcome outcome = feed(model(), state, of("c", kNoon + kHour, "m-2"));
  EXPECT_TRUE(outcome.new_person);
  EXPECT_EQ(outcome.before.scores[0], Points{});
  EXPECT_EQ(outcome.after.scores[0], Points{10'000'000}) << "the rule's limit is new";
  EXPECT_TRUE(outcome.left.empty());
  EXPECT_TRUE(outcome.fired.empty());
  EXPECT_EQ(state.user_id, "c");
  EXPECT_EQ(state.visitor, "v");
  EXPECT_EQ(state.events, 1);
  EXPECT_NE(state.digest, digest);
  EXPECT_EQ(state.profile, Value(Object{}));
  EXPECT_EQ(state.first, kNoon + kHour);
}

TEST(Person, KeepsTheClockTheLastIdsAndTheCounterInMessageIds) {
  State state = hot();
  const Outcome late = feed(model(), state, of("c", kNoon - kHour, "m-2"));
  EXPECT_TRUE(late.new_person);
  EXPECT_EQ(late.time, kNoon + kMinute) << "taken at the time of b's last event";
  EXPECT_EQ(feed(model(), state, of("c", kNoon + kHour, "m-1")).status, Outcome::Status::kDuplicate)
      << "b's event is known, whoever it names now";
  const Outcome fired = feed(model(), state, identify("c", kNoon + kHour));
  ASSERT_EQ(fired.fired.size(), 1U) << "the trigger's limit is new";
  EXPECT_EQ(fired.fired[0].nth, 2) << "b's message had the first id";
}

TEST(Person, WhoReturnsBeginsAnewToo) {
  State state = hot();
  EXPECT_TRUE(feed(model(), state, of("c", kNoon + kHour, "m-2")).new_person);
  EXPECT_FALSE(feed(model(), state, of("c", kNoon + kHour, "m-3")).new_person);
  EXPECT_FALSE(feed(model(), state, track("A", kNoon + kHour)).new_person);
  const Outcome back = feed(model(), state, of("b", kNoon + kHour, "m-4"));
  EXPECT_TRUE(back.new_person);
  EXPECT_EQ(back.after.scores[0], Points{10'000'000});
}

TEST(Person, WhoIsForgottenIsNobodyElse) {
  State state = hot();
  const Instant then = kNoon + Duration{31 * kDay.ms};
  EXPECT_FALSE(other(state, of("c", then, "m-1")));
  const Outcome outcome = feed(model(), state, of("c", then, "m-1"));
  EXPECT_FALSE(outcome.new_person);
  EXPECT_EQ(outcome.status, Outcome::Status::kScored) << "what is forgotten has no ids to repeat";
  EXPECT_EQ(outcome.after.scores[0], Points{10'000'000});
}

TEST(Person, IsTheSameBeforeAndAfterSaving) {
  State state = hot();
  State stored = restore(model(), save(model(), state))->state;
  const std::string line = of("c", kNoon + kHour, "m-2");
  EXPECT_TRUE(other(stored, line));
  feed(model(), state, line);
  feed(model(), stored, line);
  EXPECT_EQ(state, stored);
}

}  // namespace
}  // namespace kelvin
