// kelvin check --test: the tests that a model carries.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "process.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

/// A model whose one test expects a score.
std::string expecting(const std::string& score) {
  return R"({"kelvin": 1, "id": "m", "version": "1",
    "scores": [{"id": "s", "rules": [{"id": "view", "on": "page", "points": 10},
                                     {"id": "buy", "on": "Bought", "points": 50}]}],
    "segments": [{"id": "hot", "when": {"scores.s": {"$gte": 50}}}],
    "triggers": [{"id": "call", "when": {"enter": "hot"}}],
    "tests": [{"name": "first", "steps": [{"page": "/"}]},
              {"name": "a page gives ten", "steps": [{"page": "/"}, {"expect": {"scores": {"s": )" +
         score + "}}}]}]}";
}

TEST(CheckTests, AreRunOnlyWhenAsked) {
  Folder folder;
  const std::string model = folder.file("m.json", expecting("11"));
  EXPECT_EQ(kelvin({"check", model}).exit, 0);
  EXPECT_EQ(kelvin({"check", "--test", model}).exit, 1);
}

TEST(CheckTests, EachIsToldOkOrFailedWithWhatWasExpectedAndFound) {
  Folder folder;
  const Finished good = kelvin({"check", "--test", folder.file("good.json", expecting("10"))});
  EXPECT_EQ(good.exit, 0);
  EXPECT_NE(good.out.find("  ok      a page gives ten\n"), std::string::npos) << good.out;
  EXPECT_NE(good.out.find("2 tests: 2 ok, 0 failed"), std::string::npos) << good.out;

  const Finished bad = kelvin({"check", "--test", folder.file("bad.json", expecting("11"))});
  EXPECT_EQ(bad.exit, 1);
  EXPECT_NE(bad.out.find("  FAILED  a page gives ten\n"
                         "            /tests/1/steps/1/expect/scores/s\n"
                         "              expected: 11\n"
                         "              found:    10\n"),
            std::string::npos)
      << bad.out;
  EXPECT_NE(bad.out.find("2 tests: 1 ok, 1 failed"), std::string::npos) << bad.out;
}

TEST(CheckTests, WhatNoTestMakesHappenIsTold) {
  Folder folder;
  const Finished run = kelvin({"check", "--test", folder.file("m.json", expecting("10"))});
  EXPECT_NE(run.out.find("    rules: buy\n    segments: hot\n    triggers: call\n"),
            std::string::npos)
      << run.out;
}

TEST(CheckTests, AMistakeInTheirFormIsAnErrorOfThePlainCheckToo) {
  Folder folder;
  const std::string model = folder.file("m.json", expecting("\"ten\""));
  for (const Arguments& arguments :
       {Arguments{"check", model}, Arguments{"check", "--test", model}}) {
    const Finished run = kelvin(arguments);
    EXPECT_EQ(run.exit, 1);
    EXPECT_NE(run.out.find("/tests/1/steps/1/expect/scores/s: wrong_type"), std::string::npos)
        << run.out;
  }
}

TEST(CheckTests, AModelWithoutTestsSaysSo) {
  Folder folder;
  const Finished run = kelvin({"check", "--test", folder.file("m.json", R"({"kelvin": 1, "id": "m",
    "version": "1", "scores": [{"id": "s", "rules": [{"id": "r", "on": "page", "points": 1}]}]})")});
  EXPECT_EQ(run.exit, 0) << run.out;
  EXPECT_NE(run.out.find("carries no tests"), std::string::npos) << run.out;
}

TEST(CheckTests, AreALineOfJsonForPrograms) {
  Folder folder;
  const std::string good = folder.file("good.json", expecting("10"));
  const std::string bad = folder.file("bad.json", expecting("11"));
  const Finished run = kelvin({"check", "--test", "--json", good, bad});
  EXPECT_EQ(run.exit, 1);
  const auto reports = lines(run.out);
  ASSERT_EQ(reports.size(), 2U);
  const json first = json::parse(reports[0]);
  EXPECT_EQ(first.at("ok"), true);
  EXPECT_EQ(first.at("passed"), 2);
  EXPECT_EQ(first.at("unexercised"),
            json::parse(R"({"rules": ["buy"], "segments": ["hot"], "triggers": ["call"]})"));
  const json second = json::parse(reports[1]);
  EXPECT_EQ(second.at("ok"), false);
  EXPECT_EQ(second.at("failed"), 1);
  EXPECT_EQ(second.at("tests").at(1),
            json::parse(R"({"name": "a page gives ten", "at": "/tests/1", "ok": false, "failures":
              [{"at": "/tests/1/steps/1/expect/scores/s", "expected": 11, "found": 10}]})"));
}

}  // namespace
}  // namespace kelvin::testing
