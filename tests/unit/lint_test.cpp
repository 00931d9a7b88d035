// Warnings about scores, segments and the rest: for each a model that earns it, and one close by
// that does not.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "corpus/case.h"
#include "unit/lint_support.h"

namespace kelvin {
namespace {

TEST(Lint, ARangeThatIsNeverFilled) {
  const auto range = [](const std::string& members) {
    return warnings(model_json(R"("range":[0,100],)" + members));
  };
  EXPECT_EQ(range(R"("rules":[{"id":"r","on":"A","points":30,"limit":3}])"),
            "range_never_filled at /scores/0/range");
  EXPECT_EQ(range(R"("rules":[{"id":"r","on":"A","points":50,"limit":2}])"), "");
  EXPECT_EQ(range(R"("rules":[{"id":"r","on":"A","points":1}])"), "");
  EXPECT_EQ(range(R"("groups":[{"id":"g","max":60}],)"
                  R"("rules":[{"id":"r","on":"A","points":1,"group":"g"}])"),
            "range_never_filled at /scores/0/range");
  EXPECT_EQ(range(R"("rules":[{"id":"r","while":{"profile.x":1},"points":[60]},)"
                  R"({"id":"q","while":{"profile.y":1},"points":40}])"),
            "");
  // Of other scores: 0.5 x 100 + 0.4 x 100.
  const std::string of = R"({"kelvin":1,"id":"m","version":"1","scores":[)"
                         R"({"id":"a","rules":[{"id":"r","on":"A","points":1}]},)"
                         R"({"id":"b","rules":[{"id":"q","on":"B","points":1}]},)"
                         R"({"id":"c","range":[0,100],"of":{"a":0.5,"b":)";
  EXPECT_EQ(warnings(of + "0.4}}]}"), "range_never_filled at /scores/2/range");
  EXPECT_EQ(warnings(of + "0.5}}]}"), "");
}

TEST(Lint, GroupsThatDoNothing) {
  const auto group = [](const std::string& members, const std::string& rule) {
    return warnings(model_json(R"("groups":[{"id":"g")" + members +
                               R"(}],"rules":[{"id":"r","on":"A","points":10)" + rule + "}]"));
  };
  EXPECT_EQ(group(R"(,"max":5)", ""), "idle_group at /scores/0/groups/0");
  EXPECT_EQ(group("", R"(,"group":"g")"), "idle_group at /scores/0/groups/0");
  EXPECT_EQ(group(R"(,"max":15)", R"(,"group":"g")"), "");
  EXPECT_EQ(group(R"(,"max":25)", R"(,"group":"g","limit":2)"),
            "cap_never_reached at /scores/0/groups/0/max");
  EXPECT_EQ(group(R"(,"max":20)", R"(,"group":"g","limit":2)"), "");
  EXPECT_EQ(group(R"(,"max":5,"min":-5)", R"(,"group":"g")"),
            "cap_never_reached at /scores/0/groups/0/min");
}

TEST(Lint, InactivityThatDoesNotCool) {
  const auto inactivity = [](const std::string& mode, const std::string& rule) {
    return warnings(model_json(R"("inactivity":{)" + mode +
                               R"("steps":[{"after":"30d","points":-20},)"
                               R"({"after":"60d","points":-10}]},"rules":[)" +
                               rule + "]"));
  };
  const std::string event = R"({"id":"r","on":"A","points":10})";
  EXPECT_EQ(inactivity("", event), "inactivity_rises at /scores/0/inactivity/steps");
  EXPECT_EQ(inactivity(R"("mode":"add",)", event), "");
  EXPECT_EQ(inactivity(R"("mode":"add",)", R"({"id":"r","while":{"profile.x":1},"points":1})"),
            "nothing_to_wear at /scores/0/inactivity");
}

TEST(Lint, BandsOfAGrade) {
  const auto bands = [](const std::string& members) {
    return of_rules(R"({"id":"r","on":"A","points":30,"limit":2})",
                    R"("grade":[{"score":"s","bands":{)" + members + "}}]");
  };
  EXPECT_EQ(bands(R"("A":60,"B":30,"C":0)"), "");
  EXPECT_EQ(bands(R"("A":61,"B":30,"C":0)"), "unreachable_band at /grade/0/bands/A");
  EXPECT_EQ(bands(R"("A":60,"B":0,"C":-10)"), "unreachable_band at /grade/0/bands/C");
  EXPECT_EQ(bands(R"("A":60,"B":30)"), "lowest_band at /grade/0/bands/B");
}

TEST(Lint, ASegmentThatNobodyEnters) {
  const std::string never = "never_entered at /segments/0/when";
  EXPECT_EQ(of_segment(R"("when":{"scores.s":{"$gte":31}})"), never);
  EXPECT_EQ(of_segment(R"("when":{"scores.s":{"$gte":30}})"), "");
  EXPECT_EQ(of_segment(R"("when":{"scores.s":{"$gt":30}})"), never);
  EXPECT_EQ(of_segment(R"("when":{"scores.s":{"$lt":0}})"), never);
  EXPECT_EQ(of_segment(R"("when":{"scores.s":{"$gt":10,"$lt":10.01}})"), never);
  EXPECT_EQ(of_segment(R"("when":{"scores.s":{"$gt":10,"$lt":10.02}})"), "");
  EXPECT_EQ(of_segment(R"("when":{"grade":"A"})"), never);
  EXPECT_EQ(of_segment(R"("when":{"total.age_days":{"$exists":false}})"), "");  // at first sight
  EXPECT_EQ(of_segment(R"("when":{"disqualified":"r"})"), never);
  EXPECT_EQ(of_segment(R"("when":{"disqualified":{"$size":0}})"), "");
  EXPECT_EQ(of_segment(R"("when":{"scores.s":{"$gte":20}},"leave":{"scores.s":{"$gte":10}})"),
            "never_entered at /segments/0/leave");
  EXPECT_EQ(of_segment(R"("when":{"scores.s":{"$gte":20}},"leave":{"scores.s":{"$lt":10}})"), "");
  EXPECT_EQ(of_segment(R"("when":{"scores.s":{"$gte":20}},"leave":{"scores.s":{"$lt":0}})"),
            "never_left at /segments/0/leave");
  EXPECT_EQ(of_segment(R"("when":{"scores.s":{"$gte":40}}},{"id":"h","when":{"segments":"g"})"),
            never + "; never_entered at /segments/1/when");
  EXPECT_EQ(of_segment(R"("when":{"scores.s":{"$gte":20}}},)"
                       R"({"id":"h","when":{"segments":{"$ne":"g"}})"),
            "");
}

TEST(Lint, AGradeThatNobodyHas) {
  const auto mql = [](const std::string& grades) {
    return of_rules(R"({"id":"r","on":"A","points":30,"limit":2})",
                    R"("grade":[{"score":"s","bands":{"A":60,"B":0}}],)"
                    R"("segments":[{"id":"g","when":{"grade":{"$in":)" +
                        grades + R"(}},"sticky":true}])");
  };
  EXPECT_EQ(mql(R"(["A"])"), "");
  EXPECT_EQ(mql(R"(["A1","B1"])"), "never_entered at /segments/0/when");
}

TEST(Lint, AVetoLetsAScoreFallToItsLowest) {
  const auto low = [](const std::string& veto) {
    return warnings(model_json(R"("range":[-50,10],"rules":[{"id":"r","on":"A","points":5},)"
                               R"({"id":"v","on":"B","points":1)" +
                                   veto + "}]",
                               R"("segments":[{"id":"g","when":{"scores.s":{"$lt":-1}}}])"));
  };
  EXPECT_EQ(low(R"(,"veto":true)"), "");
  EXPECT_EQ(low(""), "never_entered at /segments/0/when");
}

TEST(Lint, AThresholdThatFlaps) {
  const auto flaps = [](const std::string& rule, const std::string& segment,
                        const std::string& trigger = "") {
    return of_rules(R"({"id":"r","on":"A","points":5)" + rule + "}",
                    R"("segments":[{"id":"g",)" + segment + "}]" + trigger);
  };
  const std::string decay = R"(,"decay":{"half_life":"7d"})";
  const std::string when = R"("when":{"scores.s":{"$gte":50}})";
  EXPECT_EQ(flaps(decay, when), "flapping at /segments/0");
  EXPECT_EQ(flaps(decay, when + R"(,"leave":{"scores.s":{"$lt":40}})"), "");
  EXPECT_EQ(flaps(decay, when + R"(,"sticky":true)"), "");
  EXPECT_EQ(flaps("", when), "");
  EXPECT_EQ(flaps("", R"("when":{"momentum.s":{"$gte":5}})"), "flapping at /segments/0");

  const Model model = model_of(R"("rules":[{"id":"r","on":"A","points":5)" + decay + "}]");
  const std::string json =
      model_json(R"("rules":[{"id":"r","on":"A","points":5)" + decay + "}]",
                 R"("segments":[{"id":"g",)" + when +
                     R"(}],"triggers":[{"id":"call","when":{"enter":"g"},"to":["d"]}],)"
                     R"("destinations":[{"id":"d","url":"/in"}])");
  const Errors warned = lint(compiled(json), *parse_json(json));
  ASSERT_EQ(warned.size(), 1U);
  EXPECT_NE(warned[0].found.find("call"), std::string::npos) << "the trigger that tells each time";
}

TEST(Lint, TriggersThatReachNobody) {
  const auto trigger = [](const std::string& members, const std::string& segment = "") {
    return of_rules(R"({"id":"r","on":"A","points":10,"limit":3})",
                    R"("segments":[{"id":"g","when":{"scores.s":{"$gte":20}})" + segment +
                        R"(}],"destinations":[{"id":"d","url":"/in"}],"triggers":[{"id":"t",)" +
                        members + "}]");
  };
  const std::string to = R"(,"to":["d"])";
  EXPECT_EQ(trigger(R"("when":{"enter":"g"})" + to), "");
  EXPECT_EQ(trigger(R"("when":{"enter":"g"})"),
            "unused_destination at /destinations/0; no_destination at /triggers/0");
  EXPECT_EQ(trigger(R"("when":{"leave":"g"})" + to, R"(,"sticky":true)"),
            "never_fires at /triggers/0/when");
  EXPECT_EQ(trigger(R"("when":{"enter":"g"},"if":{"segments":{"$ne":"g"}})" + to),
            "never_fires at /triggers/0/if");
  EXPECT_EQ(trigger(R"("when":{"leave":"g"},"if":{"segments":{"$ne":"g"}})" + to), "");
  EXPECT_EQ(trigger(R"("when":{"enter":"g"},"if":{"scores.s":{"$lt":20}})" + to),
            "never_fires at /triggers/0/if");
  EXPECT_EQ(trigger(R"("when":{"enter":"g"},"if":{"scores.s":{"$lt":25}})" + to), "");
  EXPECT_EQ(trigger(R"("when":{"hit":"r"},"if":{"scores.s":{"$gt":30}})" + to),
            "never_fires at /triggers/0/if");
}

TEST(Lint, GroupsOfPagesThatNobodyAsksFor) {
  const std::string pages = R"("pages":{"pricing":["/pricing/**"]})";
  EXPECT_EQ(of_rules(R"({"id":"r","on":"page","points":1})", pages),
            "unused_pages at /pages/pricing");
  EXPECT_EQ(
      of_rules(R"({"id":"r","on":"page","where":{"page.group":"pricing"},"points":1})", pages), "");
  EXPECT_EQ(of_rules(R"({"id":"r","on":"page","where":{"page.group":{"$exists":true}},"points":1})",
                     pages),
            "");
}

TEST(Lint, TheCorpusEarnsOnlyWhatIsTrueOfIt) {
  // Of the corpus: these are true of small models made to show one thing.
  constexpr const char* kExpected[] = {
      "range_never_filled",  "unused_marker", "no_destination", "flapping", "lowest_band",
      "points_beyond_limit", "never_fires",   "glob_letters",   "any_form", "distinct_memory"};
  for (const std::string& name : corpus::case_names()) {
    const std::string json = corpus::load_case(name).model;
    const auto model = compile(json);
    if (!model) continue;
    for (const Error& warning : lint(*model, *parse_json(json))) {
      EXPECT_NE(std::find(std::begin(kExpected), std::end(kExpected), warning.code),
                std::end(kExpected))
          << name << ": " << warning.code << " at " << warning.at << ", " << warning.found;
    }
  }
}

}  // namespace
}  // namespace kelvin
