// Coverage: a model beside a log; each reason why something never came about, and its silence where
// all is well.
#include "kelvin/study/coverage.h"

#include <map>

#include "kelvin/json.h"
#include "support.h"

namespace kelvin::study {
namespace {

/// A log's lines through model, survey and coverage, as a shell does it; `parts`: by visitors, on
/// so many counters that merge in the end.
CoverageReport covered(const Model& model, const std::vector<std::string>& log,
                       std::size_t parts = 1) {
  std::vector<Survey> surveys(parts);
  std::vector<Coverage> coverages;
  std::map<std::string, State> states;
  std::map<std::string, std::size_t> owners;
  for (std::size_t i = 0; i < parts; ++i) {
    coverages.emplace_back(model);
    surveys[i].keep(names_asked(model));
  }
  const PagesAsked pages(model);
  std::size_t line = 0;
  for (const std::string& text : log) {
    const Event event = kelvin::event_of(model, text);
    SurveyReader reader(surveys[line++ % parts]);
    EXPECT_FALSE(read_json(text, reader));
    reader.finish(event.visitor(), pages.asks_for(event));
    const auto [at, fresh] = states.try_emplace(event.visitor(), new_state(model));
    if (fresh) owners[event.visitor()] = states.size() % parts;
    Coverage& coverage = coverages[owners[event.visitor()]];
    coverage.before(at->second, event);
    coverage.after(at->second, event, apply(model, at->second, event));
  }
  for (const auto& [visitor, state] : states) coverages[owners[visitor]].conclude(state);
  for (std::size_t i = 0; i + 1 < parts; ++i) {
    coverages[parts - 1].merge(coverages[i]);
    surveys[parts - 1].merge(surveys[i]);
  }
  return coverages[parts - 1].report(surveys[parts - 1].report());
}

/// A message of a visitor, seconds after noon.
std::string says(const std::string& visitor, int second, const std::string& rest) {
  return R"({"anonymousId":")" + visitor + R"(","timestamp":)" +
         std::to_string(kNoon.ms + second * 1000) + "," + rest + "}";
}
std::string does(const std::string& visitor, int second, const std::string& name,
                 const std::string& properties = "{}") {
  return says(visitor, second,
              R"("type":"track","event":")" + name + R"(","properties":)" + properties);
}
std::string views(const std::string& visitor, int second, const std::string& path) {
  return says(visitor, second, R"("type":"page","properties":{"path":")" + path + "\"}");
}

/// What the causes say, one a line.
std::string said(const std::vector<Cause>& causes) {
  std::string out;
  for (const Cause& cause : causes) out += (out.empty() ? "" : "\n") + cause_words(cause);
  return out;
}
/// What is said of the model's only rule.
std::string of_rule(const std::string& rule, const std::vector<std::string>& log,
                    std::string_view rest = "") {
  const Model model = model_of(R"("rules":[{"id":"r",)" + rule + "}]", rest);
  return said(covered(model, log).rules[0].causes);
}

TEST(Coverage, CountsMatchesHitsVisitorsAndPoints) {
  const Model model = model_of(R"("rules":[
      {"id":"buy","on":"Bought","points":[10,2.5],"limit":2},
      {"id":"known","while":{"profile.plan":"pro"},"points":1},
      {"id":"came","on":"visit","points":1}])");
  const auto plan = [](const std::string& who, int second, const char* name) {
    return says(who, second, R"("type":"identify","traits":{"plan":")" + std::string(name) + "\"}");
  };
  const CoverageReport report =
      covered(model, {does("a", 0, "Bought"), does("a", 1, "Bought"), does("a", 2, "Bought"),
                      does("b", 3, "Bought"), plan("a", 4, "pro"), plan("a", 5, "free"),
                      plan("a", 6, "pro"), says("b", 7, R"("type":"screen")"),
                      says("b", 8, R"("type":"track","event":"X","messageId":"m")"),
                      says("b", 9, R"("type":"track","event":"X","messageId":"m")")});
  EXPECT_EQ(report.events, 8U);
  EXPECT_EQ(report.ignored, 1U);
  EXPECT_EQ(report.duplicates, 1U);
  EXPECT_EQ(report.visitors, 2U);
  EXPECT_EQ(report.first->ms, kNoon.ms);
  EXPECT_EQ(report.last->ms, kNoon.ms + 8000);
  const RuleCoverage& buy = report.rules[0];
  EXPECT_EQ(buy.at, "/scores/0/rules/0");
  EXPECT_EQ(buy.asked, 4U);
  EXPECT_EQ(buy.matches, 4U);
  EXPECT_EQ(buy.hits, 3U);
  EXPECT_EQ(buy.visitors, 2U);
  EXPECT_EQ(buy.points, to_points(22.5));
  const RuleCoverage& known = report.rules[1];
  EXPECT_EQ(known.matches, 2U);  // it turned true twice
  EXPECT_EQ(known.visitors, 1U);
  EXPECT_EQ(report.rules[2].matches, 2U);
  EXPECT_EQ(report.scores[0].second, to_points(14.5));
  EXPECT_EQ(report.never_matched(), 0U);
  for (const RuleCoverage& rule : report.rules) EXPECT_EQ(said(rule.causes), "");
}

