// kelvin coverage: a model beside a log; and the hint of score that leads to it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

class Coverage : public ::testing::Test {
 protected:
  Finished coverage(const Arguments& rest, std::string_view input = "") const {
    Arguments all = {"coverage", "--model", model_};
    all.insert(all.end(), rest.begin(), rest.end());
    return kelvin(all, input);
  }

  Folder folder_;
  std::string model_ = folder_.file("model.json", kModel);
};

std::string identify(const std::string& visitor, int minute, const std::string& traits) {
  return R"({"type":"identify","anonymousId":")" + visitor + R"(","timestamp":")" + at(minute) +
         R"(","traits":)" + traits + "}\n";
}
std::string track(const std::string& visitor, int minute, const std::string& name,
                  const std::string& properties = "{}") {
  return R"({"type":"track","event":")" + name + R"(","anonymousId":")" + visitor +
         R"(","timestamp":")" + at(minute) + R"(","properties":)" + properties + "}\n";
}

/// Forty visitors who look at pages that the model does not name, and sign up by another name.
std::string shop_log() {
  std::string log;
  for (int i = 0; i < 240; ++i) {
    const std::string who = "v-" + std::to_string(i % 40);
    log += page(who, i, i % 2 == 0 ? "/preise/" + std::to_string(i) : "/");
    if (i % 3 == 0) log += track(who, i, "signup_done", R"({"plan":"pro","mail":"a@b.test"})");
    if (i % 5 == 0) log += identify(who, i, R"({"headcount":)" + std::to_string(i) + "}");
  }
  return log;
}

