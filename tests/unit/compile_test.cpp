// Compiling a model: every kind of mistake with its place and what to do, all at once.
#include <gtest/gtest.h>

#include <string>

#include "unit/compile_support.h"

namespace kelvin {
namespace {

TEST(Compile, TakesTheSmallestModel) {
  const Model model = compiled(R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s","rules":[)"
                               R"({"id":"r","on":"page","points":1}]}]})");
  EXPECT_EQ(model.id, "m");
  EXPECT_EQ(model.visit_timeout, (Duration{30 * kMinute.ms}));
  EXPECT_EQ(model.scores[0].low, to_points(0));
  EXPECT_EQ(model.scores[0].high, to_points(100));
  EXPECT_EQ(model.scores[0].momentum, (Duration{7 * kDay.ms}));
}

TEST(Compile, TakesListsThatMayBeEmpty) {
  compiled(model_json(
      R"("groups":[],"inactivity":{"steps":[]},"rules":[{"id":"r","on":"page","points":1,"clears":[]}])",
      R"("passive":[],"offsite":[],"top":[],"segments":[{"id":"g","when":{}}],"grade":[],)"
      R"("triggers":[{"id":"t","when":{"enter":"g"},"to":[]}],"experiences":[],"privacy":{"keep":[]},)"
      R"("destinations":[{"id":"d","url":"/in","fields":[]}],)"
      R"("account":{"key":"profile.k","score":"s","roles":[],"segments":[],"triggers":[]})"));
  compiled(model_json(kRules, R"("segments":[],"triggers":[],"destinations":[])"));
}

TEST(Compile, RefusesListsThatMayNotBeEmpty) {
  expect_error(R"({"kelvin":1,"id":"m","version":"1","scores":[]})", "bad_value", "/scores");
  expect_error(model_json(R"("rules":[])"), "bad_value", "/scores/0/rules");
  expect_rule_error(R"("on":[],"points":1)", "bad_value", "/on");
  expect_rule_error(R"("on":"page","points":[])", "bad_value", "/points");
  expect_rule_error(R"("on":"page","points":{"by":"properties.n","steps":[]})", "bad_value",
                    "/points/steps");
  for (const char* test : {"$in", "$nin", "$all", "$glob", "$words", "$contains"}) {
    expect_rule_error(
        R"("on":"page","points":1,"where":{"properties.k":{")" + std::string(test) + R"(":[]}})",
        "bad_value", "/where/properties.k/" + std::string(test));
  }
  for (const char* test : {"$and", "$or", "$nor"}) {
    expect_rule_error(R"("on":"page","points":1,"where":{")" + std::string(test) + R"(":[]})",
                      "bad_value", "/where/" + std::string(test));
  }
  expect_error(model_json(kRules, R"("pages":{"p":[]})"), "bad_value", "/pages/p");
  expect_error(model_json(kRules, R"("top":[{"id":"t","of":[]}])"), "bad_value", "/top/0/of");
  expect_error(model_json(kRules, R"("grade":[{"score":"s","bands":{}}])"), "wrong_type",
               "/grade/0/bands");
}

TEST(Compile, TakesADayOfItsOwn) {
  const auto offset = [](const std::string& text) {
    return compiled(model_json(kRules, R"("day":{"offset":")" + text + "\"}")).day_offset;
  };
  EXPECT_EQ(compiled(model_json(kRules)).day_offset, Duration{});
  EXPECT_EQ(compiled(model_json(kRules, R"("day":{})")).day_offset, Duration{});
  EXPECT_EQ(offset("-5h"), Duration{-5 * kHour.ms});
  EXPECT_EQ(offset("330m"), Duration{330 * kMinute.ms});
  EXPECT_EQ(offset("14h"), Duration{14 * kHour.ms});
  EXPECT_EQ(offset("-14h"), Duration{-14 * kHour.ms});
  EXPECT_EQ(offset("0h"), Duration{});
  for (const char* text : {"", "-", "15h", "-841m", "50401s", "1d", "+5h", "--5h", "5", "-5.5h"}) {
    expect_error(model_json(kRules, R"("day":{"offset":")" + std::string(text) + "\"}"),
                 "bad_duration", "/day/offset");
  }
  expect_error(model_json(kRules, R"("day":{"offset":-5})"), "wrong_type", "/day/offset");
  expect_error(model_json(kRules, R"("day":{"ofset":"1h"})"), "unknown_key", "/day/ofset");
}

