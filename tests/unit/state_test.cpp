// Saved states: the same after a round trip, small, and refused with a reason where they are
// damaged.
#include "kelvin/state.h"
#include "kelvin/json.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/support.h"

namespace kelvin {
namespace {

const char* const kScore =
    R"("momentum":"3d","inactivity":{"steps":[{"after":"5d","points":-7}]},"rules":[
  {"id":"page","on":"page","points":[10,4],"limit":{"times":3,"per":"visit"},"decay":{"half_life":"3d"}},
  {"id":"faded","on":"A","points":8,"decay":{"percent":10,"every":"1d"}},
  {"id":"often","on":"A","points":3.333333,"count":{"at_least":2,"within":"7d"},"limit":{"times":2,"per":"7d"}},
  {"id":"many","on":"A","points":1,"count":{"at_least":2,"distinct":"properties.k"}},
  {"id":"lost","on":"A","points":-5,"limit":1,"count":{"at_least":3,"since":"page"}},
  {"id":"clear","on":"B","points":0,"clears":["faded","lost"]},
  {"id":"fact","while":{"profile.industry":"energy"},"points":20}])";
const char* const kRest =
    R"("segments":[{"id":"hot","when":{"scores.s":{"$gte":30}},"leave":{"scores.s":{"$lt":20}}},
  {"id":"known","when":{"profile.industry":"energy"},"sticky":true}],
  "triggers":[{"id":"call","when":{"enter":"hot"},"limit":{"times":1,"per":"30d"}},{"id":"hit","when":{"hit":"page"}}])";

const Model& model() {
  static const Model kModel = model_of(kScore, kRest);
  return kModel;
}

std::string page(Instant t, std::string_view more) {
  return R"({"type":"page","anonymousId":"v","timestamp":)" + std::to_string(t.ms) + "," +
         std::string(more) + "}";
}

/// A rich journey: visits, campaigns, traits, decay, wear, clears, segments and firings.
std::vector<std::string> journey() {
  const auto at = [](std::int64_t hours) { return kNoon + Duration{hours * kHour.ms + hours}; };
  return {
      page(
          at(0),
          R"("messageId":"1","properties":{"url":"https://x.test/pricing?utm_source=google&utm_medium=cpc"})"),
      page(at(0), R"("messageId":"2","userId":"ü","properties":{"path":"/a"})"),
      track("A", at(1), R"("messageId":"3","properties":{"k":"x"})"),
      track("A", at(1), R"("messageId":"4","properties":{"k":"y"})"),
      track("Page Engaged", at(2), R"("properties":{"seconds":12.5})"),
      R"({"type":"identify","anonymousId":"v","timestamp":)" + std::to_string(at(3).ms) +
          R"(,"traits":{"industry":"energy","email":"ann@gmail.com"}})",
      track("A", at(30), R"("messageId":"5","properties":{"k":["no","one"]})"),
      track("A", at(31), R"("messageId":"6","properties":{"k":true})"),
      track("B", at(31), R"("messageId":"7")"),
      track("Tick", at(160)),
      page(at(200), R"("messageId":"8","properties":{"referrer":"https://y.test/z"})"),
      R"({"type":"group","anonymousId":"v","groupId":"acme","timestamp":)" +
          std::to_string(at(201).ms) + "}",
      track("A", at(100), R"("messageId":"9")"),
      page(at(2000), R"("messageId":"10")")};
}

State end_of_journey() {
  State state = new_state(model());
  for (const std::string& line : journey()) feed(model(), state, line);
  return state;
}

std::string refused(std::string_view json) {
  return code_of(restore(model(), json));
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what << " is not in " << text;
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

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
