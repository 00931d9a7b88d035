// Saved states: the same after a round trip, small, and refused with a reason where they are
// damaged.
#include <gtest/gtest.h>

#include <string>

#include "unit/state_support.h"

namespace kelvin {
namespace {

TEST(State, IsTheSameAfterEveryStepOfAJourney) {
  State straight = new_state(model());
  State stored = straight;
  for (const std::string& line : journey()) {
    const auto restored = restore(model(), save(model(), stored));
    ASSERT_TRUE(restored.ok()) << errors_json(restored.errors());
    EXPECT_EQ(restored->state, stored);
    EXPECT_TRUE(restored->dropped.empty());
    const auto compact = restore(model(), save_compact(model(), stored));
    ASSERT_TRUE(compact.ok()) << errors_json(compact.errors());
    EXPECT_EQ(compact->state, stored);
    EXPECT_TRUE(compact->dropped.empty());
    EXPECT_EQ(compact->saved_under, model().digest);
    stored = compact->state;
    feed(model(), straight, line);
    feed(model(), stored, line);
    ASSERT_EQ(stored, straight) << line;
    ASSERT_EQ(save(model(), stored), save(model(), straight));
  }
  EXPECT_GT(straight.triggers[0].fired, 0) << "the journey is not rich enough";
  EXPECT_NE(straight.rules[0].worn, Points{});
  EXPECT_EQ(straight.segments[1], 1);
}

TEST(State, OfNobodyIsSavedToo) {
  const State nobody = new_state(model());
  const auto restored = restore(model(), save(model(), nobody));
  ASSERT_TRUE(restored.ok());
  EXPECT_EQ(restored->state, nobody);
}

TEST(State, InItsCompactFormBeginsSoThatOlderReleasesLeaveItAlone) {
  // Release 0.1.0 refuses, as newer_format, every format above 1.
  const std::string saved = save_compact(model(), end_of_journey());
  EXPECT_EQ(saved.find(R"({"kelvin":2,)"), 0U) << saved;
  EXPECT_EQ(saved.find('\n'), std::string::npos);
  EXPECT_LT(saved.size() * 3, save(model(), end_of_journey()).size() * 2) << saved;
}

/// A model whose parts have other names, kinds and places.
Model changed_model() {
  std::string score = kScore;
  for (const auto& [what, with] : std::vector<std::pair<const char*, const char*>>{
           {R"("id":"faded","on":"A","points":8)", R"("id":"renamed","on":"A","points":8)"},
           {R"(["faded","lost"])", R"(["lost"])"},
           {R"("rules":[)", R"("rules":[{"id":"new","on":"page","points":1},)"},
           {R"("distinct":"properties.k")", R"("distinct":"properties.k","within":"9d")"},
           {R"("at_least":3,"since":"page")", R"("at_least":3,"within":"9d")"}}) {
    score = replaced(score, what, with);
  }
  return model_of(score, replaced(replaced(kRest, R"("id":"known")", R"("id":"renamed-too")"),
                                  R"("id":"hit")", R"("id":"renamed-as-well")"));
}

TEST(State, ItsTwoFormsGiveAChangedModelTheSame) {
  const Model changed = changed_model();
  State state = new_state(model());
  for (const std::string& line : journey()) {
    feed(model(), state, line);
    const auto exchange = restore(changed, save(model(), state));
    const auto compact = restore(changed, save_compact(model(), state));
    ASSERT_TRUE(exchange.ok()) << errors_json(exchange.errors());
    ASSERT_TRUE(compact.ok()) << errors_json(compact.errors());
    EXPECT_EQ(exchange->state, compact->state) << line;
    EXPECT_EQ(exchange->dropped, compact->dropped);
    // Facts and segments are not settled under it, and its own saved text says so.
    EXPECT_EQ(compact->state.settled_under, 0U);
    for (const Text& saved :
         {save(changed, compact->state), save_compact(changed, compact->state)}) {
      const auto again = restore(changed, saved);
      ASSERT_TRUE(again.ok()) << errors_json(again.errors());
      EXPECT_EQ(again->state, compact->state);
    }
  }
  EXPECT_EQ(restore(changed, save_compact(model(), state))->dropped,
            (List<Text>{"rule faded", "trigger hit", "segment known"}));
}

TEST(State, InItsCompactFormIsRefusedWithAReason) {
  const std::string saved = save_compact(model(), end_of_journey());
  EXPECT_EQ(refused(saved.substr(0, saved.size() - 1)), "bad_json");
  EXPECT_EQ(refused(replaced(saved, R"("kelvin":2)", R"("kelvin":3)")), "newer_format");
  EXPECT_EQ(refused(replaced(saved, R"("laws":2)", R"("laws":3)")), "newer_format");
  EXPECT_EQ(refused(replaced(saved, R"("id":"m")", R"("id":"other")")), "other_model");
  EXPECT_EQ(refused(replaced(saved, R"("events":)", R"("events":1)")), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("rules":["page")", R"("rules":["pagE")")), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("sizes":[)", R"("sizes":[1)")), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("sizes":[)", R"("sizes":[1,)")), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("sizes")", R"("sizez")")), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("sum":")", R"("sum":"f)")), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("block":")", R"("block":"0)")), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("block":")", R"("block":"*)")), "bad_value");
  EXPECT_EQ(refused(R"({"kelvin":2})"), "bad_value");
}

TEST(State, KeepsWhatStillFitsAChangedModel) {
  const State state = end_of_journey();
  const std::string saved = save(model(), state);
  std::string score = replaced(kScore, R"("id":"faded","on":"A","points":8)",
                               R"("id":"renamed","on":"A","points":8)");
  score = replaced(score, R"(["faded","lost"])", R"(["lost"])");
  const std::string rest = replaced(replaced(kRest, R"("id":"known")", R"("id":"renamed-too")"),
                                    R"("id":"hit")", R"("id":"renamed-as-well")");
  const Model changed = model_of(score, rest);
  const auto restored = restore(changed, saved);
  ASSERT_TRUE(restored.ok()) << errors_json(restored.errors());
  EXPECT_EQ(restored->dropped, (List<Text>{"rule faded", "trigger hit", "segment known"}));
  EXPECT_EQ(restored->state.rules[0], state.rules[0]);
  EXPECT_EQ(restored->state.rules[1], RuleState{});
  EXPECT_EQ(restored->state.profile, state.profile);
  EXPECT_EQ(restored->state.segments[1], 0);
}

TEST(State, IsRefusedWithAReason) {
  const std::string saved = save(model(), end_of_journey());
  EXPECT_EQ(refused(""), "bad_json");
  EXPECT_EQ(refused("{"), "bad_json");
  EXPECT_EQ(refused(saved.substr(0, saved.size() - 1)), "bad_json");
  EXPECT_EQ(refused("[]"), "wrong_type");
  EXPECT_EQ(refused("{}"), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("kelvin":1)", R"("kelvin":3)")), "newer_format");
  EXPECT_EQ(refused(replaced(saved, R"("laws":2)", R"("laws":3)")), "newer_format");
  EXPECT_EQ(refused(replaced(saved, R"("laws":2)", R"("laws":"2")")), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("kelvin":1)", R"("kelvin":"1")")), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("id":"m")", R"("id":"other")")), "other_model");
  EXPECT_EQ(refused(replaced(saved, R"("profile":{)", R"("profile":5,"x":{)")), "wrong_type");
  EXPECT_EQ(refused(replaced(saved, R"("events":)", R"("events":-)")), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("last":)", R"("last":1e300,"x":)")), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("live":[[)", R"("live":[[0.5,)")), "wrong_type");
  EXPECT_EQ(refused(replaced(saved, R"("raw":)", R"("raw":"1","x":)")), "bad_value");
  EXPECT_EQ(refused(replaced(saved, R"("recent":")", R"("recent":"x)")), "bad_value");
  const auto damaged = restore(model(), replaced(saved, R"("hits":)", R"("hits":-)"));
  ASSERT_FALSE(damaged.ok());
  EXPECT_EQ(damaged.errors()[0].at, "/rules/page/hits");
  EXPECT_NE(damaged.errors()[0].fix, "");
}

