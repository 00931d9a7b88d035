// Compiling rules and their conditions: every kind of mistake with its place and what to do.
#include <gtest/gtest.h>

#include <string>

#include "unit/compile_support.h"

namespace kelvin {
namespace {

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

}  // namespace
}  // namespace kelvin
