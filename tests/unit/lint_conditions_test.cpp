// Warnings about conditions: for each a model that earns it, and one close by that does not.
#include <gtest/gtest.h>

#include <string>

#include "facts/channel.h"
#include "lint/possible.h"
#include "unit/lint_support.h"

namespace kelvin {
namespace {

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

}  // namespace
}  // namespace kelvin