/// What a damaged store may hand back is refused, or is a state that can be used like any other.
void survives(const std::string& text) {
  auto restored = restore(model(), text);
  if (!restored) {
    ASSERT_FALSE(restored.errors().empty());
    ASSERT_NE(restored.errors()[0].code, "");
    return;
  }
  State& state = restored->state;
  view_json(model(), state, kNoon + Duration{3000 * kHour.ms}, {true});
  feed(model(), state, track("A", kNoon + Duration{2001 * kHour.ms}, R"("properties":{"k":"x"})"));
  feed(model(), state, page(kNoon + Duration{2500 * kHour.ms}, R"("messageId":"11")"));
  view(model(), state, kNoon + Duration{3000 * kHour.ms});
  const auto again = restore(model(), save(model(), state));
  ASSERT_TRUE(again.ok()) << errors_json(again.errors()) << text;
}

TEST(State, SurvivesAWrongByteAnywhere) {
  const std::string saved = save(model(), end_of_journey());
  for (std::size_t i = 0; i < saved.size(); ++i) {
    for (const char byte : {'9', '-', '"', '}', '\0', '\xFF'}) {
      std::string text = saved;
      text[i] = byte;
      survives(text);
      if (HasFatalFailure()) return;
    }
    survives(saved.substr(0, i));
    if (HasFatalFailure()) return;
  }
}