TEST(Compile, RefusesWhatIsNoModel) {
  expect_error("{", "bad_json", "");
  expect_error("", "bad_json", "");
  expect_error("[]", "wrong_type", "");
  expect_error(std::string(kMaxModelBytes + 1, ' '), "too_long", "");
  expect_error(std::string(33, '[') + std::string(33, ']'), "too_deep", "");
  expect_error("{}", "missing_key", "/kelvin");
  expect_error("{}", "missing_key", "/id");
  expect_error("{}", "missing_key", "/version");
  expect_error("{}", "missing_key", "/scores");
  expect_error(R"({"kelvin":2})", "bad_value", "/kelvin");
  expect_error(R"({"scores":[]})", "bad_value", "/scores");
  expect_error(R"({"scores":{}})", "wrong_type", "/scores");
}

TEST(Compile, TellsAllMistakesAtOnce) {
  const auto model =
      compile(R"({"kelvin":1,"id":"a b","scoers":[],"scores":[{"id":"s","range":[5,1],
      "rules":[{"id":"r","on":"page","wher":{},"points":"x"}]}]})");
  EXPECT_NE(find_error(model.errors(), "bad_id", "/id"), nullptr);
  EXPECT_NE(find_error(model.errors(), "missing_key", "/version"), nullptr);
  EXPECT_NE(find_error(model.errors(), "unknown_key", "/scoers"), nullptr);
  EXPECT_NE(find_error(model.errors(), "bad_value", "/scores/0/range"), nullptr);
  EXPECT_NE(find_error(model.errors(), "unknown_key", "/scores/0/rules/0/wher"), nullptr);
  EXPECT_NE(find_error(model.errors(), "wrong_type", "/scores/0/rules/0/points"), nullptr);
  EXPECT_EQ(model.errors().size(), 6U) << errors_json(model.errors());
}

TEST(Compile, SuggestsTheNearestName) {
  const auto fix = [](const std::string& json) { return compile(json).errors()[0].fix; };
  EXPECT_EQ(fix(model_json(kRules, R"("segmants":[])")), "did you mean segments?");
  EXPECT_EQ(fix(with_rule(R"("on":"page","points":1,"wher":{})")), "did you mean where?");
  EXPECT_EQ(fix(with_rule(R"("on":"page","points":1,"where":{"page.pth":"/"})")),
            "did you mean page.path?");
  EXPECT_EQ(fix(with_rule(R"("on":"page","points":1,"where":{"page.path":{"$glbo":"/"}})")),
            "did you mean $glob?");
  EXPECT_NE(fix(with_rule(R"("on":"page","points":1,"zzzzzzzz":1)")).find("use one of"),
            std::string::npos);
}

TEST(Compile, PointsIntoTheDocumentByRfc6901) {
  expect_error(model_json(kRules, R"("a/b~c":1)"), "unknown_key", "/a~1b~0c");
}

TEST(Compile, ChecksIds) {
  expect_error(model_json(R"("rules":[{"on":"page","points":1}])"), "missing_key",
               "/scores/0/rules/0/id");
  for (const char* id : {"", "a b", "é", "a.b", "a/b"}) {
    expect_error(
        model_json(R"("rules":[{"id":")" + std::string(id) + R"(","on":"page","points":1}])"),
        "bad_id", "/scores/0/rules/0/id");
  }
  expect_error(
      model_json(R"("rules":[{"id":")" + std::string(65, 'a') + R"(","on":"page","points":1}])"),
      "bad_id", "/scores/0/rules/0/id");
  compiled(
      model_json(R"("rules":[{"id":")" + std::string(64, 'a') + R"(","on":"page","points":1}])"));
  expect_error(model_json(R"("rules":[{"id":"s","on":"page","points":1}])"), "duplicate_id",
               "/scores/0/rules/0/id");
  expect_error(model_json(kRules, R"("segments":[{"id":"r","when":{"scores.s":1}}])"),
               "duplicate_id", "/segments/0/id");
  compiled(model_json(kRules, R"("pages":{"r":"/r"})"));
}