TEST(Coverage, NoEventOfThatNameTellsTheNearest) {
  EXPECT_EQ(of_rule(R"("on":"Product Viewed","points":1)",
                    {views("a", 0, "/p"), views("a", 1, "/p"), does("a", 2, "product_added"),
                     does("a", 3, "Order Completed")}),
            "no event Product Viewed; nearest: page (2), product_added (1)");
  EXPECT_EQ(
      of_rule(R"("on":"Signed Up","points":1)", {does("a", 0, "signed_up"), views("a", 1, "/")}),
      "no event Signed Up; nearest: signed_up (1)");
  EXPECT_EQ(
      of_rule(R"("on":"Meeting Booked","points":1)", {does("a", 0, "Zzz"), views("a", 1, "/")}),
      "no event Meeting Booked; the log has Zzz (1), page (1)");
}

TEST(Coverage, AnEventOfThatNameIsNoTypeOfThatName) {
  EXPECT_EQ(of_rule(R"("on":"identify","points":1)", {does("a", 0, "identify")}),
            "no event identify; nearest: identify (1)");
}

TEST(Coverage, AFieldThatNeverOccursTellsTheNearestOfThoseEvents) {
  const std::string rule = R"("on":"Bought","where":{"properties.total":{"$gte":5}},"points":1)";
  EXPECT_EQ(of_rule(rule, {does("a", 0, "Bought", R"({"revenue":9,"colour":"red"})"),
                           does("a", 1, "Other", R"({"total":9})")}),
            "no properties.total in 1 event; nearest: properties.revenue (1)");
  EXPECT_EQ(of_rule(rule, {does("a", 0, "Bought", R"({"colour":"red"})")}),
            "no properties.total in 1 event; there is properties.colour (1)");
}

TEST(Coverage, AConditionThatNoneMetTellsWhatIsThere) {
  std::vector<std::string> log;
  for (int i = 0; i < 6; ++i) {
    log.push_back(does("v" + std::to_string(i), i, "Sent", R"({"form":"news","seats":"3"})"));
  }
  log.push_back(does("v9", 9, "Sent", R"({"form":"private","seats":"3"})"));
  EXPECT_EQ(of_rule(R"("on":"Sent","where":{"properties.form":"contact"},"points":1)", log),
            "never in 7 events: the event's form is \"contact\"; there is news (6)");
  EXPECT_EQ(of_rule(R"("on":"Sent","where":{"properties.seats":3},"points":1)", log),
            "properties.seats is a text in 7 events, which equals nothing that is asked for; "
            "there is 3 (7)");
  EXPECT_EQ(of_rule(R"("on":"Sent","where":{"$or":[{"properties.form":"a"},{"properties.x":1}]},)"
                    R"("points":1)",
                    log),
            "never in 7 events: the event's form is \"a\" or the event's x is 1\n"
            "no properties.x in 7 events; there is properties.form (7), properties.seats (7)");
}

