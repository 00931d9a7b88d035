// The tests that a model carries: their form, what they feed, and that they fail when they should.
#include "kelvin/journey.h"
#include "kelvin/json.h"

#include "support.h"

namespace kelvin {
namespace {

/// Page views give 10, a trait 5, a look at prices 20 and a message; two destinations.
constexpr std::string_view kRest = R"(
  "pages": {"pricing": ["/pricing/**"]},
  "offsite": ["Email Opened"],
  "segments": [{"id": "hot", "when": {"scores.s": {"$gte": 30}}}],
  "triggers": [{"id": "call", "when": {"enter": "hot"}, "to": ["crm"]},
               {"id": "gone", "when": {"leave": "hot"}}],
  "destinations": [{"id": "crm", "url": "https://crm.example/", "fields": ["email"]},
                   {"id": "other", "url": "https://other.example/"}])";
constexpr std::string_view kScore = R"("momentum": "7d", "rules": [
  {"id": "view", "on": "page", "points": 10, "decay": {"expire": "30d"}},
  {"id": "mail-here", "on": ["Email Opened", "Bought"], "where": {"page.group": "pricing"}, "points": 20},
  {"id": "energy", "while": {"profile.industry": "energy"}, "points": 5},
  {"id": "search", "on": "visit", "where": {"visit.channel": "Paid Search"}, "points": 1},
  {"id": "rival", "while": {"profile.company.id": "rival"}, "veto": true}])";

std::string with_tests(std::string_view tests) {
  return model_json(kScore, std::string(kRest) + R"(,"tests":)" + std::string(tests));
}

/// A model whose only test has these steps.
std::string with_steps(std::string_view steps) {
  return with_tests(R"([{"name": "t", "steps": [)" + std::string(steps) + "]}]");
}

Errors errors_in(const std::string& json) {
  return read_journeys(compiled(json), json).errors();
}

std::vector<std::string> places_in(const std::string& json) {
  std::vector<std::string> out;
  for (const Error& error : errors_in(json)) out.push_back(error.code + " at " + error.at);
  return out;
}

JourneyReport run(const std::string& json) {
  const Model model = compiled(json);
  const auto journeys = read_journeys(model, json);
  EXPECT_TRUE(journeys) << errors_json(journeys.errors());
  return journeys ? run_journeys(model, *journeys) : JourneyReport{};
}

List<JourneyFailure> failures(std::string_view steps) {
  const JourneyReport report = run(with_steps(steps));
  return report.tests.empty() ? List<JourneyFailure>{{"no test", {}, {}}}
                              : report.tests[0].failures;
}

void expect_passes(std::string_view steps) {
  for (const JourneyFailure& f : failures(steps)) {
    ADD_FAILURE() << steps << "\n"
                  << f.at << ": expected " << to_json(f.expected) << ", found " << to_json(f.found);
  }
}

/// The only failure of these steps, without its way there: "/expect/grade".
void expect_fails(std::string_view steps, const std::string& at, const Value& found) {
  const auto all = failures(steps);
  ASSERT_EQ(all.size(), 1U) << steps;
  EXPECT_EQ(all[0].at, "/tests/0/steps/" + at);
  EXPECT_EQ(all[0].found, found) << to_json(all[0].found);
}

TEST(JourneyForm, AModelWithoutTestsHasNone) {
  const std::string json = model_json(kScore, kRest);
  EXPECT_TRUE(run(json).tests.empty());
}