TEST(Compile, ChecksScores) {
  expect_error(model_json(R"("range":[0,1])"), "conflict", "/scores/0");
  expect_error(model_json(kRules + R"(,"of":{"s":1})"), "conflict", "/scores/0");
  expect_error(model_json(R"("of":{"s":1})"), "unknown_reference", "/scores/0/of/s");
  expect_error(model_json(R"("of":{})"), "wrong_type", "/scores/0/of");
  expect_error(model_json(kRules + R"(,"range":[1])"), "bad_value", "/scores/0/range");
  expect_error(model_json(kRules + R"(,"momentum":"36h")"), "bad_duration", "/scores/0/momentum");
  expect_error(model_json(kRules + R"(,"momentum":"91d")"), "bad_duration", "/scores/0/momentum");
  expect_error(model_json(kRules + R"(,"groups":[{"id":"g","max":-1}])"), "out_of_range",
               "/scores/0/groups/0/max");
  expect_error(model_json(kRules + R"(,"groups":[{"id":"g","min":1}])"), "out_of_range",
               "/scores/0/groups/0/min");
  expect_error(
      model_json(R"("groups":[{"id":"g"}],"rules":[{"id":"a","on":"A","points":1,"group":"g"},
      {"id":"b","while":{},"points":1,"group":"g"}])"),
      "conflict", "/scores/0/rules/1");
  expect_error(model_json(kRules + R"(,"inactivity":{})"), "missing_key",
               "/scores/0/inactivity/steps");
  expect_error(model_json(kRules + R"(,"inactivity":{"mode":"x","steps":[]})"), "bad_value",
               "/scores/0/inactivity/mode");
  expect_error(model_json(kRules + R"(,"inactivity":{"steps":[{"after":"1d","points":1}]})"),
               "out_of_range", "/scores/0/inactivity/steps/0/points");
}