TEST(Coverage, PartsThatHoldOnlyApartAreTold) {
  EXPECT_EQ(of_rule(R"("on":"Sent","where":{"properties.a":1,"properties.b":1},"points":1)",
                    {does("v", 0, "Sent", R"({"a":1,"b":2})"), does("v", 1, "Sent", R"({"a":1})"),
                     does("v", 2, "Sent", R"({"b":1})")}),
            "each part holds somewhere, never all at once in 3 events\n"
            "not in 1 of 3 events: the event's a is 1\n"
            "not in 2 of 3 events: the event's b is 1");
}

TEST(Coverage, PointsThatNeedAFieldWhichMatchesLack) {
  const std::string steps = R"("on":"Bought","points":{"by":"properties.total","steps":[[1,5]]})";
  EXPECT_EQ(of_rule(steps, {does("v", 0, "Bought", R"({"revenue":9})")}),
            "all 1 match lack properties.total, which the points need; nearest: "
            "properties.revenue (1)");
  EXPECT_EQ(of_rule(steps, {does("v", 0, "Bought", R"({"total":"nine"})"),
                            does("v", 1, "Bought", R"({"total":9})")}),
            "properties.total is no number in 1 of 2 matches, but the points need one");
  EXPECT_EQ(of_rule(steps, {does("v", 0, "Bought", R"({"total":"9"})")}), "");
  EXPECT_EQ(of_rule(R"("on":"Read","points":1,"multiply":{"by":"properties.seconds","unit":60})",
                    {does("v", 0, "Read"), does("v", 1, "Read", R"({"duration":3})")}),
            "all 2 matches lack properties.seconds, which the points need; nearest: "
            "properties.duration (1)");
}

TEST(Coverage, MatchesThatNeverBecameHits) {
  EXPECT_EQ(of_rule(R"("on":"page","points":1,"count":{"at_least":3,"within":"1d"})",
                    {views("v", 0, "/"), views("v", 1, "/")}),
            "2 matches, never at least 3 within 1 day");
  EXPECT_EQ(of_rule(R"("on":"page","points":1,"count":{"at_least":2,"within":"1d"})",
                    {views("v", 0, "/"), views("v", 1, "/")}),
            "");
  const Model model = model_of(R"("rules":[
      {"id":"sent","on":"Sent","points":0},
      {"id":"opened","on":"Opened","after":{"rule":"sent","within":"10m"},"points":1}])");
  EXPECT_EQ(said(covered(model, {does("v", 0, "Sent"), does("v", 601, "Opened")}).rules[1].causes),
            "1 match, none within 10 minutes after sent");
  EXPECT_EQ(said(covered(model, {does("v", 0, "Sent"), does("v", 600, "Opened")}).rules[1].causes),
            "");
}

TEST(Coverage, RulesSeeWhatCameBeforeTheEvent) {
  // At the second event the rule has one hit; only after it two.
  const Model model = model_of(R"("rules":[
      {"id":"a","on":"page","points":1},
      {"id":"b","on":"page","where":{"rules.a.hits":2},"points":1}])");
  EXPECT_EQ(said(covered(model, {views("v", 0, "/"), views("v", 1, "/")}).rules[1].causes),
            "never in 2 events: the number of hits of a is 2");
  EXPECT_EQ(
      covered(model, {views("v", 0, "/"), views("v", 1, "/"), views("v", 2, "/")}).rules[1].matches,
      1U);
}

