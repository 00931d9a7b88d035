// Compiling a model: every kind of mistake with its place and what to do, all at once.
#include <gtest/gtest.h>

#include <string>

#include "kelvin/json.h"
#include "unit/support.h"

namespace kelvin {
namespace {

const Error* find_error(const Errors& errors, std::string_view code, std::string_view at) {
  for (const Error& error : errors) {
    if (error.code == code && error.at == at) return &error;
  }
  return nullptr;
}

/// Expects that mistake, with something to do about it.
void expect_error(const std::string& json, std::string_view code, std::string_view at) {
  const auto model = compile(json);
  ASSERT_FALSE(model.ok()) << "this compiles: " << json;
  const Error* error = find_error(model.errors(), code, at);
  EXPECT_NE(error, nullptr) << json << "\n  gives " << errors_json(model.errors());
  for (const Error& e : model.errors()) EXPECT_NE(e.fix, "") << e.code;
}

/// A model with this one rule.
std::string with_rule(const std::string& members) {
  return model_json(R"("rules":[{"id":"r",)" + members +
                    R"(},{"id":"f","while":{"profile.a":1},"points":1},)"
                    R"({"id":"e","on":"page","points":1}])");
}

void expect_rule_error(const std::string& members, std::string_view code, std::string_view below) {
  expect_error(with_rule(members), code, "/scores/0/rules/0" + std::string(below));
}

const std::string kRules = R"("rules":[{"id":"r","on":"page","points":1}])";

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

TEST(Compile, ChecksRules) {
  expect_rule_error(R"("points":1)", "conflict", "");
  expect_rule_error(R"("on":"page","while":{},"points":1)", "conflict", "");
  expect_rule_error(R"("on":"page")", "missing_key", "/points");
  expect_rule_error(R"("on":[],"points":1)", "bad_value", "/on");
  expect_rule_error(R"("on":"","points":1)", "bad_value", "/on");
  expect_rule_error(R"("on":"Tick","points":1)", "bad_value", "/on");
  expect_rule_error(R"("on":7,"points":1)", "wrong_type", "/on");
  expect_rule_error(R"("on":"page","points":1000001)", "out_of_range", "/points");
  expect_rule_error(R"("on":"page","points":[])", "bad_value", "/points");
  expect_rule_error(R"("on":"page","points":{"by":"properties.n"})", "conflict", "/points");
  expect_rule_error(R"("on":"page","points":{"steps":[[1,2]]})", "missing_key", "/points/by");
  expect_rule_error(R"("on":"page","points":{"by":"properties.n","steps":[[2,1],[1,2]]})",
                    "bad_value", "/points/steps/1/0");
  expect_rule_error(R"("on":"page","points":{"by":"properties.n","steps":[[2]]})", "bad_value",
                    "/points/steps/0");
  expect_rule_error(R"("on":"page","points":{"by":"properties.n","values":{}})", "wrong_type",
                    "/points/values");
  expect_rule_error(R"("on":"page","points":{"by":"properties.n","steps":[[1,1]],"else":2})",
                    "conflict", "/points/else");
  expect_rule_error(R"("on":"page","points":1,"multiply":{"unit":1})", "missing_key",
                    "/multiply/by");
  expect_rule_error(R"("on":"page","points":1,"multiply":{"by":"properties.n","unit":0})",
                    "out_of_range", "/multiply/unit");
  expect_rule_error(R"("on":"page","points":1,"max":0)", "out_of_range", "/max");
  expect_rule_error(R"("on":"page","points":1,"max":-1)", "out_of_range", "/max");
  expect_rule_error(R"("on":"page","points":1,"group":"none")", "unknown_reference", "/group");
  expect_rule_error(R"("on":"page","points":1,"limit":0)", "out_of_range", "/limit");
  expect_rule_error(R"("on":"page","points":1,"limit":1.5)", "out_of_range", "/limit");
  expect_rule_error(R"("on":"page","points":1,"limit":{"times":1,"per":"month"})", "bad_duration",
                    "/limit/per");
  expect_rule_error(R"("on":"page","points":1,"limit":{"times":1,"per":"0d"})", "bad_duration",
                    "/limit/per");
  for (const auto& [most, more] : {std::pair{1'000'000, ""}, std::pair{64, R"(,"within":"1d")"},
                                   std::pair{256, R"(,"distinct":"page.path")"},
                                   std::pair{256, R"(,"within":"1d","distinct":"page.path")"}}) {
    const auto counting = [&more = more](int n) {
      return R"("on":"page","points":1,"count":{"at_least":)" + std::to_string(n) + more + "}";
    };
    compiled(with_rule(counting(most)));
    expect_rule_error(counting(most + 1), "out_of_range", "/count/at_least");
  }
  expect_rule_error(R"("on":"page","points":1,"count":{"at_least":2,"since":"f"})",
                    "unknown_reference", "/count/since");
  expect_rule_error(R"("on":"page","points":1,"count":{"at_least":2,"since":"g"})",
                    "unknown_reference", "/count/since");
  expect_rule_error(R"("on":"page","points":1,"after":{"rule":"e"})", "missing_key",
                    "/after/within");
  expect_rule_error(R"("on":"page","points":1,"after":{"within":"1d"})", "missing_key",
                    "/after/rule");
  expect_rule_error(R"("on":"page","points":1,"clears":"f")", "unknown_reference", "/clears");
  expect_rule_error(R"("on":"page","points":1,"veto":1)", "wrong_type", "/veto");
  expect_rule_error(R"("while":{},"points":1,"limit":1)", "conflict", "/limit");
  expect_rule_error(R"("while":{},"points":1,"decay":{"expire":"1d"})", "conflict", "/decay");
}

TEST(Compile, ChecksDecay) {
  expect_rule_error(R"("on":"page","points":1,"decay":{})", "conflict", "/decay");
  expect_rule_error(R"("on":"page","points":1,"decay":{"half_life":"0d"})", "bad_duration",
                    "/decay/half_life");
  expect_rule_error(R"("on":"page","points":1,"decay":{"half_life":"1y"})", "bad_duration",
                    "/decay/half_life");
  expect_rule_error(R"("on":"page","points":1,"decay":{"percent":10})", "conflict", "/decay");
  expect_rule_error(R"("on":"page","points":1,"decay":{"percent":0,"every":"1d"})", "out_of_range",
                    "/decay/percent");
  expect_rule_error(R"("on":"page","points":1,"decay":{"percent":101,"every":"1d"})",
                    "out_of_range", "/decay/percent");
  expect_rule_error(
      R"("on":"page","points":1,"decay":{"percent":10,"every":"1d","half_life":"1d"})", "conflict",
      "/decay");
}

TEST(Compile, BoundsNegativePoints) {
  expect_rule_error(R"("on":"page","points":-1)", "unbounded_negative", "/points");
  expect_rule_error(R"("on":"page","points":[1,-1])", "unbounded_negative", "/points");
  expect_rule_error(R"("on":"page","points":{"by":"properties.n","steps":[[1,-1]]})",
                    "unbounded_negative", "/points");
  for (const char* bound : {R"("limit":3)", R"("max":9)", R"("decay":{"half_life":"1d"})",
                            R"("decay":{"expire":"1d"})"}) {
    compiled(with_rule(R"("on":"page","points":-1,)" + std::string(bound)));
  }
  compiled(model_json(
      R"("rules":[{"id":"a","on":"page","points":-1},{"id":"b","on":"B","points":0,"clears":"a"}])"));
  compiled(with_rule(R"("while":{"profile.a":1},"points":-1)"));
}

TEST(Compile, ChecksConditions) {
  const auto where = [](const std::string& condition) {
    return R"("on":"page","points":1,"where":)" + condition;
  };
  expect_rule_error(where("5"), "wrong_type", "/where");
  expect_rule_error(where(R"({"page.path":{"$regex":"a"}})"), "bad_operator",
                    "/where/page.path/$regex");
  expect_rule_error(where(R"({"$xor":[]})"), "bad_operator", "/where/$xor");
  expect_rule_error(where(R"({"$or":[]})"), "bad_value", "/where/$or");
  expect_rule_error(where(R"({"$or":{}})"), "wrong_type", "/where/$or");
  expect_rule_error(where(R"({"properties":1})"), "bad_field", "/where/properties");
  expect_rule_error(where(R"({"properties.":1})"), "bad_field", "/where/properties.");
  expect_rule_error(where(R"({"page.path.x":1})"), "bad_field", "/where/page.path.x");
  expect_rule_error(where(R"({"scores.s":1})"), "bad_field", "/where/scores.s");
  expect_rule_error(where(R"({"rules.e.points":1})"), "bad_field", "/where/rules.e.points");
  expect_rule_error(where(R"({"rules.x.hits":1})"), "unknown_reference", "/where/rules.x.hits");
  expect_rule_error(where(R"({"rules.f.matches":1})"), "bad_field", "/where/rules.f.matches");
  expect_rule_error(where(R"({"page.group":"none"})"), "unknown_reference", "/where/page.group");
  expect_rule_error(where(R"({"properties.n":{"$in":5}})"), "wrong_type",
                    "/where/properties.n/$in");
  expect_rule_error(where(R"({"properties.n":{"$exists":1}})"), "wrong_type",
                    "/where/properties.n/$exists");
  expect_rule_error(where(R"({"properties.n":{"$type":"text"}})"), "bad_value",
                    "/where/properties.n/$type");
  expect_rule_error(where(R"({"properties.n":{"$size":-1}})"), "wrong_type",
                    "/where/properties.n/$size");
  expect_rule_error(where(R"({"properties.n":{"$gt":null}})"), "wrong_type",
                    "/where/properties.n/$gt");
  expect_rule_error(where(R"({"properties.n":{"$words":["--"]}})"), "bad_value",
                    "/where/properties.n/$words/0");
  expect_rule_error(where(R"({"properties.n":{"$contains":["a",""]}})"), "bad_value",
                    "/where/properties.n/$contains/1");
  expect_rule_error(where(R"({"properties.n":{"$contains":"\u0301\u00ad"}})"), "bad_value",
                    "/where/properties.n/$contains");
  expect_rule_error(where(R"({"properties.n":{"$contains":[]}})"), "bad_value",
                    "/where/properties.n/$contains");
  expect_rule_error(where(R"({"properties.n":{"$contains":5}})"), "wrong_type",
                    "/where/properties.n/$contains");
  expect_rule_error(where(R"({"page.path":{"$glob":")" + std::string(257, 'a') + R"("}})"),
                    "too_long", "/where/page.path/$glob");
  expect_rule_error(R"("while":{"page.path":"/"},"points":1)", "bad_field", "/while/page.path");
  expect_rule_error(R"("while":{"visit.pages":1},"points":1)", "bad_field", "/while/visit.pages");
  expect_rule_error(R"("while":{"rules.f.hits":1},"points":1)", "bad_field", "/while/rules.f.hits");
}

/// What is said about a glob for paths: what to do up to the globs meant, and these.
std::string said_of_glob(const std::string& glob) {
  const auto model = compile(model_json(kRules, R"("pages":{"p":")" + glob + R"("})"));
  if (model.ok()) return "";
  EXPECT_EQ(model.errors()[0].at, "/pages/p");
  const std::string& fix = model.errors()[0].fix;
  return fix.substr(fix.find("did you mean"));
}

TEST(Compile, NamesTheGlobThatWasMeant) {
  const auto meant = [](const std::string& globs) { return "did you mean " + globs + "?"; };
  EXPECT_EQ(said_of_glob("pricing"), meant(R"("**pricing**")"));
  EXPECT_EQ(said_of_glob("*pricing*"), meant(R"("**pricing**")"));
  EXPECT_EQ(said_of_glob("*pricing"), meant(R"("**pricing")"));
  EXPECT_EQ(said_of_glob("pricing*"), meant(R"("**pricing**")"));
  EXPECT_EQ(said_of_glob("*a/*"), meant(R"("**a/*")"));
  EXPECT_EQ(said_of_glob("*"), meant(R"("**")"));
  EXPECT_EQ(said_of_glob("*/"), meant(R"("**")"));
  EXPECT_EQ(said_of_glob(""), meant(R"("/")"));
  EXPECT_EQ(said_of_glob("pricing/*"), meant(R"("/pricing/*")"));
  EXPECT_EQ(said_of_glob("https://x.test/pricing/*"), meant(R"("/pricing/*")"));
  EXPECT_EQ(said_of_glob("https://x.test"), meant(R"("/")"));
  EXPECT_EQ(said_of_glob("/{fr,en}/{a,b}"), meant(R"("/fr/a", "/fr/b", "/en/a" and "/en/b")"));
  EXPECT_EQ(said_of_glob("/{fr,en}*"), meant(R"("/fr*" and "/en*")"));
  EXPECT_EQ(said_of_glob("{fr,en}/x"), meant(R"("/fr/x" and "/en/x")"));
  EXPECT_EQ(said_of_glob("/{1,2,3,4,5,6,7,8,9}"), meant(R"("/*")"));
  EXPECT_EQ(said_of_glob("/page-[0-9]"), meant(R"("/page-*")"));
  EXPECT_EQ(said_of_glob("/page-[0-9]*"), meant(R"("/page-*")"));
  EXPECT_EQ(said_of_glob("/a?c"), meant(R"("/a*c")"));
  EXPECT_EQ(said_of_glob("/a{b"), meant(R"("/a*b")"));
  EXPECT_EQ(said_of_glob("/a[b"), meant(R"("/a*b")"));
  EXPECT_EQ(said_of_glob("/search?q=*"), meant(R"("/search")"));
  EXPECT_EQ(said_of_glob("?q={a,b}"), meant(R"("/")"));
  for (const char* good : {"/", "/a", "/a]b}", "**", "**pricing**", "*/pricing", "***", "**/"}) {
    EXPECT_EQ(said_of_glob(good), "") << good;
  }
}

TEST(Compile, SaysWhereAQueryIsFound) {
  const auto model = compile(model_json(kRules, R"("pages":{"p":"/search?q=*"})"));
  ASSERT_FALSE(model.ok());
  EXPECT_NE(model.errors()[0].fix.find("page.query.* or page.search"), std::string::npos);
}

TEST(Compile, ChecksGlobsOfPathsAlone) {
  const auto where = [](const std::string& condition) {
    return R"("on":"page","points":1,"where":)" + condition;
  };
  expect_rule_error(where(R"({"page.path":{"$glob":["/a","a"]}})"), "bad_value",
                    "/where/page.path/$glob/1");
  expect_rule_error(where(R"({"first.landing":{"$not":{"$glob":"/a[b]"}}})"), "bad_value",
                    "/where/first.landing/$not/$glob");
  for (const char* field : {"page.url", "page.referrer", "properties.href", "properties.path",
                            "properties.n", "page.title", "profile.name"}) {
    compiled(with_rule(where("{\"" + std::string(field) + R"(":{"$glob":"a?[b]{c}"}})")));
  }
  compiled(with_rule(where(R"({"page.path":{"$elemMatch":{"$glob":"a?"}}})")));
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