TEST(JourneyForm, EveryMistakeIsToldWithItsPlaceAtOnce) {
  const std::string json = with_tests(R"([
    {"name": "t", "strat": "x", "start": "2026-03-01", "steps": [
      {"page": "pricing"}, {"page": "/a", "track": "b"}, {"pgae": "/a"}, {}, 7, {"wait": "soon"},
      {"page": "/a", "every": "1m"}, {"page": "/a", "times": 0}, {"identify": []}, {"track": ""},
      {"expect": {}}, {"expect": {"scores": {"x": 1, "s": "hot"}, "segments": ["hto"], "fired": "call"}},
      {"expect": {"reasons": {"viev": 1}, "sent": {"crn": {}}, "grades": "A"}}, {"wait": "1d", "who": "b"}]},
    {"steps": []}])");
  const std::vector<std::string> expected{
      "unknown_key at /tests/0/strat",
      "bad_time at /tests/0/start",
      "bad_value at /tests/0/steps/0/page",
      "conflict at /tests/0/steps/1",
      "unknown_key at /tests/0/steps/2/pgae",
      "bad_value at /tests/0/steps/3",
      "wrong_type at /tests/0/steps/4",
      "bad_duration at /tests/0/steps/5/wait",
      "conflict at /tests/0/steps/6/every",
      "out_of_range at /tests/0/steps/7/times",
      "wrong_type at /tests/0/steps/8/identify",
      "bad_value at /tests/0/steps/9/track",
      "bad_value at /tests/0/steps/10/expect",
      "unknown_reference at /tests/0/steps/11/expect/scores/x",
      "wrong_type at /tests/0/steps/11/expect/scores/s",
      "unknown_reference at /tests/0/steps/11/expect/segments/0",
      "wrong_type at /tests/0/steps/11/expect/fired",
      "unknown_key at /tests/0/steps/12/expect/grades",
      "unknown_reference at /tests/0/steps/12/expect/reasons/viev",
      "unknown_reference at /tests/0/steps/12/expect/sent/crn",
      "unknown_key at /tests/0/steps/13/who",
      "missing_key at /tests/1/name",
      "bad_value at /tests/1/steps"};
  EXPECT_EQ(places_in(json), expected);
}

TEST(JourneyForm, AMistakeSaysWhatStandsThereAndWhatToDo) {
  const Errors errors = errors_in(with_steps(R"({"expect": {"scroes": {"s": 1}}})"));
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0], (Error{"unknown_key", "/tests/0/steps/0/expect/scroes", "scroes",
                              "did you mean scores?"}));
}

TEST(JourneyForm, TestsThatAreNoListAndTooManyEventsAreRefused) {
  EXPECT_EQ(places_in(with_tests("7")), std::vector<std::string>{"wrong_type at /tests"});
  std::string steps = R"({"page": "/", "times": 1000})";
  for (int i = 1; i < 101; ++i) steps += R"(, {"page": "/", "times": 1000})";
  EXPECT_EQ(places_in(with_steps(steps)), std::vector<std::string>{"too_many at /tests"});
}

TEST(JourneyForm, CompileItselfTakesNoNoticeOfTests) {
  EXPECT_TRUE(compile(with_tests("7")));
  EXPECT_EQ(compiled(with_tests("7")).digest, compiled(model_json(kScore, kRest)).digest);
}

TEST(Journey, TimeMovesByWaitAndEveryAlone) {
  expect_passes(R"({"page": "/"}, {"wait": "30d"}, {"expect": {"scores": {"s": 0}}})");
  expect_passes(R"({"page": "/"}, {"wait": "29d"}, {"expect": {"scores": {"s": 10}}})");
  // Two a day apart: the first is 29 days old and the second 28, then 30 and 29.
  expect_passes(R"({"page": "/", "times": 2, "every": "1d"}, {"wait": "28d"},
                   {"expect": {"scores": {"s": 20}}}, {"wait": "1d"}, {"expect": {"scores": {"s": 10}}})");
}

TEST(Journey, StartsWhenItSays) {
  const auto report = run(with_tests(R"([
    {"name": "a", "start": "2026-03-01T23:59:59+00:00", "steps": [{"page": "/"}, {"wait": "6d"},
      {"expect": {"momentum": {"s": 10}}}, {"wait": "1s"}, {"expect": {"momentum": {"s": 10}}},
      {"wait": "1d"}, {"expect": {"momentum": {"s": 0}}}]}])"));
  // Momentum counts UTC days: from March 1 to 7. The second wait ends in March 8.
  ASSERT_EQ(report.tests[0].failures.size(), 1U);
  EXPECT_EQ(report.tests[0].failures[0].at, "/tests/0/steps/4/expect/momentum/s");
}