TEST(Coverage, FactsWithoutAnyIdentify) {
  const std::string rule = R"("while":{"profile.industry":"energy"},"points":1)";
  EXPECT_EQ(of_rule(rule, {views("v", 0, "/")}),
            "no identify in the log: nothing is known of who visitors are");
  EXPECT_EQ(of_rule(rule, {says("v", 0, R"("type":"identify","traits":{"sector":"energy"})"),
                           views("w", 1, "/")}),
            "no profile.industry in 2 visitors; nearest: profile.sector (1)");
  EXPECT_EQ(of_rule(R"("while":{"profile.company.size":5},"points":1)",
                    {says("v", 0, R"("type":"identify","traits":{"size":5})")}),
            "no group in the log: nothing is known of visitors' companies");
}

constexpr std::string_view kSegments = R"("segments":[
    {"id":"hot","when":{"scores.s":{"$gte":30}}},
    {"id":"best","when":{"segments":"hot"}},
    {"id":"cool","when":{"scores.s":{"$lt":30}}}],
  "triggers":[
    {"id":"call","when":{"enter":"hot"},"to":[]},
    {"id":"gone","when":{"leave":"cool"},"to":[]},
    {"id":"big","when":{"hit":"r"},"if":{"properties.seats":{"$gte":9}},"to":[]},
    {"id":"told","when":{"enter":"cool"},"to":[]}])";

TEST(Coverage, SegmentsNeverEnteredAndTriggersNeverFired) {
  std::string rest(kSegments);
  rest.append(R"(,"destinations":[{"id":"crm","url":"/hook"}])");
  for (std::size_t at = 0; (at = rest.find("\"to\":[]")) != std::string::npos;) {
    rest.replace(at, sizeof "\"to\":[]" - 1, R"("to":["crm"])");
  }
  const Model model = model_of(R"("rules":[{"id":"r","on":"page","points":10}])", rest);
  const CoverageReport report = covered(model, {views("v", 0, "/"), views("v", 1, "/")});
  EXPECT_EQ(said(report.segments[0].causes), "nobody reached it: s is 30 or more; highest 20");
  EXPECT_EQ(said(report.segments[1].causes), "waits for the segment hot, which nobody entered");
  EXPECT_EQ(said(report.segments[2].causes), "");
  EXPECT_EQ(report.segments[2].entered, 1U);
  EXPECT_EQ(said(report.triggers[0].causes), "waits for the segment hot, which nobody entered");
  EXPECT_EQ(said(report.triggers[1].causes), "waits for the segment cool, which nobody left");
  EXPECT_EQ(report.triggers[2].called, 2U);
  EXPECT_EQ(said(report.triggers[2].causes), "no properties.seats in 2 times");
  EXPECT_EQ(report.triggers[3].fired, 1U);
  EXPECT_EQ(said(report.triggers[3].causes), "");
}

