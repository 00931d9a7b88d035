// Warnings about rules: for each a model that earns it, and one close by that does not.
#include <gtest/gtest.h>

#include <string>

#include "unit/lint_support.h"

namespace kelvin {
namespace {

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

TEST(LintRules, WarnOfExperiencesThatTheModelHasNot) {
  const auto seen = [](const std::string& where) {
    return of_rules(
        R"({"id":"r","on":["Experience Seen","Experience Clicked"],"points":1,"where":)" + where +
            "}",
        R"("experiences":[{"id":"cta","if":{},"at":"a","set":{"text":"x"}}])");
  };
  EXPECT_EQ(seen(R"({"properties.experience":"cta"})"), "");
  EXPECT_EQ(seen(R"({"properties.experience":"ctaa"})"),
            "experience_name at /scores/0/rules/0/where");
  EXPECT_EQ(
      seen(R"({"$or":[{"properties.experience":{"$in":["cta","x"]}},{"properties.held":true}]})"),
      "experience_name at /scores/0/rules/0/where");
  EXPECT_EQ(seen(R"({"properties.experiences":"cta"})"),
            "property_name at /scores/0/rules/0/where");
  EXPECT_EQ(of_rules(R"({"id":"r","on":"Experience seen","points":1})"),
            "event_name at /scores/0/rules/0/on");
  EXPECT_EQ(of_where(R"({"properties.experience":"ctaa"})"), "");
}

}  // namespace
}  // namespace kelvin