TEST_F(Coverage, TellsWhatIsNotThereThenTheModelThenTheLog) {
  const std::string log = folder_.file("log", track("a", 0, "signed_up", R"({"plan":"pro"})") +
                                                  page("a", 1, "/prices") + page("b", 2) +
                                                  identify("a", 3, R"({"employees":500})"));
  const Finished run = coverage({log});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.out,
            R"(sample 1 on 4 events of 2 visitors, 2026-03-01 10:00 to 2026-03-01 10:03 UTC: 3
of 4 rules matched nothing.

ASKED FOR AND NOT THERE
  signup     no event Signed Up; nearest: signed_up (1)
  big        no profile.size in 2 visitors; nearest: profile.employees (1)
  hot        nobody reached it: interest is 30 or more; highest 10
  pages      no page in pricing (/pricing/**); there is / (1), /prices (1)
  and so not: pricing, call

RULES (! see above)                   matches     hits visitors     points
interest                                                    shown: 0 to 10
  view                                      2        2        2         20
! signup                                    -        -        -          -
! pricing                                   -        -        -          -
fit                                                          shown: 0 to 0
! big                                       -        -        -

SEGMENTS                              entered     left visitors
! hot                                       -        -        -

TRIGGERS                               called    fired
! call                                      -        -

EVENTS, and fields not used               messages  visitors  model
  page                                           2         2  used
  identify                                       1         1  used
    employees               100 %  number: 1 value
  signed_up                                      1         1  not used
    plan                    100 %  text: 1 value

PAGES                                        views  visitors  model
  /                                              1         1  not used
  /prices                                        1         1  not used

FIRST CHANNELS  Direct 2
)");
}

TEST_F(Coverage, NoLineIsWiderThanEightyColumns) {
  std::string text = shop_log();
  for (int i = 0; i < 30; ++i) {
    text += track("w", i,
                  "A rather long name of an event that somebody has thought of " +
                      std::string(static_cast<std::size_t>(i), 'x'),
                  "{\"" + std::string(static_cast<std::size_t>(i) * 3, 'p') + "\":\"" +
                      std::string(60, 'v') + "\"}");
  }
  const std::string log = folder_.file("log", text);
  for (const Arguments& how : {Arguments{log}, Arguments{"--all", log}}) {
    const Finished run = coverage(how);
    EXPECT_EQ(run.exit, 0) << run.err;
    for (const std::string& line : lines(run.out)) EXPECT_LE(line.size(), 80U) << line;
  }
  EXPECT_NE(coverage({log}).out.find("more events (--all)"), std::string::npos);
  EXPECT_EQ(coverage({"--all", log}).out.find("(--all)"), std::string::npos);
}

/// A word of letters for each number.
std::string word(int n) {
  std::string out = "w";
  for (int left = n + 1; left > 0; left /= 26) out += "abcdefghijklmnopqrstuvwxyz"[left % 26];
  return out;
}

TEST_F(Coverage, NamesWithoutEndAreCountedAndSaid) {
  std::string text;
  for (int i = 0; i < 17000; ++i) text += track("v", i % 300, word(i), "{\"" + word(i) + "\":1}");
  const Finished run = coverage({folder_.file("log", text)});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_NE(run.out.find("\n  616 messages have other names: past 16,384 no more are kept\n"),
            std::string::npos)
      << run.out;
  EXPECT_NE(run.out.find(" values are of other fields: past 16,384 no more are kept\n"),
            std::string::npos)
      << run.out;
}

TEST_F(Coverage, JsonHoldsTheSameForPrograms) {
  const std::string log = folder_.file("log", shop_log());
  const Finished run = coverage({"--json", log});
  ASSERT_EQ(lines(run.out).size(), 1U) << run.out;
  const json report = json::parse(run.out);
  EXPECT_EQ(report.at("model"), json::parse(R"({"id":"sample","version":"1"})"));
  EXPECT_EQ(report.at("events"), 368);
  EXPECT_EQ(report.at("visitors"), 40);
  EXPECT_EQ(report.at("never_matched"), 3);
  const json& signup = report.at("rules").at(1);
  EXPECT_EQ(signup.at("at"), "/scores/0/rules/1");
  EXPECT_EQ(signup.at("causes").at(0).at("code"), "no_event");
  EXPECT_EQ(signup.at("causes").at(0).at("nearest"),
            json::parse(R"([{"name":"signup_done","count":80}])"));
  const json& done = report.at("log").at(1);
  EXPECT_EQ(done.at("event"), "signup_done");
  EXPECT_EQ(done.at("used"), false);
  EXPECT_EQ(done.at("properties").at(0),
            json::parse(R"({"name":"mail","messages":80,"used":false,"types":{"string":80},)"
                        R"("distinct":1,"values":[{"value":"[email]","count":80}]})"));
  EXPECT_EQ(report.at("pages").at(0),
            json::parse(R"({"glob":"/","views":120,"visitors":20,"used":0})"));
  EXPECT_EQ(report.at("pages").at(1).at("glob"), "/preise/*");
}

TEST_F(Coverage, ResultsDoNotDependOnThreadsFilesCompressionOrStandardInput) {
  const std::string text = shop_log();
  const std::string log = folder_.file("log", text);
  const std::size_t half = text.find('\n', text.size() / 2) + 1;
  const Finished one = coverage({"--json", "--threads", "1", log});
  ASSERT_EQ(one.exit, 0) << one.err;
  EXPECT_EQ(coverage({"--json", "--threads", "4", log}).out, one.out);
  EXPECT_EQ(coverage({"--json", folder_.gzip("log.gz", text)}).out, one.out);
  EXPECT_EQ(coverage({"--json", "-"}, text).out, one.out);
  EXPECT_EQ(coverage({"--json", folder_.file("a", text.substr(0, half)),
                      folder_.gzip("b", text.substr(half))})
                .out,
            one.out);
}

TEST_F(Coverage, BadLinesAreNamedAndCountNothing) {
  const std::string log = folder_.file("log", page("a", 0) + "{\n" +
                                                  R"({"type":"page"})"
                                                  "\n" +
                                                  page("a", 1));
  const Finished run = coverage({"--json", log});
  EXPECT_EQ(run.exit, 3);
  EXPECT_NE(run.err.find(log + ":2: bad_json"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find(log + ":3: no_visitor"), std::string::npos) << run.err;
  const json report = json::parse(run.out);
  EXPECT_EQ(report.at("events"), 2);
  EXPECT_EQ(report.at("log").at(0).at("messages"), 2);
}

TEST_F(Coverage, LinesThatTheFastReaderRefusesAreHeardToo) {
  // A lone surrogate: the core's own reader reads it.
  const std::string log =
      folder_.file("log", track("a", 0, "T", R"({"big":123456789012345678901234567890,"p":1})"));
  const Finished run = coverage({"--json", log});
  EXPECT_EQ(run.exit, 0) << run.err;
  const json report = json::parse(run.out);
  EXPECT_EQ(report.at("log").at(0).at("properties").size(), 2U);
}

TEST_F(Coverage, TypesThatDoNotScoreAreCountedAndAnAliasIsNone) {
  std::string text = page("a", 0);
  for (const std::string type : {"screen", "screen", "alias"}) {
    text += R"({"type":")" + type + R"(","anonymousId":"a","previousId":"a","userId":"u",)" +
            R"("timestamp":")" + at(1) + "\"}\n";
  }
  const std::string log = folder_.file("log", text);
  const Finished run = coverage({"--json", log});
  EXPECT_EQ(run.exit, 0) << run.err;
  const json report = json::parse(run.out);
  EXPECT_EQ(report.at("ignored"), 2);
  std::string events;
  for (const json& event : report.at("log")) {
    events += event.at("event").get<std::string>() + (event.at("ignored").get<bool>() ? "-" : "+");
  }
  EXPECT_EQ(events, "screen-alias+page+");
  EXPECT_NE(coverage({log}).out.find("2 of types that do not score"), std::string::npos);
}

TEST_F(Coverage, AtLeavesOutLaterEvents) {
  const std::string log = folder_.file("log", page("a", 0) + page("b", 5));
  EXPECT_EQ(
      json::parse(coverage({"--json", "--at", at(0), log}).out).at("log").at(0).at("messages"), 1);
}

TEST_F(Coverage, UnreadableInputIsWrongUsage) {
  EXPECT_EQ(coverage({folder_.path("missing")}).exit, 2);
  EXPECT_EQ(coverage({}).exit, 2);
  EXPECT_EQ(kelvin({"coverage", "--model", folder_.file("m", "{"), model_}).exit, 2);
}

TEST_F(Coverage, WhatIsNotThereIsSilentWhereAllCameAbout) {
  const std::string log = folder_.file(
      "log", page("a", 0, "/pricing") + page("a", 1, "/pricing") + page("a", 2, "/pricing") +
                 track("a", 3, "Signed Up") + identify("a", 4, R"({"size":200})"));
  const Finished run = coverage({log});
  EXPECT_NE(run.out.find("\nEverything in the model came about.\n"), std::string::npos) << run.out;
  EXPECT_EQ(run.out.find("! "), run.out.find("! see")) << run.out;
}

TEST_F(Coverage, ValuesOfFewVisitorsAreNotTold) {
  std::string text;
  for (int i = 0; i < 40; ++i) {
    text += track("v-" + std::to_string(i % 4), i, "T", R"({"secret":"mine alone"})");
  }
  for (int i = 0; i < 5; ++i) {
    text += track("w-" + std::to_string(i), i, "U", R"({"open":"of all"})");
  }
  const std::string log = folder_.file("log", text);
  for (const Arguments& how : {Arguments{log}, Arguments{"--json", log}, Arguments{"--all", log}}) {
    const std::string out = coverage(how).out;
    EXPECT_EQ(out.find("mine alone"), std::string::npos) << out;
    EXPECT_NE(out.find("of all"), std::string::npos) << out;
  }
}

class Hint : public Coverage {
 protected:
  std::string hint(const Arguments& rest) const {
    Arguments all = {"score", "--model", model_};
    all.insert(all.end(), rest.begin(), rest.end());
    const Finished run = kelvin(all);
    EXPECT_EQ(run.exit, 0) << run.err;
    return run.err;
  }
};

std::string hundred_pages(const std::string& path) {
  std::string log;
  for (int i = 0; i < 100; ++i) log += page("v", i, path);
  return log;
}

TEST_F(Hint, SaysThatMostRulesMatchNothing) {
  const std::string log = folder_.file("log", hundred_pages("/"));
  EXPECT_EQ(hint({"--hints", log}), "3 of 4 rules matched no event: kelvin coverage tells why\n");
}

TEST_F(Hint, IsSilentWithoutATerminalOrWithFewEventsOrWhereHalfOfTheRulesMatch) {
  const std::string all = hundred_pages("/");
  EXPECT_EQ(hint({folder_.file("log", all)}), "");
  EXPECT_EQ(hint({"--hints", folder_.file("few", all.substr(all.find('\n') + 1))}), "");
  EXPECT_EQ(hint({"--hints", folder_.file("half", hundred_pages("/pricing"))}), "");
}

}  // namespace
}  // namespace kelvin::testing