TEST(Coverage, GroupsOfPagesThatNoPageIsIn) {
  const Model model =
      model_of(R"("rules":[{"id":"r","on":"page","where":{"page.group":"pricing"},"points":1}])",
               R"("pages":{"pricing":["/pricing/**"],"blog":"/blog/*"})");
  const CoverageReport report =
      covered(model, {views("v", 0, "/prices/teams"), views("v", 1, "/blog/a")});
  EXPECT_EQ(said(report.page_groups[0].causes),
            "no page in pricing (/pricing/**); there is /blog/a (1), /prices/teams (1)");
  EXPECT_EQ(said(report.page_groups[1].causes), "");
  EXPECT_EQ(report.page_groups[1].events, 1U);
  EXPECT_EQ(said(report.rules[0].causes), said(report.page_groups[0].causes));
  ASSERT_EQ(report.pages.size(), 2U);
  EXPECT_EQ(report.pages[0].asked, 1U);  // the blog
  EXPECT_EQ(report.pages[1].asked, 0U);
}

TEST(Coverage, WhatTheLogHasAndTheModelDoesNotUse) {
  const Model model = model_of(R"("rules":[
      {"id":"r","on":"Bought","where":{"properties.item.sku":"x"},"points":1},
      {"id":"f","while":{"profile.email_free":true},"points":1}])",
                               R"("passive":["Mail Sent"])");
  const CoverageReport report =
      covered(model, {does("v", 0, "Bought", R"({"item":{"sku":"x","name":"n"},"total":5})"),
                      does("v", 1, "Mail Sent"), does("v", 2, "Other"), views("v", 3, "/"),
                      says("v", 4, R"("type":"screen")"),
                      says("v", 5, R"("type":"identify","traits":{"email":"a@b.test","age":3})")});
  std::string used;
  for (const EventCoverage& event : report.log) {
    used += event.seen.name + (event.used ? "+" : "-") + (event.ignored ? "i" : "") + " ";
    for (const FieldCoverage& field : event.fields) {
      used += field.seen.path + (field.used ? "+" : "-") + " ";
    }
  }
  EXPECT_EQ(used,
            "Bought+ item+ item.name- item.sku+ total- Mail Sent+ Other- identify+ age- email+ "
            "page- path+ screen-i ");
}

TEST(Coverage, PartsMergeToTheWhole) {
  const Model model = model_of(R"("rules":[
      {"id":"r","on":"page","where":{"page.path":"/a"},"points":3},
      {"id":"never","on":"page","where":{"page.path":"/x","properties.p":1},"points":3},
      {"id":"f","while":{"total.visits":{"$gte":2}},"points":1}])",
                               R"("segments":[{"id":"hot","when":{"scores.s":{"$gte":9}}},
                                              {"id":"top","when":{"scores.s":{"$gte":90}}}])");
  std::vector<std::string> log;
  for (int i = 0; i < 60; ++i) {
    log.push_back(views("v" + std::to_string(i % 7), i * 200, i % 4 == 0 ? "/a" : "/b"));
  }
  const std::string whole = coverage_json(model, covered(model, log));
  EXPECT_EQ(coverage_json(model, covered(model, log, 2)), whole);
  EXPECT_EQ(coverage_json(model, covered(model, log, 5)), whole);
  EXPECT_NE(whole.find(R"("code":"out_of_reach")"), std::string::npos) << whole;
}

TEST(Coverage, AnEmptyLogIsCovered) {
  const Model model = model_of(R"("rules":[{"id":"r","on":"page","points":1}])");
  const CoverageReport report = covered(model, {});
  EXPECT_EQ(said(report.rules[0].causes), "no event page");
  EXPECT_EQ(report.never_matched(), 1U);
}

TEST(Coverage, WhatANewPersonDoesIsCountedFromTheBeginning) {
  const Model model = model_of(R"("rules":[{"id":"r","on":"Bought","points":1}])");
  const auto buys = [](int second, const char* who) {
    return says("v", second,
                R"("type":"track","event":"Bought","userId":")" + std::string(who) + '"');
  };
  const RuleCoverage rule = covered(model, {buys(0, "B"), buys(1, "B"), buys(2, "C")}).rules[0];
  EXPECT_EQ(rule.matches, 3U);
  EXPECT_EQ(rule.visitors, 2U);
}

TEST(Coverage, AQuickLookAtWhichRulesMatched) {
  const Model model = model_of(R"("rules":[
      {"id":"a","on":"page","points":1},{"id":"b","on":"Bought","points":1},
      {"id":"f","while":{"total.pages":{"$gte":1}},"points":1}])");
  State state = new_state(model);
  RulesMatched rules(model);
  rules.look_at(state);
  EXPECT_EQ(rules.never(), 3U);
  feed(model, state, views("v", 0, "/"));
  RulesMatched others(model);
  others.look_at(state);
  rules.merge(others);
  EXPECT_EQ(rules.never(), 1U);
  EXPECT_EQ(rules.all(), 3U);
}

}  // namespace
}  // namespace kelvin::study