TEST(Journey, PagesCarryQueryReferrerAndCampaign) {
  expect_passes(
      R"({"page": "/?utm_source=google&utm_medium=cpc"}, {"expect": {"reasons": {"search": 1}}})");
  expect_passes(
      R"({"page": "https://x.example/a?gclid=1#b"}, {"expect": {"reasons": {"search": 1}}})");
  expect_passes(R"({"page": "/", "campaign": {"source": "google", "medium": "cpc"}},
                   {"expect": {"reasons": {"search": 1}}})");
  expect_passes(R"({"page": "/", "referrer": "https://www.google.com/", "title": "Start"},
                   {"expect": {"reasons": {"search": 0}}})");
}

TEST(Journey, ATrackHappensOnThePageThatIsOpenAMailOnNone) {
  expect_passes(
      R"({"page": "/pricing"}, {"track": "Bought"}, {"expect": {"reasons": {"mail-here": 20}}})");
  expect_passes(
      R"({"page": "/pricing"}, {"track": "Email Opened"}, {"expect": {"reasons": {"mail-here": 0}}})");
  expect_passes(
      R"({"page": "/pricing"}, {"page": "/"}, {"track": "Bought"}, {"expect": {"scores": {"s": 20}}})");
}

TEST(Journey, TraitsAndCompanies) {
  expect_passes(R"({"identify": {"industry": "energy"}}, {"expect": {"scores": {"s": 5}}})");
  expect_passes(
      R"({"identify": {"industry": "energy"}}, {"group": "rival", "traits": {"name": "R"}},
                   {"expect": {"scores": {"s": 0}, "disqualified": ["rival"]}})");
}

TEST(Journey, AWholeMessageIsTakenAsItStandsAndCompletedWhereItLacks) {
  expect_passes(
      R"({"event": {"type": "page", "messageId": "m", "properties": {"path": "/"}}, "times": 3},
                   {"expect": {"scores": {"s": 10}}})");
  expect_passes(
      R"({"event": {"type": "page", "anonymousId": "else"}}, {"expect": {"scores": {"s": 10}}})");
  expect_passes(R"({"event": {"type": "screen"}}, {"expect": {"scores": {"s": 0}}})");
}

TEST(Journey, AMessageThatCannotBeReadFailsTheTest) {
  expect_fails(R"({"event": {"type": "page", "timestamp": "soon"}, "times": 5})",
               "0/event/timestamp", "bad_time: \"soon\"");
  expect_fails(R"({"event": {"properties": {}}})", "0/event/type", "bad_type: no type");
}

TEST(Journey, VisitorsAreToldApart) {
  expect_passes(R"({"who": "a", "page": "/", "times": 3}, {"who": "b", "page": "/"},
    {"who": "a", "expect": {"scores": {"s": 30}, "segments": ["hot"]}},
    {"who": "b", "expect": {"scores": {"s": 10}, "segments": []}}, {"expect": {"scores": {"s": 0}}})");
}

TEST(Journey, WhatHappenedIsSinceTheLastExpect) {
  expect_passes(
      R"({"page": "/", "times": 3}, {"expect": {"entered": ["hot"], "left": [], "fired": ["call"]}},
    {"page": "/"}, {"expect": {"entered": [], "left": [], "fired": []}},
    {"wait": "31d"}, {"expect": {"segments": [], "left": []}},
    {"track": "Tick"}, {"expect": {"left": ["hot"], "fired": ["gone"]}},
    {"page": "/", "times": 3}, {"wait": "31d"}, {"page": "/", "times": 3},
    {"expect": {"entered": ["hot", "hot"], "left": ["hot"], "fired": ["call", "call", "gone"]}})");
}

TEST(Journey, EveryKindOfExpectationCanFail) {
  const std::string hot = R"({"page": "/", "times": 3}, )";
  expect_fails(hot + R"({"expect": {"scores": {"s": 30.01}}})", "1/expect/scores/s", 30);
  expect_fails(hot + R"({"expect": {"momentum": {"s": 29}}})", "1/expect/momentum/s", 30);
  expect_fails(hot + R"({"expect": {"reasons": {"view": 29}}})", "1/expect/reasons/view", 30);
  expect_fails(hot + R"({"expect": {"grade": "A"}})", "1/expect/grade", "");
  expect_fails(hot + R"({"expect": {"segments": []}})", "1/expect/segments", Array{"hot"});
  expect_fails(hot + R"({"expect": {"disqualified": ["rival"]}})", "1/expect/disqualified",
               Array{});
  expect_fails(hot + R"({"expect": {"entered": []}})", "1/expect/entered", Array{"hot"});
  expect_fails(hot + R"({"expect": {"entered": ["hot", "hot"]}})", "1/expect/entered",
               Array{"hot"});
  expect_fails(hot + R"({"expect": {"left": ["hot"]}})", "1/expect/left", Array{});
  expect_fails(hot + R"({"expect": {"fired": ["call", "gone"]}})", "1/expect/fired", Array{"call"});
  expect_fails(hot + R"({"expect": {"sent": {"other": {}}}})", "1/expect/sent/other", Value());
}

TEST(Journey, SentComparesWhatItNames) {
  const std::string hot = R"({"identify": {"email": "a@b.example"}}, {"page": "/", "times": 3}, )";
  expect_passes(hot +
                R"({"expect": {"sent": {"crm": {"specversion": "1.0", "data": {"trigger": "call",
    "scores": {"s": 30}, "profile": {"email": "a@b.example"}}}}}})");
  Value found;
  Value data;
  data.set("trigger", "call");
  found.set("data", data);
  expect_fails(hot + R"({"expect": {"sent": {"crm": {"data": {"trigger": "gone"}}}}})",
               "2/expect/sent/crm", found);
  expect_fails(
      hot + R"({"expect": {"sent": {"crm": {"data": {"trigger": "call", "none": null}}}}})",
      "2/expect/sent/crm", found);
}