TEST(State, InItsCompactFormSurvivesAWrongByteAnywhere) {
  const std::string saved = save_compact(model(), end_of_journey());
  const State whole = restore(model(), saved)->state;
  for (std::size_t i = 0; i < saved.size(); ++i) {
    for (const char byte : {'9', '-', '"', '}', '\0', '\xFF'}) {
      std::string text = saved;
      text[i] = byte;
      const auto restored = restore(model(), text);
      // The version is for people; all else is summed or compared.
      if (restored.ok()) {
        EXPECT_EQ(restored->state, whole) << text;
      }
    }
    EXPECT_FALSE(restore(model(), saved.substr(0, i)).ok());
  }
}

TEST(State, SurvivesExtremeNumbers) {
  const std::string saved = save(model(), end_of_journey());
  for (const char* number :
       {"9007000000000000", "-9007000000000000", "253402300799999", "-62135596800000",
        "1000000000000", "-1000000000000", "0.5", "1e400", "-1"}) {
    for (std::size_t i = 0; i < saved.size(); ++i) {
      const bool begins = saved[i] >= '0' && saved[i] <= '9' &&
                          (saved[i - 1] == ':' || saved[i - 1] == ',' || saved[i - 1] == '[');
      if (!begins) continue;
      const std::size_t end = saved.find_first_not_of("0123456789", i);
      survives(saved.substr(0, i) + number + saved.substr(end));
      if (HasFatalFailure()) return;
    }
  }
}

TEST(State, StaysWithinItsBudget) {
  std::string rules;
  const char* const kKinds[] = {
      R"("points":[10,8,6],"limit":{"times":3,"per":"visit"},"decay":{"half_life":"30d"})",
      R"("points":5,"multiply":{"by":"properties.n","unit":3},"max":20)",
      R"("points":15,"count":{"at_least":5,"within":"7d"},"limit":1)",
      R"("points":2.5,"limit":{"times":1,"per":"day"})"};
  for (std::size_t i = 0; i < 40; ++i) {
    rules += (i ? R"(,{"id":"rule-number-)" : R"({"id":"rule-number-)") + std::to_string(i) +
             R"(","on":")" + (i % 2 ? "page" : "A") + "\"," + kKinds[i % 4] + "}";
  }
  const Model large = model_of("\"rules\":[" + rules + "]",
                               R"("segments":[{"id":"hot","when":{"scores.s":{"$gte":30}}}])");
  State state = new_state(large);
  for (int i = 0; i < 400; ++i) {
    const Instant t = kNoon + Duration{i * 3 * kHour.ms + i};
    const std::string id =
        R"("messageId":"0123456789abcdef-)" + std::to_string(i) + R"(","properties":{"n":7.123})";
    feed(large, state, i % 2 ? page(t, id) : track("A", t, id));
  }
  EXPECT_LE(save(large, state).size(), 8192U);
}

}  // namespace
}  // namespace kelvin