TEST(Compile, ChecksWhatFollowsFromScores) {
  const auto expect_rest = [](const std::string& rest, std::string_view code, std::string_view at) {
    expect_error(model_json(kRules, rest), code, at);
  };
  expect_rest(R"("grade":[{"score":"x","bands":{"A":1}}])", "unknown_reference", "/grade/0/score");
  expect_rest(R"("grade":[{"score":"s","bands":{}}])", "wrong_type", "/grade/0/bands");
  expect_rest(R"("segments":[{"id":"g"}])", "missing_key", "/segments/0/when");
  expect_rest(R"("segments":[{"id":"g","when":{},"leave":{},"sticky":true}])", "conflict",
              "/segments/0/leave");
  expect_rest(R"("segments":[{"id":"g","when":{"segments":"h"}},{"id":"h","when":{}}])",
              "unknown_reference", "/segments/0/when/segments");
  expect_rest(R"("triggers":[{"id":"t","when":{"enter":"g"}}])", "unknown_reference",
              "/triggers/0/when/enter");
  expect_rest(R"("triggers":[{"id":"t","when":{}}])", "conflict", "/triggers/0/when");
  expect_rest(R"("triggers":[{"id":"t","when":{"hit":"r"},"to":["d"]}])", "unknown_reference",
              "/triggers/0/to/0");
  expect_rest(R"("destinations":[{"id":"d","url":"ftp://x"}])", "bad_value", "/destinations/0/url");
  expect_rest(R"("destinations":[{"id":"d","url":"https://hooks.slack.com/services/T/B/x"}])",
              "secret", "/destinations/0/url");
  expect_rest(R"("destinations":[{"id":"d","url":"/in","headers":{"Authorization":"Bearer x"}}])",
              "secret", "/destinations/0/headers/Authorization");
  expect_rest(R"("destinations":[{"id":"d","url":"/in","method":"GET"}])", "bad_value",
              "/destinations/0/method");
  expect_rest(R"("visit":{"timeout":"0m"})", "bad_duration", "/visit/timeout");
  expect_rest(R"("pages":{"a":"pricing"})", "bad_value", "/pages/a");
}

TEST(Compile, ASecretIsToldWhereItBelongs) {
  const auto model = compile(
      model_json(R"("rules":[{"id":"r","on":"page","points":1}])",
                 R"("destinations":[{"id":"d","url":"https://hooks.slack.com/services/T/B/x"}])"));
  ASSERT_FALSE(model.ok());
  EXPECT_NE(model.errors()[0].fix.find("(web/examples/relay)"), std::string::npos);
}

TEST(Compile, HoldsAThousandRulesAndNoMore) {
  const auto with = [](std::size_t count) {
    std::string rules;
    for (std::size_t i = 0; i < count; ++i) {
      rules +=
          (i ? R"(,{"id":"r)" : R"({"id":"r)") + std::to_string(i) + R"(","on":"page","points":1})";
    }
    return rules;
  };
  compiled(model_json("\"rules\":[" + with(kMaxRules) + "]"));
  expect_error(model_json("\"rules\":[" + with(kMaxItems + 1) + "]"), "too_many",
               "/scores/0/rules");
}

TEST(Compile, HasTheLawsInTheDigest) {
  // FNV-1a over the text from 0xcbf29ce484222325 ^ (laws << 32 | version of the free-mail list),
  // mixed: worked out apart from the core. Another number of the laws is another digest.
  EXPECT_EQ(compiled(R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s","rules":[{"id":"r",)"
                     R"("on":"page","points":1}]}]})")
                .digest,
            0x1d15332cb774c14fU);
}

TEST(Compile, IgnoresNotesTestsAndSchemaInTheDigest) {
  const std::uint64_t plain = compiled(model_json(kRules)).digest;
  EXPECT_EQ(
      compiled(
          model_json(kRules,
                     R"("note":"n","$schema":"https://x.test/s.json","tests":[{"any":"thing"}])"))
          .digest,
      plain);
  EXPECT_EQ(
      compiled(model_json(R"("note":"n","rules":[{"note":"n","id":"r","on":"page","points":1}])"))
          .digest,
      plain);
  EXPECT_EQ(compiled(" " + model_json(kRules) + "\n").digest, plain);
  EXPECT_NE(compiled(model_json(R"("rules":[{"id":"r","on":"page","points":2}])")).digest, plain);
  EXPECT_NE(compiled(model_json(R"("rules":[{"id":"q","on":"page","points":1}])")).digest, plain);
  EXPECT_NE(compiled(model_json(kRules, R"("segments":[{"id":"g","when":{}}])")).digest, plain);
}

TEST(Compile, SuggestsTheFieldThatWasMeantWhateverStandsBelowIt) {
  const auto fix = [](const char* use, const std::string& field) {
    const auto model = compile(
        use == std::string("where")
            ? model_json(R"("rules":[{"id":"r","on":"A","where":{")" + field +
                         R"(":1},"points":1}])")
            : model_json(kRules, R"("segments":[{"id":"g","when":{")" + field + R"(":1}}])"));
    return model.ok() ? "" : model.errors()[0].fix;
  };
  EXPECT_EQ(fix("where", "propertis.form"), "did you mean properties.form?");
  EXPECT_EQ(fix("where", "profle.industry"), "did you mean profile.industry?");
  EXPECT_EQ(fix("where", "vist.campaing.source"), "did you mean visit.campaign.source?");
  EXPECT_EQ(fix("where", "page.qery.ref"), "did you mean page.query.ref?");
  EXPECT_EQ(fix("where", "page.gruop"), "did you mean page.group?");
  EXPECT_EQ(fix("where", "rule.r.hits"), "did you mean rules.r.hits?");
  EXPECT_EQ(fix("when", "score.s"), "did you mean scores.s?");
  EXPECT_EQ(fix("when", "momentm.s"), "did you mean momentum.s?");
  EXPECT_TRUE(fix("where", "utm_source").starts_with("use one of event, type, properties,"));
}

TEST(Compile, ASegmentThatComesLaterIsToldAsSuch) {
  const auto model = compile(model_json(
      kRules, R"("segments":[{"id":"a","when":{"segments":"b"}},{"id":"b","when":{}}])"));
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.errors()[0].fix, "a segment sees only those before it: move that one up");
}

}  // namespace
}  // namespace kelvin