constexpr std::string_view kAccount =
    R"("rules": [{"id": "view", "label": "View", "on": "page", "points": 10}],
  "range": [0, 100]}], "account": {"key": "profile.company.id", "score": "s",
    "roles": [{"id": "buyer", "if": {"profile.role": "buyer"}, "weight": 2}], "weight": 0.5,
    "segments": [{"id": "ready", "when": {"scores.account": {"$gte": 40}}}],
    "triggers": [{"id": "plan", "when": {"enter": "ready"}}]}, "grade": [{"score": "s", "bands": {"A": 0})";

std::string account_steps(std::string_view steps) {
  return R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s",)" + std::string(kAccount) +
         R"(}], "tests": [{"name": "t", "steps": [
    {"who": "a", "group": "acme"}, {"who": "a", "page": "/", "times": 2},
    {"who": "b", "group": "acme"}, {"who": "b", "identify": {"role": "buyer"}}, {"who": "b", "page": "/"},
    )" + std::string(steps) +
         "]}]}";
}

TEST(Journey, AccountsAreOfAllVisitorsOfTheTest) {
  // 20 x 0.5 + 10 x 2 = 30, and with one more page of the buyer 50.
  const auto report = run(account_steps(R"(
    {"expect": {"accounts": {"acme": {"score": 30, "contacts": 2, "roles": {"buyer": 1}, "segments": [], "triggers": []}}}},
    {"who": "b", "page": "/"},
    {"expect": {"accounts": {"acme": {"score": 50, "segments": ["ready"], "triggers": ["plan"]}}}})"));
  EXPECT_EQ(report.failed(), 0U);
  EXPECT_TRUE(report.unexercised.none());
}

TEST(Journey, EveryKindOfExpectationOfAnAccountCanFail) {
  const auto report = run(account_steps(R"(
    {"expect": {"accounts": {"acme": {"score": 31, "contacts": 3, "roles": {"buyer": 2}, "segments": ["ready"], "triggers": ["plan"]},
                             "no/ne": {"contacts": 0}}}})"));
  const std::string at = "/tests/0/steps/5/expect/accounts/";
  const List<JourneyFailure> expected{{at + "acme/score", 31, 30},
                                      {at + "acme/contacts", 3, 2},
                                      {at + "acme/roles/buyer", 2, 1},
                                      {at + "acme/segments", Array{"ready"}, Array{}},
                                      {at + "acme/triggers", Array{"plan"}, Array{}},
                                      {at + "no~1ne/contacts", 0, Value()}};
  EXPECT_EQ(report.tests[0].failures, expected);
  EXPECT_EQ(report.unexercised.segments, List<Text>{"ready"});
  EXPECT_EQ(report.unexercised.triggers, List<Text>{"plan"});
}

TEST(JourneyForm, MistakesInWhatIsExpectedOfAccounts) {
  EXPECT_EQ(places_in(with_steps(R"({"expect": {"accounts": {"acme": {"score": 1}}}})")),
            std::vector<std::string>{"conflict at /tests/0/steps/0/expect/accounts"});
  const std::vector<std::string> expected{
      "unknown_key at /tests/0/steps/5/expect/accounts/acme/scores",
      "unknown_reference at /tests/0/steps/5/expect/accounts/acme/roles/byer",
      "unknown_reference at /tests/0/steps/5/expect/accounts/acme/segments/0"};
  EXPECT_EQ(places_in(account_steps(R"(
    {"expect": {"accounts": {"acme": {"scores": 1, "roles": {"byer": 1}, "segments": ["raedy"]}}}})")),
            expected);
}

TEST(Journey, AllFailuresOfATestAreToldAndEachTestBeginsAnew) {
  const auto report = run(with_tests(R"([
    {"name": "a", "steps": [{"page": "/"}, {"expect": {"scores": {"s": 1}, "grade": "A"}}, {"page": "/"},
                            {"expect": {"scores": {"s": 2}}}]},
    {"name": "b", "steps": [{"expect": {"scores": {"s": 0}}}]}])"));
  ASSERT_EQ(report.tests.size(), 2U);
  EXPECT_EQ(report.failed(), 1U);
  const List<JourneyFailure> expected{{"/tests/0/steps/1/expect/scores/s", 1, 10},
                                      {"/tests/0/steps/1/expect/grade", "A", ""},
                                      {"/tests/0/steps/3/expect/scores/s", 2, 20}};
  EXPECT_EQ(report.tests[0].failures, expected);
  EXPECT_EQ(report.tests[0].name, "a");
  EXPECT_EQ(report.tests[1].at, "/tests/1");
  EXPECT_TRUE(report.tests[1].failures.empty());
}

TEST(Journey, TellsWhatNoTestMakesHappen) {
  const auto nothing = run(with_steps(R"({"wait": "1d"})")).unexercised;
  EXPECT_EQ(nothing.rules, (List<Text>{"view", "mail-here", "energy", "search", "rival"}));
  EXPECT_EQ(nothing.segments, List<Text>{"hot"});
  EXPECT_EQ(nothing.triggers, (List<Text>{"call", "gone"}));
  const auto some =
      run(with_steps(R"({"page": "/", "times": 3}, {"identify": {"industry": "energy"}})"))
          .unexercised;
  EXPECT_EQ(some.rules, (List<Text>{"mail-here", "search", "rival"}));
  EXPECT_TRUE(some.segments.empty());
  EXPECT_EQ(some.triggers, List<Text>{"gone"});
}

TEST(Journey, TheEndOfTimeIsNoEndOfTheProgram) {
  expect_passes(R"({"wait": "1000000w"}, {"page": "/", "times": 1000, "every": "1000000w"},
                   {"expect": {"segments": ["hot"]}})");
}

}  // namespace
}  // namespace kelvin
