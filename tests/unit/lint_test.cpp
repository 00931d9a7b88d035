// Warnings: for each a model that earns it, and one close by that does not.
#include "kelvin/lint.h"
#include "kelvin/json.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "corpus/case.h"
#include "facts/channel.h"
#include "lint/possible.h"
#include "unit/support.h"

namespace kelvin {
namespace {

/// The warnings of a model as lines: "code at place".
std::string warnings(const std::string& json) {
  const Model model = compiled(json);
  std::string out;
  for (const Error& warning : lint(model, *parse_json(json))) {
    EXPECT_FALSE(warning.found.empty()) << warning.code;
    EXPECT_FALSE(warning.fix.empty()) << warning.code;
    out += (out.empty() ? "" : "; ") + warning.code + " at " + warning.at;
  }
  return out;
}

/// Of a model with one score s of these rules.
std::string of_rules(const std::string& rules, std::string_view rest = "") {
  return warnings(model_json("\"rules\":[" + rules + "]", rest));
}
/// Of one rule; `more` are its members beside id, on and points.
std::string of_rule(const std::string& more) {
  return of_rules(R"({"id":"r","on":"Done","points":5)" + (more.empty() ? "" : "," + more) + "}");
}
std::string of_where(const std::string& where) {
  return of_rule(R"("where":)" + where);
}
/// Of a segment with this condition, on a score that reaches 30 at most; s never sinks by itself.
std::string of_segment(const std::string& more) {
  return of_rules(R"({"id":"r","on":"Done","points":10,"limit":3})",
                  R"("segments":[{"id":"g",)" + more + "}]");
}

constexpr const char* kNever = "never_matches at /scores/0/rules/0/where";

TEST(Lint, ARuleWhoseConditionContradictsItself) {
  EXPECT_EQ(of_where(R"({"properties.n":{"$gt":5,"$lt":3}})"), kNever);
  EXPECT_EQ(of_where(R"({"properties.n":{"$gt":3,"$lt":5}})"), "");
  EXPECT_EQ(of_where(R"({"properties.n":{"$gt":5,"$lte":5}})"), kNever);
  EXPECT_EQ(of_where(R"({"properties.n":{"$gte":5,"$lte":5}})"), "");
  EXPECT_EQ(of_where(R"({"properties.n":{"$gte":5,"$lte":5,"$ne":5}})"), "");  // the text "5"
  EXPECT_EQ(of_where(R"({"properties.k":{"$in":["a","b"],"$nin":["b"]}})"), "");
  EXPECT_EQ(of_where(R"({"properties.k":{"$in":["a","b"],"$nin":["b","a"]}})"), kNever);
  EXPECT_EQ(of_where(R"({"properties.k":{"$exists":false,"$gt":1}})"), kNever);
  EXPECT_EQ(of_where(R"({"properties.k":{"$exists":false}})"), "");
  EXPECT_EQ(of_where(R"({"properties.n":{"$gt":5},"$or":[{"properties.n":{"$lt":3}},)"
                     R"({"properties.n":1}]})"),
            kNever);
  EXPECT_EQ(of_where(R"({"properties.n":{"$gt":5},"$or":[{"properties.n":{"$lt":3}},)"
                     R"({"properties.k":1}]})"),
            "");
  EXPECT_EQ(
      of_where(R"({"$nor":[{"properties.n":{"$gt":5}},{"properties.n":{"$not":{"$gt":5}}}]})"),
      kNever);
  // A list may hold both.
  EXPECT_EQ(of_where(R"({"properties.tags":{"$all":["a","b"]}})"), "");
  EXPECT_EQ(of_where(R"({"properties.k":{"$glob":"a*","$words":"b"}})"), "");
  EXPECT_EQ(of_where(R"({"properties.k":{"$contains":"a","$not":{"$contains":"b"}}})"), "");
}

TEST(Lint, ARuleWhoseFieldsCannotBeSo) {
  EXPECT_EQ(of_where(R"({"visit.channel":"Organic search"})"), kNever);
  EXPECT_EQ(of_where(R"({"visit.channel":"Organic Search"})"), "");
  EXPECT_EQ(of_where(R"({"visit.channel":{"$contains":"search"}})"), "");
  EXPECT_EQ(of_where(R"({"visit.channel":{"$contains":"research"}})"), kNever);
  EXPECT_EQ(of_where(R"({"visit.channel":{"$glob":"Paid*"}})"), "");
  EXPECT_EQ(of_where(R"({"visit.channel":{"$nin":["Direct"]}})"), "");
  EXPECT_EQ(of_where(R"({"visit.number":{"$lt":0}})"), kNever);
  EXPECT_EQ(of_where(R"({"visit.number":{"$gt":1,"$lt":2}})"), kNever);
  EXPECT_EQ(of_where(R"({"visit.seconds":{"$gt":1,"$lt":2}})"), "");
  EXPECT_EQ(of_where(R"({"visit.number":"2"})"),
            std::string(kNever) + "; number_and_text at /scores/0/rules/0/where/visit.number");
  EXPECT_EQ(of_where(R"({"visit.number":{"$gte":"2"}})"), "");
  EXPECT_EQ(of_where(R"({"page.path":"pricing"})"), kNever);
  EXPECT_EQ(of_where(R"({"page.path":"/pricing"})"), "");
  EXPECT_EQ(of_where(R"({"page.path":{"$glob":"*/pricing"}})"), "");
  EXPECT_EQ(of_where(R"({"type":"Track"})"), kNever);
  EXPECT_EQ(of_where(R"({"event":"Other"})"), kNever);
  EXPECT_EQ(of_rules(R"({"id":"r","on":["Done","Other"],"points":1,"where":{"event":"Other"}})"),
            "");
  EXPECT_EQ(of_rules(R"({"id":"r","on":"visit","points":1,"where":{"event":"Other"}})"), "");
  EXPECT_EQ(of_rules(R"({"id":"r","while":{"total.days":{"$lt":0}},"points":1})"),
            "never_matches at /scores/0/rules/0/while");
  EXPECT_EQ(of_rules(R"({"id":"r","while":{"total.days":{"$lt":1}},"points":1})"), "");
  EXPECT_EQ(of_where(R"({"total.age_days":3.5})"), kNever);
  EXPECT_EQ(of_where(R"({"total.age_days":{"$gt":30,"$lte":31}})"), "");
}

/// What is found and what to do, of the one warning of that code.
std::string said(const std::string& json, std::string_view code) {
  for (const Error& warning : lint(compiled(json), *parse_json(json))) {
    if (warning.code == code) return warning.found + " | " + warning.fix;
  }
  return "";
}
std::string said_of_where(const std::string& where, std::string_view code) {
  return said(model_json(R"("rules":[{"id":"r","on":"Done","points":5,"where":)" + where + "}]"),
              code);
}

TEST(Lint, ATextThatLooksLikeADuration) {
  const auto meant = [](const std::string& test) {
    const std::string told = said_of_where("{\"properties.d\":" + test + "}", "text_order");
    const std::size_t at = told.find("{\"$age\"");
    return at == told.npos ? told : told.substr(at);
  };
  EXPECT_EQ(meant(R"({"$gte":"-7d"})"), R"({"$age":{"$lte":"7d"}})");
  EXPECT_EQ(meant(R"({"$gte":"now-7d"})"), R"({"$age":{"$lte":"7d"}})");
  EXPECT_EQ(meant(R"({"$gt":"now() - 2 weeks"})"), R"({"$age":{"$lt":"2w"}})");
  EXPECT_EQ(meant(R"({"$lt":"7 days ago"})"), R"({"$age":{"$gt":"7d"}})");
  EXPECT_EQ(meant(R"({"$lte":"now+3d"})"), R"({"$age":{"$gte":"-3d"}})");
  EXPECT_EQ(meant(R"({"$lt":"now"})"), R"({"$age":{"$gt":"0s"}})");
  EXPECT_EQ(meant(R"({"$lt":"Today"})"), R"({"$age":{"$gt":"0s"}})");
  EXPECT_EQ(meant(R"({"$lt":"7d"})"), R"({"$age":{"$lt":"7d"}})");
  EXPECT_EQ(meant(R"({"$gt":"P1M"})"), R"({"$age":{"$gt":"30d"}})");
  EXPECT_EQ(meant(R"({"$gt":"PT12H"})"), R"({"$age":{"$gt":"12h"}})");
  EXPECT_EQ(meant(R"({"$not":{"$gt":"1y"}})"), R"({"$age":{"$gt":"365d"}})");
  for (const char* silent :
       {R"({"$gte":"2026-01-01"})", R"({"$gte":"10"})", R"({"$gt":"M"})", R"({"$gt":"7 apples"})",
        R"("-7d")", R"({"$in":["7d"]})", R"({"$age":{"$lt":"7d"}})", R"({"$contains":"now"})",
        R"({"$gt":""})", R"({"$gt":"now or never"})", R"({"$gt":"d"})", R"({"$gt":"now7d"})"}) {
    EXPECT_EQ(meant(silent), "") << silent;
  }
  EXPECT_EQ(of_where(R"({"properties.d":{"$gte":"-7d"}})"),
            "text_order at /scores/0/rules/0/where/properties.d/$gte");
  EXPECT_EQ(of_where(R"({"properties.l":{"$elemMatch":{"at":{"$gte":"-7d"}}}})"),
            "text_order at /scores/0/rules/0/where/properties.l/$elemMatch/at/$gte");
  EXPECT_EQ(of_rules(R"({"id":"f","while":{"$or":[{"profile.d":{"$gte":"-7d"}}]},"points":5})"),
            "text_order at /scores/0/rules/0/while/$or/0/profile.d/$gte");
}

TEST(Lint, ANumberAndAText) {
  const std::string at = "number_and_text at /segments/0/when/scores.s";
  EXPECT_EQ(of_segment(R"("when":{"scores.s":{"$gte":"seventy"}})"),
            "never_entered at /segments/0/when; " + at + "/$gte");
  const auto reasons = [](const std::string& when, std::string_view code) {
    return said(model_json(R"("rules":[{"id":"r","on":"Done","points":10}])",
                           R"("segments":[{"id":"g","when":)" + when + "}]"),
                code);
  };
  EXPECT_NE(reasons(R"({"scores.s":{"$gte":"seventy"}})", "never_entered")
                .find(R"(scores.s is a number, and "seventy" a text)"),
            std::string::npos);
  EXPECT_NE(reasons(R"({"scores.s":"70"})", "number_and_text").find("write 70 without quotes"),
            std::string::npos);
  EXPECT_NE(reasons(R"({"total.age_days":{"$lt":"7d"}})", "number_and_text").find("whole days"),
            std::string::npos);
  EXPECT_EQ(reasons(R"({"scores.s":{"$gte":"70"}})", "number_and_text"), "") << "it counts as one";
  EXPECT_EQ(reasons(R"({"profile.n":{"$gte":"seventy"}})", "number_and_text"), "");
  EXPECT_EQ(reasons(R"({"scores.s":{"$type":"number"}})", "number_and_text"), "");
  EXPECT_EQ(reasons(R"({"grade":"A1"})", "number_and_text"), "");
}

TEST(Lint, AFieldComparedWithTheNameOfAnother) {
  const std::string rules = R"({"id":"a","on":"A","points":1},{"id":"b","on":"B","points":1})";
  const auto of_when = [&rules](const std::string& when) {
    return said(
        model_json("\"rules\":[" + rules + "]", R"("segments":[{"id":"g","when":)" + when + "}]"),
        "field_as_value");
  };
  const std::string counts = of_when(R"({"rules.a.hits":{"$gt":"rules.b.hits"}})");
  EXPECT_NE(counts.find(R"("rules.b.hits" is a text here)"), std::string::npos);
  EXPECT_NE(counts.find("their difference"), std::string::npos);
  EXPECT_NE(of_when(R"({"scores.s":{"$gt":"$rules.a.matches"}})"), "");
  EXPECT_NE(of_when(R"({"profile.a":{"$lt":"profile.b"}})"), "");
  EXPECT_NE(of_when(R"({"profile.a":"profile.b","profile.b":1})"), "");
  EXPECT_NE(of_when(R"({"first.landing":"visit.referrer_host"})"), "");
  EXPECT_EQ(of_when(R"({"profile.file":"profile.pdf"})"), "") << "a file may be called so";
  EXPECT_EQ(of_when(R"({"profile.k":{"$in":["event","rules.none.hits","scores.x","rules."]}})"),
            "");
  EXPECT_EQ(
      said(model_json("\"rules\":[" + rules + "]",
                      R"("segments":[{"id":"g","when":{"rules.a.hits":{"$gt":"rules.b.hits"}}}])"),
           "never_entered")
          .find("always 0"),
      std::string::npos);
}

TEST(Lint, LettersOfOtherPatternsInAGlob) {
  const auto told = [](const std::string& where) { return said_of_where(where, "glob_letters"); };
  EXPECT_NE(told(R"({"properties.sku":{"$glob":"kv-[0-9]"}})").find("[ stands for itself"),
            std::string::npos);
  EXPECT_NE(told(R"({"page.title":{"$glob":["a","b?"]}})"), "");
  EXPECT_NE(told(R"({"properties.href":{"$elemMatch":{"$glob":"{a,b}"}}})"), "");
  EXPECT_EQ(told(R"({"properties.href":{"$glob":"https://x.test/a?b=*"}})"), "");
  EXPECT_EQ(
      told(R"({"page.url":{"$glob":"https://x.test/a?b=*"},"page.referrer":{"$glob":"*?*"}})"), "");
  EXPECT_EQ(told(R"({"properties.sku":{"$glob":"kv-*"},"properties.k":{"$contains":"a?"}})"), "");
}

TEST(Lint, KnowsNoAgeThatNobodyHas) {
  EXPECT_EQ(of_where(R"({"properties.d":{"$age":{"$gt":"7d","$lt":"3d"}}})"), kNever);
  EXPECT_EQ(of_where(R"({"properties.d":{"$age":{"$gt":"7d","$lte":"7d"}}})"), kNever);
  EXPECT_EQ(of_where(R"({"properties.d":{"$age":{"$gte":"7d","$lte":"7d"}}})"), "");
  EXPECT_EQ(of_where(R"({"properties.d":{"$age":{"$gt":"3d"},"$not":{"$age":{"$gt":"3d"}}}})"), "");
  EXPECT_EQ(of_where(R"({"total.pages":{"$age":{"$gt":"3d"}}})"), kNever);
  EXPECT_EQ(of_where(R"({"visit.campaign.name":{"$age":{"$gt":"3d"}}})"), "");
}

TEST(Lint, TheChannelsAreTheCoresOwn) {
  const List<Text>& names = channel_names();
  for (const char* medium : {"cpm", "email", "sms", "affiliate", "audio", "push", "referral",
                             "social", "video", "organic", "cpc", "ai-assistant", "odd", ""}) {
    const std::string channel(channel_of({.source = "x", .medium = medium}));
    EXPECT_NE(std::find(names.begin(), names.end(), channel), names.end()) << channel;
  }
}

TEST(Lint, ARuleThatAnotherKeepsFromMatching) {
  const std::string impossible =
      R"({"id":"a","on":"A","where":{"properties.n":{"$gt":5,"$lt":3}},"points":1},)";
  const std::string possible = R"({"id":"a","on":"A","points":1},)";
  const std::string never = "never_matches at /scores/0/rules/0/where; ";
  const std::string after = R"({"id":"b","on":"B","points":1,"after":{"rule":"a","within":"1d"}})";
  EXPECT_EQ(of_rules(impossible + after), never + "after_nowhere at /scores/0/rules/1/after/rule");
  EXPECT_EQ(of_rules(possible + after), "");
  const std::string since = R"({"id":"b","on":"B","points":1,"count":{"at_least":2,"since":"a"}})";
  EXPECT_EQ(of_rules(impossible + since), never + "after_nowhere at /scores/0/rules/1/count/since");
  EXPECT_EQ(of_rules(possible + since), "");
  const std::string hits = R"({"id":"b","on":"B","points":1,"where":{"rules.a.hits":{"$gte":2}}})";
  EXPECT_EQ(of_rules(impossible + hits), never + "never_matches at /scores/0/rules/1/where");
  EXPECT_EQ(of_rules(possible + hits), "");
  EXPECT_EQ(of_rules(R"({"id":"a","on":"A","points":1,"limit":1},)" + hits),
            "never_matches at /scores/0/rules/1/where");
  EXPECT_EQ(of_rules(R"({"id":"a","on":"A","points":1,"limit":2},)" + hits), "");
}

TEST(Lint, ACountOutOfReach) {
  EXPECT_EQ(of_rule(R"("count":{"at_least":2,"since":"r"})"),
            "never_matches at /scores/0/rules/0/count");
  EXPECT_EQ(of_rule(R"("count":{"at_least":1,"since":"r"})"), "");
  const std::string at_least = "never_matches at /scores/0/rules/0/count/at_least";
  EXPECT_EQ(of_rule(R"("where":{"properties.k":{"$in":["a","b"]}},)"
                    R"("count":{"at_least":3,"distinct":"properties.k"})"),
            at_least);
  EXPECT_EQ(of_rule(R"("where":{"properties.k":{"$in":["a","b"]}},)"
                    R"("count":{"at_least":2,"distinct":"properties.k"})"),
            "");
  EXPECT_EQ(of_rule(R"("count":{"at_least":21,"distinct":"visit.channel"})"), at_least);
  EXPECT_EQ(of_rule(R"("count":{"at_least":20,"distinct":"visit.channel"})"), "");
  EXPECT_EQ(of_rule(R"("count":{"at_least":2,"distinct":"page.group"})"), at_least);
  EXPECT_EQ(of_rule(R"("count":{"at_least":1,"distinct":"page.group"})"), "");
  EXPECT_EQ(of_rule(R"("multiply":{"by":"visit.channel","unit":1})"),
            "never_matches at /scores/0/rules/0/multiply/by");
}

TEST(Lint, PointsThatNobodyGets) {
  EXPECT_EQ(of_rules(R"({"id":"r","on":"A","points":[3,2,1],"limit":2})"),
            "points_beyond_limit at /scores/0/rules/0/points");
  EXPECT_EQ(of_rules(R"({"id":"r","on":"A","points":[3,2,1],"limit":3})"), "");
  const std::string lookup = R"("points":{"by":"properties.n","steps":[[1,2],[5,3],[10,4]]}})";
  EXPECT_EQ(of_rules(R"({"id":"r","on":"A","where":{"properties.n":{"$lt":10}},)" + lookup),
            "unreachable_points at /scores/0/rules/0/points/steps/2");
  EXPECT_EQ(of_rules(R"({"id":"r","on":"A","where":{"properties.n":{"$gte":5}},)" + lookup),
            "unreachable_points at /scores/0/rules/0/points/steps/0");
  EXPECT_EQ(of_rules(R"({"id":"r","on":"A","where":{"properties.n":{"$gte":1}},)" + lookup), "");
  const std::string values =
      R"("points":{"by":"visit.channel","values":{"Email":2,"E-Mail":3},"else":1}})";
  EXPECT_EQ(of_rules(R"({"id":"r","on":"A",)" + values),
            "unreachable_points at /scores/0/rules/0/points/values/E-Mail");
  EXPECT_EQ(of_rules(R"({"id":"r","while":{"profile.x":{"$ne":"a"}},)"
                     R"("points":{"by":"profile.x","values":{"a":1,"b":2,"3":1,"true":1}}})"),
            "unreachable_points at /scores/0/rules/0/points/values/a");
}

TEST(Lint, MaxAndExpireThatDoNothing) {
  EXPECT_EQ(of_rule(R"("max":4)"), "max_below_points at /scores/0/rules/0/max");
  EXPECT_EQ(of_rule(R"("max":5)"), "");
  EXPECT_EQ(of_rule(R"("max":4,"multiply":{"by":"properties.n","unit":60})"), "");
  EXPECT_EQ(of_rule(R"("max":20,"limit":3)"), "cap_never_reached at /scores/0/rules/0/max");
  EXPECT_EQ(of_rule(R"("max":15,"limit":3)"), "");
  EXPECT_EQ(of_rule(R"("max":20,"limit":{"times":3,"per":"visit"})"), "");
  EXPECT_EQ(of_rule(R"("max":200,"limit":{"times":1,"per":"day"},"decay":{"expire":"7d"})"),
            "cap_never_reached at /scores/0/rules/0/max");
  EXPECT_EQ(of_rule(R"("max":35,"limit":{"times":1,"per":"day"},"decay":{"expire":"7d"})"), "");
  EXPECT_EQ(of_rule(R"("decay":{"percent":25,"every":"1d","expire":"5d"})"),
            "expire_never_reached at /scores/0/rules/0/decay/expire");
  EXPECT_EQ(of_rule(R"("decay":{"percent":25,"every":"1d","expire":"4d"})"), "");
}

TEST(Lint, TwoRulesThatCountTheSame) {
  const std::string one =
      R"({"id":"a","on":"A","where":{"properties.k":"x"},"points":1,"limit":1},)";
  EXPECT_EQ(of_rules(one + R"({"id":"b","label":"B","on":"A","where":{"properties.k":"x"},)"
                           R"("points":2,"limit":1})"),
            "duplicate_rule at /scores/0/rules/1");
  EXPECT_EQ(
      of_rules(one + R"({"id":"b","on":"A","where":{"properties.k":"y"},"points":1,"limit":1})"),
      "");
  EXPECT_EQ(of_rules(one + R"({"id":"b","on":"A","where":{"properties.k":"x"},"points":1})"), "");
}

TEST(Lint, AMarkerThatNothingNames) {
  const std::string marker = R"({"id":"m","on":"M","points":0})";
  EXPECT_EQ(of_rules(marker), "unused_marker at /scores/0/rules/0");
  EXPECT_EQ(
      of_rules(marker + R"(,{"id":"r","on":"R","points":1,"after":{"rule":"m","within":"1d"}})"),
      "");
  EXPECT_EQ(of_rules(marker + R"(,{"id":"r","on":"R","points":1,"where":{"rules.m.hits":1}})"), "");
  EXPECT_EQ(of_rules(marker, R"("triggers":[{"id":"t","when":{"hit":"m"},"to":["d"]}],)"
                             R"("destinations":[{"id":"d","url":"/in"}])"),
            "");
  EXPECT_EQ(of_rules(R"({"id":"m","on":"M","veto":true})"), "");
}

TEST(Lint, ASumThatNeverIs) {
  const auto fact = [](const std::string& multiply, const std::string& test) {
    return of_rules(R"({"id":"r","on":"A","points":0,"multiply":{"by":"properties.n")" + multiply +
                    R"(}},{"id":"f","while":{"rules.r.sum":)" + test + R"(},"points":1})");
  };
  const std::string never = "never_matches at /scores/0/rules/1/while";
  const std::string is_signed = R"(,"signed":true)";
  EXPECT_EQ(fact("", R"({"$gte":1000})"), "");
  EXPECT_EQ(fact("", R"({"$lt":0})"), never);
  EXPECT_EQ(fact(is_signed, R"({"$lt":0})"), "");
  EXPECT_EQ(fact("", R"({"$gt":1000000000})"), never);
  EXPECT_EQ(fact(is_signed, R"({"$gte":1000000000})"), "");
  EXPECT_EQ(fact("", R"({"$gt":0.000001,"$lt":0.000002})"), never) << "sums are in millionths";
}

TEST(Lint, AScoreThatIsNeverOnTop) {
  const auto segment = [](const std::string& top, const std::string& test) {
    return of_rules(R"({"id":"r","on":"A","points":10,"limit":3})",
                    R"("top":[{"id":"t","of":["s"])" + top +
                        R"(}],"segments":[{"id":"g","when":{"top.t":)" + test + "}}]");
  };
  const std::string never = "never_entered at /segments/0/when";
  EXPECT_EQ(segment(R"(,"at_least":30)", R"("s")"), "");
  EXPECT_EQ(segment(R"(,"at_least":30.01)", R"("s")"), never);
  EXPECT_EQ(segment("", R"("s")"), "");
  EXPECT_EQ(segment(R"(,"at_least":0)", R"("")"), "");
  EXPECT_EQ(segment("", R"({"$exists":false})"), never) << "always a text";
}

TEST(Lint, MoreValuesThanDistinctRemembers) {
  const std::string notice = "distinct_memory at /scores/0/rules/0/count/distinct";
  const auto counting = [](const std::string& more, const std::string& points = "1") {
    return of_rules(R"({"id":"r","on":"A","count":{"at_least":1,"distinct":"properties.k"},)"
                    R"("points":)" +
                    points + more + "}");
  };
  EXPECT_EQ(counting(""), notice);
  EXPECT_EQ(counting(R"(,"limit":256)"), notice);
  EXPECT_EQ(counting(R"(,"limit":255)"), "");
  EXPECT_EQ(counting(R"(,"limit":{"times":5,"per":"day"})"), notice);
  EXPECT_EQ(counting(R"(,"max":255)"), "");
  EXPECT_EQ(counting(R"(,"max":256)"), notice);
  EXPECT_EQ(counting(R"(,"max":509)", "[1,2]"), "");
  EXPECT_EQ(counting(R"(,"max":510)", "[1,2]"), notice);
  EXPECT_EQ(counting(R"(,"max":255)", "-1"), "");
  EXPECT_EQ(counting(R"(,"max":20,"decay":{"half_life":"30d"})"), notice) << "room comes back";
  EXPECT_EQ(of_rule(R"("count":{"at_least":1,"distinct":"visit.channel"})"), "");
  EXPECT_EQ(of_rule(R"("where":{"properties.k":{"$in":["a","b"]}},)"
                    R"("count":{"at_least":1,"distinct":"properties.k"})"),
            "");
}

TEST(Lint, AFormThatIsNotNamed) {
  const auto on = [](const std::string& events, const std::string& more) {
    return of_rules(R"({"id":"r","on":)" + events + "," + more + "}");
  };
  const std::string any = "any_form at /scores/0/rules/0/on";
  const std::string submitted = R"("Form Submitted")";
  EXPECT_EQ(on(submitted, R"("points":1)"), any);
  EXPECT_EQ(on(R"(["Chat Started","Form Submitted"])", R"("points":1)"), any);
  EXPECT_EQ(on(submitted, R"("points":1,"where":{})"), any);
  EXPECT_EQ(on(submitted, R"("points":1,"where":{"properties.form":"contact"})"), "");
  EXPECT_EQ(on(submitted, R"("points":1,"where":{"page.path":"/contact"})"), "");
  EXPECT_EQ(on(submitted, R"("points":{"by":"properties.form","values":{"contact":5}})"), "");
  EXPECT_EQ(on(submitted, R"("points":{"by":"page.path","values":{"/a":5}})"), any);
  EXPECT_EQ(on(submitted, R"("points":1,"multiply":{"by":"properties.form"})"), "");
  EXPECT_EQ(on(R"("Form Started")", R"("points":1)"), "");
}

TEST(Lint, NamesThatAreNearlyRight) {
  const auto on = [](const std::string& name) {
    return of_rules(R"({"id":"r","on":")" + name + R"(","points":1})");
  };
  const std::string at_on = "event_name at /scores/0/rules/0/on";
  for (const char* name : {"Page engaged", "Form Submited", "form_submitted", "PageView", "Page",
                           "Visit", "Order Complted", "Product added", "Link Clikced"}) {
    EXPECT_EQ(on(name), at_on) << name;
  }
  for (const char* name : {"Page Engaged", "Form Started", "page", "visit", "Demo Requested",
                           "Order Completed", "Price Calculated", "Plan Chosen", "CTA Clicked", "A",
                           "Email Opened", "Checkout Step Completed", "Trial Started"}) {
    EXPECT_EQ(on(name), "") << name;
  }
  EXPECT_EQ(of_rules(R"({"id":"r","on":["Done","Site searched"],"points":1})"), at_on + "/1");
  EXPECT_EQ(of_rule("").empty(), true);
  EXPECT_EQ(of_rules(R"({"id":"r","on":"A","points":1})", R"("passive":["email delivered"])"),
            "event_name at /passive/0");
  EXPECT_EQ(of_rules(R"({"id":"r","on":"A","points":1})", R"("passive":["M"],"offsite":["M"])"),
            "passive_and_offsite at /offsite");

  const auto engaged = [](const std::string& more) {
    return of_rules(R"({"id":"r","on":"Page Engaged","points":1,)" + more + "}");
  };
  EXPECT_EQ(engaged(R"("multiply":{"by":"properties.second","unit":60})"),
            "property_name at /scores/0/rules/0/multiply/by");
  EXPECT_EQ(engaged(R"("multiply":{"by":"properties.seconds","unit":60})"), "");
  EXPECT_EQ(engaged(R"("where":{"properties.Seconds":{"$gt":1}})"),
            "property_name at /scores/0/rules/0/where");
  EXPECT_EQ(engaged(R"("where":{"properties.depth":{"$gt":1}})"), "");
  EXPECT_EQ(of_where(R"({"properties.second":1})"), "");
}

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
